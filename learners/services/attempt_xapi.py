"""What an H5P content tells: only what it says of itself decides, the rest is detail."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from learners.models import Attempt, AttemptItem, Statement
from learners.services.attempt_commits import act_id, lock_attempt, move_attempt
from learners.services.attempt_interactions import add_try
from learners.services.attempt_outcomes import COLUMNS, note_progress, read_row, write_row
from learners.services.attempt_rows import (
    CommitResult,
    UnknownPart,
    find_row,
    refuse_closed,
    result_of,
)
from learners.services.attempt_xapi_words import ITSELF, Said, read_statement
from learners.services.rows import insert
from media.models import PackageVersion
from media.scorm import merge_outcome

WHOLE = ""
"""The one part of an H5P content."""


def record_xapi(
    *, attempt: Attempt | UUID, sequence: int, statement: Mapping[str, Any], at: datetime
) -> CommitResult:
    """Keep what `statement` says; who did it and when is not for it to say.

    Statements leave a closing page all at once: each counts once, in whatever order they come.
    Raise AttemptGone, AttemptOver, EnrolmentStopped or UnknownPart.
    """
    found = find_row(attempt.uuid if isinstance(attempt, Attempt) else attempt, WHOLE).attempt
    if found.version.kind != PackageVersion.Kind.H5P:
        raise UnknownPart
    said = read_statement(statement)
    statement_id = act_id(found, WHOLE, sequence)
    if not said.counts or _is_known(statement_id):
        return result_of(found, sequence, is_new=False)
    refuse_closed(found, at)
    with transaction.atomic():
        row = _lock_row(found, at)
        # Sent twice at once, the second waited for the first.
        if _is_known(statement_id):
            return result_of(found, sequence, is_new=False)
        return _keep(row, said, sequence, statement_id, at)


def _is_known(statement_id: UUID) -> bool:
    return Statement.objects.filter(pk=statement_id).exists()


def _lock_row(attempt: Attempt, at: datetime) -> AttemptItem:
    insert(
        AttemptItem(attempt=attempt, identifier=WHOLE, updated_at=at),
        "(attempt_id, identifier) DO NOTHING",
    )
    rows = AttemptItem.objects.select_for_update(no_key=True)
    row = rows.get(attempt=attempt.pk, identifier=WHOLE)
    row.attempt = attempt
    return row


def _keep(
    row: AttemptItem, said: Said, sequence: int, statement_id: UUID, at: datetime
) -> CommitResult:
    attempt, late = row.attempt, sequence < row.sequence
    row.sequence, row.updated_at = max(sequence, row.sequence), at
    if said.decides:
        write_row(row, merge_outcome(read_row(row), said.outcome))
    if said.is_top:
        # Counted from the opening of the content: the longest holds the others.
        row.centiseconds = max(row.centiseconds, said.centiseconds)
    row.save(update_fields=["sequence", "updated_at", "centiseconds", *COLUMNS])
    if said.answered is not None:
        add_try(attempt, said.answered, at=at, late=late)
    if not said.decides:
        question = {"question": said.answered.key if said.answered else ITSELF}
        note_progress(
            attempt=attempt, statement_id=statement_id, identifier=WHOLE, at=at, said=question
        )
        return result_of(attempt, sequence, is_new=True)
    attempt = lock_attempt(attempt)
    # To have seen it is no end: some say so at their first page.
    seen = row.score_scaled is None
    met = move_attempt(attempt, {}, is_over=True, may_go_on=seen, statement_id=statement_id, at=at)
    return result_of(attempt, sequence, is_new=True, met=met)
