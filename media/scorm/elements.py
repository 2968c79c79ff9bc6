"""The CMI data model of SCORM 1.2 and of 2004 4th edition, as data.

Names are written with `n` for an index: `cmi.interactions.n.id`. `spm` is the smallest permitted
maximum: at least as much must be stored, and more is.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from media.scorm.model import Version

Kind = Literal[
    "text", "identifier", "decimal", "word", "timespan", "moment", "result", "navigation"
]
Access = Literal["rw", "ro", "wo"]


@dataclass(frozen=True)
class Element:
    """`is_vital` values decide an outcome: those that mean nothing are refused, not kept."""

    name: str
    kind: Kind = "text"
    access: Access = "rw"
    spm: int | None = None
    low: float = -math.inf
    high: float = math.inf
    words: tuple[str, ...] = ()
    is_vital: bool = False


_STATUS_12 = ("passed", "completed", "failed", "incomplete", "browsed", "not attempted")
_COMPLETION = ("completed", "incomplete", "not attempted", "unknown")
_SUCCESS = ("passed", "failed", "unknown")
_ACTION = ("exit,message", "exit,no message", "continue,message", "continue,no message")
_TYPES_12 = (
    "true-false", "choice", "fill-in", "matching", "performance", "sequencing", "likert", "numeric",
)  # fmt: skip
_NAVIGATION = (
    "continue", "previous", "choice", "jump", "exit", "exitAll", "abandon", "abandonAll",
    "suspendAll", "start", "resumeAll", "retry", "retryAll", "_none_",
)  # fmt: skip


def _text(name: str, spm: int | None = None, access: Access = "rw") -> Element:
    return Element(name, "text", access, spm)


def _identifier(name: str, spm: int) -> Element:
    return Element(name, "identifier", "rw", spm)


def _words(
    name: str, words: tuple[str, ...], access: Access = "rw", *, vital: bool = False
) -> Element:
    return Element(name, "word", access, words=words, is_vital=vital)


def _number(
    name: str,
    low: float = -math.inf,
    high: float = math.inf,
    access: Access = "rw",
    *,
    vital: bool = False,
) -> Element:
    return Element(name, "decimal", access, low=low, high=high, is_vital=vital)


def _vital(element: Element) -> Element:
    return replace(element, is_vital=True)


def _scores_12(prefix: str, *, vital: bool = False) -> tuple[Element, ...]:
    return tuple(
        _number(f"{prefix}.score.{name}", 0, 100, vital=vital) for name in ("raw", "min", "max")
    )


def _scores_2004(prefix: str, *, vital: bool = False) -> tuple[Element, ...]:
    free = tuple(_number(f"{prefix}.score.{name}", vital=vital) for name in ("raw", "min", "max"))
    return (_number(f"{prefix}.score.scaled", -1, 1, vital=vital), *free)


_MODEL_12 = (
    _text("cmi.core.student_id", 255, "ro"),
    _text("cmi.core.student_name", 255, "ro"),
    _text("cmi.core.lesson_location", 255),
    _words("cmi.core.credit", ("credit", "no-credit"), "ro"),
    _words("cmi.core.lesson_status", _STATUS_12, vital=True),
    _words("cmi.core.entry", ("ab-initio", "resume"), "ro"),
    *_scores_12("cmi.core", vital=True),
    Element("cmi.core.total_time", "timespan", "ro"),
    _words("cmi.core.lesson_mode", ("browse", "normal", "review"), "ro"),
    _words("cmi.core.exit", ("time-out", "suspend", "logout"), "wo", vital=True),
    _vital(Element("cmi.core.session_time", "timespan", "wo")),
    _text("cmi.suspend_data", 4096),
    _text("cmi.launch_data", 4096, "ro"),
    _text("cmi.comments", 4096),
    _text("cmi.comments_from_lms", 4096, "ro"),
    _identifier("cmi.objectives.n.id", 255),
    *_scores_12("cmi.objectives.n"),
    _words("cmi.objectives.n.status", _STATUS_12),
    _number("cmi.student_data.mastery_score", 0, 100, "ro"),
    Element("cmi.student_data.max_time_allowed", "timespan", "ro"),
    _words("cmi.student_data.time_limit_action", _ACTION, "ro"),
    _number("cmi.student_preference.audio", -1, 100),
    _text("cmi.student_preference.language", 255),
    _number("cmi.student_preference.speed", -100, 100),
    _number("cmi.student_preference.text", -1, 1),
    _identifier("cmi.interactions.n.id", 255),
    _identifier("cmi.interactions.n.objectives.n.id", 255),
    Element("cmi.interactions.n.time", "moment", "wo"),
    _words("cmi.interactions.n.type", _TYPES_12, "wo"),
    _text("cmi.interactions.n.correct_responses.n.pattern", 255, "wo"),
    _number("cmi.interactions.n.weighting", access="wo"),
    _text("cmi.interactions.n.student_response", 255, "wo"),
    Element(
        "cmi.interactions.n.result",
        "result",
        "wo",
        words=("correct", "wrong", "unanticipated", "neutral"),
    ),
    Element("cmi.interactions.n.latency", "timespan", "wo"),
    # Not of the standard: how scorm-again hears of "next" and "previous".
    Element("nav.event", "navigation", words=_NAVIGATION),
)

_MODEL_2004 = (
    _text("cmi.learner_id", 4000, "ro"),
    _text("cmi.learner_name", 250, "ro"),
    _text("cmi.location", 1000),
    _words("cmi.completion_status", _COMPLETION, vital=True),
    _number("cmi.completion_threshold", 0, 1, "ro"),
    _words("cmi.success_status", _SUCCESS, vital=True),
    _number("cmi.scaled_passing_score", -1, 1, "ro"),
    *_scores_2004("cmi", vital=True),
    _number("cmi.progress_measure", 0, 1, vital=True),
    _text("cmi.suspend_data", 64_000),
    _text("cmi.launch_data", 4000, "ro"),
    _words("cmi.credit", ("credit", "no-credit"), "ro"),
    _words("cmi.entry", ("ab-initio", "resume"), "ro"),
    _words("cmi.exit", ("time-out", "suspend", "logout", "normal"), "wo", vital=True),
    _words("cmi.mode", ("browse", "normal", "review"), "ro"),
    _vital(Element("cmi.session_time", "timespan", "wo")),
    Element("cmi.total_time", "timespan", "ro"),
    Element("cmi.max_time_allowed", "timespan", "ro"),
    _words("cmi.time_limit_action", _ACTION, "ro"),
    _text("cmi.comments_from_learner.n.comment", 4000),
    _text("cmi.comments_from_learner.n.location", 250),
    Element("cmi.comments_from_learner.n.timestamp", "moment"),
    _text("cmi.comments_from_lms.n.comment", 4000, "ro"),
    _text("cmi.comments_from_lms.n.location", 250, "ro"),
    Element("cmi.comments_from_lms.n.timestamp", "moment", "ro"),
    _identifier("cmi.interactions.n.id", 4000),
    _words("cmi.interactions.n.type", (*_TYPES_12, "long-fill-in", "other")),
    _identifier("cmi.interactions.n.objectives.n.id", 4000),
    Element("cmi.interactions.n.timestamp", "moment"),
    _text("cmi.interactions.n.correct_responses.n.pattern", 4000),
    _number("cmi.interactions.n.weighting"),
    _text("cmi.interactions.n.learner_response", 4000),
    Element(
        "cmi.interactions.n.result",
        "result",
        words=("correct", "incorrect", "unanticipated", "neutral"),
    ),
    Element("cmi.interactions.n.latency", "timespan"),
    _text("cmi.interactions.n.description", 250),
    _identifier("cmi.objectives.n.id", 4000),
    *_scores_2004("cmi.objectives.n"),
    _words("cmi.objectives.n.success_status", _SUCCESS),
    _words("cmi.objectives.n.completion_status", _COMPLETION),
    _number("cmi.objectives.n.progress_measure", 0, 1),
    _text("cmi.objectives.n.description", 250),
    _number("cmi.learner_preference.audio_level", 0),
    _text("cmi.learner_preference.language", 250),
    _number("cmi.learner_preference.delivery_speed", 0),
    _words("cmi.learner_preference.audio_captioning", ("-1", "0", "1")),
    Element("adl.nav.request", "navigation", words=_NAVIGATION),
    _identifier("adl.data.n.id", 4000),
    _text("adl.data.n.store", 64_000),
)


def _by_name(elements: tuple[Element, ...]) -> Mapping[str, Element]:
    return MappingProxyType({element.name: element for element in elements})


MODELS: Mapping[Version, Mapping[str, Element]] = MappingProxyType(
    {"1.2": _by_name(_MODEL_12), "2004": _by_name(_MODEL_2004)}
)
# What the 2nd edition asks for less of.
SUSPEND_DATA_2ND = 4000

_INDEX = re.compile(r"\.(0|[1-9]\d{0,5})(?=\.)", re.ASCII)
_KEYWORDS = (
    "._children",
    "._count",
    "._version",
    "adl.nav.request_valid",
    "adl.nav.hide_lms_ui",
    # How scorm-again says a second time what is in `adl.data`.
    "sharedData.",
)


def find_element(version: Version, name: str) -> Element | None:
    """Return the element that `cmi.interactions.3.id` is one of."""
    return None if ".n." in name else MODELS[version].get(_INDEX.sub(".n", name))


def highest_index(name: str) -> int:
    return max((int(index) for index in _INDEX.findall(name)), default=-1)


def is_keyword(name: str) -> bool:
    """Whether it is what a runtime says by itself: `_children`, `_count`…"""
    return any(word in name for word in _KEYWORDS)
