"""What a cell of a table holds: nothing that a spreadsheet would run, several texts in one."""

import re
from collections.abc import Iterable

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_QUOTED = re.compile(r"'+[=+\-@\t\r]")


def to_cell(text: str) -> str:
    """Keep a spreadsheet from reading a text as a formula; `from_cell` gives it back."""
    return f"'{text}" if _FORMULA.match(text) else text


def from_cell(cell: str) -> str:
    return cell[1:] if _QUOTED.match(cell) else cell


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n")


def join_lines(texts: Iterable[str]) -> str:
    return "\n".join(_escape(text) for text in texts)


def split_lines(cell: str) -> list[str]:
    lines = cell.replace("\r\n", "\n").split("\n")
    return [_unescape(line) for line in lines if line.strip()]


def join_fields(fields: Iterable[str]) -> str:
    """Write ``EntreComp | 2.1 | Conscience de soi``; empty fields at the end go."""
    return re.sub(r"(?: \| )+$", "", " | ".join(_escape(f).replace("|", "\\|") for f in fields))


def split_fields(line: str) -> list[str]:
    return [_unescape(field.strip(" ")) for field in re.split(r"(?<!\\)\|", line)]


def split_rows(cell: str) -> list[list[str]]:
    lines = cell.replace("\r\n", "\n").split("\n")
    return [split_fields(line) for line in lines if line.strip()]


def _unescape(text: str) -> str:
    names = {"n": "\n", "r": "\r"}
    return re.sub(r"\\(.)", lambda match: names.get(match[1], match[1]), text)
