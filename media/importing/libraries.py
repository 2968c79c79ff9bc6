"""H5P libraries: those that are installed, and what becomes of those that a package brings."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO, Self, cast

from django.core.files.storage import default_storage

from media import h5p
from media.h5p.dependencies import needed_by
from media.importing.problems import ImportRefused, Problem
from media.models import H5PLibrary

Infos = Mapping[h5p.LibraryName, h5p.LibraryInfo]


@dataclass(frozen=True)
class Installed:
    """The latest patch of each library that is installed."""

    rows: Mapping[h5p.LibraryName, H5PLibrary] = field(default_factory=dict)
    infos: Infos = field(default_factory=dict)

    @classmethod
    def now(cls) -> Self:
        rows: dict[h5p.LibraryName, H5PLibrary] = {}
        for row in H5PLibrary.objects.defer("semantics").order_by("patch"):
            rows[h5p.LibraryName(row.machine_name, row.major, row.minor)] = row
        return cls(rows, {name: _info(row) for name, row in rows.items()})

    @property
    def names(self) -> Collection[h5p.LibraryName]:
        return self.infos.keys()


def _info(row: H5PLibrary) -> h5p.LibraryInfo:
    return h5p.parse_library(row.data, folder=str(row), files=row.files)


@dataclass(frozen=True)
class LibraryPlan:
    """What a content plays with: `new` comes from its package, the rest is installed."""

    order: h5p.LoadOrder
    needed: tuple[h5p.LibraryInfo, ...]
    new: tuple[h5p.LibraryInfo, ...]
    brought: tuple[h5p.LibraryInfo, ...]
    """Those of the package for which an installed one stands."""


def plan_libraries(package: h5p.Package, installed: Installed, *, may_install: bool) -> LibraryPlan:
    """Decide which libraries are installed: those that are played and not there, or later patches.

    Raise `ImportRefused` when some are not there and may not be installed.
    """
    inside = {library.name: library for library in package.libraries}
    used = _used(package, {**installed.infos, **inside})
    brought = [library for library in package.libraries if library.name in used]
    missing = [library for library in brought if library.name not in installed.infos]
    if missing and not may_install:
        raise ImportRefused(Problem("library-not-allowed", shown(each)) for each in missing)
    # In one order for all: two imports that install the same ones never wait for each other.
    later = (each for each in brought if may_install and _is_later(each, installed.infos))
    new = sorted(later, key=lambda each: each.name)
    known = {**installed.infos, **{library.name: library for library in new}}
    return LibraryPlan(
        order=h5p.load_order(package.roots(known), known),
        needed=tuple(known[name] for name in sorted(used) if name in known),
        new=tuple(new),
        brought=tuple(library for library in brought if library not in new),
    )


def _used(package: h5p.Package, known: Infos) -> Collection[h5p.LibraryName]:
    """Return all that a content may load; what only editors use is left where it is."""
    roots: Iterable[h5p.LibraryName] = (
        *package.roots(known),
        *package.manifest.dynamic_dependencies,
    )
    return needed_by(roots, known).keys()


def _is_later(library: h5p.LibraryInfo, installed: Infos) -> bool:
    held = installed.get(library.name)
    return held is None or held.patch < library.patch


def shown(library: h5p.LibraryInfo) -> str:
    return f"{library.machine_name} {library.major}.{library.minor}.{library.patch}"


Opener = Callable[[], BinaryIO]


def openers(
    package: h5p.Package,
    plan: LibraryPlan,
    installed: Installed,
    parts: Iterable[tuple[h5p.LibraryInfo, str]],
) -> Iterator[Opener]:
    """Yield what opens each of these files, in the package or where it is installed."""
    for library, path in parts:
        if library in plan.new:
            yield partial(package.archive.open, f"{library.folder}/{path}")
        else:
            stored = installed.rows[library.name].files[path]["stored"]
            yield partial(_open_stored, stored)


def _open_stored(name: str) -> BinaryIO:
    return cast("BinaryIO", default_storage.open(name))
