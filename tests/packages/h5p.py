"""The H5P packages: one content each, with the libraries that it needs."""

import json
from collections.abc import Callable, Iterable

from tests.packages.archive import SOURCES, folder, pack

LIBRARIES = SOURCES / "h5p" / "libraries"
CONTENTS = SOURCES / "h5p" / "contents"


def libraries(*names: str) -> dict[str, bytes]:
    return {
        f"{name}/{file}": data for name in names for file, data in folder(LIBRARIES / name).items()
    }


def dependencies(files: dict[str, bytes]) -> Iterable[str]:
    """Return the library folders that `h5p.json` asks for."""
    for wanted in json.loads(files["h5p.json"])["preloadedDependencies"]:
        yield "{machineName}-{majorVersion}.{minorVersion}".format_map(wanted)


def content(name: str) -> dict[str, bytes]:
    files = folder(CONTENTS / name)
    return files | libraries(*dependencies(files))


def plain(name: str) -> Callable[[], bytes]:
    return lambda: pack(content(name))


PACKAGES: dict[str, Callable[[], bytes]] = {name: plain(name) for name in ("choice",)}
