import uuid
from copy import deepcopy
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from competences.models import Assessment, CompetenceProgress, Source
from core.models import OutboxEvent, Role
from courses.models import PathModule
from learners.models import Answer
from learners.services.evidence import attach_evidence, review_evidence, share_evidence
from learners.services.rules import apply_rules, rule_changes
from tests.clock import NOON
from tests.competences.factories import CompetenceFactory, assess
from tests.core.factories import staff
from tests.courses.factories import ModuleFactory, add_module
from tests.learners.acts import attend, complete, founder_on, void
from tests.learners.factories import others_of
from tests.learners.rules import (
    RIGHT,
    WRONG,
    activity_of,
    choose,
    done,
    finished,
    module_with,
    quiz_right,
    rule_for,
    validated,
    write,
)

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=2)


@pytest.fixture
def module():
    return module_with("quiz", "reflection")


@pytest.fixture
def enrolment(module):
    return founder_on(module)


@pytest.fixture
def competence():
    return CompetenceFactory()


def views():
    return list(Assessment.objects.standing().filter(source=Source.ACTIVITIES))


class TestRule:
    def test_gives_its_level_once_the_quiz_is_right(
        self, enrolment, module, competence, deliver_outbox
    ):
        rule_for(enrolment, competence, 3, quiz_right(module))
        choose(enrolment, module, WRONG)
        deliver_outbox()
        assert views() == []

        choose(enrolment, module, RIGHT, hours=1)
        deliver_outbox()

        (view,) = views()
        assert view.level.rank == 3
        assert view.assessed_at == NOON + timedelta(hours=1)
        assert view.basis["rule"] == "prix"
        assert view.basis["seen"] == [f"{module.title} – Question à choix : Que couvre le prix ?"]
        assert CompetenceProgress.objects.get().source == Source.ACTIVITIES

    def test_takes_nothing_back_when_a_later_answer_is_not_right(
        self, enrolment, module, competence, deliver_outbox
    ):
        rule_for(enrolment, competence, 3, quiz_right(module))
        choose(enrolment, module, RIGHT)
        choose(enrolment, module, WRONG, hours=1)
        deliver_outbox()

        assert len(views()) == 1

    def test_waits_for_every_condition(self, enrolment, module, competence, deliver_outbox):
        rule_for(enrolment, competence, 3, quiz_right(module), done(module))
        choose(enrolment, module, RIGHT)
        write(enrolment, module, "", hours=1)
        deliver_outbox()
        assert views() == []

        write(enrolment, module, hours=2)
        deliver_outbox()

        assert views()[0].assessed_at == NOON + timedelta(hours=2)

    def test_is_told_once_however_often_the_fact_is_heard(self, enrolment, module, competence):
        rule_for(enrolment, competence, 3, done(module))
        write(enrolment, module)

        assert apply_rules(enrolment=enrolment, at=LATER) == 1
        assert apply_rules(enrolment=enrolment, at=LATER) == 0
        write(enrolment, module, "Autre chose.", hours=1)
        assert apply_rules(enrolment=enrolment, at=LATER) == 0

    def test_leaves_the_view_of_the_team_above(self, enrolment, module, competence):
        rule_for(enrolment, competence, 4, done(module))
        assess(competence, 2, learner=enrolment.learner)
        write(enrolment, module)

        apply_rules(enrolment=enrolment, at=LATER)

        assert CompetenceProgress.objects.get().level.rank == 2

    def test_of_another_path_says_nothing(self, enrolment, module, competence):
        other = founder_on(module)
        rule_for(other, competence, 3, done(module))
        write(enrolment, module)

        assert apply_rules(enrolment=enrolment, at=LATER) == 0

    def test_without_condition_says_nothing(self, enrolment, competence):
        rule_for(enrolment, competence, 3)

        assert apply_rules(enrolment=enrolment, at=LATER) == 0

    def test_on_an_activity_that_is_gone_says_nothing(self, enrolment, module, competence):
        rule_for(enrolment, competence, 3, quiz_right(module))
        choose(enrolment, module, RIGHT)
        module.body = []
        module.save()

        assert apply_rules(enrolment=enrolment, at=LATER) == 0


class TestModuleCondition:
    def test_counts_work_not_reading(self, enrolment, module, competence, deliver_outbox):
        read = add_module(enrolment.path.blocks.get(), module_with("text"))
        rule_for(enrolment, competence, 2, finished(read))
        complete(enrolment, read)
        deliver_outbox()
        assert views() == []

        rule_for(enrolment, competence, 3, finished(module), key="travail")
        write(enrolment, module)
        complete(enrolment, module, at=LATER)
        deliver_outbox()

        assert [view.level.rank for view in views()] == [3]

    def test_counts_presence_for_the_module_that_replaces_it(
        self, enrolment, competence, deliver_outbox
    ):
        live = ModuleFactory(live_module=True)
        for each in (live, live.catch_up):
            add_module(enrolment.path.blocks.get(), each)
        rule_for(enrolment, competence, 3, finished(live.catch_up))

        attend(enrolment, live)
        deliver_outbox()

        assert len(views()) == 1

    def test_takes_back_what_stood_on_a_presence_noted_by_error(
        self, enrolment, competence, deliver_outbox
    ):
        live = ModuleFactory(live_module=True)
        PathModule.objects.create(block=enrolment.path.blocks.get(), module=live)
        rule_for(enrolment, competence, 3, finished(live))
        noted = attend(enrolment, live)
        deliver_outbox()
        void(enrolment, live, noted)
        deliver_outbox()
        assert views() == []
        assert Assessment.objects.count() == 1

        attend(enrolment, live, at=LATER)
        deliver_outbox()

        assert len(views()) == 1
        assert rule_changes(enrolment=enrolment).count == 0


