import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Role
from learners.models import Feedback
from learners.services.hand_ins import give_feedback
from tests.core.factories import staff
from tests.courses.factories import LearningPathFactory, ModuleFactory, add_module, body
from tests.learners.factories import EnrolmentFactory
from tests.learners.pages import text_of
from tests.learners.works import hand_in_of


@pytest.fixture
def enrolment(db):
    path = LearningPathFactory(blocks=[0])
    add_module(path.blocks.get(), ModuleFactory(body=body("hand_in")))
    return EnrolmentFactory(cohort__path=path)


@pytest.fixture
def send(enrolment):
    module = enrolment.path.blocks.get().path_modules.get().module
    return lambda: hand_in_of(enrolment, module)


@pytest.fixture
def answer(enrolment):
    trainer = staff(Role.TRAINER, enrolment.organization, first_name="Bastien")

    def give(work, decision, days_ago=0):
        give_feedback(
            hand_in=work,
            author=trainer,
            decision=decision,
            comment="Ajoutez un chiffre.",
            form_id=uuid.uuid4(),
            at=timezone.now() - timedelta(days=days_ago),
        )

    return give


@pytest.fixture
def home(client, enrolment):
    client.force_login(enrolment.learner)
    return lambda: text_of(client.get(reverse("learners:home")))


class TestWorkNews:
    def test_are_nothing_while_it_waits(self, send, home):
        send()

        assert "a répondu" not in home()

    @pytest.mark.parametrize(
        ("decision", "days_ago", "told"),
        [("accepted", 2, True), ("accepted", 9, False), ("again", 2, True), ("again", 60, True)],
    )
    def test_last_as_long_as_they_are_news(self, send, answer, home, decision, days_ago, told):
        answer(send(), decision, days_ago)

        assert ("Bastien a répondu : « Mon essai »" in home()) is told

    def test_go_when_the_work_is_sent_again(self, send, answer, home):
        answer(send(), Feedback.Decision.AGAIN)
        send()

        assert "a répondu" not in home()

    def test_tell_a_second_thought_alone(self, send, answer, home):
        work = send()
        answer(work, Feedback.Decision.AGAIN)
        answer(work, Feedback.Decision.ACCEPTED)

        page = home()
        assert page.count("Bastien a répondu") == 1
        assert "C'est bon." in page.replace("&#x27;", "'")
