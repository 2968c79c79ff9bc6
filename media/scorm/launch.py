"""From the `href` of a manifest to a file of the archive, and to the URL that opens it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from media.scorm.problems import Refused, Warnings

# A colon is quoted: at the start of a relative URL it would make a scheme.
_PATH_SAFE = "/~!$&'()*+,;=@"
# What is already encoded stays so, and so does "+", which is not a space for everybody.
_QUERY_SAFE = "/~!$&'()*+,;=@:?%[]{}|^"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True)
class Target:
    """`path` is the archive's name of the file, `url` is relative to the root of the package."""

    path: str
    url: str


class Files:
    """The paths of an archive, found as browsers on Windows found them."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._by_key = {}
        self._by_folded: dict[str, str] = {}
        for path in paths:
            self._by_key[_key(path)] = path
            self._by_folded.setdefault(_key(path).casefold(), path)

    def exact(self, path: str) -> str | None:
        return self._by_key.get(_key(path))

    def folded(self, path: str) -> str | None:
        return self._by_folded.get(_key(path).casefold())


def resolve(
    bases: Sequence[str], href: str, files: Files | None, warnings: Warnings
) -> Target | None:
    """Return what `href` opens; None, with a warning, when it is outside or not there.

    `bases` are the `xml:base` of the manifest, of the resources and of the resource. Raise
    `Refused` when the path climbs out of the package. Without `files`, nothing is looked up.
    """
    if "\\" in href:
        warnings.add("href-backslash", href)
    href = href.strip().replace("\\", "/")
    if any(_is_external(part) for part in (*bases, href)):
        warnings.add("href-external", href)
        return None
    if href.startswith("/"):
        warnings.add("href-absolute", href)
    path, query, fragment = _split(href)
    for candidate, is_odd, rest in _candidates(bases, path, query, fragment):
        found = candidate if files is None else files.exact(candidate) or files.folded(candidate)
        if found:
            _tell(href, found, candidate, warnings, is_odd=is_odd)
            return Target(found, quote(found, safe=_PATH_SAFE) + rest)
    warnings.add("launch-missing", href)
    return None


def with_parameters(url: str, parameters: str) -> str:
    """Add the parameters of an item to its URL, by the rules of the content aggregation model.

    They go before the fragment that the URL has: after it, nothing would read them.
    """
    parameters = parameters.strip().lstrip("?&")
    added, _hash, own_fragment = parameters.partition("#")
    base, _hash, fragment = url.partition("#")
    if added:
        base += ("&" if "?" in base else "?") + quote(added, safe=_QUERY_SAFE)
    fragment = fragment or quote(own_fragment, safe=_QUERY_SAFE)
    return f"{base}#{fragment}" if fragment else base


def _key(path: str) -> str:
    return unicodedata.normalize("NFC", path)


def _is_external(part: str) -> bool:
    return part.startswith("//") or _SCHEME.match(part) is not None


def _split(href: str) -> tuple[str, str, str]:
    before, _hash, fragment = href.partition("#")
    path, _mark, query = before.partition("?")
    return path, query, fragment


def _candidates(
    bases: Sequence[str], path: str, query: str, fragment: str
) -> Iterator[tuple[str, bool, str]]:
    """Yield the paths to try, whether they are an odd reading, and what follows in the URL."""
    rest = f"?{quote(query, safe=_QUERY_SAFE)}" if query else ""
    rest += f"#{quote(fragment, safe=_QUERY_SAFE)}" if fragment else ""
    for decoded, is_odd in _decodings(path):
        for joined in _joined(bases, decoded):
            yield joined, is_odd, rest
    if fragment or query:
        # "C# pour débuter/index.html" is a path whose author did not know of fragments.
        whole = path + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")
        for decoded, _is_odd in _decodings(whole):
            for joined in _joined(bases, decoded):
                yield joined, True, ""


def _decodings(path: str) -> Iterator[tuple[str, bool]]:
    """Yield the path percent-decoded, then as it is written."""
    try:
        decoded = unquote(path, errors="strict")
        yield decoded, False
    except UnicodeDecodeError:
        decoded = unquote(path, encoding="cp1252", errors="replace")
        yield decoded, True
    if decoded != path:
        yield path, True


def _joined(bases: Sequence[str], path: str) -> Iterator[str]:
    """Yield the path from the root: by the rules, then with bases that forgot their last slash."""
    yield _normal(_chain(bases, path))
    slashed = [base if base.endswith("/") else f"{base}/" for base in bases if base]
    if slashed != [base for base in bases if base]:
        yield _normal(_chain(slashed, path))


def _chain(bases: Sequence[str], path: str) -> str:
    folder = ""
    for base in bases:
        decoded = unquote(base.replace("\\", "/"))
        folder = _under(folder, decoded).rpartition("/")[0]
        folder += "/" if folder else ""
    return _under(folder, path)


def _under(folder: str, path: str) -> str:
    return path.lstrip("/") if path.startswith("/") else folder + path


def _normal(path: str) -> str:
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if not parts:
                raise Refused.because("href-outside-package", path)
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    if "\0" in path or (parts and _DRIVE.match(parts[0])):
        raise Refused.because("href-outside-package", path)
    return "/".join(parts)


def _tell(href: str, found: str, candidate: str, warnings: Warnings, *, is_odd: bool) -> None:
    if is_odd:
        warnings.add("href-encoding", href)
    if _key(found) != _key(candidate):
        warnings.add("href-case", href, f"{href} is {found}")
