"""The one moment when an import becomes visible: every row in one transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from media import h5p
from media.content_paths import folded
from media.h5p_bundles import build_bundles
from media.importing.libraries import Installed, shown
from media.importing.problems import Problem, as_json
from media.importing.reading import Reading
from media.importing.storing import Stored
from media.models import H5PLibrary, Package, PackageFile, PackageImport, PackageVersion

ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class NewLibrary:
    """A library whose files are in the storage, under `prefix`."""

    info: h5p.LibraryInfo
    data: dict[str, Any]
    semantics: list[Any]
    sha256: str
    files: list[Stored]
    prefix: str


@dataclass(frozen=True)
class Content:
    """All that was read and stored of a file, ready to be published."""

    reading: Reading
    sha256: str
    files: list[Stored]
    archive: str
    phone_weight: int
    libraries: list[NewLibrary]
    warnings: list[Problem]


class AlreadyThere(Exception):
    """The same file was published meanwhile."""


@transaction.atomic
def publish_version(
    package_import: PackageImport, content: Content, installed: Installed, *, at: datetime
) -> list[str]:
    """Write the rows; return the prefixes that turned out to be of no use.

    Raise `AlreadyThere` when another import of the same file came first.
    """
    _come_first(content.sha256)
    rows, unused = _install(content, installed, by_id=package_import.by_id, at=at)
    package = _package(package_import, content.reading, at=at)
    version = _version(package, package_import, content, at=at)
    _add_files(version, content.files)
    version.libraries.set(rows)
    if version.kind == PackageVersion.Kind.H5P:
        build_bundles(version)
    package.current = version
    package.save(update_fields=["current"])
    package_import.version, package_import.package = version, package
    finish(package_import, PackageImport.Status.DONE, at=at)
    return unused


def _come_first(sha256: str) -> None:
    if PackageVersion.objects.filter(sha256=sha256).exists():
        raise AlreadyThere


def _package(package_import: PackageImport, reading: Reading, *, at: datetime) -> Package:
    """Return the package that gets the file, locked: two replacements have two numbers."""
    if package_import.package_id is not None:
        return Package.objects.select_for_update(of=("self",)).get(pk=package_import.package_id)
    return Package.objects.create(
        title=reading.title[:255], created_at=at, created_by_id=package_import.by_id
    )


def _version(
    package: Package, package_import: PackageImport, content: Content, *, at: datetime
) -> PackageVersion:
    reading = content.reading
    last = package.versions.aggregate(last=Max("number"))["last"] or 0
    return PackageVersion.objects.create(
        package=package,
        number=last + 1,
        sha256=content.sha256,
        file_name=package_import.file_name,
        archive=content.archive,
        kind=reading.kind,
        standard=reading.standard[:40],
        title=reading.title[:255],
        language=reading.language[:20],
        main_library=reading.main_library[:255],
        authors=reading.authors,
        licence=reading.licence[:100],
        reports_completion=reading.reports_completion,
        file_count=len(content.files),
        size=sum(file.size for file in content.files),
        phone_weight=content.phone_weight,
        manifest=reading.manifest,
        warnings=as_json(content.warnings),
        imported_at=at,
        imported_by_id=package_import.by_id,
    )


def _add_files(version: PackageVersion, files: Iterable[Stored]) -> None:
    rows = [
        PackageFile(
            version=version,
            path=file.path,
            folded=folded(file.path),
            size=file.size,
            digest=file.digest,
            stored=file.name,
            encodings=file.encodings,
        )
        for file in files
    ]
    PackageFile.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)


def _install(
    content: Content, installed: Installed, *, by_id: int | None, at: datetime
) -> tuple[list[H5PLibrary], list[str]]:
    """Return the libraries that the content plays with, and the prefixes of those kept out."""
    rows: Mapping[h5p.LibraryName, H5PLibrary] = dict(installed.rows)
    unused = []
    for library in content.libraries:
        row, is_new = H5PLibrary.objects.get_or_create(
            machine_name=library.info.machine_name,
            major=library.info.major,
            minor=library.info.minor,
            patch=library.info.patch,
            defaults={
                "sha256": library.sha256,
                "title": library.info.title[:255],
                "is_runnable": library.info.runnable,
                "data": library.data,
                "semantics": library.semantics,
                "files": {file.path: file.as_json() for file in library.files},
                "installed_at": at,
                "installed_by_id": by_id,
            },
        )
        rows = {**rows, library.info.name: row}
        if not is_new:
            # Somebody installed it meanwhile: theirs stays.
            unused.append(library.prefix)
            if row.sha256 != library.sha256:
                content.warnings.append(Problem("library-kept", shown(library.info)))
    plan = content.reading.plan
    needed = () if plan is None else plan.needed
    return [rows[library.name] for library in needed], unused


@transaction.atomic
def reuse_version(package_import: PackageImport, version: PackageVersion, *, at: datetime) -> None:
    """End an import whose very file is known: nothing is read again.

    A former version of the package that it replaces becomes the current one again.
    """
    asked = package_import.package
    package = version.package
    notes = []
    if asked is not None and asked != package:
        notes.append(Problem("known-elsewhere", detail=package.title))
    elif asked is not None and package.current_id != version.pk:
        package.current = version
        package.save(update_fields=["current"])
        notes.append(Problem("put-back", detail=str(version.number)))
    package_import.version, package_import.package = version, package
    package_import.is_known = True
    finish(package_import, PackageImport.Status.DONE, notes, at=at)


def finish(
    package_import: PackageImport,
    status: PackageImport.Status,
    problems: Iterable[Problem] = (),
    *,
    at: datetime,
) -> None:
    package_import.status = status
    package_import.percent = 100
    package_import.problems = as_json(problems)
    package_import.ended_at = at
    package_import.upload = ""
    package_import.save()
