"""Where a module serves: paths and blocks, live modules that it replaces."""

from dataclasses import dataclass

from django.db.models import QuerySet

from courses.models import LearningPath, LiveSession, Module, PathModule


@dataclass(frozen=True)
class PathUse:
    """A path with the module in it. A draft that is not published yet counts for nothing here."""

    path: LearningPath
    blocks: tuple[str, ...]


@dataclass(frozen=True)
class Usage:
    paths: list[PathUse]
    replaces: list[Module]
    sessions: int

    @property
    def is_used(self) -> bool:
        return bool(self.paths or self.replaces or self.sessions)


def usage_of(module: Module) -> Usage:
    """Return where `module` serves, in three queries."""
    return Usage(
        paths=_by_path(PathModule.objects.filter(module=module)),
        replaces=list(Module.objects.filter(catch_up=module).order_by("title")),
        sessions=LiveSession.objects.planned().filter(module=module).count(),
    )


def _by_path(places: QuerySet[PathModule]) -> list[PathUse]:
    found: dict[LearningPath, list[str]] = {}
    ordered = places.select_related("block__path").order_by(
        "block__path__title", "block__sort_order"
    )
    for place in ordered:
        found.setdefault(place.block.path, []).append(place.block.title)
    return [PathUse(path, tuple(blocks)) for path, blocks in found.items()]
