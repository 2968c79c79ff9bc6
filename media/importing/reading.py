"""What a file is and holds, whatever its standard, before anything of it is kept."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from media import h5p, scorm
from media.archives import Archive, ArchiveRefused, Entry
from media.importing.libraries import Installed, LibraryPlan, openers, plan_libraries
from media.importing.manifests import h5p_manifest, scorm_manifest
from media.importing.problems import (
    ImportRefused,
    Problem,
    from_h5p,
    from_scorm,
    one_refusal,
)

H5P, SCORM, CMI5 = "h5p", "scorm", "cmi5"
MOST_SCRIPT_BYTES = 2 * 1024 * 1024
_SPEAKS = re.compile(rb"XAPI")
_ENDS = re.compile(
    rb"""triggerXAPI(?:Scored|Completed)|["'](?:completed|answered)["']|schema/1\.0/consume"""
)
# What people pack once more, or send instead of the exported file.
INNER = {".h5p", ".zip"}


@dataclass(frozen=True)
class Reading:
    """`files` are stored with the version; paths are from the root of `archive`."""

    kind: str
    standard: str
    title: str
    language: str
    archive: Archive
    files: tuple[Entry, ...]
    manifest: dict[str, Any]
    reports_completion: str
    launched: str
    """The path of the first page, for SCORM."""
    authors: str = ""
    licence: str = ""
    main_library: str = ""
    warnings: tuple[Problem, ...] = ()
    package: h5p.Package | None = None
    plan: LibraryPlan | None = None
    organizations: tuple[scorm.Organization, ...] = ()

    @property
    def size(self) -> int:
        return sum(entry.size for entry in self.files)


def kind_of(stream: BinaryIO, name: str) -> str:
    """Return `h5p`, `scorm` or `cmi5`; raise `ImportRefused` for what is none of them."""
    is_named_h5p = name.lower().endswith(".h5p")
    try:
        archive = Archive(stream)
    except ArchiveRefused as refusal:
        code = refusal.code
        if is_named_h5p and code == "not-a-zip":
            # As the reference validator calls it.
            code = "unable-to-unzip"
        raise ImportRefused.because(code, refusal.path, refusal.detail) from refusal
    found = None if is_named_h5p and archive.find("h5p.json") else scorm.kind_of(archive)
    if found is not None:
        return found
    if is_named_h5p or any(_is_h5p_json(entry.path) for entry in archive.entries):
        return H5P
    for entry in archive.entries:
        if PurePosixPath(entry.path).suffix.lower() in INNER and "/" not in entry.path:
            raise ImportRefused.because("package-inside", entry.path)
    raise ImportRefused.because("not-a-package")


def _is_h5p_json(path: str) -> bool:
    parts = path.lower().split("/")
    return parts[-1] == "h5p.json" and len(parts) <= 2


def read_file(stream: BinaryIO, name: str, *, installed: Installed, may_install: bool) -> Reading:
    """Read the description of a package; its files are not inflated yet.

    Raise `ImportRefused` with all that is wrong.
    """
    kind = kind_of(stream, name)
    if kind == CMI5:
        raise ImportRefused.because("cmi5-unsupported")
    with one_refusal():
        if kind == SCORM:
            return _scorm(stream)
        return _h5p(stream, installed, may_install=may_install)


def _scorm(stream: BinaryIO) -> Reading:
    archive = Archive(stream)
    found = scorm.read_package(archive)
    inner = archive.under(found.root) if found.root else archive
    manifest = found.manifest
    if manifest is None:
        raise ImportRefused.because("manifest-missing")
    launchable = manifest.launchable()
    return Reading(
        kind=SCORM,
        standard=found.version,
        title=found.title,
        language=found.language,
        archive=inner,
        files=inner.entries,
        manifest=scorm_manifest(manifest),
        reports_completion=found.reporting.reports_completion,
        launched=launchable[0].path if launchable else "",
        authors=", ".join(found.metadata.authors),
        licence=found.metadata.licence,
        warnings=(*from_scorm(found.warnings), *_about(found.reporting.reports_completion)),
        organizations=manifest.organizations,
    )


def _h5p(stream: BinaryIO, installed: Installed, *, may_install: bool) -> Reading:
    package = h5p.read_package(stream, installed=installed.names)
    plan = plan_libraries(package, installed, may_install=may_install)
    reports = _h5p_reports(package, plan, installed)
    content = package.archive.find("content/content.json")
    described = () if content is None else (content,)
    return Reading(
        kind=H5P,
        standard="",
        title=package.title,
        language=package.language,
        archive=package.archive,
        files=(*described, *package.content_files),
        manifest=h5p_manifest(package, plan),
        reports_completion=reports,
        launched="",
        authors=", ".join(author.name for author in package.authors),
        licence=f"{package.license} {package.license_version}".strip(),
        main_library=str(package.main_library),
        warnings=(*from_h5p(package.warnings), *_about(reports)),
        package=package,
        plan=plan,
    )


def _h5p_reports(package: h5p.Package, plan: LibraryPlan, installed: Installed) -> str:
    """Return what is known of the content type, or what its scripts look like."""
    known = h5p.reports_completion(package.main_library)
    if known != "unknown":
        return known
    speaks = ends = False
    for opened in openers(package, plan, installed, plan.order.scripts):
        with opened() as stream:
            text = stream.read(MOST_SCRIPT_BYTES)
        speaks = speaks or _SPEAKS.search(text) is not None
        ends = ends or _ENDS.search(text) is not None
    if not speaks:
        return "no"
    return "yes" if ends else "unknown"


def _about(reports: str) -> list[Problem]:
    """Return what an author has to know to choose how the activity is completed."""
    code = {"no": "reports-nothing", "unknown": "reports-unknown"}.get(reports)
    return [Problem(code)] if code else []
