"""Copies of modules, blocks and paths: drafts of their own, where nobody answered yet.

Answers hang on the ids of activities and of their items, so a copy gets new ones throughout.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Model
from wagtail.models import Locale

from core.models import User
from courses.models import LearningPath, Module, PathBlock, PathModule
from courses.models.rule import AssessmentRule, RuleCondition

# What a copy decides for itself: its place, its name, its life. The rest is what was written.
OWN = {"id", "slug", "go_live_at", "expire_at", "body", "sort_order", "path", "block", "rule"}


def _written(row: Model) -> dict[str, Any]:
    fields = row._meta.concrete_fields  # noqa: SLF001 - the documented way to a model's fields
    return {
        field.attname: getattr(row, field.attname)
        for field in fields
        if field.editable and field.name not in OWN
    }


Renamed = dict[str, str]
"""Old id → new id."""


def new_ids(body: Iterable[dict[str, Any]]) -> tuple[list[dict[str, Any]], Renamed]:
    """Return stored blocks with a new id each, items of lists included, and which became which.

    A value that names another id of the same body follows it.
    """
    blocks = [dict(block) for block in body]
    renamed: Renamed = {}
    _collect(blocks, renamed)
    return [_renamed(block, renamed) for block in blocks], renamed


def _collect(part: Any, renamed: Renamed) -> None:
    if isinstance(part, dict):
        if isinstance(part.get("id"), str) and "type" in part:
            renamed[part["id"]] = str(uuid.uuid4())
        for each in part.values():
            _collect(each, renamed)
    elif isinstance(part, list | tuple):
        for each in part:
            _collect(each, renamed)


def _renamed(part: Any, renamed: Renamed) -> Any:
    if isinstance(part, dict):
        return {name: _renamed(each, renamed) for name, each in part.items()}
    if isinstance(part, list | tuple):
        return [_renamed(each, renamed) for each in part]
    return renamed.get(part, part) if isinstance(part, str) else part


def free_slug(model: type[Module | LearningPath], wanted: str, locale: Locale) -> str:
    """Return `wanted`, or the first of `wanted-2`, `wanted-3`… that nobody has."""
    longest = model._meta.get_field("slug").max_length or 50  # noqa: SLF001 - the documented way to a model's fields
    stem = wanted[: longest - 5].rstrip("-")
    taken = set(
        model.objects.filter(locale=locale, slug__startswith=stem).values_list("slug", flat=True)
    )
    numbers = iter(range(2, len(taken) + 3))
    found = stem
    while found in taken:
        found = f"{stem}-{next(numbers)}"
    return found


@transaction.atomic
def copy_module(*, module: Module, title: str, by: User, key: uuid.UUID) -> Module:
    """Return a draft of its own with what is written in `module`; `key` makes a replay harmless."""
    made = Module.objects.filter(translation_key=key, locale=module.locale_id).first()
    return made or _Copier(by).module(module, title=title, key=key)


@transaction.atomic
def copy_path(
    *, path: LearningPath, title: str, with_modules: bool, by: User, key: uuid.UUID
) -> LearningPath:
    """Return a draft with the blocks of `path`, and either its modules or a copy of each."""
    made = LearningPath.objects.filter(translation_key=key, locale=path.locale_id).first()
    return made or _Copier(by).path(path, title=title, with_modules=with_modules, key=key)


@transaction.atomic
def copy_block(
    *,
    path: LearningPath,
    block_key: str,
    into: LearningPath,
    as_key: str,
    with_modules: bool,
    by: User,
) -> PathBlock:
    """Add a copy of a block of `path` at the end of the draft of `into`; raise KeyError without it.

    Nothing that founders see moves before the draft is published. A block named `as_key` that is
    there already is the copy: a second click adds nothing.
    """
    row = LearningPath.objects.select_for_update(of=("self",)).get(pk=into.pk)
    target: LearningPath = row.get_latest_revision_as_object()
    there: dict[str, PathBlock] = {each.key: each for each in target.blocks.all()}
    if made := there.get(as_key):
        return made
    written = path.get_latest_revision_as_object()
    found = {block.key: block for block in written.blocks.all()}[block_key]
    copier = _Copier(by)
    copier.modules([found], copy=with_modules)
    last = max((each.sort_order or 0 for each in there.values()), default=0)
    block = copier.block(found, position=last + 1)
    block.key = as_key
    target.blocks = [*there.values(), block]
    target.save_revision(user=by, changed=True, log_action=True, clean=False)
    return block


class _Copier:
    """One copy, inside its transaction."""

    def __init__(self, by: User) -> None:
        self.by = by
        self.copies: dict[int, Module] = {}
        """The copy of each module, by the key of the original."""
        self.activities: Renamed = {}

    def module(self, module: Module, *, title: str = "", key: uuid.UUID | None = None) -> Module:
        written = module.get_latest_revision_as_object()
        copied = Module(
            **_written(written),
            locale_id=module.locale_id,
            live=False,
            translation_key=key or uuid.uuid4(),
        )
        copied.title = title or written.title
        copied.slug = free_slug(Module, module.slug, module.locale)
        copied.body, renamed = new_ids(written.body.raw_data)
        self.activities |= renamed
        copied.competences = list(written.competences.all())
        _keep(copied, self.by)
        return copied

    def path(
        self, path: LearningPath, *, title: str, with_modules: bool, key: uuid.UUID
    ) -> LearningPath:
        written = path.get_latest_revision_as_object()
        blocks = list(written.blocks.all())
        self.modules(blocks, copy=with_modules)
        copied = LearningPath(
            **_written(written), locale_id=path.locale_id, live=False, translation_key=key
        )
        copied.title = title
        copied.slug = free_slug(LearningPath, path.slug, path.locale)
        copied.glossary = list(written.glossary.all())
        copied.blocks = [self.block(block, position=rank) for rank, block in enumerate(blocks)]
        copied.rules = [self.rule(rule) for rule in written.rules.all()]
        _keep(copied, self.by)
        return copied

    def rule(self, rule: AssessmentRule) -> AssessmentRule:
        """Return the rule about the copies of what it was about."""
        copied = AssessmentRule(**_written(rule), sort_order=rule.sort_order)
        copied.conditions = [self.condition(each) for each in rule.conditions.all()]
        return copied

    def condition(self, condition: RuleCondition) -> RuleCondition:
        copied = RuleCondition(**_written(condition), sort_order=condition.sort_order)
        copied.module_id = self._key(condition.module_id)
        if renamed := self.activities.get(str(condition.activity_id)):
            copied.activity_id = uuid.UUID(renamed)
        return copied

    def modules(self, blocks: Iterable[PathBlock], *, copy: bool) -> None:
        """Copy the modules of `blocks`, each once; a copy is caught up by a copy."""
        if not copy:
            return
        keys = {place.module_id for block in blocks for place in block.path_modules.all()}
        originals = Module.objects.select_related("locale").in_bulk(keys)
        self.copies = {pk: self.module(original) for pk, original in originals.items()}
        for each in self.copies.values():
            if replacing := self.copies.get(each.catch_up_id or 0):
                each.catch_up = replacing
                _keep(each, self.by)

    def block(self, block: PathBlock, *, position: int) -> PathBlock:
        copied = PathBlock(**_written(block), sort_order=position)
        copied.competences = list(block.competences.all())
        keys = [place.module_id for place in block.path_modules.all() if place.module_id]
        copied.path_modules = [
            PathModule(module_id=self._key(key), sort_order=rank) for rank, key in enumerate(keys)
        ]
        return copied

    def _key(self, key: int) -> int:
        copy = self.copies.get(key)
        return copy.pk if copy else key


def _keep(row: Module | LearningPath, by: User) -> None:
    row.save()
    # A draft may lack what publishing asks for.
    row.save_revision(user=by, log_action="wagtail.copy", clean=False)
