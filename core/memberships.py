"""Who works where, and which doors that opens."""

from datetime import date

from django.contrib.auth.models import Group
from django.db import transaction

from core.models import Membership, Organization, Role, User

TRAINERS = "Formateurs"
"""Write in the workshop (`/atelier/`); what they write is read before it is published."""
EDITORS = "Éditeurs"
"""Read what trainers wrote, publish it, keep the public pages. Given by an administrator."""

AUTHORS = "Auteurs"
"""Write as trainers do. Given by a coordinator to someone of her team (`core.workshop_rights`)."""
VALIDATORS = "Validateurs"
"""Read what is submitted, ask for changes, publish paths and modules. Given likewise."""

WORKSHOP_GROUPS = {Role.TRAINER: TRAINERS}


@transaction.atomic
def start_membership(*, user: User, organization: Organization, role: str, on: date) -> Membership:
    """Have `user` hold `role` from `on`; the one she holds already if there is one."""
    membership, _created = Membership.objects.get_or_create(
        user=user, organization=organization, role=role, ended_on=None, defaults={"started_on": on}
    )
    match_workshop_groups(user=user)
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, on: date) -> bool:
    """Return whether this call ended it."""
    if membership.ended_on is not None:
        return False
    membership.ended_on = max(on, membership.started_on)
    membership.save(update_fields=["ended_on"])
    match_workshop_groups(user=membership.user)
    return True


def match_workshop_groups(*, user: User) -> None:
    """Give the groups that the roles of today open, take back the others; leave other groups."""
    roles = set(user.memberships.active().values_list("role", flat=True))
    for role, name in WORKSHOP_GROUPS.items():
        group = Group.objects.get(name=name)
        if role in roles:
            user.groups.add(group)
        else:
            user.groups.remove(group)
    if not roles:
        # What a coordinator gave was given to a colleague.
        user.groups.remove(*Group.objects.filter(name__in=[AUTHORS, VALIDATORS]))
