"""`library.json`: one library of a package, or of the host that keeps them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from media.h5p.names import MACHINE_NAME, LibraryName
from media.h5p.problems import Findings
from media.h5p.sheets import LINE, SWITCH, TEXT, Sheet

# The core that plays them here: a library made for a later one is not accepted.
CORE_API = (1, 28)
_LANGUAGE = re.compile(r"language/(-?[a-z0-9]+(?:-[a-z0-9]+){0,6})\.json", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class LibraryInfo:
    """A library: paths are relative to its own folder."""

    machine_name: str
    major: int
    minor: int
    patch: int
    title: str
    runnable: bool
    preloaded_js: tuple[str, ...] = ()
    preloaded_css: tuple[str, ...] = ()
    dependencies: tuple[LibraryName, ...] = ()
    dynamic_dependencies: tuple[LibraryName, ...] = ()
    editor_dependencies: tuple[LibraryName, ...] = ()
    drop_css: tuple[str, ...] = ()
    embed_types: tuple[str, ...] = ()
    fullscreen: bool = False
    core_api: tuple[int, int] = (1, 0)
    author: str = ""
    license: str = ""
    description: str = ""
    folder: str = ""
    files: tuple[str, ...] = ()

    @property
    def name(self) -> LibraryName:
        return LibraryName(self.machine_name, self.major, self.minor)

    @property
    def version(self) -> tuple[int, int, int]:
        return self.major, self.minor, self.patch

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that its editor speaks."""
        return tuple(code for path in self.files if (code := language_of(path)))

    @property
    def has_semantics(self) -> bool:
        return "semantics.json" in self.files


def language_of(path: str) -> str:
    match = _LANGUAGE.fullmatch(path)
    return match[1] if match else ""


def parse_library(
    data: Mapping[str, Any], *, folder: str, files: Iterable[str], findings: Findings | None = None
) -> LibraryInfo:
    """Return what a `library.json` says; `findings` gathers what is wrong with it.

    `files` are the paths that the library has, from its folder: what it loads must be there.
    """
    findings = Findings() if findings is None else findings
    sheet = Sheet(data, f"{folder}/library.json", "invalid-library-json-file", findings)
    present = tuple(files)
    return LibraryInfo(
        machine_name=sheet.required("machineName", MACHINE_NAME),
        major=sheet.number("majorVersion"),
        minor=sheet.number("minorVersion"),
        patch=sheet.number("patchVersion"),
        title=sheet.required("title", LINE),
        runnable=sheet.required("runnable", SWITCH) == "1",
        preloaded_js=_loaded(sheet, "preloadedJs", folder, present),
        preloaded_css=_loaded(sheet, "preloadedCss", folder, present),
        dependencies=sheet.dependencies("preloadedDependencies"),
        dynamic_dependencies=sheet.dependencies("dynamicDependencies"),
        editor_dependencies=sheet.dependencies("editorDependencies"),
        drop_css=sheet.column("dropLibraryCss", "machineName", MACHINE_NAME),
        embed_types=sheet.embed_types(),
        fullscreen=sheet.optional("fullscreen", SWITCH) == "1",
        core_api=_core_api(sheet),
        author=sheet.optional("author", LINE),
        license=sheet.optional("license", LINE),
        description=sheet.optional("description", TEXT),
        folder=folder,
        files=present,
    )


def _core_api(sheet: Sheet) -> tuple[int, int]:
    for inner in sheet.inner("coreApi")[:1]:
        wanted = inner.number("majorVersion"), inner.number("minorVersion")
        if wanted > CORE_API:
            shown = "{}.{}".format(*wanted)
            sheet.findings.refuse("api-version-unsupported", sheet.path, f"needs core {shown}")
        return wanted
    return 1, 0


def _loaded(sheet: Sheet, key: str, folder: str, files: tuple[str, ...]) -> tuple[str, ...]:
    """Return the files that are loaded, by the paths under which they really are."""
    folded = {path.casefold(): path for path in files}
    found = []
    for written in filter(None, sheet.column(key, "path", TEXT)):
        path = written.replace("\\", "/").lstrip("/").removeprefix("./")
        actual = path if path in files else folded.get(path.casefold())
        if actual is None:
            sheet.findings.refuse("library-missing-file", f"{folder}/{path}"[:400])
        elif actual not in found:
            found.append(actual)
    return tuple(found)
