"""The rows of an attempt that sendings meet, and what closes them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from courses.models import Module
from learners.models import Attempt, AttemptItem, Enrolment
from learners.services.attempt_outcomes import COLUMNS, activity_of, is_met
from learners.services.rows import Reader, insert, update
from learners.services.statements import EnrolmentStopped, LearningRefused, is_on_hold
from media.models import PackageVersion
from media.scorm import Fault

LAST_WORDS = timedelta(hours=2)
"""How long the visit that ended an attempt may still send."""

_ENROLMENT = ("uuid", "path", "learner", "stopped_at")
_MODULE = ("slug", "last_published_at", "latest_revision")
_VERSION = ("uuid", "kind")
_ATTEMPT = (
    *("uuid", "enrolment", "module", "activity_id", "version", "number"),
    *("started_at", "last_commit_at", "ended_at", "current_item", "centiseconds"),
    *COLUMNS,
)
_ITEM = [field.name for field in AttemptItem._meta.concrete_fields]  # noqa: SLF001 - documented API
_READER = Reader(
    {
        "attempt": (Attempt, _ATTEMPT),
        "enrolment": (Enrolment, _ENROLMENT),
        "module": (Module, _MODULE),
        "version": (PackageVersion, _VERSION),
        "item": (AttemptItem, _ITEM),
    },
    "FROM learners_attempt AS attempt"
    " JOIN learners_enrolment AS enrolment ON enrolment.id = attempt.enrolment_id"
    " JOIN courses_module AS module ON module.id = attempt.module_id"
    " JOIN media_packageversion AS version ON version.id = attempt.version_id"
    " LEFT JOIN learners_attemptitem AS item"
    " ON item.attempt_id = attempt.id AND item.identifier = %s"
    " WHERE attempt.uuid = %s",
)
_KEPT = (
    *("sequence", "values", "session", "session_centiseconds", "centiseconds", "updated_at"),
    *COLUMNS,
)


class AttemptGone(LearningRefused):
    def __init__(self) -> None:
        super().__init__(_("Cette tentative n'existe plus : rouvrez l'étape."))


class AttemptOver(LearningRefused):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Cette tentative est finie et son résultat est gardé."
                " Pour refaire l'activité, commencez une nouvelle tentative."
            )
        )


class UnknownPart(LearningRefused):
    def __init__(self) -> None:
        super().__init__(
            _("Cette partie n'existe pas dans ce paquet : fermez l'activité, puis rouvrez-la.")
        )


@dataclass(frozen=True)
class CommitResult:
    """What became of one sending; `is_stale`: a later one came before it and covers it."""

    sequence: int
    is_new: bool
    completion: str
    success: str
    score: float | None
    met: bool
    is_stale: bool = False
    faults: tuple[Fault, ...] = ()

    @property
    def outcome(self) -> dict[str, Any]:
        return {
            "completion": self.completion,
            "success": self.success,
            "score": self.score,
            "met": self.met,
        }

    @property
    def refused(self) -> list[Fault]:
        """The values that were not kept."""
        return [fault for fault in self.faults if not fault.kept]


def find_row(attempt: UUID, identifier: str) -> AttemptItem:
    """Return a part with its attempt; a row without key at its first sending.

    One query, of what a sending needs. Raise AttemptGone.
    """
    key = Attempt._meta.get_field("uuid").get_db_prep_value(attempt, connection)  # noqa: SLF001 - documented API
    found = _READER.first([identifier, key])
    if not found:
        raise AttemptGone
    near: Attempt = found["attempt"]
    near.enrolment, near.module, near.version = (
        found["enrolment"],
        found["module"],
        found["version"],
    )
    row: AttemptItem | None = found["item"]
    if row is None:
        return AttemptItem(attempt=near, identifier=identifier, sequence=0)
    row.attempt = near
    return row


def refuse_closed(attempt: Attempt, at: datetime) -> None:
    """Raise EnrolmentStopped or AttemptOver."""
    if is_on_hold(attempt.enrolment, at):
        raise EnrolmentStopped
    if attempt.ended_at is not None and attempt.ended_at + LAST_WORDS < at:
        raise AttemptOver


def keep_row(row: AttemptItem, *, was: int) -> bool:
    """Write the part if nobody did since it was read at sequence `was`; return whether it is."""
    if not row.pk:
        return insert(row, "(attempt_id, identifier) DO NOTHING")
    return update(row, _KEPT, known="sequence", was=was)


def result_of(attempt: Attempt, sequence: int, *, is_new: bool, **more: Any) -> CommitResult:
    met = more.pop("met", None)
    return CommitResult(
        sequence=sequence,
        is_new=is_new,
        completion=attempt.completion,
        success=attempt.success,
        score=attempt.score_scaled,
        met=is_met(activity_of(attempt), attempt) if met is None else met,
        **more,
    )
