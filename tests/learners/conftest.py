import pytest

from tests.courses.factories import LearningPathFactory
from tests.learners.factories import CohortFactory, EnrolmentFactory


@pytest.fixture
def enrolment():
    path = LearningPathFactory(blocks=[2, 2, 2])
    return EnrolmentFactory(cohort=CohortFactory(path=path), learner__first_name="Awa")


@pytest.fixture
def founder(client, enrolment):
    client.force_login(enrolment.learner)
    return client
