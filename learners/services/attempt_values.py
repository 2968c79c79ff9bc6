"""What is kept of a SCO between two sendings: its CMI values, and its time counted once.

Beside the elements, whose names begin with ``cmi.`` or ``adl.``, the values hold notes of ours.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from learners.models import AttemptItem
from media.scorm import NotATime, count_session, parse_time
from media.scorm.rollup import TOLERANCE

OURS = "palier."
SESSIONS = f"{OURS}sessions"
"""Time of the sessions that came before, as `count_session` notes it; "" for the oldest ones."""
BEGAN = f"{OURS}began"
"""When the first sending of the session arrived, in seconds since 1970."""
FINAL = f"{OURS}final"
"""Whether the last visit ended by LMSFinish or Terminate."""
PASSING = ("adl.nav.", "nav.")
MOST_SESSIONS = 100
MOST_VALUES = 20_000
HEAVIEST_VALUES = 4_000_000
"""Bytes of one part."""
LONGEST_LEFT = 64_000

_NUMBERED = re.compile(r"\.\d+\.")

Values = dict[str, Any]


def storable(text: str) -> str:
    """Return `text` as it came, without what no database takes: NUL and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def own_values(values: Mapping[str, Any]) -> Values:
    """Return the elements alone."""
    return {name: value for name, value in values.items() if not name.startswith(OURS)}


def was_final(values: Mapping[str, Any]) -> bool:
    return bool(values.get(FINAL))


def total_time(item: AttemptItem) -> int:
    return item.centiseconds + item.session_centiseconds


def merged(kept: Mapping[str, Any], sent: Mapping[str, str]) -> Values:
    """Return the values after a sending: what it does not repeat, or sent wrong, stays."""
    values = dict(kept)
    values.update((name, each) for name, each in sent.items() if not name.startswith(PASSING))
    if len(values) > MOST_VALUES or _weight(values) > HEAVIEST_VALUES:
        values = {name: each for name, each in values.items() if name in sent or _lasts(name, each)}
    return values


def _weight(values: Mapping[str, Any]) -> int:
    own = own_values(values)
    return sum(len(f"{name}{each}".encode("utf-8", "ignore")) for name, each in own.items())


def _lasts(name: str, value: Any) -> bool:
    """Return whether it stays where there is too much: all but lists, which have no end."""
    return _is_ours(name) or not (_NUMBERED.search(name) or len(value) > LONGEST_LEFT)


@dataclass(frozen=True)
class Spent:
    """Time of an item: before the session, in it, and the notes that go with them."""

    before: int
    in_session: int
    notes: Values


def spent(
    item: AttemptItem, session: UUID, sequence: int, said: str, *, since: datetime, at: datetime
) -> Spent:
    """Count the session: it says its own time again at each sending, which replaces the last.

    `since` is when the attempt began: nobody spent more than that.
    """
    sessions = dict(item.values.get(SESSIONS, {}))
    began = item.values.get(BEGAN, 0)
    if item.session is not None:
        sessions[str(item.session)] = [item.sequence, item.session_centiseconds]
    if item.session != session:
        began = int(at.timestamp())
    time = _time(said, most=_hundredths(at - since), measured=int(at.timestamp() - began) * 100)
    noted, total = count_session(sessions, str(session), sequence, time)
    own = noted.pop(str(session))[1]
    return Spent(total - own, own, {SESSIONS: _folded(noted), BEGAN: began})


def _time(said: str, *, most: int, measured: int) -> int:
    """Return what the SCO says; what was measured for those that say nothing, zero or nonsense."""
    try:
        time = parse_time(said)
    except NotATime:
        time = 0
    return time if 0 < time <= most + TOLERANCE else measured


def _hundredths(length: Any) -> int:
    return int(length.total_seconds() * 100)


def _folded(sessions: dict[str, list[int]]) -> dict[str, list[int]]:
    """Keep the notes short: the oldest sessions become one."""
    while len(sessions) > MOST_SESSIONS:
        oldest = min((name for name in sessions if name), key=lambda name: sessions[name][0])
        known = sessions.get("", [0, 0])[1]
        sessions[""] = [0, known + sessions.pop(oldest)[1]]
    return sessions


def _is_ours(name: str) -> bool:
    return name.startswith(OURS)
