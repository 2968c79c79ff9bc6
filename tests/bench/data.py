"""An organisation with many founders, written in bulk: what is measured is reading it."""

import random
import uuid
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from core.models import Organization, Role, User
from courses.models import LearningPath, Module, PathBlock
from learners.models import (
    Answer,
    Assignment,
    BlockDecision,
    Cohort,
    Enrolment,
    FounderProfile,
    ModuleProgress,
    Statement,
)
from tests.bench.frameworks import add_framework
from tests.core.factories import OrganizationFactory, staff
from tests.courses.factories import ACTIVITIES, LearningPathFactory, body
from tests.learners.factories import CohortFactory

BLOCKS = [20, 20, 20]
DONE = 36
"""Modules each founder has finished: 60 % of them."""
BATCH = 2000


@dataclass
class World:
    path: LearningPath
    organization: Organization
    cohort: Cohort
    counsellor: User
    trainer: User
    modules: list[Module]
    blocks: list[PathBlock]


def build_world() -> World:
    """A path of three blocks of twenty modules, each with four activities; the last has all."""
    organization = OrganizationFactory(name="Mission locale de mesure", slug="mesure")
    path = LearningPathFactory(slug="parcours-de-mesure", blocks=BLOCKS)
    places = Module.objects.filter(path_modules__block__path=path)
    modules = list(places.order_by("path_modules__block__sort_order", "path_modules__sort_order"))
    for module in modules:
        module.body = body("text", "callout", "quiz", "text", "reflection", "checklist", "scale")
        if module is modules[-1]:
            module.body = body(*ACTIVITIES)
        module.last_published_at = timezone.now()
        module.save()
    cohort = CohortFactory(organization=organization, path=path, slug="mesure", name="Mesure")
    counsellor = staff(Role.COUNSELLOR, organization, first_name="Nadège", last_name="Fauvel")
    trainer = staff(Role.TRAINER, organization, first_name="Ugo", last_name="Lestrade")
    blocks = list(PathBlock.objects.filter(path=path).order_by("sort_order"))
    add_framework(path, modules)
    return World(path, organization, cohort, counsellor, trainer, modules, blocks)


def add_founders(world: World, count: int) -> None:
    """Add founders until the cohort has `count`."""
    present = Enrolment.objects.filter(cohort=world.cohort).count()
    for start in range(present, count, 500):
        _add_batch(world, start, min(500, count - start))


def _add_batch(world: World, start: int, count: int) -> None:
    users = User.objects.bulk_create(
        User(first_name=f"Personne{start + n}", last_name="Mesure", password="!")
        for n in range(count)
    )
    FounderProfile.objects.bulk_create(FounderProfile(user=user) for user in users)
    enrolments = Enrolment.objects.bulk_create(_enrolments(world, users, random.Random(start)))
    now = timezone.now()
    Assignment.objects.bulk_create(
        Assignment(enrolment=each, counsellor=world.counsellor, started_at=now)
        for each in enrolments
    )
    BlockDecision.objects.bulk_create(
        BlockDecision(enrolment=each, block=world.blocks[0], choice="continue", decided_at=now)
        for each in enrolments
    )
    ModuleProgress.objects.bulk_create(
        (
            ModuleProgress(
                enrolment=each,
                module=module,
                started_at=each.started_at,
                last_activity_at=each.last_activity_at,
                completed_at=each.last_activity_at,
                completed_by="work",
            )
            for each in enrolments
            for module in world.modules[:DONE]
        ),
        batch_size=BATCH,
    )
    _add_answers(world, enrolments)


def _enrolments(world: World, users: list[User], chance: random.Random) -> list[Enrolment]:
    now = timezone.now()
    left = [DONE, DONE - BLOCKS[0], DONE - BLOCKS[0] - BLOCKS[1]]
    done = {
        str(block.pk): min(size, max(0, still))
        for block, size, still in zip(world.blocks, BLOCKS, left, strict=True)
    }
    return [
        Enrolment(
            learner=user,
            path=world.path,
            organization=world.organization,
            cohort=world.cohort,
            source="counsellor",
            started_at=now - timedelta(days=60),
            last_activity_at=now - timedelta(minutes=chance.randrange(60 * 24 * 40)),
            last_module=world.modules[DONE - 1],
            done_count=DONE,
            done_by_block=done,
        )
        for user in users
    ]


def reflection_of(module: Module) -> str:
    """Return the id of the module's open question."""
    return next(raw["id"] for raw in module.body.raw_data if raw["type"] == "reflection")


def _add_answers(world: World, enrolments: list[Enrolment]) -> None:
    """One answer and its statement per finished module."""
    now = timezone.now()
    asked = [(module, reflection_of(module)) for module in world.modules[:DONE]]
    pairs = [(each, module, key) for each in enrolments for module, key in asked]
    value = {"text": "Je sais écouter, et je connais les gens du quartier."}
    Answer.objects.bulk_create(
        (
            Answer(
                enrolment=each,
                module=module,
                activity_id=key,
                kind="reflection",
                value=value,
                written_at=now,
            )
            for each, module, key in pairs
        ),
        batch_size=BATCH,
    )
    Statement.objects.bulk_create(
        (
            Statement(
                id=uuid.uuid4(),
                enrolment=each,
                actor_id=each.learner_id,
                verb="answered",
                module=module,
                activity_id=key,
                result={"kind": "reflection", "value": value},
                occurred_at=now,
                stored_at=now,
            )
            for each, module, key in pairs
        ),
        batch_size=BATCH,
    )


def sign_in(user: User) -> str:
    """Return the session cookie of `user`."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)
