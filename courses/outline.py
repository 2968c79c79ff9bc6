"""A path as it stands, published or not: its blocks and their modules, in order."""

from collections.abc import Iterable
from dataclasses import dataclass

from courses.models import LearningPath, Module, PathBlock

# What a revision changes in the words of a module, and in what is asked of it.
WRITTEN = (
    *("title", "summary", "objectives", "timing", "duration", "evidence_kind", "licence"),
    "catch_up_id",
)


@dataclass(frozen=True)
class Flight:
    block: PathBlock
    modules: list[Module]


def outline(path: LearningPath) -> list[Flight]:
    """Return the blocks with their modules; one query for all modules, however many."""
    blocks = [
        (block, [place.module_id for place in block.path_modules.all() if place.module_id])
        for block in path.blocks.all()
    ]
    modules = Module.objects.in_bulk({key for _block, keys in blocks for key in keys})
    return [
        Flight(block, [modules[key] for key in keys if key in modules]) for block, keys in blocks
    ]


def modules_of(path: LearningPath) -> list[Module]:
    """Return each module once, in the order of the path."""
    return list(dict.fromkeys(module for flight in outline(path) for module in flight.modules))


@dataclass(frozen=True)
class Draft:
    """A module as its author last left it. Its row is what founders see."""

    module: Module
    competences: tuple[int, ...]


def drafts_of(modules: Iterable[Module]) -> list[Draft]:
    """Return the modules as they are written; four queries, however many."""
    keys = [module.pk for module in modules]
    found = (
        Module.objects.select_related("latest_revision")
        .prefetch_related("competences")
        .in_bulk(keys)
    )
    drafts = [_draft(found[key]) for key in keys if key in found]
    replacing = {draft.module.catch_up_id for draft in drafts} - {None}
    catch_ups = Module.objects.in_bulk(replacing)
    for draft in drafts:
        draft.module.catch_up = catch_ups.get(draft.module.catch_up_id or 0)
    return drafts


def _draft(module: Module) -> Draft:
    chosen = tuple(each.pk for each in module.competences.all())
    if module.latest_revision is None:
        return Draft(module, chosen)
    content = module.latest_revision.content
    for name in WRITTEN:
        setattr(module, name, content.get(name.removesuffix("_id"), getattr(module, name)))
    body = Module._meta.get_field("body")  # noqa: SLF001 - the documented way to a model's fields
    module.body = body.to_python(content.get("body") or "[]")
    return Draft(module, tuple(content.get("competences", chosen)))
