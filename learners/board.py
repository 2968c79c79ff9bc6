"""The cohort board: one row a person, and what waits for someone to act."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _, ngettext

from core.models import User
from core.navigation import Note, notes_for
from core.staircase import Flight, State
from courses.models import LearningPath, PathBlock
from learners.models import Assignment, BlockDecision, Cohort, Enrolment
from learners.models.cohort import SILENCE
from learners.models.enrolment import EnrolmentQuerySet

ORDERS = {
    "name": ("learner__first_name", "learner__last_name"),
    "steps": ("done_count",),
    "activity": ("last_activity_at",),
    "start": ("started_at",),
}
DEFAULT_ORDER = "-activity"
STATES = ("all", "under_way", "silent", "alone", "arrived", "stopped")


def blocks_of(path: LearningPath | int) -> list[PathBlock]:
    """Return the blocks of a path with `total`, the number of their published modules."""
    blocks = PathBlock.objects.filter(path=path).order_by("sort_order")
    live = Q(path_modules__module__live=True)
    return list(blocks.annotate(total=Count("path_modules", filter=live)))


def in_state(people: EnrolmentQuerySet, state: str, at: datetime) -> EnrolmentQuerySet:
    if state == "silent":
        return people.silent(at)
    if state == "alone":
        return people.under_way().without_counsellor()
    if state == "arrived":
        return people.completed()
    if state == "stopped":
        return people.exclude(stopped_at=None)
    return people.under_way() if state == "under_way" else people


def in_order(people: QuerySet[Enrolment], sort: str) -> QuerySet[Enrolment]:
    """Sort by one key of ORDERS, downwards with a minus; what is unknown is the default."""
    key = sort.lstrip("-")
    if key not in ORDERS:
        return in_order(people, DEFAULT_ORDER)
    columns = [F(name).desc() if sort.startswith("-") else F(name).asc() for name in ORDERS[key]]
    return people.order_by(*columns, "pk")


@dataclass
class Row:
    """One person. Built from what `Enrolment.objects.for_board()` fetched."""

    enrolment: Enrolment
    blocks: list[PathBlock]
    at: datetime
    added: list[Note] = field(default_factory=list)

    @cached_property
    def decisions(self) -> dict[int, BlockDecision]:
        latest: list[BlockDecision] = getattr(self.enrolment, "latest_decisions", [])
        return {decision.block_id: decision for decision in latest}

    @property
    def counsellor(self) -> User | None:
        current: list[Assignment] = getattr(self.enrolment, "current_assignments", [])
        return current[0].counsellor if current else None

    @cached_property
    def flights(self) -> list[Flight]:
        return [self._flight(block) for block in self.blocks]

    def _flight(self, block: PathBlock) -> Flight:
        total: int = getattr(block, "total", 0)  # annotated by blocks_of
        done = min(self.enrolment.done_by_block.get(str(block.pk), 0), total)
        landing: State = "done" if self._continues(block) else "todo"
        return Flight.from_counts(block.title, done=done, total=total, landing=landing)

    def _continues(self, block: PathBlock) -> bool:
        decision = self.decisions.get(block.pk)
        return decision is not None and decision.choice == BlockDecision.Choice.CONTINUE

    @property
    def silent_days(self) -> int:
        return (self.at - self.enrolment.last_activity_at).days

    @cached_property
    def waiting(self) -> list[Note]:
        """What waits, the most pressing first."""
        notes = [*self.added]
        if self.enrolment.is_stopped:
            return [*self._stopped(), *notes]
        if self.enrolment.completed_at is not None:
            return notes
        if self._undecided:
            notes.append(Note(_("Une décision à prendre"), "current"))
        if self.silent_days >= SILENCE.days:
            words = ngettext(
                "Sans nouvelles depuis %(days)d jour",
                "Sans nouvelles depuis %(days)d jours",
                self.silent_days,
            )
            notes.append(Note(words % {"days": self.silent_days}, "warning"))
        if self.counsellor is None:
            notes.append(Note(_("Personne ne suit encore"), "warning"))
        return notes

    def _stopped(self) -> list[Note]:
        talk = BlockDecision.NextStep.TALK
        asks = any(decision.next_step == talk for decision in self.decisions.values())
        return [Note(_("Souhaite en parler"), "warning")] if asks else []

    @property
    def _undecided(self) -> bool:
        finished = (
            block
            for block, flight in zip(self.blocks, self.flights, strict=True)
            if flight.total and flight.done == flight.total
        )
        return any(block.pk not in self.decisions for block in finished)

    @property
    def state(self) -> tuple[str, str]:
        """Return the kind of badge and the word."""
        if self.enrolment.is_stopped:
            return "stopped", _("En pause")
        if self.enrolment.completed_at is not None:
            return "done", _("Parcours terminé")
        if not self.enrolment.done_count:
            return "todo", _("Commence")
        return "current", _("En route")


def build_rows(
    request: HttpRequest, people: Sequence[Enrolment], cohort: Cohort, at: datetime
) -> list[Row]:
    blocks = blocks_of(cohort.path_id)
    notes = notes_for(request, "cohort", people)
    return [Row(person, blocks, at, notes.get(person.pk, [])) for person in people]
