import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection

from core.models import OutboxEvent
from courses.activities import Activity
from courses.models import Module
from learners.models import Answer, Enrolment, ModuleProgress, Statement, Verb
from learners.services.decisions import decide_block
from learners.services.statements import (
    EnrolmentStopped,
    LiveModuleNotCompletable,
    StatementConflict,
    open_module,
    save_answer,
)
from tests.clock import NOON
from tests.courses.factories import ModuleFactory, add_module
from tests.learners.acts import complete, founder_on, progress
from tests.learners.factories import EnrolmentFactory

MINUTE = timedelta(minutes=1)
CompletedBy = ModuleProgress.CompletedBy


def reflection(module: Module) -> Activity:
    block = next(block for block in module.body if block.block_type == "reflection")
    return Activity(uuid.UUID(block.id), "reflection", block.value)


@pytest.fixture
def module(db):
    return ModuleFactory()


@pytest.fixture
def enrolment(module):
    return founder_on(module, ModuleFactory())


@pytest.fixture
def write(enrolment, module):
    activity = reflection(module)

    def save(text="Une couturière", *, at=NOON, age=timedelta(0), to=None, statement_id=None):
        return save_answer(
            statement_id=statement_id or uuid.uuid4(),
            enrolment=to or enrolment,
            actor=(to or enrolment).learner,
            module=module,
            activity=activity,
            value={"text": text},
            occurred_at=at - age,
            at=at,
        )

    return save


def tables() -> dict:
    """Return everything that learning writes."""
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (Statement, Answer, ModuleProgress, Enrolment)
    }


class TestRecordStatement:
    def test_moves_every_projection(self, enrolment, module, write):
        assert write("Je couds", at=NOON + MINUTE)

        enrolment.refresh_from_db()
        assert enrolment.answers.get().value == {"text": "Je couds"}
        assert enrolment.answers.get().written_at == NOON + MINUTE
        assert (enrolment.last_activity_at, enrolment.last_module) == (NOON + MINUTE, module)
        assert progress(enrolment, module).started_at == NOON + MINUTE

    def test_changes_nothing_when_an_act_is_sent_again(self, write):
        act = uuid.uuid4()
        write("Un", statement_id=act, at=NOON)
        write("Deux", at=NOON + MINUTE)
        before = tables()

        assert not write("Un", statement_id=act, at=NOON + 5 * MINUTE, age=5 * MINUTE)

        assert tables() == before

    def test_refuses_the_id_of_another_founders_act(self, module, write):
        act = uuid.uuid4()
        write("Un", statement_id=act)
        before = tables()
        other = EnrolmentFactory()

        with pytest.raises(StatementConflict):
            write("Un", statement_id=act, to=other)

        assert tables()["Answer"] == before["Answer"]

    def test_refuses_other_words_under_the_same_id(self, write):
        act = uuid.uuid4()
        write("Un", statement_id=act)

        with pytest.raises(StatementConflict):
            write("Deux", statement_id=act)

    def test_lets_the_later_words_stand_and_keeps_the_earlier(self, enrolment, write):
        write("Écrit tard", at=NOON + MINUTE)
        write("Écrit tôt, arrivé tard", at=NOON + 2 * MINUTE, age=10 * MINUTE)

        assert enrolment.answers.get().value == {"text": "Écrit tard"}
        assert enrolment.statements.count() == 2

    def test_lets_the_last_to_arrive_stand_in_the_same_instant(self, enrolment, write):
        write("Un")
        write("Deux")

        assert enrolment.answers.get().value == {"text": "Deux"}

    def test_never_moves_the_last_activity_back(self, enrolment, module, write):
        write("Un", at=NOON + MINUTE)
        write("Avant", at=NOON + MINUTE, age=30 * MINUTE)

        enrolment.refresh_from_db()
        row = progress(enrolment, module)
        assert enrolment.last_activity_at == row.last_activity_at == NOON + MINUTE
        assert row.started_at == NOON - 29 * MINUTE

    def test_never_believes_in_the_future(self, enrolment, write):
        write("Demain", at=NOON, age=-60 * MINUTE)

        assert enrolment.answers.get().written_at == NOON

    def test_keeps_the_module_of_the_latest_act(self, enrolment, module, write):
        other = enrolment.path.blocks.get().path_modules.last().module
        open_module(
            enrolment=enrolment, module=other, actor=enrolment.learner, at=NOON + 2 * MINUTE
        )
        write("Un peu avant", at=NOON + 3 * MINUTE, age=2 * MINUTE)

        enrolment.refresh_from_db()
        assert enrolment.last_module == other

    def test_is_one_transaction_of_four_writes(self, enrolment, write, django_assert_num_queries):
        write("Un")

        with django_assert_num_queries(4):
            write("Deux")

    def test_keeps_an_emoji(self, enrolment, write):
        write("Je couds 🧵✂️")

        assert enrolment.answers.get().value == {"text": "Je couds 🧵✂️"}


