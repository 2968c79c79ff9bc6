import uuid

import factory
from factory.django import DjangoModelFactory

from courses.models import LiveSession, Module
from learners.models import Attempt, Cohort, Enrolment, ModuleProgress
from media.models import Package
from tests.clock import NOON
from tests.core.factories import OrganizationFactory, UserFactory
from tests.courses.factories import (
    LearningPathFactory,
    LiveSessionFactory,
    ModuleFactory,
    add_module,
)
from tests.media.factories import PackageVersionFactory


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


class AttemptFactory(DjangoModelFactory):
    """A running attempt at the one package of a module; `module` may be `package_module(...)`."""

    class Meta:
        model = Attempt

    enrolment = factory.SubFactory(EnrolmentFactory)
    version = factory.SubFactory(PackageVersionFactory)
    module = factory.LazyAttribute(lambda o: package_module(o.version.package))
    activity_id = factory.LazyAttribute(lambda o: package_activity(o.module))
    number = 1
    started_at = NOON
    last_commit_at = NOON


def package_block(package: Package, **settings) -> dict:
    """Return a block that uses `package`, with the settings of an author."""
    value = {
        "title": "Mon premier devis",
        "instructions": "",
        "package": package.pk,
        "completion": "completed",
        "score": None,
        "attempts": None,
        "keeps": "best",
        "review": True,
        "window": "page",
        "ends_step": True,
    }
    return {"type": "package", "id": str(uuid.uuid4()), "value": value | settings}


def package_module(*packages: Package, slug: str = "", **settings) -> Module:
    """Return a module that ends by its packages, each used in the same way."""
    return ModuleFactory(
        evidence_kind=Module.EvidenceKind.WORK,
        body=[package_block(package, **settings) for package in packages],
        **({"slug": slug} if slug else {}),
    )


def package_activity(module: Module, rank: int = 0) -> uuid.UUID:
    """Return the id of a package's activity in its module."""
    blocks = [raw for raw in module.body.raw_data if raw["type"] == "package"]
    return uuid.UUID(blocks[rank]["id"])
