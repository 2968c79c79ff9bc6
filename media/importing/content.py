"""A package that was read, on its way to the storage: verified whole first, then stored."""

import hashlib
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from media import h5p
from media.archives import Archive
from media.content_paths import LONGEST, folded
from media.importing.incoming import Incoming
from media.importing.libraries import Installed, shown
from media.importing.problems import ImportRefused, Problem, one_refusal
from media.importing.progress import Watch
from media.importing.publishing import Content, NewLibrary
from media.importing.reading import Reading
from media.importing.storing import store, store_files
from media.importing.survey import survey
from media.importing.weight import phone_weight


def prepare_content(
    reading: Reading,
    installed: Installed,
    stream: BinaryIO,
    *,
    sha256: str,
    incoming: Incoming,
    watch: Watch,
) -> Content:
    """Verify every byte, then store; raise `ImportRefused` before anything is stored.

    Each import writes in folders of its own: what fails takes nothing from another one.
    """
    _judge_paths(reading)
    watch.surveying(reading.archive.total_bytes)
    with one_refusal():
        digests = survey(reading.archive, watch.add)
    weight = phone_weight(reading, installed)
    watch.storing(reading.archive.total_bytes)
    mine = incoming.folder.name[:8]
    prefix = f"packages/{sha256}/{mine}/"
    incoming.note_written(prefix)
    files = store_files(reading.archive, reading.files, digests, f"{prefix}files/", watch.add)
    libraries = _new_libraries(reading, digests, incoming, watch)
    return Content(
        reading=reading,
        sha256=sha256,
        files=files,
        archive=_store_original(stream, prefix, reading.kind),
        phone_weight=weight,
        libraries=libraries,
        warnings=[*reading.warnings, *_kept(reading, installed, digests)],
    )


def _judge_paths(reading: Reading) -> None:
    for entry in reading.archive.entries:
        if len(folded(entry.path)) > LONGEST:
            raise ImportRefused.because("path-too-long", entry.path)


def _store_original(stream: BinaryIO, prefix: str, kind: str) -> str:
    stream.seek(0)
    suffix = "h5p" if kind == "h5p" else "zip"
    return store(f"{prefix}original.{suffix}", stream)


def _new_libraries(
    reading: Reading, digests: dict[str, str], incoming: Incoming, watch: Watch
) -> list[NewLibrary]:
    package, plan = reading.package, reading.plan
    if package is None or plan is None:
        return []
    return [_stored(package, library, digests, incoming, watch) for library in plan.new]


def _stored(
    package: h5p.Package,
    library: h5p.LibraryInfo,
    digests: dict[str, str],
    incoming: Incoming,
    watch: Watch,
) -> NewLibrary:
    sha256 = library_digest(package, library, digests)
    mine = incoming.folder.name[:8]
    prefix = f"h5p-libraries/{shown(library).replace(' ', '-')}-{sha256[:12]}-{mine}/"
    incoming.note_written(prefix)
    inside = package.archive.under(f"{library.folder}/")
    named = {entry.path: digests[f"{library.folder}/{entry.path}"] for entry in inside.entries}
    return NewLibrary(
        info=library,
        data=_json(inside, "library.json"),
        semantics=_json(inside, "semantics.json") if library.has_semantics else [],
        sha256=sha256,
        files=store_files(inside, inside.entries, named, prefix, watch.add),
        prefix=prefix,
    )


def _json(archive: Archive, path: str) -> Any:
    return h5p.parse_json(archive.read(path))


def library_digest(package: h5p.Package, library: h5p.LibraryInfo, digests: dict[str, str]) -> str:
    """Return what tells two contents of one version apart: the paths and bytes of its files."""
    lines = sorted(
        f"{PurePosixPath(entry.path).relative_to(library.folder)}\0{digests[entry.path]}"
        for entry in package.files_of(library)
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _kept(reading: Reading, installed: Installed, digests: dict[str, str]) -> list[Problem]:
    """Say which libraries of the package are left aside for others of the same version."""
    package, plan = reading.package, reading.plan
    if package is None or plan is None:
        return []
    return [
        Problem("library-kept", shown(library))
        for library in plan.brought
        if _differs(package, library, installed, digests)
    ]


def _differs(
    package: h5p.Package,
    library: h5p.LibraryInfo,
    installed: Installed,
    digests: dict[str, str],
) -> bool:
    row = installed.rows[library.name]
    if row.patch != library.patch:
        # An older patch gives way as a matter of course; a later one only to who may install it.
        return row.patch < library.patch
    return row.sha256 != library_digest(package, library, digests)