class TestOpenModule:
    def test_counts_once(self, enrolment, module):
        assert open_module(enrolment=enrolment, module=module, actor=enrolment.learner, at=NOON)
        assert not open_module(
            enrolment=enrolment, module=module, actor=enrolment.learner, at=NOON + MINUTE
        )

        assert enrolment.statements.get().verb == Verb.INITIALIZED


class TestSaveAnswer:
    def test_refuses_a_path_on_hold(self, enrolment, write):
        enrolment.stop(NOON)

        with pytest.raises(EnrolmentStopped):
            write("Un", at=NOON + MINUTE)

        assert not enrolment.statements.exists()


class TestCompleteModule:
    def test_counts_work_when_something_is_answered(self, enrolment, module, write):
        write("Je couds")

        assert complete(enrolment, module, NOON + MINUTE)

        row = progress(enrolment, module)
        assert (row.completed_at, row.completed_by) == (NOON + MINUTE, CompletedBy.WORK)

    @pytest.mark.parametrize("text", ["", "  \n "])
    def test_counts_consultation_when_nothing_is_said(self, enrolment, module, write, text):
        write(text)

        complete(enrolment, module)

        assert progress(enrolment, module).completed_by == CompletedBy.CONSULTATION

    def test_counts_consultation_when_no_work_is_asked_for(self, enrolment, module, write):
        module.evidence_kind = Module.EvidenceKind.CONSULTATION
        module.save()
        write("Je couds")

        complete(enrolment, module)

        assert progress(enrolment, module).completed_by == CompletedBy.CONSULTATION

    def test_counts_the_module_once(self, enrolment, module):
        assert complete(enrolment, module, NOON)
        assert not complete(enrolment, module, NOON + MINUTE)

        enrolment.refresh_from_db()
        assert enrolment.done_count == 1
        assert enrolment.done_by_block == {str(enrolment.path.blocks.get().pk): 1}
        assert progress(enrolment, module).completed_at == NOON
        assert enrolment.statements.filter(verb=Verb.COMPLETED).count() == 1

    def test_refuses_a_live_module(self, db):
        live = ModuleFactory(live_module=True)

        with pytest.raises(LiveModuleNotCompletable):
            complete(founder_on(live, live.catch_up), live)

    def test_refuses_a_path_on_hold(self, enrolment, module):
        enrolment.stop(NOON)

        with pytest.raises(EnrolmentStopped):
            complete(enrolment, module)

    def test_states_once_that_the_path_is_complete(self, module):
        enrolment = founder_on(module)
        block = enrolment.path.blocks.get()
        complete(enrolment, module)
        decide_block(
            enrolment=enrolment, block=block, choice="continue", next_step="", note="", at=NOON
        )

        enrolment.refresh_from_db()
        assert enrolment.completed_at == NOON
        assert OutboxEvent.objects.filter(name="PathCompleted").count() == 1

    def test_completes_a_path_whose_blocks_were_decided_before_a_module_was_added(self, module):
        enrolment = founder_on(module)
        block = enrolment.path.blocks.get()
        added = ModuleFactory()
        complete(enrolment, module)
        add_module(block, added)
        enrolment.decisions.create(block=block, choice="continue", decided_at=NOON)

        complete(enrolment, added, NOON + MINUTE)

        enrolment.refresh_from_db()
        assert enrolment.completed_at == NOON + MINUTE
        assert OutboxEvent.objects.filter(name="PathCompleted").count() == 1


class Race:
    """Hold every thread at its first write of a statement, so that all of them are past reading."""

    def __init__(self, size: int) -> None:
        self.barrier = threading.Barrier(size, timeout=10)

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "learners_statement"'):
            self.barrier.wait()
        return execute(sql, params, many, context)

    @classmethod
    def run(cls, *acts) -> list:
        race, results = cls(len(acts)), [None] * len(acts)

        def call(rank, act):
            try:
                with connection.execute_wrapper(race):
                    results[rank] = act()
            except StatementConflict as error:
                results[rank] = error
            finally:
                connection.close()

        threads = [threading.Thread(target=call, args=each) for each in enumerate(acts)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        return results


@pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks are PostgreSQL's")
@pytest.mark.django_db(transaction=True)
class TestTwoTabsAtOnce:
    def test_keep_both_words_and_let_the_later_stand(self, enrolment, write):
        results = Race.run(
            lambda: write("Premier onglet", at=NOON, age=MINUTE),
            lambda: write("Second onglet", at=NOON),
        )

        assert results == [True, True]
        assert enrolment.answers.get().value == {"text": "Second onglet"}
        assert enrolment.statements.count() == 2

    def test_record_the_same_act_once(self, enrolment, write):
        act = uuid.uuid4()

        results = Race.run(*[lambda: write("Un", statement_id=act)] * 3)

        assert sorted(results) == [False, False, True]
        assert enrolment.statements.count() == 1

    def test_refuse_one_of_two_founders_under_one_id(self, enrolment, write):
        act, other = uuid.uuid4(), EnrolmentFactory()

        results = Race.run(
            lambda: write("Un", statement_id=act),
            lambda: write("Un", statement_id=act, to=other),
        )

        assert Answer.objects.count() == 1
        assert sorted(type(each).__name__ for each in results) == ["StatementConflict", "bool"]
