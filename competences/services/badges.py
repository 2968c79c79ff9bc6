"""What happens to a badge: described, offered, accepted, signed, shared, withdrawn, deleted."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from competences import addresses
from competences.badges import baking, credential, picture, signing
from competences.events import BadgeAccepted, BadgeIssued, BadgeWithdrawn
from competences.models import Achievement, Badge, BadgeKey, BakedFile, StatusEntry
from competences.services.badge_keys import current_key, open_key
from competences.services.badge_status import issuer_of, take_place, withdraw_place
from core.events import publish
from core.models import Organization, User

# In bytes: together they stay under `baking.MAX_TOKEN`.
LONGEST_TEXT, LONGEST_SKILL, MOST_SKILLS = 3000, 300, 50


class BadgeRefused(Exception):
    """Its text is fit for the screen."""


class NoReason(BadgeRefused):
    def __init__(self) -> None:
        super().__init__(_("Dites pourquoi : la personne le lira."))


class NotIssued(BadgeRefused):
    def __init__(self) -> None:
        super().__init__(_("Ce badge n'a pas été délivré : il n'y a rien à retirer."))


@dataclass(frozen=True)
class Description:
    """What an achievement says of itself, by whoever publishes it."""

    name: str
    description: str
    criteria: str
    language: str
    flight: int
    flights: int
    skills: Sequence[credential.Skill] = ()


@transaction.atomic
def describe_achievement(*, key: str, told: Description, at: datetime) -> Achievement:
    """Keep what the achievement `key` says now; badges already signed keep their own words."""
    fields = {
        "name": told.name,
        "description": told.description,
        "criteria": told.criteria,
        "language": told.language,
        "flight": told.flight,
        "flights": told.flights,
        "skills": [asdict(skill) for skill in told.skills],
    }
    achievement, is_new = Achievement.objects.get_or_create(
        key=key, defaults={**fields, "updated_at": at}
    )
    if not is_new and any(getattr(achievement, name) != fields[name] for name in fields):
        for name, value in fields.items():
            setattr(achievement, name, value)
        achievement.updated_at = at
        achievement.save()
    return achievement


@transaction.atomic
def offer_badge(
    *, learner: User, organization: Organization, achievement: Achievement, at: datetime
) -> Badge:
    """Offer the badge, once: whatever the founder made of the offer stands."""
    badge, _is_new = Badge.objects.get_or_create(
        learner=learner,
        achievement=achievement,
        defaults={"organization": organization, "offered_at": at},
    )
    return badge


def _lock(badge: Badge) -> Badge:
    return Badge.objects.select_for_update(of=("self",)).get(pk=badge.pk)


@transaction.atomic
def accept_badge(*, badge: Badge, name_shown: str, at: datetime) -> bool:
    """Have the badge made, with the name she chose; return whether this call asked for it."""
    badge = _lock(badge)
    if not badge.accept(badge.name_for(name_shown), at):
        return False
    publish(BadgeAccepted(badge_id=badge.pk))
    return True


@transaction.atomic
def decline_badge(*, badge: Badge) -> bool:
    """Put the offer aside; she may come back to it."""
    return _lock(badge).decline()


@transaction.atomic
def issue_badge(*, badge_id: int, at: datetime) -> bool:
    """Sign and bake an accepted badge, once however often told; return whether this call did."""
    accepted = Badge.objects.select_for_update(of=("self",)).filter(
        pk=badge_id, status=Badge.Status.ACCEPTED
    )
    badge = accepted.select_related("achievement", "organization").first()
    if badge is None:
        return False
    key = current_key(at=at)
    entry = take_place(organization=badge.organization, key=key, at=at)
    token = _signed(badge, key, entry, at)
    badge.issue(jwt=token, entry=entry, at=at)
    _bake(badge, token)
    publish(BadgeIssued(badge_id=badge.pk))
    return True


def achievement_text(achievement: Achievement) -> credential.AchievementText:
    """Return its words, cut where they would make a badge too heavy to be verified."""
    return credential.AchievementText(
        id=addresses.of_achievement(achievement.key),
        name=achievement.name,
        description=shorten(achievement.description, LONGEST_TEXT),
        criteria=shorten(achievement.criteria, LONGEST_TEXT),
        language=achievement.language,
        image=addresses.of_picture(achievement.key),
        skills=[
            credential.Skill(
                **{name: shorten(words, LONGEST_SKILL) for name, words in each.items()}
            )
            for each in achievement.skills[:MOST_SKILLS]
        ],
    )


def shorten(text: str, longest: int) -> str:
    """Return at most `longest` bytes of UTF-8: other scripts take three to a letter."""
    raw = text.encode()
    return text if len(raw) <= longest else f"{raw[: longest - 3].decode(errors='ignore')}…"


def achievement_picture(achievement: Achievement, kind: str) -> bytes:
    """Return the picture as ``png`` or ``svg``, without any badge in it."""
    drawn = achievement.flight, achievement.flights
    return picture.png(*drawn) if kind == "png" else picture.svg(*drawn).encode()


def _signed(badge: Badge, key: BadgeKey, entry: StatusEntry, at: datetime) -> str:
    written = credential.badge(
        id=addresses.of_badge(badge.uuid),
        # One per badge: two badges of a person are not to be joined by who reads them.
        subject_id=f"urn:uuid:{uuid.uuid4()}",
        name_shown=badge.display_name,
        issuer=issuer_of(badge.organization),
        achievement=achievement_text(badge.achievement),
        status=credential.StatusPlace(
            addresses.of_status_list(entry.status_list.uuid), entry.index
        ),
        at=at,
    )
    return signing.sign(written, key=open_key(key), kid=key.kid)


def _bake(badge: Badge, token: str) -> None:
    achievement = badge.achievement
    drawn = achievement.flight, achievement.flights
    files = {
        BakedFile.Kind.PNG: baking.bake_png(picture.png(*drawn), token),
        BakedFile.Kind.SVG: baking.bake_svg(picture.svg(*drawn), token).encode(),
    }
    for kind, content in files.items():
        digest = hashlib.sha256(content).hexdigest()
        badge.files.create(kind=kind, content=content, sha256=digest)


@transaction.atomic
def withdraw_badge(*, badge: Badge, by: User, reason: str, at: datetime) -> bool:
    """Take the badge back; return whether this call did. Raise NoReason or NotIssued."""
    badge = _lock(badge)
    if badge.is_withdrawn:
        return False
    if not reason.strip():
        raise NoReason
    if badge.entry is None or not badge.withdraw(by=by, reason=reason.strip(), at=at):
        raise NotIssued
    withdraw_place(entry=badge.entry, at=at)
    publish(BadgeWithdrawn(badge_id=badge.pk))
    return True


@transaction.atomic
def share_badge(*, badge: Badge, is_public: bool, at: datetime) -> bool:
    """Open or close the page of the badge; return whether it is open."""
    badge = _lock(badge)
    if badge.jwt and is_public and badge.shared_at is None:
        badge.share(at)
    elif not is_public and badge.shared_at is not None:
        badge.share(None)
    return badge.shared_at is not None


@transaction.atomic
def forget_badge(*, badge: Badge, at: datetime) -> None:
    """Erase what was made for her. Files she already gave away are no longer vouched for."""
    badge = _lock(badge)
    entry = badge.entry
    badge.files.all().delete()
    badge.forget()
    if entry is not None:
        withdraw_place(entry=entry, at=at)
