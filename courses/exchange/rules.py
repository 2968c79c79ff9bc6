"""The rules of assessment of a path, in ``path.yaml`` and in the database."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from competences.models import Competence, Level
from courses.activities import KINDS
from courses.activities.kinds import has_right_answers
from courses.exchange.yamltext import Fields, Value
from courses.models import AssessmentRule, LearningPath, Module, RuleCondition

Kind = RuleCondition.Kind
Complain = Callable[[int, str], None]


@dataclass
class ConditionDocument:
    kind: str
    module: str
    activity: UUID | None = None
    share: int | None = None
    line: int = 0


@dataclass
class RuleDocument:
    key: str
    competence: str
    level: int
    conditions: list[ConditionDocument] = field(default_factory=list)
    line: int = 0


# --- path.yaml ----------------------------------------------------------------------------------


def read_rules(fields: Fields) -> list[RuleDocument]:
    return [_read_rule(item) for item in fields.items("rules", required=False)]


def _read_rule(value: Value) -> RuleDocument:
    fields = value.fields()
    rule = RuleDocument(
        key=fields.cleaned("key", AssessmentRule._meta.get_field("key")),  # noqa: SLF001 - the documented way to a model's fields
        competence=fields.text("competence"),
        level=_number(fields, "level") or 0,
        conditions=[_read_condition(item) for item in fields.items("conditions")],
        line=value.line,
    )
    fields.close()
    return rule


def _read_condition(value: Value) -> ConditionDocument:
    fields = value.fields()
    kind = fields.text("kind")
    if kind and kind not in Kind.values:
        reason = _("condition « %(kind)s » inconnue ; les conditions sont : %(known)s")
        value.complain(reason % {"kind": kind, "known": ", ".join(Kind.values)})
    condition = ConditionDocument(
        kind=kind,
        module=fields.text("module"),
        activity=_identifier(fields) if kind != Kind.MODULE else None,
        share=_number(fields, "share") if kind == Kind.RIGHT else None,
        line=value.line,
    )
    fields.close()
    return condition


def _identifier(fields: Fields) -> UUID | None:
    text = fields.text("activity")
    try:
        return UUID(text)
    except ValueError:
        if text:
            reason = _("« %s » n'est pas l'id d'une activité")
            fields.entries["activity"].complain(reason % text)
        return None


def _number(fields: Fields, name: str) -> int | None:
    text = fields.text(name)
    if text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= 100 and len(text) < 4:
        return int(text)
    if text:
        reason = _("« %(name)s » est un nombre entier de 1 à 100")
        fields.entries[name].complain(reason % {"name": name})
    return None


def write_rules(rules: Iterable[RuleDocument]) -> list[dict[str, Any]]:
    return [
        {
            "key": rule.key,
            "competence": rule.competence,
            "level": rule.level,
            "conditions": [_write_condition(each) for each in rule.conditions],
        }
        for rule in rules
    ]


def _write_condition(condition: ConditionDocument) -> dict[str, Any]:
    written: dict[str, Any] = {"kind": condition.kind, "module": condition.module}
    if condition.activity:
        written["activity"] = str(condition.activity)
    if condition.share:
        written["share"] = condition.share
    return written


# --- Names that must meet -----------------------------------------------------------------------


def check_rules(document: Any, complain: Complain) -> None:
    """Tell what a rule names and the path does not hold. `document` is a PathDocument."""
    framework = document.framework.document if document.framework else None
    codes = {each.code for each in framework.competences} if framework else set()
    ranks = {each.rank for each in framework.levels} if framework else set()
    keys = Counter(rule.key for rule in document.rules)
    placed = {slug for block in document.blocks for slug in block.modules}
    for rule in document.rules:
        if keys[rule.key] > 1:
            complain(rule.line, _("deux règles s'appellent « %s »") % rule.key)
        if framework and rule.competence not in codes:
            reason = _("la compétence « %s » n'est pas dans le référentiel")
            complain(rule.line, reason % rule.competence)
        if framework and rule.level and rule.level not in ranks:
            complain(rule.line, _("le référentiel n'a pas de niveau %s") % rule.level)
        if not document.framework:
            complain(rule.line, _("une règle demande un référentiel"))
        if not rule.conditions:
            complain(rule.line, _("une règle a au moins une condition"))
        for condition in rule.conditions:
            _check_condition(condition, document, placed, complain)


def _check_condition(
    condition: ConditionDocument, document: Any, placed: set[str], complain: Complain
) -> None:
    module = document.modules.get(condition.module)
    if module is None or condition.module not in placed:
        complain(
            condition.line, _("le module « %s » n'est pas dans ce parcours") % condition.module
        )
        return
    kinds = {piece.id: piece.kind for piece in module.pieces if piece.kind in KINDS and piece.id}
    if condition.activity and condition.activity not in kinds:
        reason = _("le module « %(module)s » n'a pas d'activité « %(id)s »")
        complain(condition.line, reason % {"module": condition.module, "id": condition.activity})
    elif (
        condition.kind == Kind.RIGHT
        and condition.activity
        and not has_right_answers(kinds[condition.activity])
    ):
        complain(condition.line, _("cette activité n'a pas de réponse juste : « done » suffit"))


# --- The database -------------------------------------------------------------------------------


def dump_rules(path: LearningPath) -> list[RuleDocument]:
    rules = path.rules.select_related("competence", "level").order_by("sort_order", "pk")
    return [
        RuleDocument(
            key=rule.key,
            competence=rule.competence.code,
            level=rule.level.rank,
            conditions=[
                ConditionDocument(each.kind, each.module.slug, each.activity_id, each.share)
                for each in rule.conditions.select_related("module").order_by("sort_order", "pk")
            ],
        )
        for rule in rules
    ]


def load_rules(
    rules: Iterable[RuleDocument],
    existing: dict[str, AssessmentRule],
    competences: dict[str, Competence],
    modules: dict[str, Module],
) -> list[AssessmentRule]:
    """Return the rules as the path is to hold them; one that was there keeps its row."""
    return [
        _load_rule(document, existing.get(document.key), rank, competences, modules)
        for rank, document in enumerate(rules)
    ]


def _load_rule(
    document: RuleDocument,
    rule: AssessmentRule | None,
    rank: int,
    competences: dict[str, Competence],
    modules: dict[str, Module],
) -> AssessmentRule:
    rule = rule or AssessmentRule(key=document.key)
    rule.sort_order = rank
    rule.competence = competences[document.competence]
    levels = Level.objects.filter(framework=rule.competence.framework_id)
    rule.level = levels.get(rank=document.level)
    rule.conditions = [
        RuleCondition(
            kind=each.kind,
            module=modules[each.module],
            activity_id=each.activity,
            share=each.share,
            sort_order=number,
        )
        for number, each in enumerate(document.conditions)
    ]
    return rule
