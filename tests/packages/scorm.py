"""The SCORM packages: most are their source folder, with the shared files their manifest lists."""

import re
from collections.abc import Callable

from tests.packages.archive import SOURCES, folder, pack

SHARED = folder(SOURCES / "shared")


def source(name: str) -> dict[str, bytes]:
    files = folder(SOURCES / "scorm" / name)
    listed = re.findall(rb'<file href="([^"]+)"', files["imsmanifest.xml"])
    return files | {name: data for name, data in SHARED.items() if name.encode() in listed}


def plain(name: str) -> Callable[[], bytes]:
    return lambda: pack(source(name))


PACKAGES: dict[str, Callable[[], bytes]] = {
    name: plain(name)
    for name in ("single-sco-12", "multi-sco-12", "single-sco-2004", "late-12", "hostile-12")
}
