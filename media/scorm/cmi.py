"""Judges what a player commits: each value by itself, so that one refused loses no other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from media.scorm.elements import Element, find_element, highest_index, is_keyword
from media.scorm.model import Version
from media.scorm.understanding import Meaningless, understood

MAX_VALUE_BYTES = 1_000_000
MAX_TOTAL_BYTES = 4_000_000
MAX_VALUES = 20_000
MAX_INDEX = 5_000
MAX_PROBLEMS = 100

CODES = {
    "unknown-element": "The element is not one of this version.",
    "not-text": "The value is neither text, number nor truth.",
    "nul-removed": "NUL characters were taken away.",
    "broken-characters": "Halves of characters were replaced.",
    "over-spm": "The text is longer than the standard asks to store: it is kept whole.",
    "too-long": "The text is longer than is stored.",
    "too-many": "There are too many values in the commit.",
    "index-too-high": "The index of the collection is too high.",
    "not-a-number": "The value is not a number.",
    "decimal-comma": "The number was written otherwise than with a point.",
    "out-of-range": "The number is out of its range.",
    "not-in-vocabulary": "The word is not one of the vocabulary.",
    "odd-word": "The word was written otherwise: it was understood.",
    "not-a-time": "The value says no length of time.",
    "odd-time": "The length of time was written otherwise: it was understood.",
    "odd-identifier": "The identifier has spaces or is longer than 255: it is kept.",
    "odd-moment": "The moment is not written as the standard says: it is kept.",
    "more-problems": "There were more problems than these.",
}


@dataclass(frozen=True)
class Fault:
    """What was wrong with one value: `kept` tells whether it is among the values all the same."""

    code: str
    element: str
    kept: bool
    detail: str = ""


@dataclass(frozen=True)
class Checked:
    """What may be stored, and what was wrong. `is_clean` when nothing was refused."""

    values: dict[str, str]
    problems: tuple[Fault, ...] = ()

    @property
    def is_clean(self) -> bool:
        return all(problem.kept for problem in self.problems)


def check_commit(version: Version, values: Mapping[str, Any]) -> Checked:
    """Judge the values of a commit, by their full names (`cmi.core.lesson_status`).

    A blank value is kept: it says that there is none. Read-only elements, which a full commit
    repeats, are left out.
    """
    judge = _Judge(version)
    for name, value in values.items():
        judge.take(str(name), value)
    return Checked(judge.values, tuple(judge.problems()))


def flatten(tree: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a nested commit by their full names.

    It takes what `renderCMIToJSONObject` of scorm-again gives: objects, and arrays or objects with
    indexes as keys. What is nested too deeply to be CMI is left out.
    """
    return dict(_leaves(tree, "", 12))


def _leaves(node: Any, name: str, depth: int) -> Iterator[tuple[str, Any]]:
    if isinstance(node, Mapping):
        pairs = [(str(key), value) for key, value in node.items()]
    elif isinstance(node, list):
        pairs = [(str(index), value) for index, value in enumerate(node)]
    else:
        yield name, node
        return
    for key, value in pairs if depth else ():
        yield from _leaves(value, f"{name}.{key}" if name else key, depth - 1)


@dataclass
class _Judge:
    version: Version
    values: dict[str, str] = field(default_factory=dict)
    _found: list[Fault] = field(default_factory=list)
    _bytes: int = 0
    _seen: int = 0

    def problems(self) -> Iterator[Fault]:
        yield from self._found[:MAX_PROBLEMS]
        if len(self._found) > MAX_PROBLEMS:
            left = len(self._found) - MAX_PROBLEMS
            yield Fault("more-problems", "", kept=True, detail=str(left))

    def take(self, name: str, value: Any) -> None:
        self._seen += 1
        # A runtime also says its empty collections, as objects.
        if is_keyword(name) or value is None or value == {} or value == []:
            return
        try:
            element = self._element(name)
            if element.access == "ro":
                return
            text = self._text(name, value)
            if text:
                text = self._judged(name, element, text)
            self._weigh(text)
        except Meaningless as wrong:
            self._note(wrong.code, name, kept=False, detail=wrong.detail)
            return
        self.values[name] = text

    def _note(self, code: str, name: str, *, kept: bool, detail: str = "") -> None:
        shown = ascii(name)[1:-1][:200]
        self._found.append(Fault(code, shown, kept=kept, detail=detail or CODES[code]))

    def _element(self, name: str) -> Element:
        if self._seen > MAX_VALUES:
            raise Meaningless("too-many")
        element = find_element(self.version, name)
        if element is None:
            raise Meaningless("unknown-element")
        if highest_index(name) > MAX_INDEX:
            raise Meaningless("index-too-high")
        return element

    def _text(self, name: str, value: Any) -> str:
        """Return the value as text; numbers and truths as they are written."""
        if isinstance(value, bool):
            value = "true" if value else "false"
        if isinstance(value, int) and value.bit_length() > 100:
            raise Meaningless("out-of-range")
        if isinstance(value, int | float):
            value = repr(value).removesuffix(".0")
        if not isinstance(value, str):
            raise Meaningless("not-text", type(value).__name__)
        return self._storable(name, value)

    def _storable(self, name: str, text: str) -> str:
        if "\0" in text:
            # PostgreSQL stores no NUL, in text nor in JSON.
            text = text.replace("\0", "")
            self._note("nul-removed", name, kept=True)
        try:
            text.encode()
        except UnicodeEncodeError:
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            self._note("broken-characters", name, kept=True)
        return text

    def _weigh(self, text: str) -> None:
        size = len(text.encode())
        if size > MAX_VALUE_BYTES or self._bytes + size > MAX_TOTAL_BYTES:
            raise Meaningless("too-long", f"{size} bytes")
        self._bytes += size

    def _judged(self, name: str, element: Element, text: str) -> str:
        """Return the value as it is stored; what is not vital is kept even when it is odd."""
        if element.spm is not None and len(text) > element.spm:
            self._note("over-spm", name, kept=True, detail=f"{len(text)} > {element.spm}")
        try:
            stored, code = understood(self.version, element, text)
        except Meaningless as wrong:
            if element.is_vital or element.kind == "navigation":
                raise
            if wrong.code == "out-of-range" or element.name.startswith("cmi.objectives"):
                raise
            self._note(wrong.code, name, kept=True, detail=wrong.detail)
            return text
        if code:
            self._note(code, name, kept=True, detail=f"{text[:60]!a}")
        return stored
