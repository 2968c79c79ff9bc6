import threading

import pytest
from django.db import connection, connections

from core.models import OutboxEvent
from learners.models import BlockDecision, Enrolment
from learners.services.decisions import (
    BlockNotFinished,
    PathOnHold,
    check_path_completed,
    decide_block,
    resume_path,
)
from learners.services.enrolments import AlreadyEnrolled
from tests.clock import NOON
from tests.courses.factories import LearningPathFactory, ModuleFactory, add_module
from tests.learners.factories import CohortFactory, EnrolmentFactory, ModuleProgressFactory

CONTINUE, CHANGE, STOP = "continue", "change", "stop"


def enrolment_on(*blocks):
    return EnrolmentFactory(cohort=CohortFactory(path=LearningPathFactory(blocks=list(blocks))))


def finish(enrolment, *blocks):
    """Do every module of `blocks`."""
    for block in blocks:
        for path_module in block.path_modules.all():
            ModuleProgressFactory(enrolment=enrolment, module=path_module.module, done=True)


def decide(enrolment, block, choice, **options):
    return decide_block(enrolment=enrolment, block=block, choice=choice, at=NOON, **options)


def facts(name):
    return OutboxEvent.objects.filter(name=name).count()


@pytest.mark.django_db
class TestDecideBlock:
    def test_keeps_the_decision_and_its_words(self):
        enrolment = enrolment_on(1, 1)
        block = enrolment.path.blocks.first()
        finish(enrolment, block)

        decide(enrolment, block, CHANGE, next_step="talk", note="Je vends en ligne plutôt.")

        decision = enrolment.decisions.get()
        assert (decision.choice, decision.next_step) == (CHANGE, "talk")
        assert decision.note == "Je vends en ligne plutôt."
        assert decision.decided_at == NOON

    @pytest.mark.parametrize("choice", [CONTINUE, CHANGE])
    def test_waits_for_the_last_module_to_go_on(self, choice):
        enrolment = enrolment_on(2)
        block = enrolment.path.blocks.get()
        ModuleProgressFactory(
            enrolment=enrolment, module=block.path_modules.first().module, done=True
        )

        with pytest.raises(BlockNotFinished, match="Il reste des étapes"):
            decide(enrolment, block, choice)

        assert not enrolment.decisions.exists()

    def test_does_not_wait_for_a_module_that_is_no_longer_published(self):
        enrolment = enrolment_on(1)
        block = enrolment.path.blocks.get()
        add_module(block, ModuleFactory(live=False))
        finish(enrolment, block)

        assert decide(enrolment, block, CONTINUE)

    def test_refuses_a_block_of_another_path(self):
        with pytest.raises(ValueError, match="another path"):
            decide(enrolment_on(1), LearningPathFactory(blocks=[1]).blocks.get(), STOP)

    def test_sent_twice_is_kept_once(self):
        enrolment = enrolment_on(1)
        block = enrolment.path.blocks.get()
        finish(enrolment, block)

        assert decide(enrolment, block, CONTINUE) == decide(enrolment, block, CONTINUE)

    def test_may_be_taken_again_and_the_last_one_holds(self):
        enrolment = enrolment_on(1)
        block = enrolment.path.blocks.get()
        finish(enrolment, block)

        decide(enrolment, block, CHANGE)
        decide(enrolment, block, CONTINUE)

        assert enrolment.decisions.count() == 2
        assert enrolment.decisions.latest_by_block().get().choice == CONTINUE


@pytest.mark.django_db
class TestStop:
    def test_is_possible_at_any_time_and_says_so_once(self):
        enrolment = enrolment_on(2)
        block = enrolment.path.blocks.get()

        decide(enrolment, block, STOP, next_step="later")
        decide(enrolment, block, STOP, next_step="later")

        enrolment.refresh_from_db()
        assert enrolment.stopped_at == NOON
        assert facts("PathStopped") == BlockDecision.objects.count() == 1

    def test_may_be_completed_by_a_next_step_afterwards(self):
        enrolment = enrolment_on(2)
        block = enrolment.path.blocks.get()

        decide(enrolment, block, STOP)
        decide(enrolment, block, STOP, next_step="talk")

        assert facts("PathStopped") == 1
        assert enrolment.decisions.last().next_step == "talk"

    def test_asks_to_resume_before_going_on(self):
        enrolment = enrolment_on(1)
        block = enrolment.path.blocks.get()
        finish(enrolment, block)
        decide(enrolment, block, STOP)

        with pytest.raises(PathOnHold, match="reprenez-le"):
            decide(enrolment, block, CONTINUE)


