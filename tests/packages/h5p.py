"""The H5P packages: one content each, with the libraries that it needs."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from tests.packages import media
from tests.packages.archive import SOURCES, folder, pack

LIBRARIES = SOURCES / "h5p" / "libraries"
CONTENTS = SOURCES / "h5p" / "contents"
MEDIA = {
    "listen": {
        "content/audios/conseil.wav": media.tone,
        "content/images/escalier.png": media.picture,
    }
}
# A `url()` that is not under CSS, an end of file without a newline: what trips a host that joins files.
UNFINISHED = "H5P.PalierShared-1.0/scripts/shared.js"


def libraries(*names: str) -> dict[str, bytes]:
    files = {
        f"{name}/{file}": data for name in names for file, data in folder(LIBRARIES / name).items()
    }
    if UNFINISHED in files:
        files[UNFINISHED] = files[UNFINISHED].rstrip()
    return files


def dependencies(files: dict[str, bytes]) -> Iterable[str]:
    """Return the library folders that `h5p.json` asks for."""
    for wanted in json.loads(files["h5p.json"])["preloadedDependencies"]:
        yield "{machineName}-{majorVersion}.{minorVersion}".format_map(wanted)


def content(name: str) -> dict[str, bytes]:
    files = folder(CONTENTS / name)
    made = {path: make() for path, make in MEDIA.get(name, {}).items()}
    return files | made | libraries(*dependencies(files))


def plain(name: str) -> Callable[[], bytes]:
    return lambda: pack(content(name))


def edited(data: bytes, **fields: Any) -> bytes:
    return json.dumps(json.loads(data) | fields, ensure_ascii=False, indent=2).encode()


PACKAGES: dict[str, Callable[[], bytes]] = {
    name: plain(name) for name in ("choice", "sequence", "notes", "notes-silent")
}
