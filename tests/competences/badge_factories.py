"""Badges in every state, made by the rules of the house."""

from functools import cache

import factory
from django.conf import settings
from factory.django import DjangoModelFactory

from competences import addresses
from competences.badges import keys
from competences.models import Achievement, Badge, BadgeKey
from competences.services.badges import accept_badge, issue_badge
from tests.clock import NOON
from tests.core.factories import OrganizationFactory, UserFactory


@cache
def a_key():
    """One key pair for a whole run: making one takes longer than most tests."""
    return keys.new_key()


class AchievementFactory(DjangoModelFactory):
    class Meta:
        model = Achievement

    key = factory.Sequence(lambda n: f"mon-projet/bloc-{n}")
    name = "Me connaître"
    description = "Le premier bloc du parcours."
    criteria = "Toutes les étapes du bloc sont faites."
    skills = factory.LazyFunction(
        lambda: [
            {"code": "C1", "name": "Je dis ce que je sais faire.", "framework": "Entreprendre"},
            {"code": "C2", "name": "Je dis ce qui compte pour moi.", "framework": "Entreprendre"},
        ]
    )
    flight = 1
    updated_at = NOON


class BadgeFactory(DjangoModelFactory):
    """An offered badge."""

    class Meta:
        model = Badge

    learner = factory.SubFactory(UserFactory, first_name="Awa", last_name="Diarra")
    organization = factory.SubFactory(OrganizationFactory)
    achievement = factory.SubFactory(AchievementFactory)
    offered_at = NOON


def signing_key() -> BadgeKey:
    """Return the current key, made of the key pair of the run."""
    kid = addresses.of_key("cle-des-tests")
    current = BadgeKey.objects.current().first()
    return current or BadgeKey.objects.create(
        kid=kid,
        name="cle-des-tests",
        public_jwk=keys.public_jwk(a_key(), kid=kid),
        sealed=keys.seal(a_key(), settings.BADGE_KEY_SECRETS),
        created_at=NOON,
    )


def issued_badge(name_shown=Badge.NameShown.FULL, at=NOON, **fields) -> Badge:
    signing_key()
    badge = BadgeFactory(**fields)
    accept_badge(badge=badge, name_shown=name_shown, at=at)
    issue_badge(badge_id=badge.pk, at=at)  # where tests commit for real, a worker was first
    badge.refresh_from_db()
    assert badge.is_issued
    return badge


def file_of(badge: Badge, kind: str = "png") -> bytes:
    return bytes(badge.files.get(kind=kind).content)
