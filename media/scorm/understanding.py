"""What the text of one value means, however a SCO wrote it."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from media.scorm.elements import Element
from media.scorm.model import Version
from media.scorm.times import NotATime, format_duration, format_timespan, is_strict, parse_time

Understood: TypeAlias = tuple[str, str]
"""The value as it is stored, and the code of what is odd about it."""

# What one version says and the other understands.
_SYNONYMS = {
    "incorrect": ("wrong",), "wrong": ("incorrect",), "complete": ("completed",),
    "pass": ("passed",), "fail": ("failed",), "notattempted": ("not attempted",),
    "not-attempted": ("not attempted",), "not_attempted": ("not attempted",),
    "timeout": ("time-out",), "nocredit": ("no-credit",),
}  # fmt: skip
_MOMENT_12 = re.compile(r"\d{2}:\d\d:\d\d(\.\d{1,2})?", re.ASCII)
_MOMENT_2004 = re.compile(
    r"\d{4}(-\d\d(-\d\d(T\d\d(:\d\d(:\d\d(\.\d{1,6})?)?)?(Z|[+-]\d\d(:\d\d)?)?)?)?)?", re.ASCII
)
_TARGET = re.compile(r"(?:\{target=[^{}]{1,4000}\})?(\w{1,20})", re.ASCII)


class Meaningless(ValueError):
    """The value is not one of its element; `code` says why."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def understood(version: Version, element: Element, text: str) -> Understood:
    """Return what the text means, and the code of what is odd about it."""
    return _READERS[element.kind](version, element, text)


def _text(_version: Version, _element: Element, text: str) -> Understood:
    return text, ""


def _moment(version: Version, _element: Element, text: str) -> Understood:
    pattern = _MOMENT_12 if version == "1.2" else _MOMENT_2004
    return text, "" if pattern.fullmatch(text) else "odd-moment"


def _identifier(_version: Version, _element: Element, text: str) -> Understood:
    is_odd = len(text) > 255 or any(char.isspace() for char in text)
    return text, "odd-identifier" if is_odd else ""


def _decimal(_version: Version, element: Element, text: str) -> Understood:
    written, code = text.strip(), ""
    if "," in written or written.endswith("%"):
        written, code = written.removesuffix("%").strip().replace(",", "."), "decimal-comma"
    try:
        value = Decimal(written) if len(written) <= 60 and written.isascii() else Decimal("nan")
    except InvalidOperation:
        raise Meaningless("not-a-number", ascii(text[:60])) from None
    if not value.is_finite() or "_" in written:
        raise Meaningless("not-a-number", ascii(text[:60]))
    if not element.low <= value <= element.high or value.adjusted() > 20:
        raise Meaningless("out-of-range", written)
    return _plain(value, written), code


def _plain(value: Decimal, written: str) -> str:
    """Return the number without exponent nor sign "+": what both versions can read again."""
    if re.fullmatch(r"-?\d+(\.\d+)?", written):
        return written
    plain = f"{value:.10f}"
    return (plain.rstrip("0").rstrip(".") or "0") if float(plain) else "0"


def _word(_version: Version, element: Element, text: str) -> Understood:
    if text in element.words:
        return text, ""
    folded = text.strip().lower()
    for said in (folded, *_SYNONYMS.get(folded, ())):
        found = next((word for word in element.words if word.lower() == said), None)
        if found is not None:
            return found, "odd-word"
    raise Meaningless("not-in-vocabulary", ascii(text[:60]))


def _result(version: Version, element: Element, text: str) -> Understood:
    try:
        return _word(version, element, text)
    except Meaningless:
        try:
            return _decimal(version, element, text)
        except Meaningless:
            raise Meaningless("not-in-vocabulary", ascii(text[:60])) from None


def _timespan(version: Version, _element: Element, text: str) -> Understood:
    if is_strict(version, text):
        return text, ""
    try:
        time = parse_time(text)
    except NotATime:
        raise Meaningless("not-a-time", ascii(text[:60])) from None
    written = format_timespan(time) if version == "1.2" else format_duration(time)
    return written, "odd-time"


def _navigation(_version: Version, element: Element, text: str) -> Understood:
    found = _TARGET.fullmatch(text)
    if found is None or (
        found[1] not in element.words and found[1].lstrip("_") not in element.words
    ):
        raise Meaningless("not-in-vocabulary", ascii(text[:60]))
    return text, ""


_READERS: dict[str, Callable[[Version, Element, str], Understood]] = {
    "text": _text,
    "identifier": _identifier,
    "decimal": _decimal,
    "word": _word,
    "timespan": _timespan,
    "moment": _moment,
    "result": _result,
    "navigation": _navigation,
}
