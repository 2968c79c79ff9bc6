import html
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from core.models import Role
from courses.models import Module
from learners.models import Enrolment, ModuleProgress, Statement
from learners.services.statements import record_statement
from tests.clock import NOON
from tests.core.factories import UserFactory, staff
from tests.courses.factories import (
    ACTIVITIES,
    LearningPathFactory,
    ModuleFactory,
    add_module,
    body,
)
from tests.learners.factories import EnrolmentFactory


def words(response) -> str:
    return html.unescape(response.content.decode())


def page_of(enrolment: Enrolment, module: Module) -> str:
    return reverse("learners:module", args=[enrolment.uuid, module.slug])


@pytest.fixture
def module(db):
    return ModuleFactory(title="Ce que je sais faire", body=body(*ACTIVITIES))


@pytest.fixture
def enrolment(module):
    path = LearningPathFactory(blocks=[0, 1])
    block = path.blocks.first()
    for position, each in enumerate([ModuleFactory(title="Avant"), module, ModuleFactory()]):
        add_module(block, each, position)
    return EnrolmentFactory(cohort__path=path)


@pytest.fixture
def client(client, enrolment):
    client.force_login(enrolment.learner)
    return client


class TestModulePage:
    def test_shows_every_kind_of_activity(self, client, enrolment, module):
        page = client.get(page_of(enrolment, module)).content.decode()

        for words in [
            "Que couvre le prix ?",
            "Quelle est votre idée ?",
            "Une voisine",
            "Tout à fait",
            "Enquête métier",
            "Prix de vente de : panier",
        ]:
            assert words in page

    def test_leads_to_the_steps_before_and_after(self, client, enrolment, module):
        page = client.get(page_of(enrolment, module)).content.decode()

        steps = enrolment.path.blocks.first().path_modules.order_by("sort_order")
        assert page_of(enrolment, steps.first().module) in page
        assert page_of(enrolment, steps.last().module) in page

    def test_is_noted_as_opened_once(self, client, enrolment, module):
        for _time in range(2):
            client.get(page_of(enrolment, module))

        assert enrolment.statements.get().verb == "initialized"
        assert enrolment.module_progress.get().module == module

    @pytest.mark.parametrize(
        "header", [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}]
    )
    def test_is_not_opened_by_a_browser_in_advance(self, client, enrolment, module, header):
        assert client.get(page_of(enrolment, module), headers=header).status_code == 200

        assert not Statement.objects.exists()

    def test_is_not_opened_by_a_head_request(self, client, enrolment, module):
        assert client.head(page_of(enrolment, module)).status_code == 200

        assert not Statement.objects.exists()

    def test_can_be_read_but_not_written_on_hold(self, client, enrolment, module):
        enrolment.stop(NOON)

        page = client.get(page_of(enrolment, module)).content.decode()

        assert "Votre parcours est en pause" in page
        assert "data-autosave=" not in page
        assert not Statement.objects.exists()

    def test_shows_her_words(self, client, enrolment, module):
        reflection = next(block for block in module.body if block.block_type == "reflection")
        record_statement(
            statement_id=uuid.uuid4(),
            enrolment=enrolment,
            actor=enrolment.learner,
            verb="answered",
            module=module,
            activity_id=uuid.UUID(reflection.id),
            kind="reflection",
            value={"text": "Coudre <b>& vendre</b> 🧵"},
            occurred_at=NOON,
            at=NOON,
        )

        page = client.get(page_of(enrolment, module)).content.decode()

        assert "Coudre &lt;b&gt;&amp; vendre&lt;/b&gt; 🧵</textarea>" in page
        assert "Enregistré le 10 mars 2026 à 12 h 00" in page

    def test_asks_no_more_of_the_database_for_a_longer_path(
        self, client, enrolment, module, assert_same_queries
    ):
        block = enrolment.path.blocks.first()

        def grow():
            for position in range(10, 20):
                added = add_module(block, ModuleFactory(body=body(*ACTIVITIES)), position)
                record_statement(
                    statement_id=uuid.uuid4(),
                    enrolment=enrolment,
                    actor=enrolment.learner,
                    verb="initialized",
                    module=added,
                    occurred_at=NOON,
                    at=NOON,
                )

        assert_same_queries(lambda: client.get(page_of(enrolment, module)), grow=grow)

    @pytest.mark.parametrize("visit", ["first", "second"])
    def test_asks_the_database_a_dozen_times_at_most(
        self, client, enrolment, module, django_assert_max_num_queries, visit
    ):
        if visit == "second":
            client.get(page_of(enrolment, module))

        with django_assert_max_num_queries(12):
            client.get(page_of(enrolment, module))


