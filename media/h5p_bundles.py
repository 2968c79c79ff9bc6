"""What a phone loads of H5P libraries: one script and one style sheet for all that share a set.

Their addresses hold the digest of what they contain: two contents with the same libraries share
them, and they are compressed once. The core comes first in both.
"""

import gzip
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import brotli
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from media import h5p
from media.h5p_scripts import lighter
from media.h5p_styles import joined_styles
from media.models import H5PLibrary, PackageVersion
from media.origin import LIBRARY_LABEL, content_url

FOLDER = "h5p-bundles"
ROUTE = "/b"
DONE = "palierH5P"
"""The global that the last line of a script sets: all of it has run."""
SUFFIXES = {"br": ".br", "gzip": ".gz"}
_CORE = "core"
_CORE_SCRIPT = "frame.bundle.js"
_CORE_STYLE = "styles/h5p.css"
# Letters to read, 110 kB each: a phone has its own.
_HEAVY_FONTS = re.compile(r"@font-face\s*\{[^}]*font-family:\s*'(?:Inter|Open Sans)'[^}]*\}")
_EVALUATES = re.compile(rb"\beval\s*\(|\bnew\s+Function\s*\(")
_SOURCE_MAP = re.compile(r"^\s*//[#@] sourceMappingURL=.*$", re.MULTILINE)
# The best compression takes a second for each MB: above, the one that takes a tenth of that.
_SLOWEST_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Libraries:
    """The libraries of a version in the order in which they are loaded.

    `folder` of each is its digest, which is also its folder on the content host.
    """

    rows: Mapping[str, H5PLibrary]
    """By digest."""
    order: h5p.LoadOrder

    @classmethod
    def of(cls, version: PackageVersion) -> "Libraries":
        found = {
            (row.machine_name, row.major, row.minor): row
            for row in version.libraries.defer("semantics").order_by("patch")
        }
        wanted = [tuple(each[:3]) for each in version.manifest.get("order", [])]
        rows = {found[name].sha256: found[name] for name in wanted if name in found}
        infos = (h5p.parse_library(r.data, folder=d, files=r.files) for d, r in rows.items())
        return cls(rows, h5p.LoadOrder(tuple(infos)))

    @cached_property
    def by_folder(self) -> Mapping[str, str]:
        """From the names under which libraries know each other's folders to digests."""
        infos = self.order.libraries
        versioned = {info.name.folder: info.folder for info in infos}
        return {info.machine_name: info.folder for info in infos} | versioned

    def read(self, digest: str, path: str) -> bytes:
        with default_storage.open(self.rows[digest].files[path]["stored"]) as file:
            content: bytes = file.read()
        return content

    def scripts(self) -> Iterator[str]:
        """Yield the files of the script, from ``/b/``, in the order in which they run."""
        yield f"{core_digest()}/{_CORE_SCRIPT}"
        for library, path in self.order.scripts:
            yield f"{library.folder}/{path}"


def build_bundles(version: PackageVersion) -> None:
    """Assemble and store what the libraries of a version load; save where it is."""
    assemble(version, Libraries.of(version))
    version.save(update_fields=["script", "style", "manifest"])


def assemble(version: PackageVersion, libraries: Libraries) -> None:
    """Store what these libraries load, and note in `version`, which is not saved, where it is."""
    keep_core()
    version.script = _kept(script_of(libraries), ".js")
    version.style = _kept(style_of(libraries), ".css")
    version.manifest = version.manifest | {
        "core": core_digest(),
        "scripts": list(libraries.scripts()),
        "evaluates": evaluates(libraries),
    }


def are_current(version: PackageVersion) -> bool:
    """Return whether a version has its files, with the core that is installed."""
    return bool(version.script) and version.manifest.get("core") == core_digest()


def bundle_url(digest: str, suffix: str) -> str:
    return content_url(LIBRARY_LABEL, f"{ROUTE}/{digest}{suffix}")


