"""How to sign in to the demonstration as each role."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accompaniment.models import RecommendationCard
from config.demo.world import PASSWORD
from core.models import Membership, Role, User


@dataclass(frozen=True)
class Account:
    role: str
    how: str
    user: User | None = None


def accounts() -> list[Account]:
    """Return one way in per role, as the database of the demonstration has them."""
    found = [
        Account(role=label, how=f"{user.email}  {PASSWORD}", user=user) for label, user in _staff()
    ]
    return [*_founders(), *found]


def _founders() -> list[Account]:
    ways = []
    card = RecommendationCard.objects.filter(started_at=None, revoked_at=None).first()
    if card is not None:
        link = urljoin(settings.BASE_URL, reverse("accompaniment:card_public", args=[card.token]))
        ways.append(Account(role=_("Nouvelle venue, avec sa carte"), how=link))
    founder = User.objects.exclude(email=None).filter(enrolments__completed_at=None)
    started = founder.exclude(enrolments=None).order_by("pk").first()
    if started is not None:
        mailbox = urljoin(settings.BASE_URL, "/demo/")
        how = _("%(email)s, un code arrive dans %(mailbox)s") % {
            "email": started.email,
            "mailbox": mailbox,
        }
        ways.append(Account(role=_("Porteuse de projet"), how=how, user=started))
    return ways


def _staff() -> list[tuple[str, User]]:
    found: list[tuple[str, User]] = []
    for role in (
        Role.COUNSELLOR,
        Role.TRAINER,
        Role.PRESCRIBER,
        Role.COORDINATOR,
        Role.STRUCTURE_MEMBER,
    ):
        member = Membership.objects.active().with_role(role).order_by("pk").first()
        if member is not None:
            found.append((str(role.label), member.user))
    editor = User.objects.filter(groups__name="Éditeurs").order_by("pk").first()
    admin = User.objects.filter(is_superuser=True).order_by("pk").first()
    found += [(_("Édition des contenus"), editor)] if editor else []
    found += [(_("Administration"), admin)] if admin else []
    return found
