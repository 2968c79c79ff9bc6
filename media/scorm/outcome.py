"""What came of one item: from the values that were committed, never down by coming back."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from media.scorm.model import Item, Version

Completion = Literal["not attempted", "unknown", "incomplete", "completed"]
Success = Literal["unknown", "passed", "failed"]
Mode = Literal["normal", "browse", "review"]

_RANK: dict[Completion, int] = {"not attempted": 0, "unknown": 1, "incomplete": 2, "completed": 3}
_FROM_12: dict[str, tuple[Completion, Success]] = {
    "passed": ("completed", "passed"),
    "completed": ("completed", "unknown"),
    # All of it may or may not have been seen: it can be tried again.
    "failed": ("incomplete", "failed"),
    "incomplete": ("incomplete", "unknown"),
    "browsed": ("incomplete", "unknown"),
}


@dataclass(frozen=True)
class Score:
    """`scaled`, from -1 to 1, is what scores are compared by; the others are as they were said."""

    scaled: float
    raw: float | None = None
    min: float | None = None
    max: float | None = None

    @property
    def percent(self) -> float:
        return round(max(self.scaled, 0.0) * 100, 2)


@dataclass(frozen=True)
class Outcome:
    completion: Completion = "not attempted"
    success: Success = "unknown"
    score: Score | None = None
    progress: float | None = None
    """From 0 to 1."""

    @property
    def is_done(self) -> bool:
        return self.completion == "completed"

    @property
    def lesson_status(self) -> str:
        """The one word of SCORM 1.2, by which prerequisites are judged."""
        if self.success != "unknown":
            return self.success
        return "incomplete" if self.completion == "unknown" else self.completion


@dataclass(frozen=True)
class Passing:
    """What the manifest asks of an item: 1.2's `mastery_score`, 2004's two thresholds."""

    mastery_score: float | None = None
    completion_threshold: float | None = None
    scaled_passing_score: float | None = None

    @classmethod
    def of(cls, item: Item) -> "Passing":
        return cls(item.mastery_score, item.progress_threshold, item.scaled_passing_score)


SEEN = Outcome("completed")
"""What comes of an asset: it has no way to say more than that it was opened."""


def item_outcome(
    version: Version,
    values: Mapping[str, str],
    passing: Passing | None = None,
    *,
    finished: bool,
    mode: Mode = "normal",
    credit: bool = True,
    auto_complete: bool = False,
) -> Outcome:
    """Return what the committed `values` of an item come to.

    `finished` is whether LMSFinish or Terminate was called, or the session is over. Outside of the
    normal mode, nothing counts. With `auto_complete`, a SCO that finishes without a word of its
    status is completed, as the standard has it; without, it is not: it may only have been opened.
    """
    if mode != "normal":
        return Outcome()
    passing = passing or Passing()
    if version == "1.2":
        # The runtime judges the mastery at LMSFinish, and for credit alone.
        outcome = _outcome_12(values, passing.mastery_score if finished and credit else None)
    else:
        outcome = _outcome_2004(values, passing)
    if finished and auto_complete and _said_nothing(version, values, outcome):
        return replace(outcome, completion="completed")
    return outcome


def merge_outcome(before: Outcome, after: Outcome) -> Outcome:
    """Return the better of what was known and what a new visit says: nothing goes down.

    Completed stays completed, passed stays passed, and the best score is kept.
    """
    completion = max(before.completion, after.completion, key=_RANK.__getitem__)
    success = after.success if after.success != "unknown" else before.success
    return Outcome(
        completion=completion,
        success="passed" if before.success == "passed" else success,
        score=best_score(before.score, after.score),
        progress=_larger(before.progress, after.progress),
    )


def best_score(*scores: Score | None) -> Score | None:
    """Return the highest; of two equals, the first."""
    known = [score for score in scores if score is not None]
    return max(known, key=lambda score: score.scaled, default=None)


def read_number(values: Mapping[str, str], name: str) -> float | None:
    """Return a committed number; None when it is blank, absent or none."""
    try:
        number = float(values.get(name) or "")
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def read_score(version: Version, values: Mapping[str, str], prefix: str = "") -> Score | None:
    """Return the score at `prefix`, by default that of the item.

    Without bounds, SCORM says that `raw` goes from 0 to 100.
    """
    prefix = prefix or ("cmi.core.score" if version == "1.2" else "cmi.score")
    raw, low, high, scaled = (
        read_number(values, f"{prefix}.{name}") for name in ("raw", "min", "max", "scaled")
    )
    if scaled is None:
        if raw is None:
            return None
        bottom, top = low or 0.0, 100.0 if high is None else high
        scaled = (raw - bottom) / (top - bottom) if top > bottom else raw / 100
    return Score(round(max(-1.0, min(scaled, 1.0)), 6), raw, low, high)


def _outcome_12(values: Mapping[str, str], mastery: float | None) -> Outcome:
    status = values.get("cmi.core.lesson_status", "")
    completion, success = _FROM_12.get(status, ("incomplete", "unknown"))
    raw = read_number(values, "cmi.core.score.raw")
    if mastery is not None and raw is not None:
        completion, success = _FROM_12["passed" if raw >= mastery else "failed"]
    return Outcome(completion, success, read_score("1.2", values))


def _outcome_2004(values: Mapping[str, str], passing: Passing) -> Outcome:
    """A threshold overrides what the SCO says; without the measure, nothing can be told."""
    completion = _completion(values.get("cmi.completion_status", ""))
    progress = read_number(values, "cmi.progress_measure")
    if passing.completion_threshold is not None:
        completion = "unknown"
        if progress is not None:
            reached = progress >= passing.completion_threshold
            completion = "completed" if reached else "incomplete"
    success = _success(values.get("cmi.success_status", ""))
    scaled = read_number(values, "cmi.score.scaled")
    if passing.scaled_passing_score is not None:
        success = "unknown"
        if scaled is not None:
            success = "passed" if scaled >= passing.scaled_passing_score else "failed"
    return Outcome(completion, success, read_score("2004", values), progress)


def _completion(word: str) -> Completion:
    words: dict[str, Completion] = {"completed": "completed", "incomplete": "incomplete"}
    return words.get(word, "unknown")


def _success(word: str) -> Success:
    words: dict[str, Success] = {"passed": "passed", "failed": "failed"}
    return words.get(word, "unknown")


def _said_nothing(version: Version, values: Mapping[str, str], outcome: Outcome) -> bool:
    name = "cmi.core.lesson_status" if version == "1.2" else "cmi.completion_status"
    silent = values.get(name, "") in {"", "not attempted", "unknown"}
    return silent and outcome.success == "unknown"


def _larger(one: float | None, other: float | None) -> float | None:
    return max((value for value in (one, other) if value is not None), default=None)
