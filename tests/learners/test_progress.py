import uuid
from datetime import timedelta

import pytest

from learners.models import ModuleProgress, Verb
from learners.services.progress import refresh_enrolment
from learners.services.statements import record_statement
from tests.clock import NOON
from tests.courses.factories import ModuleFactory
from tests.learners.acts import attend, complete, founder_on, progress, void
from tests.learners.factories import ModuleProgressFactory

MINUTE = timedelta(minutes=1)
CompletedBy = ModuleProgress.CompletedBy


class TestLiveModule:
    @pytest.fixture
    def live(self, db):
        return ModuleFactory(live_module=True)

    @pytest.fixture
    def enrolment(self, live):
        return founder_on(live, live.catch_up)

    def test_is_completed_by_attendance_with_its_catch_up(self, enrolment, live):
        attend(enrolment, live)

        enrolment.refresh_from_db()
        assert progress(enrolment, live).completed_by == CompletedBy.ATTENDANCE
        assert progress(enrolment, live.catch_up).completed_by == CompletedBy.ATTENDANCE
        assert enrolment.done_count == 2

    def test_is_completed_by_its_catch_up(self, enrolment, live):
        complete(enrolment, live.catch_up)

        enrolment.refresh_from_db()
        assert progress(enrolment, live).completed_by == CompletedBy.CATCH_UP
        assert progress(enrolment, live.catch_up).completed_by == CompletedBy.CONSULTATION
        assert enrolment.done_count == 2

    def test_is_not_completed_by_a_catch_up_out_of_the_path(self, live):
        enrolment = founder_on(live)

        attend(enrolment, live)

        assert not enrolment.module_progress.filter(module=live.catch_up).exists()

    def test_is_to_be_done_again_when_the_presence_is_taken_back(self, enrolment, live):
        presence = attend(enrolment, live)

        void(enrolment, live, presence, NOON + MINUTE)

        enrolment.refresh_from_db()
        assert not enrolment.module_progress.exists()
        assert (enrolment.done_count, enrolment.last_activity_at) == (0, NOON)

    def test_stays_caught_up_when_the_presence_is_taken_back(self, enrolment, live):
        presence = attend(enrolment, live)
        record_statement(
            statement_id=uuid.uuid4(),
            enrolment=enrolment,
            actor=enrolment.learner,
            verb=Verb.COMPLETED,
            module=live.catch_up,
            value={"completed_by": CompletedBy.WORK},
            occurred_at=NOON + MINUTE,
            at=NOON + MINUTE,
        )

        void(enrolment, live, presence, NOON + 2 * MINUTE)

        assert progress(enrolment, live).completed_by == CompletedBy.CATCH_UP
        assert progress(enrolment, live.catch_up).completed_by == CompletedBy.WORK

    def test_does_not_complete_another_live_module_with_the_same_catch_up(self, live):
        other = ModuleFactory(live_module=True, catch_up=live.catch_up)
        enrolment = founder_on(live, other, live.catch_up)

        attend(enrolment, live)

        assert not enrolment.module_progress.filter(module=other).exists()


class TestRefreshEnrolment:
    def test_counts_rows_written_at_once(self, db):
        live = ModuleFactory(live_module=True)
        enrolment = founder_on(live, live.catch_up)
        ModuleProgressFactory(enrolment=enrolment, module=live.catch_up, done=True)

        refresh_enrolment(enrolment, NOON)

        enrolment.refresh_from_db()
        assert enrolment.done_count == 2
        assert progress(enrolment, live).completed_by == CompletedBy.CATCH_UP

    def test_leaves_out_modules_that_are_not_published(self, db):
        module = ModuleFactory()
        enrolment = founder_on(module)
        ModuleProgressFactory(enrolment=enrolment, module=module, done=True)
        module.live = False
        module.save()

        refresh_enrolment(enrolment, NOON)

        assert enrolment.done_count == 0
