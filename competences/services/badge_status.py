"""Places in the lists of withdrawn badges, and the lists, signed."""

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from competences import addresses
from competences.badges import credential, signing, status
from competences.events import StatusChanged
from competences.models import BadgeKey, StatusEntry, StatusList
from competences.services.badge_keys import open_key
from core.events import publish
from core.models import Organization

# Places are drawn by lot: half full, a list still answers at the second draw.
FULL = status.BITS // 2


def issuer_of(organization: Organization) -> credential.Issuer:
    return credential.Issuer(
        id=addresses.of_issuer(organization),
        name=organization.name,
        url=addresses.absolute("/"),
        email=organization.email,
    )


def find_issuer(*, slug: str) -> credential.Issuer | None:
    """Return the organisation of this name, if it ever gave a badge."""
    given = StatusList.objects.filter(organization__slug=slug).select_related("organization")
    status_list = given.first()
    return issuer_of(status_list.organization) if status_list else None


@transaction.atomic
def take_place(*, organization: Organization, key: BadgeKey, at: datetime) -> StatusEntry:
    """Return a place of its own for a new badge, anywhere in the list: its order tells nothing."""
    status_list = _list_with_room(organization, key)
    while True:
        entry, is_free = StatusEntry.objects.get_or_create(
            status_list=status_list, index=secrets.randbelow(status.BITS)
        )
        if is_free:
            break
    if not status_list.document:
        sign_status_list(status_list_id=status_list.pk, at=at)
    return entry


def _list_with_room(organization: Organization, key: BadgeKey) -> StatusList:
    lists = StatusList.objects.filter(organization=organization, key=key)
    roomy = lists.annotate(taken=Count("entries")).filter(taken__lt=FULL).order_by("pk")
    return roomy.first() or StatusList.objects.create(organization=organization, key=key)


@transaction.atomic
def withdraw_place(*, entry: StatusEntry, at: datetime) -> None:
    """Set the bit; the list that says so is signed by a worker."""
    if entry.withdraw(at):
        publish(StatusChanged(status_list_id=entry.status_list_id))


@transaction.atomic
def sign_status_list(*, status_list_id: int, at: datetime) -> None:
    """Publish the list as it stands. Its badges' own key signs it, retired or not."""
    # Two withdrawals at once: the second signer waits here, and sees both bits.
    status_list = StatusList.objects.select_for_update(of=("self",)).get(pk=status_list_id)
    withdrawn = status_list.entries.exclude(withdrawn_at=None).values_list("index", flat=True)
    document = credential.status_list(
        url=addresses.of_status_list(status_list.uuid),
        issuer=issuer_of(status_list.organization),
        encoded=status.encode(withdrawn),
        at=at,
    )
    key = status_list.key
    status_list.publish(signing.sign(document, key=open_key(key), kid=key.kid), at)
