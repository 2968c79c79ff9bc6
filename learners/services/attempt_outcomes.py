"""From what a package says of itself to what counts: the attempt, the answer, the step."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from courses.activities import Activity, activities_of, find_activity
from courses.activities.package import meets
from courses.models import Module
from learners.models import (
    Answer,
    Attempt,
    AttemptItem,
    Completion,
    Enrolment,
    Outcome as Row,
    Statement,
    Success,
    Verb,
)
from learners.services.rows import insert
from learners.services.statements import complete_module, record_statement
from media.models import PackageVersion
from media.scorm import (
    SEEN,
    Outcome,
    Passing,
    Score,
    Share,
    Version,
    item_outcome,
    merge_outcome,
    roll_up,
)
from media.scorm.outcome import Completion as SaidCompletion, Success as SaidSuccess

KIND = "package"
COLUMNS = ("completion", "success", "score_scaled", "score_raw", "score_min", "score_max")
_COMPLETIONS = [Completion.UNKNOWN, Completion.INCOMPLETE, Completion.COMPLETED]
_SUCCESSES = [Success.UNKNOWN, Success.FAILED, Success.PASSED]


@dataclass(frozen=True)
class Parts:
    """What a version of SCORM is made of; nothing for H5P."""

    version: Version
    items: Mapping[str, Mapping[str, Any]]


@lru_cache(maxsize=512)
def parts_of(version: UUID) -> Parts:
    """Return the items of a version by identifier: kept, as a version never changes."""
    found = PackageVersion.objects.only("manifest").get(uuid=version)
    standard: Version = "2004" if found.manifest.get("version") == "2004" else "1.2"
    return Parts(standard, {item["id"]: item for item in found.items})


def judged(
    version: Version, item: Mapping[str, Any], values: Mapping[str, str], *, final: bool
) -> Outcome:
    """Return what the values of one item come to, by the rules of its manifest."""
    if item.get("kind") == "asset":
        return SEEN
    passing = Passing(
        item.get("mastery"), item.get("completion_threshold"), item.get("scaled_passing_score")
    )
    outcome = item_outcome(version, values, passing, finished=final)
    if version == "1.2" and outcome.success == "failed":
        # One word says both there: who failed went to the end.
        return replace(outcome, completion="completed")
    return outcome


def improved(before: Outcome, now: Outcome) -> Outcome:
    """Return the outcome of a package whose parts never go down.

    Its score is a mean, which a further part may lower.
    """
    best = merge_outcome(before, now)
    return replace(best, score=now.score or before.score)


def read_row(row: Row) -> Outcome:
    scaled = row.score_scaled
    score = None if scaled is None else Score(scaled, row.score_raw, row.score_min, row.score_max)
    return Outcome(cast("SaidCompletion", row.completion), cast("SaidSuccess", row.success), score)


def write_row(row: Row, outcome: Outcome) -> None:
    """Set the columns; "not attempted" is told by there being no row."""
    known = outcome.completion in Completion.values
    row.completion = outcome.completion if known else Completion.UNKNOWN
    row.success = outcome.success
    score = outcome.score
    row.score_scaled = score.scaled if score else None
    row.score_raw = score.raw if score else None
    row.score_min = score.min if score else None
    row.score_max = score.max if score else None


def columns(row: Row) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in COLUMNS)


def whole(items: Mapping[str, Mapping[str, Any]], rows: Iterable[AttemptItem]) -> Outcome:
    """Return the outcome of the package: of all its parts that can be opened, met or not."""
    known = {row.identifier: read_row(row) for row in rows}
    parts = [key for key, item in items.items() if item.get("href")] or list(known)
    return roll_up(_share(items.get(part, {}), known.get(part, Outcome())) for part in parts)


def _share(item: Mapping[str, Any], outcome: Outcome) -> Share:
    return Share(
        outcome,
        weight=item.get("weight", 1.0),
        counts_for_completion=item.get("counts_for_completion", True),
        counts_for_success=item.get("counts_for_success", True),
    )


def activity_of(attempt: Attempt) -> Activity | None:
    """Return the activity as its module has it now; None when its author took it away."""
    found = find_activity(attempt.module, attempt.activity_id)
    return found if found is not None and found.kind == KIND else None


def is_met(activity: Activity | None, attempt: Attempt) -> bool:
    """Return whether this attempt does what this use of the package asks for."""
    if activity is None:
        return False
    return meets(
        activity.block,
        completion=attempt.completion,
        success=attempt.success,
        score=attempt.score_scaled,
    )


def keep_outcome(*, attempt: Attempt, statement_id: UUID, at: datetime) -> bool:
    """Write the answer that this attempt leads to; return whether the activity is done.

    The caller holds the row of the attempt. Once done, it stays done.
    """
    # The strongest lock at once: completing the step asks for it, and two that climb would block.
    enrolments = Enrolment.objects.select_for_update(of=("self",)).select_related("learner")
    enrolment = enrolments.get(pk=attempt.enrolment_id)
    module = Module.objects.defer("body").get(pk=attempt.module_id)
    activity = activity_of(attempt)
    if activity is None:
        note_progress(attempt=attempt, statement_id=statement_id, identifier="", at=at)
        return False
    previous = Answer.objects.filter(enrolment=enrolment, activity_id=activity.id).first()
    value = _summary(attempt, activity, previous)
    record_statement(
        statement_id=statement_id,
        enrolment=enrolment,
        actor=enrolment.learner,
        verb=Verb.ANSWERED,
        module=module,
        activity_id=activity.id,
        kind=KIND,
        value=value,
        occurred_at=at,
        at=at,
    )
    if value["met"] and activity.block["ends_step"]:
        _end_step(enrolment, module, attempt, at)
    return bool(value["met"])


def note_progress(
    *,
    attempt: Attempt,
    statement_id: UUID,
    identifier: str,
    at: datetime,
    said: Mapping[str, Any] | None = None,
) -> bool:
    """Keep one sending that decides nothing; return whether it is new."""
    value = {
        "attempt": str(attempt.uuid),
        "item": identifier,
        "completion": attempt.completion,
        "success": attempt.success,
        "score": attempt.score_scaled,
    }
    statement = Statement(
        id=statement_id,
        enrolment_id=attempt.enrolment_id,
        actor_id=attempt.enrolment.learner_id,
        verb=Verb.PROGRESSED,
        module_id=attempt.module_id,
        activity_id=attempt.activity_id,
        result=value | dict(said or {}),
        occurred_at=at,
        stored_at=at,
    )
    return insert(statement, "(id) DO NOTHING")


def _summary(attempt: Attempt, activity: Activity, previous: Answer | None) -> dict[str, Any]:
    others = Attempt.objects.filter(
        enrolment=attempt.enrolment_id, activity_id=attempt.activity_id
    ).exclude(pk=attempt.pk)
    every = [attempt, *others.order_by("number")]
    counting = _counting(every, activity)
    known = previous is not None and previous.kind == KIND and previous.value.get("met")
    return {
        "attempt": str(counting.uuid),
        "number": counting.number,
        "completion": counting.completion,
        "success": counting.success,
        "score": counting.score_scaled,
        "centiseconds": counting.centiseconds,
        "met": bool(known) or any(is_met(activity, each) for each in every),
    }


def _counting(attempts: list[Attempt], activity: Activity) -> Attempt:
    """Return the attempt that counts: the last that is over, or the best."""
    if activity.block["keeps"] == "last":
        ended = [each for each in attempts if each.ended_at] or attempts
        return max(ended, key=lambda each: each.number)
    return max(
        attempts,
        key=lambda each: (
            is_met(activity, each),
            -2 if each.score_scaled is None else each.score_scaled,
            _SUCCESSES.index(Success(each.success)),
            _COMPLETIONS.index(Completion(each.completion)),
            -each.number,
        ),
    )


def _end_step(enrolment: Enrolment, module: Module, attempt: Attempt, at: datetime) -> None:
    """Complete the module once all its packages that end it are done."""
    if module.is_synchronous:
        return
    needed = {
        key
        for key, each in activities_of(module).items()
        if each.kind == KIND and each.block["ends_step"]
    }
    answers = Answer.objects.filter(enrolment=enrolment, activity_id__in=needed, kind=KIND)
    done = {each.activity_id for each in answers if each.value.get("met")}
    if needed <= done:
        complete_module(
            enrolment=enrolment,
            module=module,
            actor=enrolment.learner,
            statement_id=uuid.uuid5(attempt.uuid, "completed"),
            at=at,
        )
