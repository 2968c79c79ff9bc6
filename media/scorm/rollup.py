"""From the outcomes of several items to that of the package, and time counted once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from media.scorm.model import Item
from media.scorm.outcome import Completion, Outcome, Score, Success
from media.scorm.times import MINUTE, Hundredths, NotATime, add, parse_time

# Clocks of two machines differ, and a page takes its time to close.
TOLERANCE = MINUTE

Sessions: TypeAlias = Mapping[str, Sequence[int]]
"""By session: the number of its last commit and its hundredths of a second. It fits in JSON."""


@dataclass(frozen=True)
class Share:
    """What an item brings to the package."""

    outcome: Outcome
    weight: float = 1.0
    """Of its score in the mean; 0 leaves it out."""
    counts_for_completion: bool = True
    counts_for_success: bool = True

    @classmethod
    def of(cls, item: Item, outcome: Outcome) -> "Share":
        """Return the share that the sequencing of the item gives it."""
        rollup, tracked = item.sequencing.rollup, item.sequencing.delivery.tracked
        satisfies = tracked and rollup.objective_satisfied
        return cls(
            outcome,
            weight=rollup.objective_measure_weight if tracked else 0.0,
            counts_for_completion=tracked and rollup.progress_completion,
            counts_for_success=satisfies,
        )


def roll_up(shares: Iterable[Share]) -> Outcome:
    """Return the outcome of the package: what its single item says, or all of them together.

    It is completed when all are, failed when one is, passed when all are done and one passed; its
    score is the weighted mean of those that were scored.
    """
    every = list(shares)
    if len(every) == 1:
        return every[0].outcome
    completing = [share.outcome for share in every if share.counts_for_completion]
    deciding = [share.outcome for share in every if share.counts_for_success]
    completion = _completion(completing)
    return Outcome(
        completion=completion,
        success=_success(deciding),
        score=_score(every),
        progress=_progress(completing),
    )


def count_session(
    sessions: Sessions, session: str, number: int, time: Hundredths
) -> tuple[dict[str, list[int]], Hundredths]:
    """Note the time of a session as its commit `number` says it; return the notes and the total.

    Each commit says the time since the session began: the last replaces the others, whatever their
    order of arrival, and one that comes twice counts once. Time said never shrinks.
    """
    noted = {name: [int(value) for value in pair] for name, pair in sessions.items()}
    last, known = noted.get(session, [-1, 0])
    if number >= last:
        noted[session] = [number, max(known, time)]
    return noted, add(*(pair[1] for pair in noted.values()))


def session_time(said: str, measured: Hundredths) -> Hundredths:
    """Return how long a session was: what the SCO says, unless the clock denies it.

    Naive SCOs say `00:00:00`, or count from 1970: what was measured then stands for it.
    """
    try:
        time = parse_time(said)
    except NotATime:
        return measured
    return time if 0 < time <= measured + TOLERANCE else measured


def _completion(outcomes: Sequence[Outcome]) -> Completion:
    words = {outcome.completion for outcome in outcomes}
    if words == {"completed"}:
        return "completed"
    if words <= {"not attempted"}:
        return "not attempted"
    return "unknown" if words == {"unknown"} else "incomplete"


def _success(outcomes: Sequence[Outcome]) -> Success:
    words = [outcome.success for outcome in outcomes]
    if "failed" in words:
        return "failed"
    is_over = all(outcome.is_done or outcome.success == "passed" for outcome in outcomes)
    return "passed" if "passed" in words and is_over else "unknown"


def _score(shares: Sequence[Share]) -> Score | None:
    scored = [(share.outcome.score, share.weight) for share in shares]
    known = [(score, weight) for score, weight in scored if score is not None and weight > 0]
    total = sum(weight for _score, weight in known)
    if not total:
        return None
    return Score(round(sum(score.scaled * weight for score, weight in known) / total, 6))


def _progress(outcomes: Sequence[Outcome]) -> float | None:
    if not outcomes:
        return None
    done = (1.0 if outcome.is_done else outcome.progress or 0.0 for outcome in outcomes)
    return round(sum(done) / len(outcomes), 4)
