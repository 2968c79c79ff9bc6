"""What was noted on a version of the framework stays there, in front of what takes it up."""

import pytest
from django.urls import reverse

from competences.models import CompetenceProgress
from competences.services.frameworks import new_version, publish_framework
from core.models import Role
from courses.models import PathBlock
from courses.moves import move_paths
from tests.clock import NOON
from tests.competences.factories import CompetenceFactory, assess
from tests.core.factories import OrganizationFactory, UserFactory, staff
from tests.courses.workshop import signed_in
from tests.learners.factories import EnrolmentFactory


@pytest.fixture
def moved():
    """A founder assessed on version 1, whose path passed to version 2, where it is reworded."""
    enrolment = EnrolmentFactory()
    competence = CompetenceFactory(statement="Je dis mon prix.")
    block = PathBlock.objects.filter(path=enrolment.path).first()
    block.competences = [competence]
    block.save()
    assess(competence, 3, learner=enrolment.learner, organization=enrolment.organization)
    new = new_version(of=competence.framework, version="2", at=NOON)
    reworded = new.competences.get()
    reworded.statement = "J'annonce mon prix."
    reworded.save()
    publish_framework(framework=new, at=NOON)
    new.refresh_from_db()
    move_paths(old=competence.framework, new=new, by=UserFactory())
    return enrolment


@pytest.mark.django_db
class TestEarlierResults:
    def test_are_shown_to_her_in_front_of_the_new_words(self, moved):
        words = signed_in(moved.learner).get(reverse("learners:competences")).content.decode()

        assert "Ce que vous aviez déjà" in words
        assert "J&#x27;annonce mon prix." in words
        assert "Je dis mon prix." in words
        assert "Seul·e" in words

    def test_stay_on_the_version_where_they_were_given(self, moved):
        progress = CompetenceProgress.objects.get(learner=moved.learner)

        assert progress.competence.framework.version == "1"

    def test_are_shown_to_her_team_alone(self, moved):
        url = reverse("learners:person_competences", args=[moved.uuid])
        near = signed_in(staff(Role.COORDINATOR, moved.organization))
        far = signed_in(staff(Role.COORDINATOR, OrganizationFactory()))

        assert "Ce qui était déjà noté" in near.get(url).content.decode()
        assert far.get(url).status_code == 404

    def test_of_a_path_that_never_changed_are_nothing(self):
        enrolment = EnrolmentFactory()
        competence = CompetenceFactory()
        block = PathBlock.objects.filter(path=enrolment.path).first()
        block.competences = [competence]
        block.save()
        assess(competence, 3, learner=enrolment.learner, organization=enrolment.organization)

        words = signed_in(enrolment.learner).get(reverse("learners:competences")).content.decode()

        assert "Ce que vous aviez déjà" not in words
