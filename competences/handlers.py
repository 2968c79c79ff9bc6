"""Reactions of competences to its own facts: what is signed is signed by a worker."""

from django.utils import timezone

from competences.events import BadgeAccepted, StatusChanged
from competences.services.badge_status import sign_status_list
from competences.services.badges import issue_badge
from core.events import subscribe


@subscribe(BadgeAccepted)
def make_badge(event: BadgeAccepted) -> None:
    issue_badge(badge_id=event.badge_id, at=timezone.now())


@subscribe(StatusChanged)
def say_withdrawn(event: StatusChanged) -> None:
    sign_status_list(status_list_id=event.status_list_id, at=timezone.now())
