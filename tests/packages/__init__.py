"""Packages to try the players with, written for this project and zipped in memory.

`build("single-sco-12")` gives the bytes of one, `write_to(folder)` files for a browser, and
`python -m tests.packages FOLDER` all of them for a person. Refused files are in `bad`.
"""

from functools import cache
from pathlib import Path

from tests.packages import h5p, scorm

SCORM = tuple(scorm.PACKAGES)
H5P = tuple(h5p.PACKAGES)


@cache
def build(name: str) -> bytes:
    """Return the package of that name: the same bytes every time."""
    return (scorm.PACKAGES | h5p.PACKAGES)[name]()


def filename(name: str) -> str:
    return f"{name}.h5p" if name in h5p.PACKAGES else f"{name}.zip"


def write_to(folder: Path, *names: str) -> list[Path]:
    """Write these packages there, or all of them, and return where each one is."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in names or (*SCORM, *H5P):
        path = folder / filename(name)
        path.write_bytes(build(name))
        written.append(path)
    return written
