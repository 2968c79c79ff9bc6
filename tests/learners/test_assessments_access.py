"""Who may say what founders can do, and how they find whom to say it of."""

import uuid

import pytest
from django.urls import reverse

from competences.models import Assessment
from core.models import Role
from tests.competences.factories import CompetenceFactory, level
from tests.core.factories import OrganizationFactory, staff
from tests.learners.factories import EnrolmentFactory, others_of
from tests.learners.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def competence(enrolment):
    found = CompetenceFactory(statement="Je sais calculer un prix.")
    found.path_blocks.add(enrolment.path.blocks.first())
    return found


@pytest.fixture
def trainer(client, enrolment):
    client.force_login(staff(Role.TRAINER, enrolment.organization))
    return client


def sheet(enrolment, competence, rank):
    name = f"{enrolment.uuid.hex}-{competence.pk}-level"
    return {"sheet": str(uuid.uuid4()), name: str(level(competence, rank).pk)}


def person_url(enrolment):
    return reverse("learners:person_views", args=[enrolment.uuid])


class TestWhoMayAssess:
    def test_is_not_the_team_of_another_organisation(self, client, enrolment, competence):
        client.force_login(staff(Role.TRAINER, OrganizationFactory()))

        assert client.get(person_url(enrolment)).status_code == 404
        assert (
            client.post(person_url(enrolment), sheet(enrolment, competence, 3)).status_code == 404
        )
        assert not Assessment.objects.exists()

    @pytest.mark.parametrize("role", [Role.PRESCRIBER, Role.STRUCTURE_MEMBER])
    def test_is_not_who_sends_or_receives_her(self, client, enrolment, competence, role):
        client.force_login(staff(role, enrolment.organization))

        assert client.get(person_url(enrolment)).status_code == 404
        assert client.get(reverse("learners:assessment_people")).status_code == 404

    def test_is_never_oneself(self, client, competence):
        trainer = staff(Role.TRAINER)
        own = EnrolmentFactory(
            learner=trainer, cohort__organization=trainer.memberships.get().organization
        )
        client.force_login(trainer)

        assert client.get(person_url(own)).status_code == 404


class TestPeople:
    def test_finds_a_person_by_her_name(self, trainer, enrolment):
        (other,) = others_of(enrolment)

        page = text_of(trainer.get(reverse("learners:assessment_people"), {"q": "Awa"}))
        assert str(enrolment.learner) in page

        page = text_of(trainer.get(reverse("learners:assessment_people"), {"q": "zzz"}))
        assert str(other.learner) not in page

    def test_takes_as_many_queries_for_more_people(self, trainer, enrolment, assert_same_queries):
        assert_same_queries(
            lambda: trainer.get(reverse("learners:assessment_people")),
            grow=lambda: others_of(enrolment, 9),
        )


class TestAskPage:
    @pytest.mark.parametrize("chosen", ["9" * 5000, "²", "-1", "\x00"])
    def test_passes_over_a_number_that_is_none(self, founder, enrolment, competence, chosen):
        address = reverse("learners:ask_view", args=[enrolment.uuid])

        assert founder.get(address, {"competence": chosen}).status_code == 200
