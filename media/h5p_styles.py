"""Style sheets of H5P libraries joined in one: their addresses still lead to their files."""

import posixpath
import re
from collections.abc import Callable, Iterable
from urllib.parse import quote, unquote

# What a sheet may hold besides plain rules. A bare `url()` ends at its first parenthesis.
_TOKENS = re.compile(
    r"""
    (?P<comment>/\*.*?(?:\*/|\Z))
  | @charset[^;]*;
  | @import\s+(?:url\(\s*)?(?P<imported>"[^"]*"|'[^']*'|[^"')\s;]+)\s*\)?(?P<media>[^;{}]*)(?:;|\Z)
  | url\(\s*(?P<address>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^"'()\s]+)\s*\)
  | (?P<text>"(?:\\.|[^"\\\n])*(?:"|(?=\n)|\Z)|'(?:\\.|[^'\\\n])*(?:'|(?=\n)|\Z))
  | (?P<opened>\{)
  | (?P<closed>\})
  | (?P<space>\s+)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
# With a scheme, or from the root of a host: not a file of a library.
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|/|#|$", re.IGNORECASE)
_LICENCE = re.compile(r"/\*!|.*(?:@license|copyright)", re.IGNORECASE | re.DOTALL)
_DEEPEST_IMPORT = 4

Read = Callable[[str], str | None]
"""From the path of a style sheet to its text; None when there is no such sheet."""
Addressed = Callable[[str], str]
"""From the path of a file to where it is given."""


def joined_styles(paths: Iterable[str], read: Read, addressed: Addressed) -> str:
    """Return the sheets one after the other; a sheet that is cut off does not harm the next."""
    return "\n".join(_Sheet(path, read, addressed).text() for path in paths)


class _Sheet:
    def __init__(self, path: str, read: Read, addressed: Addressed, depth: int = 0) -> None:
        self.path = path
        self.read = read
        self.addressed = addressed
        self.depth = depth
        self.open_blocks = 0

    def text(self) -> str:
        source = self.read(self.path) or ""
        self.open_blocks = 0
        return _TOKENS.sub(self._replaced, source) + "}" * self.open_blocks

    def _replaced(self, match: re.Match[str]) -> str:
        if match["address"]:
            return f'url("{self._address(_unquoted(match["address"]))}")'
        if match["imported"]:
            return self._imported(_unquoted(match["imported"]), match["media"].strip())
        if match["opened"] or match["closed"]:
            return self._brace(match[0])
        if match["space"]:
            return "\n" if "\n" in match["space"] else " "
        if match["comment"]:
            return _without(match)
        return _ended(match["text"]) if match["text"] else ""

    def _brace(self, brace: str) -> str:
        self.open_blocks += 1 if brace == "{" else -1
        if self.open_blocks < 0:
            self.open_blocks = 0
            return ""
        return brace

    def _imported(self, address: str, media: str) -> str:
        """Return the rules themselves: only the first lines of a sheet may import others."""
        if _ELSEWHERE.match(address) or self.depth == _DEEPEST_IMPORT:
            return ""
        path = _split(posixpath.join(posixpath.dirname(self.path), address))[0]
        inner = _Sheet(path, self.read, self.addressed, self.depth + 1).text()
        return f"@media {media} {{\n{inner}\n}}" if media else inner

    def _address(self, address: str) -> str:
        if _ELSEWHERE.match(address):
            return address.replace('"', "%22").replace("\n", "")
        path, rest = _split(posixpath.join(posixpath.dirname(self.path), address))
        return quote(self.addressed(path)) + quote(rest, safe="?#&=;%.,")


def _without(comment: re.Match[str]) -> str:
    """Return what stands for a comment: between two names, nothing at all would join them."""
    if _LICENCE.match(comment[0]):
        return comment[0]
    before = comment.string[comment.start() - 1 : comment.start()]
    return "" if before in {"", " ", "\n", "\t", "\r", ";", "{", "}", ","} else "/**/"


def _split(address: str) -> tuple[str, str]:
    """Return the path, without `.` and `..`, and what follows it: a query, a fragment."""
    match = re.search(r"[?#]", address)
    end = match.start() if match else len(address)
    return posixpath.normpath(unquote(address[:end])), address[end:]


def _unquoted(text: str) -> str:
    plain = text[1:-1] if text[:1] in {'"', "'"} else text
    return re.sub(r"\\(.)", r"\1", plain).strip()


def _ended(text: str) -> str:
    return text if len(text) > 1 and text[-1] == text[0] else text + text[0]