class TestValidatedCondition:
    def test_waits_for_the_word_of_the_team(self, enrolment, module, competence, deliver_outbox):
        competence.path_blocks.add(enrolment.path.blocks.get())
        rule_for(enrolment, competence, 4, validated(module))
        write(enrolment, module)
        deliver_outbox()
        trainer = staff(Role.TRAINER, enrolment.organization)
        piece = attach_evidence(
            evidence_id=uuid.uuid4(),
            enrolment=enrolment,
            competence=competence,
            held=Answer.objects.get(activity_id=activity_of(module, "reflection")),
            title="Mon idée",
            words="",
            at=NOON,
        )
        share_evidence(evidence=piece, people=[trainer], at=NOON)
        self.say(piece, trainer, "more", "Avec un chiffre ?")
        deliver_outbox()
        assert views() == []

        self.say(piece, trainer, "shows", "")
        deliver_outbox()

        assert views()[0].level.rank == 4

    def say(self, piece, trainer, verdict, comment):
        review_evidence(
            review_id=uuid.uuid4(),
            evidence=piece,
            author=trainer,
            verdict=verdict,
            comment=comment,
            at=LATER,
        )


class TestPublishing:
    def test_of_the_path_counts_the_work_already_done(
        self, enrolment, module, competence, deliver_outbox
    ):
        write(enrolment, module)
        rule_for(enrolment, competence, 3, done(module))

        enrolment.path.save_revision().publish()
        deliver_outbox()

        assert len(views()) == 1

    def test_of_a_path_without_rules_states_nothing(self, enrolment):
        enrolment.path.save_revision().publish()

        assert not OutboxEvent.objects.filter(name="RulesPublished").exists()

    def test_of_another_wording_looks_at_answers_again(
        self, enrolment, module, competence, deliver_outbox
    ):
        rule_for(enrolment, competence, 3, quiz_right(module))
        choose(enrolment, module, WRONG)
        deliver_outbox()
        body = deepcopy(list(module.body.raw_data))
        for answer in body[0]["value"]["answers"]:
            answer["value"]["correct"] = not answer["value"]["correct"]
        module.body = body
        module.save_revision().publish()
        deliver_outbox()

        assert len(views()) == 1


class TestAutosave:
    def test_states_nothing_and_asks_nothing_more_without_a_rule_on_the_activity(
        self, enrolment, module, competence
    ):
        write(enrolment, module)
        with CaptureQueriesContext(connection) as before:
            write(enrolment, module, "Un.", hours=1)
        rule_for(enrolment, competence, 3, quiz_right(module))
        with CaptureQueriesContext(connection) as after:
            write(enrolment, module, "Deux.", hours=2)

        assert len(after) == len(before)
        assert not OutboxEvent.objects.filter(name="WorkCounted").exists()

    def test_states_one_fact_when_a_rule_looks_at_the_activity(self, enrolment, module, competence):
        rule_for(enrolment, competence, 3, done(module))

        write(enrolment, module)

        assert OutboxEvent.objects.filter(name="WorkCounted").count() == 1


class TestRebuild:
    def test_finds_nothing_to_change_after_everything(
        self, enrolment, module, competence, deliver_outbox
    ):
        rule_for(enrolment, competence, 3, quiz_right(module), done(module))
        choose(enrolment, module, RIGHT)
        write(enrolment, module)
        deliver_outbox()

        call_command("rebuild_progress", "--check", stdout=StringIO())

    def test_finds_a_view_that_is_missing_and_writes_it(self, enrolment, module, competence):
        rule_for(enrolment, competence, 3, done(module))
        write(enrolment, module)

        with pytest.raises(CommandError, match="1 competence rows"):
            call_command("rebuild_progress", "--check", stdout=StringIO())
        assert views() == []

        call_command("rebuild_progress", stdout=StringIO())
        assert len(views()) == 1
        call_command("rebuild_progress", "--check", stdout=StringIO())

    def test_leaves_what_a_rule_said_before_it_changed(self, enrolment, module, competence):
        rule = rule_for(enrolment, competence, 3, done(module))
        write(enrolment, module)
        apply_rules(enrolment=enrolment, at=NOON)
        rule.delete()

        call_command("rebuild_progress", "--check", stdout=StringIO())
        assert len(views()) == 1

    def test_gives_the_same_view_again_after_it_was_lost(self, enrolment, module, competence):
        rule_for(enrolment, competence, 3, done(module))
        write(enrolment, module)
        apply_rules(enrolment=enrolment, at=NOON)
        (before,) = Assessment.objects.values()
        Assessment.objects.all().delete()

        call_command("rebuild_progress", stdout=StringIO())

        (after,) = Assessment.objects.values()
        assert after | {"stored_at": 0} == before | {"stored_at": 0}

    def test_takes_as_many_queries_for_each_founder(self, enrolment, module, competence):
        rule_for(enrolment, competence, 3, done(module))
        write(enrolment, module)
        (other,) = others_of(enrolment)
        write(other, module)

        with CaptureQueriesContext(connection) as few:
            rule_changes(enrolment=enrolment)
        for number in range(9):
            rule_for(enrolment, CompetenceFactory(), 2, done(module), key=f"regle-{number}")
        with CaptureQueriesContext(connection) as many:
            rule_changes(enrolment=enrolment)

        assert len(many) == len(few)