def script_of(libraries: Libraries) -> str:
    """Return the scripts as one. A file may end in a comment, or lack its last semicolon."""
    parts = [_SOURCE_MAP.sub("", _decoded(core_file(_CORE_SCRIPT)))]
    for info, path in libraries.order.scripts:
        parts.append(lighter(_decoded(libraries.read(info.folder, path))))
    return "\n;\n".join([*parts, f"window.{DONE} = true;"])


def style_of(libraries: Libraries) -> str:
    """Return the style sheets as one, whose addresses lead from ``/b/`` to each library."""
    folders = {info.folder: info.name.folder for info in libraries.order.libraries}
    paths = [f"{folders[info.folder]}/{path}" for info, path in libraries.order.styles]

    def read(path: str) -> str | None:
        folder, _, inner = path.partition("/")
        if folder == _CORE:
            return _HEAVY_FONTS.sub("", _decoded(core_file(inner)))
        digest = libraries.by_folder.get(folder)
        if digest is None or inner not in libraries.rows[digest].files:
            return None
        return _decoded(libraries.read(digest, inner))

    def addressed(path: str) -> str:
        folder, _, inner = path.partition("/")
        digest = core_digest() if folder == _CORE else libraries.by_folder.get(folder, folder)
        return f"{digest}/{inner}"

    return joined_styles([f"{_CORE}/{_CORE_STYLE}", *paths], read, addressed)


def evaluates(libraries: Libraries) -> bool:
    """Return whether a library makes code from text, which its page must then allow."""
    return any(
        _EVALUATES.search(libraries.read(info.folder, path))
        for info, path in libraries.order.scripts
    )


def keep_core() -> None:
    """Store what the style sheet of the core names: a later core would have other names."""
    for path in core_paths():
        _keep(f"{core_digest()}/{path}", core_file(path))


@cache
def core_paths() -> tuple[str, ...]:
    """Return the files of the core that pages ask for, besides the two assembled ones."""
    named: list[str] = []

    def addressed(path: str) -> str:
        named.append(path.partition("/")[2])
        return path

    def read(_path: str) -> str:
        return _HEAVY_FONTS.sub("", _decoded(core_file(_CORE_STYLE)))

    joined_styles([f"{_CORE}/{_CORE_STYLE}"], read, addressed)
    return tuple(dict.fromkeys([_CORE_SCRIPT, *named]))


@cache
def core_digest() -> str:
    whole = hashlib.sha256()
    for path in core_paths():
        whole.update(hashlib.sha256(core_file(path)).digest())
    return whole.hexdigest()


def core_file(path: str) -> bytes:
    return (Path(settings.NODE_MODULES) / "h5p-standalone/dist" / path).read_bytes()


def stored_name(path: str) -> str:
    """Return where the storage has what is at `path`, from ``/b/``."""
    return f"{FOLDER}/{path}"


def file_of_library(digest: str, path: str) -> dict[str, Any] | None:
    """Return what `H5PLibrary.files` says of a file, whatever the case of its name."""
    files = (
        H5PLibrary.objects.filter(sha256=digest).order_by("pk").values_list("files", flat=True)
    ).first()
    if files is None:
        return None
    wanted = path.casefold()
    found: dict[str, Any] | None = files.get(path) or next(
        (file for name, file in files.items() if name.casefold() == wanted), None
    )
    return found


def _kept(text: str, suffix: str) -> str:
    content = text.encode()
    digest = hashlib.sha256(content).hexdigest()
    name = f"{digest}{suffix}"
    # The compressed forms come last: whoever sees them sees the whole.
    if not default_storage.exists(stored_name(name) + SUFFIXES["br"]):
        _keep(name, content)
        _keep(name + SUFFIXES["gzip"], gzip.compress(content, 9, mtime=0))
        quality = 11 if len(content) <= _SLOWEST_BYTES else 9
        _keep(name + SUFFIXES["br"], brotli.compress(content, quality=quality, lgwin=20))
    return digest


def _keep(path: str, content: bytes) -> None:
    """Store under a name made of the content: what is there already is the same."""
    name = stored_name(path)
    if default_storage.exists(name):
        return
    kept = default_storage.save(name, ContentFile(content))
    if kept != name:
        # Somebody else stored it meanwhile.
        default_storage.delete(kept)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
