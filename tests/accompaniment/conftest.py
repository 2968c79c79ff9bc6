"""A founder at the top of the staircase, and what is proposed to her."""

import pytest
from django.test import Client

from accompaniment.services.proposals import propose_services
from core.models import Role
from learners.models import Assignment, FounderProfile
from learners.services.project import say_project
from tests.accompaniment.factories import ServiceFactory
from tests.clock import NOON
from tests.core.factories import CommuneFactory, UserFactory, staff
from tests.learners.factories import EnrolmentFactory


@pytest.fixture
def enrolment(db):
    """A founder who finished, reachable, and followed by Nadia."""
    founder = UserFactory(
        reachable=True, first_name="Awa", last_name="Diallo", phone="+33600000000"
    )
    enrolment = EnrolmentFactory(learner=founder, completed_at=NOON)
    commune = CommuneFactory(territory=enrolment.organization.territory)
    FounderProfile.objects.create(user=founder, commune=commune)
    say_project(founder=founder, sentence="Un salon de coiffure", at=NOON)
    nadia = staff(Role.COUNSELLOR, enrolment.organization, first_name="Nadia")
    Assignment.objects.create(enrolment=enrolment, counsellor=nadia, started_at=NOON)
    return enrolment


@pytest.fixture
def nadia(enrolment):
    return enrolment.assignments.get().counsellor


@pytest.fixture
def services(enrolment):
    """Four services near her."""
    commune = enrolment.learner.founder_profile.commune
    return [ServiceFactory(structure__commune=commune) for _ in range(4)]


@pytest.fixture
def proposal(enrolment, services):
    return propose_services(enrolment_id=enrolment.pk, at=NOON)


@pytest.fixture
def signed_in(db):
    """Return a client signed in as a user."""

    def sign_in(user):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
