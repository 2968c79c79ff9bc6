"""The scripts of the players: each is one file, whose name changes with its content."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import brotli
from django.conf import settings

from media.origin import LIBRARY_LABEL, content_url

OURS = Path(__file__).parent / "static" / "media" / "player"
_SCORM = "scorm-again/dist"
# In the order in which they run: from node_modules, then our own. Those of SCORM are modules, half
# the size of the plain scripts; that of H5P is a plain one.
PARTS = {
    "scorm12": (
        [f"{_SCORM}/esm/scorm12.min.js"],
        ["link.js", "scorm-session.js", "scorm-prerequisites.js", "scorm.js"],
    ),
    "scorm2004": (
        [f"{_SCORM}/esm/scorm2004.min.js"],
        ["link.js", "scorm-session.js", "scorm-sequenced.js", "scorm.js"],
    ),
    "h5p": (["h5p-standalone/dist/frame.bundle.js"], ["link.js", "h5p.js"]),
}


@dataclass(frozen=True)
class Script:
    digest: str
    content: bytes
    brotli: bytes
    gzip: bytes

    def encoded(self, encoding: str) -> bytes:
        """Return the bytes for ``br``, ``gzip`` or "" (as they are)."""
        return {"br": self.brotli, "gzip": self.gzip}.get(encoding, self.content)


def script_url(name: str) -> str:
    """Return the absolute URL of the script `name` of `PARTS`."""
    return content_url(LIBRARY_LABEL, f"/p/{script(name).digest}/{name}.js")


def script(name: str) -> Script:
    """Return the script `name`, assembled once, and again when a part changed."""
    paths = part_paths(name)
    return _assembled(tuple((path, path.stat().st_mtime_ns) for path in paths))


def part_paths(name: str) -> list[Path]:
    vendor, ours = PARTS[name]
    return [*(settings.NODE_MODULES / part for part in vendor), *(OURS / part for part in ours)]


@lru_cache(maxsize=8)
def _assembled(parts: tuple[tuple[Path, int], ...]) -> Script:
    # A part may end in a comment, or lack its last semicolon. Source maps are not served.
    content = b"\n;\n".join(_without_map(path.read_bytes()) for path, _changed in parts)
    return Script(
        digest=hashlib.sha256(content).hexdigest()[:20],
        content=content,
        brotli=brotli.compress(content),
        gzip=gzip.compress(content, mtime=0),
    )


def _without_map(source: bytes) -> bytes:
    lines = source.rstrip().split(b"\n")
    return b"\n".join(line for line in lines if not line.startswith(b"//# sourceMappingURL="))
