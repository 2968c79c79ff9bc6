"""What one xAPI statement of an H5P content says. Nothing in it is believed to be well made."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import SuspiciousOperation
from django.utils.html import strip_tags

from learners.models import Interaction
from learners.services.attempt_interactions import Answered, short
from media.scorm import NotATime, Outcome, Score, parse_duration

DONE = {"completed", "answered", "passed", "failed", "mastered", "consumed", "consume"}
MOVING = {"progressed"}
ITSELF = "0"
"""The content itself among its sub-contents, as in H5P's own addresses."""

_SUB_CONTENT = "http://h5p.org/x-api/h5p-subContentId"
_ENDING_POINT = "http://id.tincanapi.com/extension/ending-point"
_BIGGEST = 1e12
# The lists of a definition that hold the words of what was answered, by what they are about.
_LISTS = ("choices", "scale", "steps", "source", "target")

Thing = Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    verb: str
    is_top: bool
    """Whether it is about the content itself, and not about a question inside it."""
    outcome: Outcome
    answered: Answered | None
    centiseconds: int

    @property
    def decides(self) -> bool:
        return self.is_top and self.verb in DONE

    @property
    def counts(self) -> bool:
        """Whether it is worth a trace: content tells of every click and every slide again."""
        return self.verb in DONE | MOVING


def read_statement(statement: Thing) -> Said:
    result = _thing(statement, "result")
    verb = _text(_thing(statement, "verb").get("id")).rstrip("/").rpartition("/")[2].lower()
    is_top = not _thing(statement, "context", "contextActivities").get("parent")
    score = _score(_thing(result, "score"))
    seconds = _duration(result.get("duration"))
    outcome = Outcome(
        "completed" if verb in DONE else "incomplete", _success(verb, result.get("success")), score
    )
    return Said(verb, is_top, outcome, _answered(statement, verb, outcome, seconds), seconds or 0)


def _thing(thing: Any, *names: str) -> Thing:
    """Return what is inside; {} for anything else than an object."""
    for name in names:
        thing = thing.get(name) if isinstance(thing, Mapping) else None
    return thing if isinstance(thing, Mapping) else {}


def _text(said: object) -> str:
    return said if isinstance(said, str) else ""


def _number(said: object) -> float | None:
    if isinstance(said, bool) or not isinstance(said, int | float):
        return None
    # An integer of JSON may be longer than any float.
    return float(said) if abs(said) <= _BIGGEST and math.isfinite(said) else None


def _score(said: Thing) -> Score | None:
    raw, low, high, scaled = (_number(said.get(name)) for name in ("raw", "min", "max", "scaled"))
    if scaled is None:
        bottom = low or 0.0
        if raw is None or high is None or high <= bottom:
            return None
        scaled = (raw - bottom) / (high - bottom)
    return Score(round(max(-1.0, min(scaled, 1.0)), 6), raw, low, high)


def _success(verb: str, said: object) -> Any:
    if isinstance(said, bool):
        return "passed" if said else "failed"
    return {"passed": "passed", "mastered": "passed", "failed": "failed"}.get(verb, "unknown")


def _duration(said: object) -> int | None:
    try:
        return parse_duration(_text(said)) if said else None
    except NotATime:
        return None


def _answered(
    statement: Thing, verb: str, outcome: Outcome, centiseconds: int | None
) -> Answered | None:
    """Return the answer to a question; None for what is no question."""
    definition = _thing(statement, "object", "definition")
    result = _thing(statement, "result")
    is_question = bool(definition.get("interactionType")) or "response" in result
    is_child = bool(_thing(statement, "context", "contextActivities").get("parent"))
    if verb not in DONE or not (is_question or is_child):
        return None
    judged = _judged(outcome)
    patterns = definition.get("correctResponsesPattern")
    expected = patterns if isinstance(patterns, list) else []
    return Answered(
        key=_key(statement),
        position=_position(statement),
        kind=short(_text(definition.get("interactionType")), 40),
        label=_label(definition),
        response=_words(_text(result.get("response")), definition),
        expected=short("\n".join(_words(_text(each), definition) for each in expected[:50])),
        result=judged,
        first_result=judged,
        score=outcome.score.scaled if outcome.score else None,
        centiseconds=centiseconds,
    )


def _judged(outcome: Outcome) -> str:
    """H5P does not always say whether it is right: the whole score is."""
    if outcome.success != "unknown":
        is_right = outcome.success == "passed"
    elif outcome.score is not None:
        is_right = outcome.score.scaled >= 1
    else:
        return Interaction.Result.NEUTRAL
    return Interaction.Result.CORRECT if is_right else Interaction.Result.WRONG


def _key(statement: Thing) -> str:
    said = _thing(statement, "object", "definition", "extensions").get(_SUB_CONTENT)
    if not said:
        try:
            query = urlsplit(_text(_thing(statement, "object").get("id"))).query
            said = parse_qs(query, max_num_fields=20).get("subContentId", [""])[0]
        except ValueError:
            said = ""
    return short(_text(said), 600) or ITSELF


def _position(statement: Thing) -> int:
    said = _number(_thing(statement, "context", "extensions").get(_ENDING_POINT))
    return int(said) if said is not None and 0 <= said < 10_000 else 0


def _label(definition: Thing) -> str:
    """Return the question rather than the title; H5P writes both in HTML."""
    for name in ("description", "name"):
        said = next(iter(_thing(definition, name).values()), "")
        if words := short(_plain(said)).strip():
            return words
    return ""


def _plain(said: object) -> str:
    text = re.sub(r"<[^<>]{0,1000}>", " ", _text(said)[:100_000])
    try:
        text = strip_tags(text)
    except SuspiciousOperation:
        # Too many "<" for Django: a formula, or a wish to slow us down.
        text = re.sub("[<>]", " ", text)
    return re.sub(r"\s+", " ", unescape(text))


def _words(said: str, definition: Thing) -> str:
    """Return an answer in the words of its question, where it names them by number."""
    names = {
        name: {
            _text(each.get("id")): _label(each)
            for each in definition.get(name) or []
            if isinstance(each, Mapping)
        }
        for name in _LISTS
        if isinstance(definition.get(name), list)
    }
    plain = re.sub(r"\{[a-z_]{1,20}=[a-z]{1,10}\}", "", said[:100_000])
    parts = [_pair(part, names) for part in plain.split("[,]")]
    return short(" ; ".join(parts))


def _pair(part: str, names: Mapping[str, Mapping[str, str]]) -> str:
    left, is_pair, right = part.partition("[.]")
    if is_pair:
        words = (names.get("source", {}).get(left), names.get("target", {}).get(right))
        return f"{words[0] or left} → {words[1] or right}"
    lists = (names.get(name, {}) for name in ("choices", "scale", "steps"))
    return next((each[part] for each in lists if each.get(part)), part)
