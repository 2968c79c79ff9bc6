"""A SCORM or cmi5 package in an archive."""

from dataclasses import dataclass, field
from typing import Literal
from xml.etree.ElementTree import Element

from media.archives import Archive, ArchiveRefused
from media.scorm.lom import read_lom
from media.scorm.manifest import parse_manifest
from media.scorm.model import Manifest, Metadata
from media.scorm.problems import WARNINGS, Problem, Refused, Warnings
from media.scorm.reporting import Reporting, look_at
from media.scorm.xml import MAX_BYTES, attribute, child, local, read_xml, text_of

MANIFEST = "imsmanifest.xml"
CMI5 = "cmi5.xml"

Kind = Literal["scorm", "cmi5"]


@dataclass(frozen=True)
class Package:
    """What an archive holds. Every path is relative to `root`, the folder of the manifest.

    A cmi5 package is named, and that is all: it has no `manifest`.
    """

    kind: Kind
    version: str
    title: str
    language: str
    root: str
    """Empty, or one folder with its `/`: what holds everything in the archive."""
    files: int
    bytes: int
    manifest: Manifest | None = None
    metadata: Metadata = field(default_factory=Metadata)
    reporting: Reporting = field(default_factory=lambda: Reporting("unknown"))
    warnings: tuple[Problem, ...] = ()


def kind_of(archive: Archive) -> Kind | None:
    """Return what an archive is, by the names of its files alone."""
    if _root_of(archive, MANIFEST) is not None:
        return "scorm"
    return "cmi5" if _root_of(archive, CMI5) is not None else None


def read_package(archive: Archive) -> Package:
    """Read a package; raise `Refused`, or `ArchiveRefused` for what is wrong with the zip."""
    root = _root_of(archive, MANIFEST)
    if root is not None:
        return _scorm(archive, root)
    root = _root_of(archive, CMI5)
    if root is not None:
        return _cmi5(archive, root)
    raise Refused.because("manifest-missing")


def _root_of(archive: Archive, name: str) -> str | None:
    """Return the folder of a file: the root, or a single folder that holds everything."""
    if archive.find(name):
        return ""
    nested = archive.nested_root()
    return nested if nested and archive.find(nested + name) else None


def _scorm(archive: Archive, root: str) -> Package:
    inner = archive.under(root) if root else archive
    manifest = parse_manifest(_read(inner, MANIFEST), (entry.path for entry in inner.entries))
    warnings = list(manifest.warnings)
    if root:
        warnings.append(Problem("manifest-nested", root, WARNINGS["manifest-nested"]))
    metadata = _with_file(manifest.metadata, inner, warnings)
    return Package(
        kind="scorm",
        version=f"2004 {manifest.edition}".strip() if manifest.version == "2004" else "1.2",
        title=manifest.title,
        language=metadata.language,
        root=root,
        files=len(inner.entries),
        bytes=inner.total_bytes,
        manifest=manifest,
        metadata=metadata,
        reporting=look_at(inner, (item.path for item in manifest.launchable())),
        warnings=tuple(warnings),
    )


def _read(archive: Archive, name: str) -> bytes:
    entry = archive.find(name)
    if entry is None:
        raise Refused.because("manifest-missing")
    if entry.size > MAX_BYTES:
        raise Refused.because("manifest-too-large", name, f"{entry.size} bytes")
    return archive.read(entry.path, at_most=MAX_BYTES)


def _with_file(metadata: Metadata, archive: Archive, warnings: list[Problem]) -> Metadata:
    """Complete the metadata with the file that they name."""
    entry = archive.find(metadata.location) if metadata.location else None
    if entry is None:
        return metadata
    try:
        document = read_xml(archive.read(entry.path, at_most=MAX_BYTES), Warnings())
    except (Refused, ArchiveRefused):
        code = "metadata-unreadable"
        warnings.append(Problem(code, entry.path[:200], WARNINGS[code]))
        return metadata
    lom = document.root if local(document.root) == "lom" else child(document.root, "lom")
    return metadata if lom is None else _completed(metadata, read_lom(lom))


def _completed(metadata: Metadata, described: Metadata) -> Metadata:
    return Metadata(
        schema=metadata.schema,
        schema_version=metadata.schema_version,
        title=metadata.title or described.title,
        description=metadata.description or described.description,
        language=metadata.language or described.language,
        authors=metadata.authors or described.authors,
        licence=metadata.licence or described.licence,
        location=metadata.location,
    )


def _cmi5(archive: Archive, root: str) -> Package:
    inner = archive.under(root) if root else archive
    warnings = Warnings()
    document = read_xml(_read(inner, CMI5), warnings)
    if root:
        warnings.add("manifest-nested", root)
    title = child(document.root, "course", "title")
    return Package(
        kind="cmi5",
        version="",
        title=_first_text(title) or "cmi5",
        language=_first_language(title),
        root=root,
        files=len(inner.entries),
        bytes=inner.total_bytes,
        warnings=warnings.all(),
    )


def _first_text(strings: Element | None) -> str:
    texts = () if strings is None else tuple(map(text_of, strings))
    return next(filter(None, texts), "")[:500]


def _first_language(strings: Element | None) -> str:
    codes = () if strings is None else tuple(attribute(found, "lang") for found in strings)
    return next(filter(None, codes), "")[:40]
