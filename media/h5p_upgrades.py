"""A later patch of a library, for contents that were imported with an earlier one.

Installing it changes none of them: each is tried with it, then takes it or keeps what it has.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, QuerySet

from media import h5p
from media.h5p.dependencies import needed_by
from media.h5p_bundles import Libraries, assemble
from media.importing.libraries import Installed
from media.models import H5PLibrary, PackageVersion

TRIED_LIBRARY = "bibliotheque"
"""The query of a preview that names the library to try, by its key."""
KEPT = "kept"
MOST_DIGITS = 19


class UpgradeRefused(Exception):
    """It needs a library that is not installed, whose name is the text."""


@dataclass(frozen=True)
class Upgrade:
    """`version` as it would be with `libraries`; nothing of it is saved."""

    version: PackageVersion
    libraries: list[H5PLibrary]


def behind(library: H5PLibrary) -> QuerySet[PackageVersion]:
    """Return the versions in use that play with an earlier patch of `library`."""
    return in_use().filter(
        libraries__machine_name=library.machine_name,
        libraries__major=library.major,
        libraries__minor=library.minor,
        libraries__patch__lt=library.patch,
    )


def in_use() -> QuerySet[PackageVersion]:
    return PackageVersion.objects.filter(package__current=F("pk")).distinct()


def upgrade(version: PackageVersion, library: H5PLibrary) -> Upgrade:
    """Put `library` in the place of its earlier patch, with whatever it needs besides."""
    own = {_name(row): row for row in version.libraries.defer("semantics").order_by("patch")}
    known = {**Installed.now().rows, **own, _name(library): library}
    infos = {
        name: h5p.parse_library(row.data, folder=row.sha256, files=row.files)
        for name, row in known.items()
    }
    roots = [h5p.LibraryName(*each[:3]) for each in version.manifest["order"]]
    order = h5p.load_order(roots, infos)
    if order.missing:
        raise UpgradeRefused(", ".join(map(str, order.missing)))
    rows = {info.folder: known[info.name] for info in order.libraries}
    version.manifest = version.manifest | {
        "order": [[info.machine_name, *info.version] for info in order.libraries]
    }
    assemble(version, Libraries(rows, order))
    return Upgrade(version, [known[name] for name in needed_by(own, infos) if name in known])


def _name(row: H5PLibrary) -> h5p.LibraryName:
    return h5p.LibraryName(row.machine_name, row.major, row.minor)


def try_library(version: PackageVersion, key: str) -> list[H5PLibrary]:
    """Have `version`, which is not saved, play with a library that it is behind; [] for no such."""
    is_key = key.isdecimal() and len(key) < MOST_DIGITS
    library = H5PLibrary.objects.filter(pk=int(key)).first() if is_key else None
    if library is None or not behind(library).filter(pk=version.pk).exists():
        return []
    try:
        return upgrade(version, library).libraries
    except UpgradeRefused:
        return []


@transaction.atomic
def adopt(*, version: PackageVersion, library: H5PLibrary) -> None:
    """Let the content play with the later patch from now on; raise `UpgradeRefused`."""
    made = upgrade(version, library)
    version.libraries.set(made.libraries)
    version.save(update_fields=["script", "style", "manifest"])


def keep(*, version: PackageVersion, library: H5PLibrary) -> None:
    """Note that somebody tried it with the later patch, and left it as it is."""
    kept = {*version.manifest.get(KEPT, []), str(library)}
    version.manifest = version.manifest | {KEPT: sorted(kept)}
    version.save(update_fields=["manifest"])


def is_kept(version: PackageVersion, library: H5PLibrary) -> bool:
    return str(library) in version.manifest.get(KEPT, [])
