"""The H5P packages: one content each, with the libraries that it needs."""

import codecs
import json
from collections.abc import Callable, Iterable
from typing import Any

from tests.packages import media
from tests.packages.archive import SOURCES, folder, pack

LIBRARIES = SOURCES / "h5p" / "libraries"
CONTENTS = SOURCES / "h5p" / "contents"
MEDIA: dict[str, dict[str, Callable[[], bytes]]] = {
    "listen": {
        "content/audios/conseil.wav": media.tone,
        "content/images/escalier.png": media.picture,
    }
}
CHOICE = "H5P.PalierChoice-1.0"
# It ends with a comment: without its newline, a host that joins files comments the next one out.
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


def edited(data: bytes, **fields: Any) -> bytes:
    return json.dumps(json.loads(data) | fields, ensure_ascii=False, indent=2).encode()


def bumped(name: str, *, minor: int, patch: int) -> bytes:
    """Return a content whose choice library is another version, which says so on the page."""
    files = {
        path.replace(CHOICE, f"H5P.PalierChoice-1.{minor}"): data
        for path, data in content(name).items()
    }
    folder_name = f"H5P.PalierChoice-1.{minor}"
    library, script = f"{folder_name}/library.json", f"{folder_name}/scripts/choice.js"
    files[library] = edited(files[library], minorVersion=minor, patchVersion=patch)
    files[script] = files[script].replace(b'"1.0.0"', f'"1.{minor}.{patch}"'.encode())
    wanted = json.loads(files["h5p.json"])["preloadedDependencies"]
    for dependency in wanted:
        if dependency["machineName"] == "H5P.PalierChoice":
            dependency["minorVersion"] = minor
    files["h5p.json"] = edited(files["h5p.json"], preloadedDependencies=wanted)
    return pack(files)


def without_libraries(name: str) -> bytes:
    """Return what some hosts export: the content alone, whose libraries must be there already."""
    return pack(folder(CONTENTS / name))


def direct_only() -> bytes:
    """Return a sequence whose `h5p.json` names its own library: the others are in its content."""
    files = content("sequence")
    wanted = [{"machineName": "H5P.PalierSequence", "majorVersion": 1, "minorVersion": 0}]
    return pack(files | {"h5p.json": edited(files["h5p.json"], preloadedDependencies=wanted)})


def unversioned() -> bytes:
    """Return library folders that bear no version, which the format allows."""
    return pack({path.replace("-1.0/", "/"): data for path, data in content("choice").items()})


def with_marks() -> bytes:
    """Return a byte order mark before what an editor of a certain age saved."""
    marked = ("h5p.json", "library.json", "content.json", "choice.css", "fr.json")
    return pack(
        {
            path: codecs.BOM_UTF8 + data if path.endswith(marked) else data
            for path, data in content("choice").items()
        }
    )


def littered() -> bytes:
    """Return what a Mac, a version control system and a forgotten file leave behind."""
    litter = {
        "__MACOSX/._h5p.json": bytes(8),
        ".DS_Store": bytes(8),
        "content/.DS_Store": bytes(8),
        "H5P.PalierChoice-1.0/.git/config": b"[core]",
        "lisez-moi.txt": b"Rien d'utile.",
    }
    return pack(content("choice") | litter)


PACKAGES: dict[str, Callable[[], bytes]] = {
    "choice": lambda: pack(content("choice")),
    "sequence": lambda: pack(content("sequence")),
    "listen": lambda: pack(content("listen")),
    "notes": lambda: pack(content("notes")),
    "notes-silent": lambda: pack(content("notes-silent")),
    "choice-1.0.1": lambda: bumped("choice", minor=0, patch=1),
    "choice-1.1": lambda: bumped("choice", minor=1, patch=0),
    "choice-without-libraries": lambda: without_libraries("choice"),
    "choice-unversioned": unversioned,
    "choice-bom": with_marks,
    "choice-littered": littered,
    "sequence-direct-only": direct_only,
}
