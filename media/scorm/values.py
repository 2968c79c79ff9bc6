"""Numbers and words of a manifest, read with patience: what means nothing is the default."""

import math
import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from media.scorm.problems import Warnings
from media.scorm.xml import attribute

_TRUE = {"true", "1", "yes"}
_FALSE = {"false", "0", "no"}
_NUMBER = re.compile(r"[+-]?(\d{1,12}([.,]\d{0,18})?|[.,]\d{1,18})")


def number(text: str) -> float | None:
    """Return the number, also with a comma for its decimals; None for anything else."""
    text = text.strip()
    return float(text.replace(",", ".")) if text.isascii() and _NUMBER.fullmatch(text) else None


class Reader:
    """Reads the attributes of an element; `code` is the warning for those that mean nothing."""

    def __init__(self, element: Element | None, warnings: Warnings, code: str) -> None:
        self._element = element
        self._warnings = warnings
        self._code = code

    def text(self, name: str, default: str = "") -> str:
        found = "" if self._element is None else attribute(self._element, name)
        return found or default

    def flag(self, name: str, *, default: bool) -> bool:
        text = self.text(name).lower()
        if text in _TRUE or text in _FALSE:
            return text in _TRUE
        self._complain(name, text)
        return default

    def word(self, name: str, words: Iterable[str], default: str) -> str:
        """Return the word of the vocabulary, whatever its capitals."""
        text = self.text(name)
        found = next((word for word in words if word.lower() == text.lower()), None)
        if found is None:
            self._complain(name, text)
        return found or default

    def measure(self, name: str, default: float, low: float = -math.inf) -> float:
        value = number(self.text(name))
        if value is None or not low <= value:
            self._complain(name, self.text(name))
            return default
        return value

    def count(self, name: str) -> int | None:
        text = self.text(name)
        if re.fullmatch(r"\d{1,6}", text, re.ASCII):
            return int(text)
        self._complain(name, text)
        return None

    def _complain(self, name: str, text: str) -> None:
        if text:
            self._warnings.add(self._code, name, f"{name}: {text[:60]!r}")
