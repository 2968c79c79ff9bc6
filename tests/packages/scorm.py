"""The SCORM packages: most are their source folder, with the shared files their manifest lists."""

import codecs
import re
from collections.abc import Callable

from tests.packages import media
from tests.packages.archive import SOURCES, folder, pack

SHARED = folder(SOURCES / "shared")
PLAIN = (
    "single-sco-12",
    "multi-sco-12",
    "passive-12",
    "asset-only-12",
    "naive-12",
    "big-suspend-12",
    "popup-close-12",
    "late-12",
    "hostile-12",
    "single-sco-2004",
    "sequenced-2004",
    "second-edition-2004",
)
REMARK = "Exporté par un outil d'auteur. Ne pas modifier — œuvre à ne pas « abîmer ». "


def source(name: str) -> dict[str, bytes]:
    files = folder(SOURCES / "scorm" / name)
    listed = re.findall(rb'<file href="([^"]+)"', files["imsmanifest.xml"])
    return files | {name: data for name, data in SHARED.items() if name.encode() in listed}


def shared(place: str, *names: str) -> dict[str, bytes]:
    return {f"{place}/{name}": SHARED[name] for name in names}


def renamed(files: dict[str, bytes], names: dict[str, str]) -> dict[str, bytes]:
    return {names.get(name, name): data for name, data in files.items()}


def nested_root() -> bytes:
    """Return a folder zipped whole, by an old tool on Windows, after a stay on a Mac.

    Half of the names have backslashes and one has an accent in code page 437, which a zip file
    takes for granted as long as no flag says UTF-8.
    """
    root = "Mon dossier"
    files = {f"{root}/{name}": data for name, data in source("nested-root-12").items()}
    names = {
        f"{root}/pages/pieces.html": rf"{root}\pages\pieces.html",
        f"{root}/pages/detail.html": rf"{root}\pages\d~tail.html",
        f"{root}/sco.js": rf"{root}\sco.js",
    }
    litter = {
        f"__MACOSX/{root}/._index.html": bytes(82),
        f"{root}/.DS_Store": bytes(6148),
        f"{root}/.git/config": b"[core]\n",
        f"{root}/Thumbs.db": bytes(512),
        f"{root}/": b"",
    }
    return pack(renamed(files, names) | litter).replace(b"d~tail", "détail".encode("cp437"))


def odd_manifest(declared: str, encoding: str, mark: bytes = b"") -> bytes:
    """Return a manifest that no schema accepts and that learning platforms play all the same."""
    files = folder(SOURCES / "scorm" / "odd-manifest-12")
    manifest = files["imsmanifest.xml"].decode().replace("REMARQUE", REMARK * 100)
    files["imsmanifest.xml"] = mark + (
        f'<?xml version="1.0" encoding="{declared}"?>\n{manifest}'.encode(encoding)
    )
    names = {"contenu/marche.html": "contenu/le marché.html"}
    return pack(renamed(files, names) | shared("contenu", "api.js", "sco.css"))


def rise_like() -> bytes:
    """Return a frame that speaks SCORM around a content that moves by its hash."""
    content = "scormcontent"
    made = {
        f"{content}/assets/Étude de marché (1).png": media.picture(),
        f"{content}/assets/conseil n° 1.wav": media.tone(),
        f"{content}/lib/fonts/palier essai.woff2": media.font(),
    }
    return pack(source("rise-like-2004") | made | shared("scormdriver", "api.js"))


def plain(name: str) -> Callable[[], bytes]:
    return lambda: pack(source(name))


PACKAGES: dict[str, Callable[[], bytes]] = {name: plain(name) for name in PLAIN} | {
    "nested-root-12": nested_root,
    "odd-manifest-12": lambda: odd_manifest("UTF-16", "utf-16-le", codecs.BOM_UTF16_LE),
    "odd-manifest-cp1252-12": lambda: odd_manifest("windows-1252", "cp1252"),
    "odd-manifest-bom-12": lambda: odd_manifest("UTF-8", "utf-8", codecs.BOM_UTF8),
    "rise-like-2004": rise_like,
}
