"""Scripts of H5P libraries made lighter: without comments, indents and empty lines.

Libraries come as their authors wrote them, half of it comments: on a slow line, a second of wait.
Lines stay lines, so that nothing changes where a semicolon was left out. Names are not touched.
"""

import re

_TOKENS = re.compile(
    r"""
    (?P<line>//[^\n\u2028\u2029]*)
  | (?P<block>/\*.*?\*/)
  | (?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
  | (?P<regex>/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/[a-z]*)
  | (?P<word>[\w$\u0080-\uffff]+)
  | (?P<space>[ \t\r\f\v\ufeff\xa0]+)
  | (?P<newline>\n)
  | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_TEMPLATE = re.compile(r"(?:\\.|\$(?!\{)|[^`\\$])*(`|\$\{)", re.DOTALL)
# After these, a slash begins a regular expression; after other words, it divides.
_BEFORE_VALUES = {
    *("return", "typeof", "case", "in", "of", "delete", "void", "instanceof", "new", "do", "else"),
    *("throw", "yield", "await"),
}
_ENDS_VALUE = re.compile(r"[\w$\u0080-\uffff)\]}\"'`]")
_LICENCE = re.compile(r"/\*!|@license|@preserve|copyright", re.IGNORECASE)


class _Unsure(Exception):
    """What is read is not understood: better heavy than broken."""


def lighter(source: str) -> str:
    """Return a script that does the same; the source itself where that is not sure."""
    try:
        return _Lighter(source).text()
    except _Unsure:
        return source


class _Lighter:
    def __init__(self, source: str) -> None:
        self.source = source.replace("\r\n", "\n")
        self.found: list[str] = []
        self.last = ""
        """The last token that means something."""
        self.braces: list[bool] = []
        """For each open brace, whether it is that of a `${` inside a template."""

    def text(self) -> str:
        at = 0
        while at < len(self.source):
            at = self._token(at)
        if any(self.braces):
            raise _Unsure
        return "".join(self.found).strip()

    def _token(self, at: int) -> int:
        match = _TOKENS.match(self.source, at)
        if match is None:
            raise _Unsure
        kind = match.lastgroup
        if kind == "regex" and self._divides():
            self._add("/")
            return at + 1
        if kind in {"line", "block", "space", "newline"}:
            self._blank(match[0])
            return match.end()
        if kind == "mark":
            return self._mark(match[0], match.end())
        self._add(match[0])
        return match.end()

    def _divides(self) -> bool:
        return bool(_ENDS_VALUE.match(self.last[-1:])) and self.last not in _BEFORE_VALUES

    def _blank(self, text: str) -> None:
        """Keep one blank of what separates, and a new line where there was one."""
        if text.startswith("/*") and _LICENCE.search(text):
            self.found.append(text)
            return
        blank = "\n" if "\n" in text else " "
        before = self.found[-1] if self.found else "\n"
        if before == " " and blank == "\n":
            self.found[-1] = "\n"
        elif before not in {" ", "\n"}:
            self.found.append(blank)

    def _mark(self, mark: str, end: int) -> int:
        if mark in {'"', "'"}:
            # A text that does not end on its line: what was read before was misunderstood.
            raise _Unsure
        if mark == "`":
            return self._template(end, "`")
        if mark == "{":
            self.braces.append(False)
        elif mark == "}":
            if not self.braces:
                raise _Unsure
            if self.braces.pop():
                return self._template(end, "}")
        self._add(mark)
        return end

    def _template(self, at: int, opening: str) -> int:
        """Keep a part of a template as it is, up to its end or to its next `${`."""
        match = _TEMPLATE.match(self.source, at)
        if match is None:
            raise _Unsure
        self._add(opening + match[0])
        if match[1] == "${":
            self.braces.append(True)
        return match.end()

    def _add(self, text: str) -> None:
        self.found.append(text)
        self.last = text
