import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings, strategies as st

from competences.models import CompetenceProgress
from courses.models import PathModule
from learners.models import Answer, Enrolment, ModuleProgress, Verb
from learners.services.rebuild import rebuild_enrolment
from learners.services.statements import record_statement
from tests.clock import NOON
from tests.competences.factories import CompetenceFactory, assess
from tests.courses.factories import LearningPathFactory, ModuleFactory, add_module
from tests.learners.factories import EnrolmentFactory, ModuleProgressFactory

ACTIVITIES = [uuid.UUID(int=n) for n in (101, 102)]

moments = st.integers(min_value=-3, max_value=3)
acts = st.lists(
    st.tuples(
        st.sampled_from(["initialized", "answered", "completed", "attended", "voided"]),
        st.integers(min_value=0, max_value=3),
        moments,
        st.sampled_from(["", "un", "deux"]),
    ),
    max_size=12,
)


@pytest.fixture
def enrolment(db):
    """A founder on a path with a plain module, two live ones, and the catch-up both share."""
    live = ModuleFactory(live_module=True)
    modules = [
        ModuleFactory(),
        live,
        ModuleFactory(live_module=True, catch_up=live.catch_up),
        live.catch_up,
    ]
    path = LearningPathFactory(blocks=[0, 0])
    for position, module in enumerate(modules):
        add_module(path.blocks.all()[position % 2], module, position)
    return EnrolmentFactory(cohort__path=path)


def modules_of(enrolment):
    places = PathModule.objects.filter(block__path=enrolment.path)
    return [place.module for place in places.order_by("sort_order").select_related("module")]


def play(enrolment, history):
    """Record `history` in order; each act arrives a minute after the one before."""
    modules, attended = modules_of(enrolment), []
    for rank, (verb, number, moment, text) in enumerate(history):
        module = number
        value = {
            "answered": {"text": text},
            "completed": {"completed_by": "work" if text else "consultation"},
            "attended": {"session": str(uuid.uuid4())},
            "voided": {"statement": str(attended[-1][0])} if attended else None,
        }.get(verb)
        statement_id = uuid.uuid4()
        if verb == "voided":
            if not attended:
                continue
            module = attended[-1][1]
        if verb == "attended":
            attended.append((statement_id, module))
        record_statement(
            statement_id=statement_id,
            enrolment=enrolment,
            actor=enrolment.learner,
            verb=verb,
            module=modules[module],
            activity_id=ACTIVITIES[module % 2] if verb == "answered" else None,
            kind="reflection" if verb == "answered" else "",
            value=value,
            occurred_at=NOON + timedelta(minutes=10 * moment),
            at=NOON + timedelta(hours=1, minutes=rank),
        )


def rows(enrolment) -> list:
    """Return the projections without their row ids."""
    return [
        list(Enrolment.objects.filter(pk=enrolment.pk).values()),
        *(
            [{**row, "id": 0} for row in model.objects.order_by(order).values()]
            for model, order in ((ModuleProgress, "module"), (Answer, "activity_id"))
        ),
    ]


class TestRebuild:
    @given(history=acts)
    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    def test_finds_what_the_live_path_wrote(self, enrolment, history):
        for model in (ModuleProgress, Answer):
            model.objects.all().delete()
        enrolment.statements.all().delete()
        Enrolment.objects.update(
            last_activity_at=NOON, last_module=None, done_count=0, done_by_block={}
        )
        play(enrolment, history)
        before = rows(enrolment)

        assert rebuild_enrolment(enrolment=enrolment, dry_run=True).where == []
        ModuleProgress.objects.all().delete()
        Answer.objects.all().delete()
        rebuild_enrolment(enrolment=enrolment)

        assert rows(enrolment) == before

    def test_mends_what_was_changed_by_hand(self, enrolment):
        play(enrolment, [("answered", 0, 1, "un"), ("completed", 0, 2, "un")])
        before = rows(enrolment)
        enrolment.answers.update(value={"text": "autre"})
        enrolment.module_progress.update(completed_at=None, completed_by="")
        Enrolment.objects.update(done_count=9)

        where = rebuild_enrolment(enrolment=enrolment).where

        module = modules_of(enrolment)[0]
        assert where == [f"module {module.pk}", f"answer {ACTIVITIES[0]}", "enrolment done_count"]
        assert rows(enrolment) == before


class TestRebuildProgress:
    def test_says_that_all_is_well(self, enrolment):
        play(enrolment, [("attended", 1, 0, ""), ("answered", 0, 1, "un")])
        out = StringIO()

        call_command("rebuild_progress", "--check", stdout=out)

        assert "0 differences found" in out.getvalue()
        assert "0 competence rows would change" in out.getvalue()

    def test_fails_when_something_differs_and_changes_nothing(self, enrolment):
        ModuleProgressFactory(enrolment=enrolment, module=modules_of(enrolment)[0], done=True)

        with pytest.raises(CommandError, match="1 differences in 1 enrolments"):
            call_command("rebuild_progress", "--check", stdout=StringIO())

        assert enrolment.module_progress.count() == 1

    def test_mends(self, enrolment):
        ModuleProgressFactory(enrolment=enrolment, module=modules_of(enrolment)[0], done=True)

        call_command("rebuild_progress", stdout=StringIO())

        assert not enrolment.module_progress.exists()
        assert not enrolment.statements.filter(verb=Verb.COMPLETED).exists()

    @pytest.mark.django_db
    def test_fails_when_a_competence_differs_and_changes_nothing(self):
        awa = assess(CompetenceFactory(), 3).learner
        CompetenceProgress.objects.filter(learner=awa).update(views_count=7)

        with pytest.raises(CommandError, match="0 differences in 0 enrolments, 1 competence rows"):
            call_command("rebuild_progress", "--check", stdout=StringIO())

        assert CompetenceProgress.objects.get(learner=awa).views_count == 7

    @pytest.mark.django_db
    def test_mends_a_competence(self):
        awa = assess(CompetenceFactory(), 3).learner
        CompetenceProgress.objects.filter(learner=awa).delete()
        out = StringIO()

        call_command("rebuild_progress", stdout=out)

        assert "1 competence rows changed" in out.getvalue()
        assert CompetenceProgress.objects.get(learner=awa).level.rank == 3
