"""From a stream to a package, or to all the reasons why not."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any, BinaryIO

from media.archives import Archive, ArchiveRefused, Entry, Limits
from media.archives.limits import MEGABYTE
from media.h5p.dependencies import best_match, content_libraries, needed_by
from media.h5p.jsonfiles import Unreadable, parse_json
from media.h5p.libraries import LibraryInfo, language_of, parse_library
from media.h5p.manifest import Manifest, parse_manifest
from media.h5p.names import MACHINE_NAME, LibraryName
from media.h5p.package import Package
from media.h5p.problems import Findings, Problem, Refused
from media.h5p.whitelist import CONTENT_EXTENSIONS, LIBRARY_EXTENSIONS, is_allowed

CONTENT_BYTES = 8 * MEGABYTE
DESCRIPTION_BYTES = 4 * MEGABYTE


def read_package(
    stream: BinaryIO,
    *,
    name: str = "",
    installed: Collection[LibraryName] = (),
    limits: Limits | None = None,
) -> Package:
    """Return a package whose description is sound, or raise `Refused` with all its problems.

    `name` is the name of the file, when it is to be judged; `installed` are the libraries that the
    host has, which a package may leave out. Content is inflated when it is read: only then, or by
    `package.archive.verify()`, does damage to it show.
    """
    findings = Findings()
    if name and not name.lower().endswith(".h5p"):
        findings.refuse("missing-h5p-extension", name)
    try:
        archive = Archive(stream, limits, skip_hidden=True)
    except ArchiveRefused as refusal:
        code = "unable-to-unzip" if refusal.code == "not-a-zip" else refusal.code
        findings.refuse(code, refusal.path, refusal.detail)
        raise Refused(tuple(findings.problems)) from refusal
    package = _Reader(_unwrapped(archive, findings), installed, findings).package()
    if package is None or findings.problems:
        raise Refused(tuple(dict.fromkeys(findings.problems)))
    return package


def _unwrapped(archive: Archive, findings: Findings) -> Archive:
    """Return the archive from the folder in which everything was zipped, if it was."""
    root = archive.nested_root()
    if archive.find("h5p.json") or not archive.find(f"{root}h5p.json"):
        return archive
    findings.warn("nested-folder", root)
    return archive.under(root)


class _Reader:
    def __init__(
        self, archive: Archive, installed: Collection[LibraryName], findings: Findings
    ) -> None:
        self.archive = archive
        self.installed = frozenset(installed)
        self.findings = findings
        self.content: list[Entry] = []
        self.folders: dict[str, list[str]] = defaultdict(list)

    def package(self) -> Package | None:
        self._sort_files()
        content = self._content()
        h5p = self._object("h5p.json", "invalid-h5p-json-file")
        manifest = None if h5p is None else parse_manifest(h5p, self.findings)
        libraries = self._libraries()
        if self.findings.problems or manifest is None or content is None:
            return None
        main = self._main_library(manifest, libraries)
        self._judge_needs(manifest, content, main, libraries)
        if main is None:
            return None
        return Package(
            archive=self.archive,
            manifest=manifest,
            h5p_json=h5p or {},
            content_json=content,
            main_library=main,
            libraries=tuple(libraries.values()),
            content_files=tuple(self.content),
            warnings=tuple(dict.fromkeys(self.findings.warnings)),
        )

    def _sort_files(self) -> None:
        """Tell content from libraries; what stands beside `h5p.json` is nobody's."""
        for entry in self.archive.entries:
            folder, slash, path = entry.path.partition("/")
            if not slash:
                continue
            is_content = folder.lower() == "content"
            if not is_allowed(entry.path, CONTENT_EXTENSIONS if is_content else LIBRARY_EXTENSIONS):
                self.findings.refuse("not-in-whitelist", entry.path)
            if not is_content:
                self.folders[folder].append(path)
            elif path.lower() != "content.json":
                self.content.append(entry)

    def _content(self) -> dict[str, Any] | None:
        content = self._json("content/content.json", "invalid-content-folder", CONTENT_BYTES)
        # What PHP writes for parameters that are empty.
        if content == []:
            return {}
        if content is None or isinstance(content, dict):
            return content
        self.findings.refuse("unable-to-parse-package", "content/content.json", "not an object")
        return None

    def _object(self, path: str, missing: str) -> dict[str, Any] | None:
        data = self._json(path, missing, DESCRIPTION_BYTES)
        if data is None or isinstance(data, dict):
            return data
        self.findings.refuse(missing, path, "not an object")
        return None

    def _json(self, path: str, missing: str, at_most: int, *, unparsable: str = "") -> Any:
        """Return what a file says, or nothing once what is wrong with it is noted."""
        entry = self.archive.find(path)
        if entry is None:
            self.findings.refuse(missing, path, "missing")
            return None
        try:
            data = parse_json(self.archive.read(entry.path, at_most))
        except ArchiveRefused as refusal:
            code = refusal.code if refusal.code == "file-size-too-large" else ""
            self.findings.refuse(code or "unable-to-read-package-file", path, str(refusal))
            return None
        except Unreadable as error:
            self.findings.refuse(unparsable or "unable-to-parse-package", path, str(error))
            return None
        if data is None:
            self.findings.refuse(unparsable or "unable-to-parse-package", path, "null")
        return data

    def _libraries(self) -> dict[LibraryName, LibraryInfo]:
        found: dict[LibraryName, LibraryInfo] = {}
        for folder, files in self.folders.items():
            library = self._library(folder, files)
            if library is None:
                continue
            if library.name in found:
                self.findings.refuse("duplicate-library", folder, str(library.name))
            found[library.name] = library
        return found

    def _library(self, folder: str, files: list[str]) -> LibraryInfo | None:
        if not MACHINE_NAME.fullmatch(folder):
            self.findings.refuse("invalid-library-name", folder)
            return None
        path, code = f"{folder}/library.json", "invalid-library-json-file"
        data = self._json(path, code, DESCRIPTION_BYTES, unparsable=code)
        if not isinstance(data, dict):
            if data is not None:
                self.findings.refuse(code, path, "not an object")
            return None
        before = len(self.findings.problems)
        library = parse_library(data, folder=folder, files=files, findings=self.findings)
        is_named = len(self.findings.problems) == before
        if is_named and folder not in {library.machine_name, library.name.folder}:
            self.findings.refuse("library-directory-name-mismatch", folder, str(library.name))
        self._judge_semantics(library)
        self._judge_languages(library)
        return library

    def _judge_semantics(self, library: LibraryInfo) -> None:
        path, code = f"{library.folder}/semantics.json", "invalid-semantics-json-file"
        if not library.has_semantics:
            if library.runnable:
                self.findings.warn("missing-semantics", library.folder)
            return
        data = self._json(path, code, DESCRIPTION_BYTES, unparsable=code)
        if data is not None and not isinstance(data, list):
            self.findings.refuse(code, path, "not a list")

    def _judge_languages(self, library: LibraryInfo) -> None:
        for file in library.files:
            if not file.startswith("language/"):
                continue
            path, code = f"{library.folder}/{file}", "invalid-language-file"
            if language_of(file):
                self._json(path, code, DESCRIPTION_BYTES, unparsable=code)
            else:
                self.findings.refuse(code, path, "not the name of a language")

    def _main_library(
        self, manifest: Manifest, libraries: Collection[LibraryName]
    ) -> LibraryName | None:
        """Return the main library with its version, which `h5p.json` gives among the others."""
        for dependency in manifest.dependencies:
            if dependency.machine_name == manifest.main_library:
                return dependency
        names = {*libraries, *self.installed}
        same = [name for name in names if name.machine_name == manifest.main_library]
        if same:
            self.findings.warn("main-library-not-listed", "h5p.json", manifest.main_library)
        else:
            self.findings.refuse("missing-main-library", "h5p.json", manifest.main_library)
        return max(same, default=None)

    def _judge_needs(
        self,
        manifest: Manifest,
        content: dict[str, Any],
        main: LibraryName | None,
        libraries: dict[LibraryName, LibraryInfo],
    ) -> None:
        available = {*libraries, *self.installed}
        roots = [*manifest.dependencies, *manifest.dynamic_dependencies]
        roots += [main] if main else []
        for name in dict.fromkeys(content_libraries(content)):
            match = best_match(name, available)
            if match not in {None, name}:
                self.findings.warn("library-version-differs", "content/content.json", str(name))
            roots.append(match or name)
        needed = needed_by(roots, libraries)
        for name in sorted(needed.keys() - available):
            code = "missing-main-library" if name == main else "missing-required-library"
            self.findings.problems.append(Problem(code, str(name), f"needed by {needed[name]}"))
        self._judge_others(libraries, needed.keys() | available)

    def _judge_others(
        self, libraries: dict[LibraryName, LibraryInfo], known: Collection[LibraryName]
    ) -> None:
        """Warn of what only editors, or libraries that nothing plays, would miss."""
        wanted = {
            name
            for library in libraries.values()
            for name in (
                *library.dependencies, *library.dynamic_dependencies, *library.editor_dependencies,
            )
        }  # fmt: skip
        for name in sorted(wanted.difference(known)):
            self.findings.warn("missing-editor-library", str(name))
