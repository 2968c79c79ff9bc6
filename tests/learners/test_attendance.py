from datetime import timedelta

import pytest

from learners.models import Attendance, Statement
from learners.services.live import (
    AttendanceRefused,
    book_session,
    mark_attendance,
    mark_attendances,
)
from learners.services.statements import complete_module
from tests.clock import NOON
from tests.core.factories import UserFactory
from tests.courses.factories import add_module
from tests.learners.factories import EnrolmentFactory, others_of, session_for

PRESENT, ABSENT, EXCUSED = "present", "absent", "excused"


def minutes(count):
    return timedelta(minutes=count)


@pytest.fixture
def attended():
    """A session under way, someone who booked it, and its trainer."""
    enrolment = EnrolmentFactory()
    session = session_for(enrolment)
    book_session(session=session, enrolment=enrolment, at=NOON)
    return session, enrolment


def mark(session, enrolment, status, after=0):
    return mark_attendance(
        session=session,
        enrolment=enrolment,
        status=status,
        by=session.trainer,
        at=session.starts_at + minutes(after),
    )


@pytest.mark.django_db
class TestMarkAttendance:
    def test_present_completes_the_module_by_attendance(self, attended):
        session, enrolment = attended

        mark(session, enrolment, PRESENT)

        progress = enrolment.module_progress.get(module=session.module)
        assert progress.completed_by == "attendance"
        enrolment.refresh_from_db()
        assert enrolment.done_count == 1

    def test_present_completes_its_catch_up_in_the_same_path_too(self, attended):
        session, enrolment = attended
        add_module(enrolment.path.blocks.first(), session.module.catch_up)

        mark(session, enrolment, PRESENT)

        caught_up = enrolment.module_progress.get(module=session.module.catch_up)
        assert caught_up.completed_by == "attendance"

    @pytest.mark.parametrize("status", [ABSENT, EXCUSED])
    def test_anything_else_completes_nothing(self, attended, status):
        session, enrolment = attended

        mark(session, enrolment, status)

        assert not enrolment.module_progress.exclude(completed_at=None).exists()
        assert not Statement.objects.exists()

    def test_the_same_mark_again_changes_nothing(self, attended):
        session, enrolment = attended

        first = mark(session, enrolment, PRESENT)
        again = mark(session, enrolment, PRESENT, after=5)

        assert again.marked_at == first.marked_at
        assert Statement.objects.count() == 1

    def test_taken_back_recomputes(self, attended):
        session, enrolment = attended
        mark(session, enrolment, PRESENT)

        mark(session, enrolment, ABSENT, after=5)

        assert not enrolment.module_progress.exclude(completed_at=None).exists()
        enrolment.refresh_from_db()
        assert enrolment.done_count == 0
        assert enrolment.statements.count() == 2  # nothing is erased

    def test_taken_back_and_given_again_counts(self, attended):
        session, enrolment = attended

        for after, status in enumerate([PRESENT, ABSENT, PRESENT]):
            mark(session, enrolment, status, after=after)

        assert enrolment.module_progress.exclude(completed_at=None).exists()

    def test_taken_back_leaves_what_the_catch_up_earned(self, attended):
        session, enrolment = attended
        catch_up = add_module(enrolment.path.blocks.first(), session.module.catch_up)
        complete_module(
            enrolment=enrolment,
            module=catch_up,
            actor=enrolment.learner,
            statement_id="4b2a9b3e-0b5e-4c43-9a53-1f4c7f8f1a10",
            at=NOON,
        )
        mark(session, enrolment, PRESENT)

        mark(session, enrolment, ABSENT, after=5)

        progress = enrolment.module_progress.get(module=session.module)
        assert progress.completed_by == "catch_up"

    def test_waits_for_the_room_to_open(self, attended):
        session, enrolment = attended

        with pytest.raises(AttendanceRefused, match="n'a pas commencé"):
            mark(session, enrolment, PRESENT, after=-16)

    def test_of_a_cancelled_session_is_refused(self):
        enrolment = EnrolmentFactory()
        session = session_for(enrolment, cancelled_at=NOON)

        with pytest.raises(AttendanceRefused, match="annulée"):
            mark(session, enrolment, PRESENT)

    def test_completes_the_path_when_it_was_the_last_thing(self, attended, deliver_outbox):
        session, enrolment = attended
        for block in enrolment.path.blocks.all():
            for module in block.path_modules.exclude(module=session.module):
                complete_module(
                    enrolment=enrolment,
                    module=module.module,
                    actor=enrolment.learner,
                    statement_id=module.module.translation_key,
                    at=NOON,
                )
            enrolment.decisions.create(block=block, choice="continue", decided_at=NOON)

        mark(session, enrolment, PRESENT)

        enrolment.refresh_from_db()
        assert enrolment.completed_at is not None

    def test_a_whole_sheet_counts_what_changed(self, attended):
        session, enrolment = attended
        other = others_of(enrolment)[0]
        sheet = {"session": session, "by": UserFactory()}

        assert (
            mark_attendances(
                **sheet, statuses={enrolment: PRESENT, other: ABSENT}, at=session.starts_at
            )
            == 2
        )
        assert (
            mark_attendances(
                **sheet, statuses={enrolment: PRESENT, other: EXCUSED}, at=session.ends_at
            )
            == 1
        )
        assert Attendance.objects.count() == 2
