"""What an H5P content keeps to start again from where she was."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Func, IntegerField, Sum
from django.utils.translation import gettext_lazy as _

from learners.models import Attempt, AttemptState
from learners.services.attempt_rows import UnknownPart, find_row, refuse_closed
from learners.services.attempt_values import storable
from learners.services.attempt_xapi import WHOLE
from learners.services.rows import insert
from learners.services.statements import LearningRefused
from media.models import PackageVersion

GONE = "0"
"""How H5P says that a state is to be forgotten."""
CHANGED = "RESET"
"""How H5P is told that its content changed: it says so, and starts from the beginning."""
MOST_STATES = 500
HEAVIEST_STATES = 4_000_000
"""Bytes of one attempt: all of them are in its page when it opens."""
_NAME = re.compile(r"[\w.-]{1,60}", re.ASCII)

States = dict[str, dict[str, str]]


class _Bytes(Func):
    function = "OCTET_LENGTH"
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        # Its own OCTET_LENGTH is younger than the versions that we take.
        template = "LENGTH(CAST(%(expressions)s AS BLOB))"
        return self.as_sql(compiler, connection, template=template, **context)


class StateRefused(LearningRefused):
    def __init__(self) -> None:
        super().__init__(
            _("Ce que l'activité voulait garder n'a pas de nom connu : rouvrez l'étape.")
        )


def save_state(
    *,
    attempt: Attempt | UUID,
    data_type: str,
    sub_content_id: str,
    data: str,
    sequence: int,
    at: datetime,
) -> bool:
    """Keep the state, or forget it (``0``); return whether it stands.

    An older one that comes late changes nothing. Raise StateRefused for names that are none,
    AttemptGone, AttemptOver, EnrolmentStopped or UnknownPart.
    """
    found = _attempt_of(attempt, data_type, sub_content_id)
    refuse_closed(found, at)
    state = AttemptState(
        attempt_id=found.pk,
        data_type=data_type,
        sub_content_id=sub_content_id,
        # A forgotten state keeps its row: an older sending must not bring it back.
        data="" if data == GONE else storable(data),
        sequence=sequence,
        updated_at=at,
    )
    _refuse_too_much(found, state)
    return insert(
        state,
        "(attempt_id, data_type, sub_content_id) DO UPDATE SET data = excluded.data,"
        " sequence = excluded.sequence, updated_at = excluded.updated_at"
        " WHERE excluded.sequence >= learners_attemptstate.sequence",
    )


def _refuse_too_much(attempt: Attempt, state: AttemptState) -> None:
    others = attempt.states.exclude(
        data_type=state.data_type, sub_content_id=state.sub_content_id
    ).aggregate(count=Count("pk"), weight=Sum(_Bytes("data"), default=0))
    weight = len(state.data.encode())
    # What is forgotten makes room.
    is_too_heavy = weight and others["weight"] + weight > HEAVIEST_STATES
    if is_too_heavy or others["count"] >= MOST_STATES:
        raise StateRefused


def read_state(*, attempt: Attempt | UUID, data_type: str, sub_content_id: str) -> str | None:
    """Return the state; None when there is none. Raise AttemptGone or StateRefused."""
    found = _attempt_of(attempt, data_type, sub_content_id)
    states = found.states.filter(data_type=data_type, sub_content_id=sub_content_id)
    return states.exclude(data="").values_list("data", flat=True).first()


def states_of(attempt: Attempt) -> States:
    """Return what to start from: by sub-content, then by kind of state.

    A new attempt starts from nothing. It is told so where the last one was on another version: she
    would look for what she did.
    """
    found: States = {}
    for state in attempt.states.exclude(data="").order_by("pk"):
        found.setdefault(state.sub_content_id, {})[state.data_type] = state.data
    if not found and _lost_its_state(attempt):
        found = {"0": {"state": CHANGED}}
    return found


def _lost_its_state(attempt: Attempt) -> bool:
    kept: Any = AttemptState.objects.exclude(data="").filter(
        attempt__enrolment=attempt.enrolment_id,
        attempt__activity_id=attempt.activity_id,
        attempt__number=attempt.number - 1,
    )
    is_lost: bool = kept.exclude(attempt__version=attempt.version_id).exists()
    return is_lost and not attempt.states.exists()


def _attempt_of(attempt: Attempt | UUID, data_type: str, sub_content_id: str) -> Attempt:
    if not (_NAME.fullmatch(data_type) and _NAME.fullmatch(sub_content_id)):
        raise StateRefused
    key = attempt.uuid if isinstance(attempt, Attempt) else attempt
    found = find_row(key, WHOLE).attempt
    if found.version.kind != PackageVersion.Kind.H5P:
        raise UnknownPart
    return found
