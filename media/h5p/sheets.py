"""A JSON object read property by property: what is required, what may be there, how it looks."""

import re
from collections.abc import Mapping
from typing import Any

from media.h5p.names import MACHINE_NAME, LibraryName
from media.h5p.problems import Findings

LINE = re.compile(r".{1,255}")
TEXT = re.compile(r".{1,5000}", re.DOTALL)
VERSION = re.compile(r"[0-9]{1,5}", re.ASCII)
SWITCH = re.compile(r"[01]")
EMBED_TYPES = frozenset({"iframe", "div"})


class Sheet:
    """One object of a package.

    What is required and missing is a problem, what is required and wrong is one of `code`; what is
    optional and wrong is a warning, and is as if it were absent.
    """

    def __init__(self, data: Mapping[str, Any], path: str, code: str, findings: Findings) -> None:
        self.data = data
        self.path = path
        self.code = code
        self.findings = findings

    def required(self, key: str, pattern: re.Pattern[str]) -> str:
        if self._is_missing(key):
            return ""
        text = plain(self.data[key])
        if text is None or not pattern.fullmatch(text):
            self.wrong(key)
            return ""
        return text

    def optional(self, key: str, pattern: re.Pattern[str]) -> str:
        if self.data.get(key) in (None, ""):
            return ""
        text = plain(self.data[key])
        if text is None or not pattern.fullmatch(text):
            self.findings.warn("invalid-property", self.path, key)
            return ""
        return text

    def number(self, key: str) -> int:
        return int(self.required(key, VERSION) or 0)

    def inner(self, key: str) -> list["Sheet"]:
        """Return the objects of a list, or the one object that stands where a list might."""
        value = self.data.get(key)
        found = [] if value is None else value if isinstance(value, list) else [value]
        if not all(isinstance(item, dict) for item in found):
            self.wrong(key)
        place = f"{self.path}#{key}"
        return [
            Sheet(item, place, self.code, self.findings) for item in found if isinstance(item, dict)
        ]

    def dependencies(self, key: str, *, required: bool = False) -> tuple[LibraryName, ...]:
        if required and self._is_missing(key):
            return ()
        return tuple(
            LibraryName(
                row.required("machineName", MACHINE_NAME),
                row.number("majorVersion"),
                row.number("minorVersion"),
            )
            for row in self.inner(key)
        )

    def column(self, key: str, name: str, pattern: re.Pattern[str]) -> tuple[str, ...]:
        """Return what one required property says in each object of a list."""
        return tuple(row.required(name, pattern) for row in self.inner(key))

    def embed_types(self, *, required: bool = False) -> tuple[str, ...]:
        if required and self._is_missing("embedTypes"):
            return ()
        value = self.data.get("embedTypes") or []
        chosen = {str(option) for option in value} if isinstance(value, list) else {str(value)}
        for option in sorted(chosen - EMBED_TYPES):
            self.findings.refuse("illegal-option-in-library", self.path, option[:99])
        return tuple(sorted(chosen & EMBED_TYPES))

    def wrong(self, key: str) -> None:
        self.findings.refuse(self.code, self.path, f"{key} is not valid")

    def _is_missing(self, key: str) -> bool:
        missing = self.data.get(key) is None
        if missing:
            self.findings.refuse("missing-required-property", self.path, key)
        return missing


def plain(value: Any) -> str | None:
    """Return a value as text: versions are numbers in some files and texts in others."""
    if isinstance(value, str):
        return value.strip()
    return str(int(value)) if isinstance(value, int) else None
