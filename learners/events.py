"""Facts that learners states."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True)
class PathCompleted(Event):
    """Every module is done and every block was met with "je continue"."""

    enrolment_id: int
    completed_at: str


@dataclass(frozen=True)
class BlockCompleted(Event):
    """Every published module of the block is done. Told again if one was undone, then redone."""

    enrolment_id: int
    block_id: int
    completed_at: str


@dataclass(frozen=True)
class PathStopped(Event):
    enrolment_id: int
    decision_id: int


@dataclass(frozen=True)
class EnrolmentStarted(Event):
    enrolment_id: int


@dataclass(frozen=True)
class PathResumed(Event):
    enrolment_id: int
    resumed_at: str


@dataclass(frozen=True)
class EvidenceReviewed(Event):
    """A member of the team said what a piece of evidence shows."""

    evidence_id: int
    reviewed_at: str


@dataclass(frozen=True)
class HandInSent(Event):
    """A founder handed a piece of work to the trainers."""

    hand_in_id: int


@dataclass(frozen=True)
class HandInAnswered(Event):
    """A trainer answered; `decision` is ``accepted`` or ``again``."""

    feedback_id: int
    decision: str


@dataclass(frozen=True)
class WorkCounted(Event):
    """A founder did something that a rule of her path looks at."""

    enrolment_id: int


@dataclass(frozen=True)
class RulesPublished(Event):
    """What a path takes as showing a competence may read otherwise now."""

    path_id: int