@pytest.mark.django_db
class TestResumePath:
    def test_opens_the_path_again_once(self):
        enrolment = EnrolmentFactory(stopped_at=NOON)

        assert resume_path(enrolment=enrolment, at=NOON)
        assert not resume_path(enrolment=enrolment, at=NOON)

        enrolment.refresh_from_db()
        assert not enrolment.is_stopped
        assert facts("PathResumed") == 1

    def test_points_to_the_path_that_was_started_anew(self):
        stopped = EnrolmentFactory(stopped_at=NOON)
        other = EnrolmentFactory(learner=stopped.learner, cohort=stopped.cohort)

        with pytest.raises(AlreadyEnrolled) as refusal:
            resume_path(enrolment=stopped, at=NOON)

        assert refusal.value.enrolment == other

    def test_lets_her_stop_again_with_the_same_words(self):
        enrolment = enrolment_on(1)
        block = enrolment.path.blocks.get()
        decide(enrolment, block, STOP)
        resume_path(enrolment=enrolment, at=NOON)

        decide(enrolment, block, STOP)

        enrolment.refresh_from_db()
        assert enrolment.is_stopped
        assert facts("PathStopped") == 2


@pytest.mark.django_db
class TestPathCompleted:
    def test_comes_with_the_last_decision(self):
        enrolment = enrolment_on(1, 1)
        first, second = enrolment.path.blocks.all()
        finish(enrolment, first, second)

        decide(enrolment, first, CONTINUE)
        assert facts("PathCompleted") == 0
        decide(enrolment, second, CONTINUE)

        enrolment.refresh_from_db()
        assert enrolment.completed_at == NOON
        fact = OutboxEvent.objects.get(name="PathCompleted")
        assert fact.payload == {
            "enrolment_id": enrolment.pk,
            "completed_at": NOON.isoformat(),
        }

    def test_comes_with_a_module_when_every_block_was_already_decided(self):
        enrolment = enrolment_on(1)
        block = enrolment.path.blocks.get()
        finish(enrolment, block)
        enrolment.decisions.create(block=block, choice=CONTINUE, decided_at=NOON)
        added = add_module(block, ModuleFactory())

        assert not check_path_completed(enrolment=enrolment, at=NOON)
        ModuleProgressFactory(enrolment=enrolment, module=added, done=True)
        assert check_path_completed(enrolment=enrolment, at=NOON)

    @pytest.mark.parametrize("last", [CHANGE, STOP])
    def test_does_not_come_while_a_block_is_met_with_something_else(self, last):
        enrolment = enrolment_on(1)
        block = enrolment.path.blocks.get()
        finish(enrolment, block)

        decide(enrolment, block, last)

        assert not check_path_completed(enrolment=enrolment, at=NOON)

    def test_comes_once(self):
        enrolment = enrolment_on(1)
        block = enrolment.path.blocks.get()
        finish(enrolment, block)
        decide(enrolment, block, CONTINUE)

        decide(enrolment, block, CHANGE)
        decide(enrolment, block, CONTINUE)

        assert not check_path_completed(enrolment=enrolment, at=NOON)
        assert facts("PathCompleted") == 1


@pytest.mark.django_db(transaction=True)
class TestPathCompletedByTwoActsAtOnce:
    def test_comes_once(self):
        if connection.vendor != "postgresql":
            pytest.skip("SQLite lets one writer in at a time.")
        enrolment = enrolment_on(1)
        block = enrolment.path.blocks.get()
        finish(enrolment, block)
        enrolment.decisions.create(block=block, choice=CONTINUE, decided_at=NOON)
        barrier, results = threading.Barrier(2), []

        def call():
            stale = Enrolment.objects.get(pk=enrolment.pk)
            barrier.wait()
            try:
                results.append(check_path_completed(enrolment=stale, at=NOON))
            finally:
                connections.close_all()

        threads = [threading.Thread(target=call) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(results) == [False, True]
        assert facts("PathCompleted") == 1
