import html
import uuid

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from learners.models import Answer, Enrolment
from tests.clock import NOON
from tests.courses.factories import LearningPathFactory, ModuleFactory, add_module, body
from tests.learners.factories import EnrolmentFactory

FEW_HOURS, SOME_HOURS = (str(uuid.UUID(int=number)) for number in (150, 151))


@pytest.fixture(autouse=True)
def _nothing_counted_yet():
    cache.clear()


@pytest.fixture
def module(db):
    return ModuleFactory(body=body("poll"))


@pytest.fixture
def path(module):
    path = LearningPathFactory(blocks=[0])
    add_module(path.blocks.get(), module)
    return path


@pytest.fixture
def enrolment(path):
    return EnrolmentFactory(cohort__path=path)


@pytest.fixture
def client(client, enrolment):
    client.force_login(enrolment.learner)
    return client


@pytest.fixture
def page(client, enrolment, module):
    address = reverse("learners:module", args=[enrolment.uuid, module.slug])
    return lambda: html.unescape(client.get(address).content.decode())


@pytest.fixture
def answer(client, enrolment, module):
    """Answer the poll as a script does; return what comes back."""
    place = [enrolment.uuid, module.slug, module.body[0].id]
    address = reverse("learners:activity_answer", args=place)

    def send(choice):
        data = {"statement_id": uuid.uuid4(), "choice": choice}
        response = client.post(address, data, headers={"Accept": "application/json"})
        return html.unescape(response.json()["html"])

    return send


def others(module, path, choice, people) -> list[Enrolment]:
    """Let `people` others of `path` answer."""
    found = EnrolmentFactory.create_batch(people, cohort__path=path)
    for each in found:
        Answer.objects.create(
            enrolment=each,
            module=module,
            activity_id=module.body[0].id,
            kind="poll",
            value={"choices": [choice] if choice else []},
            written_at=NOON,
        )
    return found


class TestPoll:
    def test_tells_nothing_before_she_answers(self, page, module, path):
        others(module, path, FEW_HOURS, 6)

        assert "personnes ont répondu" not in page()
        assert "6 personnes" not in page()

    def test_tells_what_the_others_say_with_her_answer(self, answer, page, module, path):
        others(module, path, FEW_HOURS, 6)

        shown = answer(SOME_HOURS)

        assert "au moins 5 personnes ont répondu" in shown
        assert "6 personnes" in shown
        assert "votre réponse" in shown
        assert "6 personnes" in page()

    def test_waits_for_five_people(self, answer, module, path):
        others(module, path, FEW_HOURS, 3)
        others(module, path, "", 4)

        shown = answer(FEW_HOURS)

        assert "Votre réponse est gardée" in shown
        assert "personnes ont répondu" not in shown

    def test_counts_nobody_apart_under_five(self, answer, module, path):
        others(module, path, FEW_HOURS, 6)
        others(module, path, SOME_HOURS, 3)

        shown = answer(SOME_HOURS)

        assert "moins de 5 personnes" in shown
        assert "4 personnes" not in shown

    def test_counts_her_path_alone(self, answer, module):
        elsewhere = LearningPathFactory(blocks=[0])
        add_module(elsewhere.blocks.get(), module)
        others(module, elsewhere, FEW_HOURS, 6)

        assert "personnes ont répondu" not in answer(FEW_HOURS)

    def test_names_nobody(self, answer, module, path):
        people = others(module, path, FEW_HOURS, 6)

        shown = answer(FEW_HOURS)

        for each in people:
            assert each.learner.first_name not in shown
            assert str(each.uuid) not in shown

    def test_does_not_move_with_the_next_answer(self, answer, page, module, path):
        others(module, path, FEW_HOURS, 6)
        before = answer(FEW_HOURS)

        others(module, path, FEW_HOURS, 1)

        assert "7 personnes" in before
        assert "8 personnes" not in page()

    def test_takes_as_many_queries_whoever_answered(
        self, assert_same_queries, answer, page, module, path
    ):
        others(module, path, FEW_HOURS, 5)
        answer(FEW_HOURS)

        def cold():
            cache.clear()
            page()

        assert_same_queries(cold, grow=lambda: others(module, path, SOME_HOURS, 19))

    def test_reads_no_answers_again_for_a_while(self, answer, page, module, path):
        others(module, path, FEW_HOURS, 5)
        answer(FEW_HOURS)

        with CaptureQueriesContext(connection) as queries:
            page()

        read = [query["sql"] for query in queries.captured_queries]
        assert not [sql for sql in read if "GROUP BY" in sql and "learners_answer" in sql]
