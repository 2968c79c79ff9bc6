"""How many compressed bytes a phone fetches before the first screen of a package."""

import posixpath
import zlib
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from media import h5p
from media.archives import CHUNK, Archive
from media.importing.libraries import Installed, LibraryPlan, openers
from media.importing.reading import Reading
from media.importing.storing import is_text
from media.player_scripts import script

MOST_PAGE_BYTES = 2 * 1024 * 1024
# A page that frames a page that frames another: authoring tools do no more.
DEEPEST = 3
_STYLES = {"stylesheet", "preload", "modulepreload", "icon"}


def phone_weight(reading: Reading, installed: Installed) -> int:
    """Return the bytes of the player, and of what the first page names directly."""
    if reading.package is not None and reading.plan is not None:
        return _h5p_weight(reading, reading.package, reading.plan, installed)
    player = "scorm12" if reading.manifest["version"] == "1.2" else "scorm2004"
    first = _paths_of(reading.archive, reading.launched, DEEPEST) if reading.launched else set()
    return player_weight(player) + sum(_weight(reading.archive, path) for path in first)


def player_weight(name: str) -> int:
    try:
        return len(script(name).brotli)
    except FileNotFoundError:
        # A worker without the front-end packages imports all the same.
        return 0


def _h5p_weight(
    reading: Reading, package: h5p.Package, plan: LibraryPlan, installed: Installed
) -> int:
    """The scripts and the style sheets come as one file each, the parameters in the page."""
    total = player_weight("h5p") + sum(
        _weight(reading.archive, entry.path)
        for entry in reading.files
        if entry.path.lower() == "content/content.json"
    )
    for parts in (plan.order.scripts, plan.order.styles):
        deflate = zlib.compressobj(6)
        for opened in openers(package, plan, installed, parts):
            with opened() as stream:
                total += _deflated(deflate, stream)
        total += len(deflate.flush())
    return total


def _deflated(deflate: "zlib._Compress", stream: BinaryIO) -> int:
    return sum(len(deflate.compress(data)) for data in iter(lambda: stream.read(CHUNK), b""))


def _weight(archive: Archive, path: str) -> int:
    entry = archive.get(path)
    if entry is None:
        return 0
    if not is_text(path):
        return entry.size
    deflate = zlib.compressobj(6)
    with archive.open(path) as member:
        weight = _deflated(deflate, member)
    return weight + len(deflate.flush())


def _paths_of(archive: Archive, path: str, depth: int) -> set[str]:
    """Return the page, what it loads at once, and the same of the pages it frames."""
    found = {path}
    if depth == 0 or not path.lower().endswith((".html", ".htm", ".xhtml")):
        return found
    with archive.open(path) as member:
        named = _Named()
        named.feed(member.read(MOST_PAGE_BYTES).decode("utf-8", "replace"))
    found.update(_inside(archive, path, named.files))
    for frame in _inside(archive, path, named.frames):
        if frame not in found:
            found |= _paths_of(archive, frame, depth - 1)
    return found


def _inside(archive: Archive, page: str, references: Iterable[str]) -> list[str]:
    """Return the paths of the references that lead to a file of the archive."""
    found = []
    for reference in references:
        path = _path_of(reference)
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else ""
        entry = archive.find(wanted)
        if entry is not None:
            found.append(entry.path)
    return found


def _path_of(reference: str) -> str:
    """Return the path of a relative reference; nothing for what leads elsewhere."""
    try:
        parts = urlsplit(reference.strip())
    except ValueError:
        return ""
    return "" if parts.scheme or parts.netloc else unquote(parts.path)


class _Named(HTMLParser):
    """What a page loads by itself, as it is written: what its scripts add is not seen."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[str] = []
        self.frames: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in {"script", "img"} and values.get("src"):
            if values.get("loading") != "lazy":
                self.files.append(values["src"])
        elif tag == "link" and _STYLES.intersection(values.get("rel", "").lower().split()):
            self.files.append(values.get("href", ""))
        elif tag in {"iframe", "frame"} and values.get("src"):
            self.frames.append(values["src"])
