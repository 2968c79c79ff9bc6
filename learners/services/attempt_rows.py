"""The rows of an attempt that sendings meet, and what closes them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from learners.models import Attempt, AttemptItem
from learners.services.attempt_outcomes import COLUMNS, activity_of, is_met
from learners.services.rows import insert, update
from learners.services.statements import EnrolmentStopped, LearningRefused, is_on_hold
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
_NEAR = {"enrolment": _ENROLMENT, "module": _MODULE, "version": _VERSION}
_NEEDED = [*_ATTEMPT, *(f"{near}__{name}" for near, names in _NEAR.items() for name in names)]
_ITEM = [field.name for field in AttemptItem._meta.concrete_fields]  # noqa: SLF001 - documented API
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
    items = AttemptItem.objects.select_related(*(f"attempt__{near}" for near in _NEAR))
    items = items.only(*_ITEM, *(f"attempt__{name}" for name in _NEEDED))
    row = items.filter(attempt__uuid=attempt, identifier=identifier).first()
    if row is not None:
        return row
    attempts = Attempt.objects.select_related(*_NEAR).only(*_NEEDED)
    found = attempts.filter(uuid=attempt).first()
    if found is None:
        raise AttemptGone
    return AttemptItem(attempt=found, identifier=identifier, sequence=0)


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
