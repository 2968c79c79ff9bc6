"""The life of a framework: draft, published, retired; and the version that comes after it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from competences.models import (
    Alignment,
    Competence,
    CompetenceBlock,
    Framework,
    FrameworkFrozen,
    Level,
    LevelCriterion,
)
from competences.services.uses import Use, uses_of

# Words of a French framework, whatever language its author reads the workshop in.
DEFAULT_LEVELS = (
    ("Je découvre", "J'en ai entendu parler, ou je commence."),
    ("Avec aide", "J'y arrive quand quelqu'un m'aide."),
    ("Seul·e", "J'y arrive par moi-même."),
    ("Je transmets", "Je peux l'expliquer à quelqu'un."),
)
FIRST_PERSON = ("je ", "j'", "j’", "je\u00a0")


class FrameworkRule(Exception):
    """What was asked is refused; the text is for the screen."""


class FrameworkInUse(FrameworkRule):
    def __init__(self, uses: Iterable[Use]) -> None:
        self.uses = list(uses)
        names = ", ".join(str(use) for use in self.uses)
        super().__init__(_("Cela sert encore (%s) : rien n'est effacé.") % names)


@dataclass
class Readiness:
    """What is missing before publishing: `problems` forbid it, `warnings` do not."""

    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def default_levels() -> list[Level]:
    return [
        Level(rank=rank, label=label, description=description)
        for rank, (label, description) in enumerate(DEFAULT_LEVELS, start=1)
    ]


def readiness(framework: Framework) -> Readiness:
    found = Readiness()
    rows = framework.competences.values_list("code", "statement", "formal", "block_id")
    competences = list(rows)
    levels = framework.levels.count()
    if not levels:
        found.problems.append(_("Ajoutez au moins un niveau."))
    if not competences:
        found.problems.append(_("Ajoutez au moins une compétence."))
    silent = [c for c, statement, *_rest in competences if not _is_said(statement, framework)]
    if silent:
        reason = _("Écrivez avec « je… » ce que la personne sait faire : %s.")
        found.problems.append(reason % _some(silent))
    if vague := [code for code, _statement, formal, _block in competences if not formal.strip()]:
        found.problems.append(_("Ajoutez la formulation professionnelle : %s.") % _some(vague))
    if levels and (bare := _without_criteria(framework, [row[0] for row in competences], levels)):
        reason = _("Des niveaux n'ont pas de critère observable : %s.")
        found.warnings.append(reason % _some(bare))
    if alone := [code for code, *_words, block in competences if block is None]:
        found.warnings.append(_("Ces compétences ne sont dans aucun bloc : %s.") % _some(alone))
    return found


def _is_said(statement: str, framework: Framework) -> bool:
    words = statement.strip().casefold()
    return bool(words) and (framework.language != "fr" or words.startswith(FIRST_PERSON))


def _without_criteria(framework: Framework, codes: list[str], levels: int) -> list[str]:
    pairs = LevelCriterion.objects.filter(competence__framework=framework)
    described = Counter(
        code for code, _level in set(pairs.values_list("competence__code", "level_id"))
    )
    return [code for code in codes if described[code] < levels]


def _some(codes: list[str], most: int = 12) -> str:
    shown = ", ".join(codes[:most])
    more = len(codes) - most
    return _("%(shown)s et %(more)d autres") % {"shown": shown, "more": more} if more > 0 else shown


@transaction.atomic
def publish_framework(*, framework: Framework, at: datetime) -> bool:
    """Return whether this call published it; raises `FrameworkRule` with what is missing."""
    framework = _locked(framework)
    if not framework.is_draft:
        return False
    if problems := readiness(framework).problems:
        raise FrameworkRule(" ".join(problems))
    framework.state = Framework.State.PUBLISHED
    framework.published_on = timezone.localdate(at)
    framework.save(update_fields=["state", "published_on"])
    return True


@transaction.atomic
def retire_framework(*, framework: Framework, at: datetime) -> bool:
    """Return whether this call retired it. Paths and results that use it stay as they are."""
    framework = _locked(framework)
    if framework.is_draft:
        raise FrameworkRule(_("Un brouillon ne se retire pas : effacez-le."))
    if framework.state == Framework.State.RETIRED:
        return False
    framework.state = Framework.State.RETIRED
    framework.retired_on = timezone.localdate(at)
    framework.save(update_fields=["state", "retired_on"])
    return True


@transaction.atomic
def delete_draft(*, framework: Framework) -> None:
    framework = _locked(framework)
    if not framework.is_draft:
        raise FrameworkFrozen
    refuse_if_used(Framework.objects.filter(pk=framework.pk))
    delete_competences(framework.competences.all())
    framework.delete()


def delete_competences(competences: QuerySet[Competence]) -> None:
    """Delete those of a draft; raises `FrameworkInUse` when a path or a person holds on to one."""
    refuse_if_used(competences)
    Competence.objects.filter(parent__in=competences).update(parent=None)
    competences.delete()


def delete_level(*, level: Level) -> None:
    """Delete a level of a draft that says nothing of any competence yet."""
    refuse_if_used(Level.objects.filter(pk=level.pk))
    count = level.criteria.values("competence").distinct().count()
    if count:
        reason = _("Le niveau « %(label)s » a des critères dans %(count)d compétences.")
        way_out = _("Retirez-les d'abord : rien n'est effacé.")
        words = reason % {"label": level.label, "count": count}
        raise FrameworkRule(f"{words} {way_out}")
    level.delete()


def refuse_if_used(rows: QuerySet[Any]) -> None:
    if uses := uses_of(rows):
        raise FrameworkInUse(uses)


def _locked(framework: Framework) -> Framework:
    found: Framework = Framework.objects.select_for_update(of=("self",)).get(pk=framework.pk)
    return found


# --- The version that comes after ---------------------------------------------------------------


@transaction.atomic
def new_version(*, of: Framework, version: str, at: datetime) -> Framework:
    """Return a draft with all that `of` holds, under new identifiers that remember the old ones."""
    if Framework.objects.filter(slug=of.slug, version=version).exists():
        raise FrameworkRule(_("Cette version du référentiel existe déjà."))
    framework = Framework(
        slug=of.slug,
        version=version,
        title=of.title,
        description=of.description,
        creator=of.creator,
        language=of.language,
        replaces=of,
        changed_at=at,
    )
    try:
        with transaction.atomic():
            framework.save(force_insert=True)
    except IntegrityError:
        # Asked twice at once.
        raise FrameworkRule(_("Cette version du référentiel existe déjà.")) from None
    levels, blocks = _copy_levels(of, framework), _copy_blocks(of, framework)
    competences = _copy_competences(of, framework, blocks)
    _copy_criteria(competences, levels)
    return framework


def _copy_levels(of: Framework, to: Framework) -> dict[int, Level]:
    before = list(of.levels.all())
    copies = Level.objects.bulk_create(
        Level(framework=to, rank=each.rank, label=each.label, description=each.description)
        for each in before
    )
    return {old.pk: new for old, new in zip(before, copies, strict=True)}


def _copy_blocks(of: Framework, to: Framework) -> dict[int, CompetenceBlock]:
    before = list(of.blocks.all())
    copies = CompetenceBlock.objects.bulk_create(
        CompetenceBlock(
            framework=to,
            code=each.code,
            title=each.title,
            description=each.description,
            position=each.position,
        )
        for each in before
    )
    return {old.pk: new for old, new in zip(before, copies, strict=True)}


def _copy_competences(
    of: Framework, to: Framework, blocks: dict[int, CompetenceBlock]
) -> dict[int, Competence]:
    before = list(of.competences.all())
    copies = Competence.objects.bulk_create(
        Competence(
            framework=to,
            block=blocks[each.block_id] if each.block_id else None,
            uuid=uuid4(),
            code=each.code,
            statement=each.statement,
            formal=each.formal,
            position=each.position,
        )
        for each in before
    )
    found = {old.pk: new for old, new in zip(before, copies, strict=True)}
    parts = [each for each in before if each.parent_id]
    for each in parts:
        found[each.pk].parent = found[each.parent_id]
    Competence.objects.bulk_update([found[each.pk] for each in parts], ["parent"], batch_size=500)
    through = Competence.replaces.through
    through.objects.bulk_create(
        through(from_competence=new, to_competence_id=old) for old, new in found.items()
    )
    return found


def _copy_criteria(competences: dict[int, Competence], levels: dict[int, Level]) -> None:
    criteria = LevelCriterion.objects.filter(competence__in=competences)
    LevelCriterion.objects.bulk_create(
        LevelCriterion(
            competence=competences[each.competence_id],
            level=levels[each.level_id],
            text=each.text,
            position=each.position,
        )
        for each in criteria
    )
    Alignment.objects.bulk_create(
        Alignment(
            competence=competences[each.competence_id],
            framework=each.framework,
            code=each.code,
            label=each.label,
            url=each.url,
            kind=each.kind,
        )
        for each in Alignment.objects.filter(competence__in=competences)
    )


# --- What is written in the workshop ------------------------------------------------------------


@transaction.atomic
def write_criteria(*, competence: Competence, texts: dict[Level, list[str]], at: datetime) -> None:
    """Make these the criteria of a competence of a draft, level by level."""
    LevelCriterion.objects.filter(competence=competence).delete()
    LevelCriterion.objects.bulk_create(
        LevelCriterion(competence=competence, level=level, text=text, position=position)
        for level, lines in texts.items()
        for position, text in enumerate(lines)
    )
    Framework.objects.filter(pk=competence.framework_id).update(changed_at=at)


@transaction.atomic
def move_competence(*, competence: Competence, up: bool) -> None:
    """Let a competence change places with its neighbour of the same block."""
    row = list(competence.framework.competences.filter(block=competence.block_id))
    place = [each.pk for each in row].index(competence.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(row):
        return
    positions = sorted(each.position for each in row)
    if len(set(positions)) < len(row):
        positions = list(range(len(row)))
    row[place], row[other] = row[other], row[place]
    for each, position in zip(row, positions, strict=True):
        each.position = position
    Competence.objects.bulk_update(row, ["position"])


@transaction.atomic
def delete_competence(*, competence: Competence) -> None:
    delete_competences(Competence.objects.filter(pk=competence.pk))
