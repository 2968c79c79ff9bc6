"""What a SCO finds at launch: the JSON that `loadFromJSON` of scorm-again takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from media.scorm.elements import find_element
from media.scorm.model import Item, Version
from media.scorm.outcome import Mode
from media.scorm.times import Hundredths, format_duration, format_timespan

Entry = Literal["ab-initio", "resume", ""]

_SUSPENDED = {"cmi.core.exit", "cmi.exit"}
# What says how the last visit ended, and not where the next one begins.
_OF_A_VISIT = {*_SUSPENDED, "cmi.core.session_time", "cmi.session_time"}
_REQUESTS = ("adl.nav.", "nav.")
# A collection is filled in order, and its identifiers come first.
_FIRST = {"id": 0, "type": 1}


@dataclass(frozen=True)
class Learner:
    """`name` is "Last, First", as both versions have it."""

    id: str
    name: str


@dataclass(frozen=True)
class State:
    """What is known of an attempt at an item when it is launched: by default, a first visit."""

    values: Mapping[str, str] = field(default_factory=dict)
    """All that was committed, by full name."""
    total: Hundredths = 0
    visited: bool = False
    finished: bool = False
    """Whether the last visit ended by LMSFinish or Terminate."""

    def get(self, version: Version, old: str, new: str) -> str:
        return self.values.get(old if version == "1.2" else new, "")


def next_entry(version: Version, state: State) -> Entry:
    """Return how the SCO enters.

    It resumes when it said `suspend`, when its page was closed before it could say anything, and
    when it left something to resume from without being done: many forget to say `suspend`.
    """
    if not state.visited:
        return "ab-initio"
    said = state.get(version, "cmi.core.exit", "cmi.exit")
    if said == "suspend" or not state.finished:
        return "resume"
    status = state.get(version, "cmi.core.lesson_status", "cmi.completion_status")
    is_done = status in {"passed", "failed", "completed"}
    kept = state.values.get("cmi.suspend_data") or state.get(
        version, "cmi.core.lesson_location", "cmi.location"
    )
    return "resume" if kept and not is_done and said not in {"logout", "time-out"} else ""


def initial_cmi(
    version: Version,
    item: Item,
    learner: Learner,
    state: State | None = None,
    *,
    mode: Mode = "normal",
    credit: bool = True,
) -> dict[str, Any]:
    """Return `{"cmi": {...}}` for `loadFromJSON`: all values are text, collections are lists.

    A first visit, a resumed one or, by `mode="review"`, a look that counts for nothing. What was
    committed is given back whole, whatever its length.
    """
    state = state or State()
    entry = next_entry(version, state)
    counts = credit and mode == "normal"
    own = _own_12 if version == "1.2" else _own_2004
    values = {
        **_objectives(version, item, state.values),
        **_kept(version, state.values),
        **own(item, learner, state.total),
    }
    core = "cmi.core" if version == "1.2" else "cmi"
    values |= {
        f"{core}.entry": entry,
        f"{core}.credit": "credit" if counts else "no-credit",
        f"{core}.lesson_mode" if version == "1.2" else "cmi.mode": mode,
        "cmi.launch_data": item.data_from_lms,
    }
    return nested({name: value for name, value in values.items() if value != ""})


def nested(values: Mapping[str, str]) -> dict[str, Any]:
    """Return flat values as a tree, collections as lists in order, identifiers first.

    A hole in a collection is closed: what comes after it moves down, as no SCO could make one.
    """
    tree: dict[str, Any] = {}
    for name in values:
        node, parts = tree, name.split(".")
        for part in parts[:-1]:
            node = node.setdefault(part, {})
        node[parts[-1]] = values[name]
    return {key: _ordered(value) for key, value in tree.items()}


def _ordered(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    if node and all(key.isdecimal() for key in node):
        return [_ordered(node[key]) for key in sorted(node, key=int)]
    keys = sorted(node, key=lambda key: (_FIRST.get(key, 2), key))
    return {key: _ordered(node[key]) for key in keys}


def _kept(version: Version, values: Mapping[str, str]) -> dict[str, str]:
    """Return what was committed and makes sense at the start of a visit."""
    return {
        name: value
        for name, value in values.items()
        if name not in _OF_A_VISIT
        and not name.startswith(_REQUESTS)
        and find_element(version, name) is not None
    }


def _own_12(item: Item, learner: Learner, total: Hundredths) -> dict[str, str]:
    return {
        "cmi.core.student_id": learner.id,
        "cmi.core.student_name": learner.name,
        "cmi.core.total_time": format_timespan(total),
        "cmi.student_data.mastery_score": _plain(item.mastery_score),
        "cmi.student_data.max_time_allowed": item.max_time_allowed,
        "cmi.student_data.time_limit_action": item.time_limit_action,
    }


def _own_2004(item: Item, learner: Learner, total: Hundredths) -> dict[str, str]:
    return {
        "cmi.learner_id": learner.id,
        "cmi.learner_name": learner.name,
        "cmi.total_time": format_duration(total),
        "cmi.completion_threshold": _plain(item.progress_threshold),
        "cmi.scaled_passing_score": _plain(item.scaled_passing_score),
        "cmi.max_time_allowed": item.max_time_allowed,
        "cmi.time_limit_action": item.time_limit_action,
    }


def _objectives(version: Version, item: Item, values: Mapping[str, str]) -> dict[str, str]:
    """Return the objectives that 2004 wants to be there before the SCO says anything."""
    if version == "1.2" or any(name.startswith("cmi.objectives.") for name in values):
        return {}
    primary = item.sequencing.primary_objective
    every = (*((primary,) if primary else ()), *item.sequencing.objectives)
    named = [objective.identifier for objective in every if objective.identifier]
    return {f"cmi.objectives.{index}.id": name for index, name in enumerate(named)}


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.7f}".rstrip("0").rstrip(".")