class TestLiveModulePage:
    def test_leads_to_the_agenda_and_to_the_catch_up(self, client, enrolment):
        live = ModuleFactory(live_module=True)
        block = enrolment.path.blocks.first()
        add_module(block, live)
        add_module(block, live.catch_up)

        page = client.get(page_of(enrolment, live)).content.decode()

        assert f"{reverse('learners:agenda')}?module={live.slug}" in page
        assert page_of(enrolment, live.catch_up) in page
        assert reverse("learners:module_complete", args=[enrolment.uuid, live.slug]) not in page


class TestModuleComplete:
    def post(self, client, enrolment, module, **data):
        url = reverse("learners:module_complete", args=[enrolment.uuid, module.slug])
        return client.post(url, data, follow=True)

    def test_says_that_it_is_done(self, client, enrolment, module):
        page = self.post(client, enrolment, module, statement_id=uuid.uuid4())

        assert "C'est fait. Vous pouvez relire" in words(page)
        row = enrolment.module_progress.get()
        assert row.completed_by == ModuleProgress.CompletedBy.CONSULTATION

    def test_survives_an_id_that_is_none(self, client, enrolment, module):
        self.post(client, enrolment, module, statement_id="pas un numéro\x00")

        assert enrolment.module_progress.get().completed_at

    def test_is_refused_kindly_on_hold(self, client, enrolment, module):
        enrolment.stop(NOON - timedelta(days=400))

        page = self.post(client, enrolment, module)

        assert "reprenez-le d'abord" in words(page)
        assert not enrolment.module_progress.exists()

    def test_is_refused_kindly_for_a_live_module(self, client, enrolment):
        live = ModuleFactory(live_module=True)
        add_module(enrolment.path.blocks.first(), live)

        page = self.post(client, enrolment, live)

        assert "se vit en direct" in page.content.decode()


class TestAbsence:
    """To others, what a founder writes does not exist."""

    @pytest.fixture(params=["stranger", "founder", "counsellor", "coordinator", "trainer"])
    def other(self, request, enrolment):
        organization = enrolment.organization
        return {
            "stranger": UserFactory,
            "founder": lambda: EnrolmentFactory(cohort=enrolment.cohort).learner,
            "counsellor": lambda: staff(Role.COUNSELLOR, organization),
            "coordinator": lambda: staff(Role.COORDINATOR, organization),
            "trainer": lambda: staff(Role.TRAINER, organization),
        }[request.param]()

    @pytest.fixture
    def urls(self, enrolment, module):
        activity = uuid.UUID(module.body[4].id)
        place = [enrolment.uuid, module.slug]
        return {
            "get": [
                page_of(enrolment, module),
                reverse("learners:activity_versions", args=[*place, activity]),
                reverse("learners:activity_spreadsheet", args=[*place, activity]),
            ],
            "post": [
                reverse("learners:module_complete", args=place),
                reverse("learners:activity_answer", args=[*place, activity]),
                reverse("learners:activity_restore", args=[*place, activity, uuid.uuid4()]),
            ],
        }

    def test_is_what_others_find(self, client, other, urls):
        client.force_login(other)

        assert {client.get(url).status_code for url in urls["get"]} == {404}
        assert {client.post(url).status_code for url in urls["post"]} == {404}
        assert not Statement.objects.exists()

    def test_is_what_an_unpublished_module_is(self, client, enrolment, module):
        module.live = False
        module.save()

        assert client.get(page_of(enrolment, module)).status_code == 404

    def test_is_what_a_module_of_another_path_is(self, client, enrolment):
        assert client.get(page_of(enrolment, ModuleFactory())).status_code == 404

    def test_asks_who_is_there(self, client, urls):
        client.logout()

        for url in urls["get"]:
            assert client.get(url).status_code == 302
