"""What a SCO sends: the hot path. Most sendings write two rows, and move nothing else."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from learners.models import Attempt, AttemptItem, Completion, Success
from learners.services.attempt_interactions import keep_interactions, scorm_answers
from learners.services.attempt_outcomes import (
    COLUMNS,
    Parts,
    columns,
    improved,
    judged,
    keep_outcome,
    note_progress,
    parts_of,
    read_row,
    whole,
    write_row,
)
from learners.services.attempt_rows import (
    CommitResult,
    UnknownPart,
    find_row,
    keep_row,
    refuse_closed,
    result_of,
)
from learners.services.attempt_values import FINAL, merged, own_values, spent, storable, total_time
from media.models import PackageVersion
from media.scorm import check_commit, merge_outcome

_MOVED = ("centiseconds", "last_commit_at", "ended_at", *COLUMNS)


@dataclass(frozen=True)
class Commit:
    """One sending of a SCO; `values` are its CMI elements by flat name, as they came."""

    sequence: int
    session: UUID
    values: Mapping[str, Any]
    final: bool
    """Whether the SCO finished: LMSFinish, Terminate, or its page was closed."""
    current: str | None = None
    sequencing: dict[str, Any] | None = None


def commit_item(
    *,
    attempt: Attempt | UUID,
    identifier: str,
    sequence: int,
    session: UUID,
    values: Mapping[str, Any],
    final: bool,
    at: datetime,
    current: str | None = None,
    sequencing: dict[str, Any] | None = None,
) -> CommitResult:
    """Keep what a part of a package says of itself.

    The greatest sequence stands, whatever the order of arrival; an equal one changes nothing. Raise
    AttemptGone, AttemptOver, EnrolmentStopped or UnknownPart.
    """
    commit = Commit(sequence, session, values, final, current, sequencing)
    key = attempt.uuid if isinstance(attempt, Attempt) else attempt
    while True:
        row = find_row(key, identifier)
        if sequence <= row.sequence:
            stale = sequence < row.sequence
            return result_of(row.attempt, row.sequence, is_new=False, is_stale=stale)
        refuse_closed(row.attempt, at)
        result = _take(row, commit, at)
        # None: another tab wrote in between, and what it wrote is to be built upon.
        if result is not None:
            return result


def _take(row: AttemptItem, commit: Commit, at: datetime) -> CommitResult | None:
    attempt = row.attempt
    parts = parts_of(attempt.version.uuid)
    item = parts.items.get(row.identifier)
    if attempt.version.kind != PackageVersion.Kind.SCORM or item is None:
        raise UnknownPart
    checked = check_commit(parts.version, commit.values)
    was, before = row.sequence, columns(row)
    _change(row, parts, item, commit, checked.values, at)
    # No savepoint inside a caller's transaction: this is the hot path.
    with transaction.atomic(savepoint=False):
        if not keep_row(row, was=was):
            return None
        _keep_place(attempt, commit)
        met = None
        if commit.final or columns(row) != before:
            attempt, met = _move_scorm(row, parts, commit, at)
        else:
            statement_id = act_id(attempt, row.identifier, commit.sequence)
            note_progress(
                attempt=attempt, statement_id=statement_id, identifier=row.identifier, at=at
            )
    return result_of(attempt, commit.sequence, is_new=True, met=met, faults=checked.problems)


def act_id(attempt: Attempt, identifier: str, sequence: int) -> UUID:
    """Name the statement of one sending: made again, it is the same."""
    return uuid.uuid5(attempt.uuid, f"{identifier} {sequence}")


def _change(
    row: AttemptItem,
    parts: Parts,
    item: Mapping[str, Any],
    commit: Commit,
    sent: Mapping[str, str],
    at: datetime,
) -> None:
    """Bring the part to what the commit says; nothing is written yet."""
    values = merged(row.values, sent)
    said = judged(parts.version, item, values, final=commit.final)
    write_row(row, merge_outcome(read_row(row), said))
    core = "cmi.core" if parts.version == "1.2" else "cmi"
    time = spent(
        row,
        commit.session,
        commit.sequence,
        sent.get(f"{core}.session_time", ""),
        since=row.attempt.started_at,
        at=at,
    )
    row.values = values | time.notes | {FINAL: commit.final}
    row.session, row.sequence = commit.session, commit.sequence
    row.centiseconds, row.session_centiseconds = time.before, time.in_session
    row.updated_at = at


def _move_scorm(
    row: AttemptItem, parts: Parts, commit: Commit, at: datetime
) -> tuple[Attempt, bool]:
    attempt = lock_attempt(row.attempt)
    suspends = "suspend" in (row.values.get("cmi.core.exit"), row.values.get("cmi.exit"))
    met = move_attempt(
        attempt,
        parts.items,
        is_over=commit.final,
        may_go_on=suspends,
        statement_id=act_id(attempt, row.identifier, commit.sequence),
        at=at,
    )
    found = scorm_answers(parts.version, row.identifier, own_values(row.values))
    keep_interactions(attempt, found, at=at)
    return attempt, met


def lock_attempt(attempt: Attempt) -> Attempt:
    """Return the attempt as it is now, locked until the end of the transaction.

    Always after its part, and before anything that names the enrolment, a statement included: who
    locks in another order could wait for ever.
    """
    locked = Attempt.objects.select_for_update(no_key=True).defer("sequencing").get(pk=attempt.pk)
    locked.enrolment, locked.module, locked.version = (
        attempt.enrolment,
        attempt.module,
        attempt.version,
    )
    return locked


def move_attempt(
    attempt: Attempt,
    items: Mapping[str, Mapping[str, Any]],
    *,
    is_over: bool,
    may_go_on: bool,
    statement_id: UUID,
    at: datetime,
) -> bool:
    """Bring the attempt, and what counts, to what its parts say; return whether it is done.

    An attempt ends when its package is over: completed, and either judged or left for good.
    """
    rows: Iterable[AttemptItem] = list(attempt.items.defer("values"))
    write_row(attempt, improved(read_row(attempt), whole(items, rows)))
    attempt.centiseconds = sum(map(total_time, rows))
    attempt.last_commit_at = at
    is_judged = attempt.success != Success.UNKNOWN or not may_go_on
    if is_over and attempt.completion == Completion.COMPLETED and is_judged:
        attempt.ended_at = attempt.ended_at or at
    attempt.save(update_fields=_MOVED)
    return keep_outcome(attempt=attempt, statement_id=statement_id, at=at)


def _keep_place(attempt: Attempt, commit: Commit) -> None:
    """Note where she is among the parts, when it changed."""
    changed: dict[str, Any] = {}
    current = storable(commit.current or "")[:255]
    if current and current != attempt.current_item:
        changed["current_item"] = current
    if commit.sequencing is not None:
        changed["sequencing"] = commit.sequencing
    if changed:
        Attempt.objects.filter(pk=attempt.pk).update(**changed)
