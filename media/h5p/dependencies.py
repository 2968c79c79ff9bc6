"""Which libraries a content needs, and in which order a page loads them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from media.h5p.jsonfiles import children
from media.h5p.libraries import LibraryInfo
from media.h5p.names import LibraryName


@dataclass(frozen=True)
class LoadOrder:
    """Libraries, each after those that it needs; `missing` are those that nobody has."""

    libraries: tuple[LibraryInfo, ...]
    missing: tuple[LibraryName, ...] = ()

    @property
    def scripts(self) -> tuple[tuple[LibraryInfo, str], ...]:
        return tuple((library, path) for library in self.libraries for path in library.preloaded_js)

    @property
    def styles(self) -> tuple[tuple[LibraryInfo, str], ...]:
        """The style sheets, without those of a library that another one asks to leave out."""
        dropped = {name for library in self.libraries for name in library.drop_css}
        return tuple(
            (library, path)
            for library in self.libraries
            if library.machine_name not in dropped
            for path in library.preloaded_css
        )


def load_order(
    roots: Iterable[LibraryName], libraries: Mapping[LibraryName, LibraryInfo]
) -> LoadOrder:
    """Return the order of a depth-first walk: what is needed comes before what needs it.

    A page has one library of a name: the first version that is met stays, as in the reference.
    """
    ordered: list[LibraryInfo] = []
    missing: dict[LibraryName, None] = {}
    met: set[str] = set()
    # A name goes back on the stack under those that it needs, to be placed once they are.
    stack = [(name, False) for name in reversed(tuple(roots))]
    while stack:
        name, is_ready = stack.pop()
        if is_ready:
            ordered.append(libraries[name])
        elif name.machine_name in met:
            continue
        elif name not in libraries:
            missing[name] = None
        else:
            met.add(name.machine_name)
            stack.append((name, True))
            stack += [(needed, False) for needed in reversed(libraries[name].dependencies)]
    return LoadOrder(tuple(ordered), tuple(missing))


def needed_by(
    roots: Iterable[LibraryName], libraries: Mapping[LibraryName, LibraryInfo]
) -> dict[LibraryName, str]:
    """Return all that may be loaded, preloaded or later, with the name of who asks for it."""
    found: dict[LibraryName, str] = {}
    waiting = [(name, "h5p.json") for name in roots]
    while waiting:
        name, by = waiting.pop()
        if name in found:
            continue
        found[name] = by
        if library := libraries.get(name):
            inner = (*library.dependencies, *library.dynamic_dependencies)
            waiting += [(needed, str(name)) for needed in inner]
    return found


def content_libraries(content: Any) -> Iterator[LibraryName]:
    """Yield the libraries that parameters name, the innermost first."""
    if isinstance(content, dict) and isinstance(content.get("library"), str):
        name = LibraryName.parse(content["library"])
    else:
        name = None
    for inner in children(content):
        yield from content_libraries(inner)
    if name:
        yield name


def best_match(wanted: LibraryName, available: Iterable[LibraryName]) -> LibraryName | None:
    """Return the library of that name, or else its latest minor version.

    Parameters keep the version with which they were written long after their library moved on, and
    players look only at the name.
    """
    names = [name for name in available if name.machine_name == wanted.machine_name]
    if wanted in names:
        return wanted
    return max((name for name in names if name.major == wanted.major), default=None)
