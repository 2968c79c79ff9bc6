"""A package that was accepted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from media.archives import Archive, Entry
from media.h5p.dependencies import LoadOrder, best_match, content_libraries, load_order
from media.h5p.jsonfiles import parse_json
from media.h5p.libraries import LibraryInfo
from media.h5p.manifest import Author, Manifest
from media.h5p.names import LibraryName
from media.h5p.problems import Problem
from media.h5p.semantics import Field, parse_semantics


@dataclass(frozen=True)
class Package:
    """The archive is open as long as its stream is: files are read from it when they are needed."""

    archive: Archive
    manifest: Manifest
    h5p_json: Mapping[str, Any]
    content_json: Mapping[str, Any]
    main_library: LibraryName
    libraries: tuple[LibraryInfo, ...]
    content_files: tuple[Entry, ...]
    warnings: tuple[Problem, ...] = ()

    @property
    def title(self) -> str:
        return self.manifest.title

    @property
    def language(self) -> str:
        return self.manifest.language

    @property
    def embed_types(self) -> tuple[str, ...]:
        return self.manifest.embed_types

    @property
    def license(self) -> str:
        return self.manifest.license

    @property
    def license_version(self) -> str:
        return self.manifest.license_version

    @property
    def authors(self) -> tuple[Author, ...]:
        return self.manifest.authors

    def library(self, name: LibraryName) -> LibraryInfo | None:
        return next((library for library in self.libraries if library.name == name), None)

    def load_order(self, installed: Iterable[LibraryInfo] = ()) -> LoadOrder:
        """Return what a page loads: of two patches of a library, the later one.

        What parameters name comes first, then the main library, then what `h5p.json` adds.
        """
        known = {library.name: library for library in installed}
        for library in self.libraries:
            held = known.get(library.name)
            if held is None or held.patch < library.patch:
                known[library.name] = library
        return load_order(self.roots(known), known)

    def roots(self, available: Iterable[LibraryName]) -> tuple[LibraryName, ...]:
        """Return the libraries that the content itself asks for, as they are available."""
        names = tuple(available)
        inner = (best_match(name, names) or name for name in content_libraries(self.content_json))
        return tuple(dict.fromkeys([*inner, self.main_library, *self.manifest.dependencies]))

    def semantics(self, name: LibraryName) -> tuple[Field, ...] | None:
        """Return what a library of the package declares of its parameters, if it does."""
        library = self.library(name)
        if library is None or not library.has_semantics:
            return None
        return parse_semantics(parse_json(self.archive.read(f"{library.folder}/semantics.json")))

    def files_of(self, library: LibraryInfo) -> tuple[Entry, ...]:
        prefix = f"{library.folder}/"
        return tuple(entry for entry in self.archive.entries if entry.path.startswith(prefix))
