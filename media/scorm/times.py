"""How long: exact to the hundredth of a second, as both SCORM write it and as SCOs really do.

A length of time is an `int` of hundredths of a second (`Hundredths`), so that sums are exact.
"""

import re
from typing import TypeAlias

Hundredths: TypeAlias = int

SECOND = 100
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
# What the four digits of the hours of SCORM 1.2 can say: 416 days.
LONGEST = 10_000 * HOUR - 1

_CLOCK = re.compile(r"(?:(\d{1,9}):)?(\d{1,9}):(\d{1,9})(?:[.,](\d{0,30}))?", re.ASCII)
_SECONDS = re.compile(r"(\d{1,12})(?:[.,](\d{0,30}))?", re.ASCII)
_AMOUNT = r"(\d{1,12}(?:[.,]\d{0,30})?|[.,]\d{1,30})"
_DURATION = re.compile(
    rf"P(?:{_AMOUNT}Y)?(?:{_AMOUNT}M)?(?:{_AMOUNT}W)?(?:{_AMOUNT}D)?"
    rf"(?:T(?:{_AMOUNT}H)?(?:{_AMOUNT}M)?(?:{_AMOUNT}S)?)?",
    re.ASCII | re.IGNORECASE,
)
# Years and months have no length of their own: these are the usual ones.
_UNITS = (365 * DAY, 30 * DAY, 7 * DAY, DAY, HOUR, MINUTE, SECOND)
_STRICT_TIMESPAN = re.compile(r"\d{2,4}:\d\d:\d\d(\.\d{1,2})?", re.ASCII)
_STRICT_DURATION = re.compile(
    r"P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d{1,2})?S)?)?", re.ASCII
)


class NotATime(ValueError):
    """The text says no length of time."""


def parse_timespan(text: str) -> Hundredths:
    """Read `HHHH:MM:SS.SS`, also with single digits, `MM:SS`, more decimals or bare seconds.

    Raise `NotATime`. Seconds beyond 59 are taken for what they say.
    """
    text = text.strip()
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in clock.group(1, 2, 3))
        return _bounded(hours * HOUR + minutes * MINUTE + seconds * SECOND + _decimals(clock[4]))
    if seconds_only := _SECONDS.fullmatch(text):
        return _bounded(int(seconds_only[1]) * SECOND + _decimals(seconds_only[2]))
    raise NotATime(text[:60])


def parse_duration(text: str) -> Hundredths:
    """Read an ISO 8601 duration, also in small letters, with commas, fractions or nothing in it.

    Raise `NotATime`, among others for what is negative.
    """
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise NotATime(text[:60])
    return _bounded(
        sum(_amount(part, unit) for part, unit in zip(found.groups(), _UNITS, strict=True))
    )


def parse_time(text: str) -> Hundredths:
    """Read either form: content made for both versions mixes them. Raise `NotATime`."""
    return parse_duration(text) if text.strip()[:1] in {"P", "p"} else parse_timespan(text)


def format_timespan(time: Hundredths) -> str:
    """Write `HHHH:MM:SS.SS`, as `cmi.core.total_time` of SCORM 1.2."""
    time = _bounded(time)
    return f"{time // HOUR:04}:{time // MINUTE % 60:02}:{time // SECOND % 60:02}.{time % SECOND:02}"


def format_duration(time: Hundredths) -> str:
    """Write `PT1H2M3.04S`, as `cmi.total_time` of SCORM 2004; hours are never cut into days."""
    time = _bounded(time)
    hours, minutes, rest = time // HOUR, time // MINUTE % 60, time % MINUTE
    seconds = f"{rest // SECOND}"
    if rest % SECOND:
        seconds += f".{rest % SECOND:02}".rstrip("0")
    parts = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    return f"PT{parts}{seconds}S" if rest or not parts else f"PT{parts}"


def add(*times: Hundredths) -> Hundredths:
    """Return the sum, at most what SCORM 1.2 can write."""
    return _bounded(sum(times))


def is_strict(version: str, text: str) -> bool:
    """Whether the text is exactly what that version of SCORM asks for."""
    pattern = _STRICT_TIMESPAN if version == "1.2" else _STRICT_DURATION
    return pattern.fullmatch(text) is not None


def _bounded(time: Hundredths) -> Hundredths:
    return max(0, min(time, LONGEST))


def _decimals(digits: str | None) -> Hundredths:
    """Return the hundredths that decimals of a second say; what is finer is cut."""
    return int(f"{digits or ''}00"[:2])


def _amount(text: str | None, unit: Hundredths) -> Hundredths:
    """Return a decimal amount of a unit, to the hundredth, without passing by floats."""
    if not text:
        return 0
    whole, _comma, decimals = text.replace(",", ".").partition(".")
    decimals = decimals[:12]
    return int(whole or 0) * unit + (int(decimals) * unit // 10 ** len(decimals) if decimals else 0)
