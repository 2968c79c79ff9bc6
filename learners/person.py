"""What a counsellor sees of one person: facts of the path, never her words."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from core.models import User
from courses.models import Module, PathBlock, PathModule
from learners.board import Row, blocks_of
from learners.models import (
    Assignment,
    Attendance,
    BlockDecision,
    Booking,
    Enrolment,
    ModuleProgress,
)


@dataclass(frozen=True)
class Step:
    module: Module
    progress: ModuleProgress | None

    @property
    def state(self) -> str:
        if self.progress is None:
            return "todo"
        return "done" if self.progress.completed_at else "current"


@dataclass(frozen=True)
class Climb:
    """One block, its modules, and what she decided."""

    block: PathBlock
    steps: list[Step]
    decision: BlockDecision | None


class Person:
    def __init__(self, enrolment: Enrolment, at: datetime) -> None:
        self.enrolment = enrolment
        self.row = Row(enrolment, blocks_of(enrolment.path_id), at)
        enrolment.latest_decisions = list(  # type: ignore[attr-defined]  # as for_board() does
            enrolment.decisions.latest_by_block()
        )
        enrolment.current_assignments = list(  # type: ignore[attr-defined]  # as for_board() does
            enrolment.assignments.current().select_related("counsellor")
        )

    @property
    def counsellor(self) -> User | None:
        return self.row.counsellor

    @cached_property
    def climbs(self) -> list[Climb]:
        progress = {each.module_id: each for each in self.enrolment.module_progress.all()}
        places: dict[int, list[Step]] = {}
        in_path = PathModule.objects.filter(
            block__path=self.enrolment.path_id, module__live=True
        ).order_by("block__sort_order", "sort_order")
        # The text of a module is heavy and not shown here.
        for place in in_path.select_related("module").defer("module__body"):
            step = Step(place.module, progress.get(place.module_id))
            places.setdefault(place.block_id, []).append(step)
        return [
            Climb(block, places.get(block.pk, []), self.row.decisions.get(block.pk))
            for block in self.row.blocks
        ]

    @cached_property
    def bookings(self) -> list[Booking]:
        booked = self.enrolment.bookings.active().select_related("session__module")
        return list(booked.order_by("-session__starts_at")[:20])

    @cached_property
    def presence(self) -> dict[int, Attendance]:
        return {each.session_id: each for each in self.enrolment.attendances.all()}

    @cached_property
    def sessions(self) -> list[tuple[Booking, Attendance | None]]:
        return [(booking, self.presence.get(booking.session_id)) for booking in self.bookings]

    @cached_property
    def past_counsellors(self) -> list[Assignment]:
        past = self.enrolment.assignments.exclude(ended_at=None).select_related("counsellor")
        return list(past.order_by("-ended_at")[:10])
