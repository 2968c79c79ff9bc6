import factory
from factory.django import DjangoModelFactory

from courses.models import LiveSession
from learners.models import Cohort, Enrolment, ModuleProgress
from tests.clock import NOON
from tests.core.factories import OrganizationFactory, UserFactory
from tests.courses.factories import LearningPathFactory, LiveSessionFactory, add_module


class CohortFactory(DjangoModelFactory):
    class Meta:
        model = Cohort

    organization = factory.SubFactory(OrganizationFactory)
    path = factory.SubFactory(LearningPathFactory, blocks=[2, 2, 2])
    name = factory.Sequence(lambda n: f"Printemps {n}")
    slug = factory.Sequence(lambda n: f"printemps-{n}")
    starts_on = NOON.date()


class EnrolmentFactory(DjangoModelFactory):
    """A founder of a cohort; `path` and `organization` are the cohort's."""

    class Meta:
        model = Enrolment

    learner = factory.SubFactory(UserFactory)
    cohort = factory.SubFactory(CohortFactory)
    path = factory.SelfAttribute("cohort.path")
    organization = factory.SelfAttribute("cohort.organization")
    source = Enrolment.Source.COUNSELLOR
    started_at = NOON
    last_activity_at = NOON


class ModuleProgressFactory(DjangoModelFactory):
    class Meta:
        model = ModuleProgress

    enrolment = factory.SubFactory(EnrolmentFactory)
    started_at = NOON
    last_activity_at = NOON

    class Params:
        done = factory.Trait(completed_at=NOON, completed_by=ModuleProgress.CompletedBy.WORK)


def session_for(enrolment: Enrolment, **options) -> LiveSession:
    """Return a coming session that `enrolment` may book: its module is in the path."""
    session = LiveSessionFactory(organization=enrolment.organization, **options)
    block = enrolment.path.blocks.first()
    if not block.path_modules.filter(module=session.module).exists():
        add_module(block, session.module)
    return session


def others_of(enrolment: Enrolment, count: int = 1) -> list[Enrolment]:
    """Return founders of the same cohort."""
    return EnrolmentFactory.create_batch(count, cohort=enrolment.cohort)
