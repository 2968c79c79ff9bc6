"""Who writes and who validates in the workshop: a coordinator gives it to her colleagues."""

from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet

from core.memberships import AUTHORS, TRAINERS, VALIDATORS
from core.models import Membership, Role, User


class NotAColleague(Exception):
    """Nobody of her teams has this identifier."""


@dataclass
class Colleague:
    user: User
    roles: list[str] = field(default_factory=list)
    groups: frozenset[str] = frozenset()

    @property
    def writes_by_role(self) -> bool:
        return TRAINERS in self.groups

    @property
    def writes(self) -> bool:
        return self.writes_by_role or AUTHORS in self.groups

    @property
    def validates(self) -> bool:
        return VALIDATORS in self.groups


def colleagues_of(coordinator: User) -> list[Colleague]:
    """Return who works in the organisations she coordinates, by name; three queries."""
    found: dict[int, Colleague] = {}
    for membership in _team(coordinator).select_related("user").prefetch_related("user__groups"):
        user = membership.user
        groups = frozenset(group.name for group in user.groups.all())
        colleague = found.setdefault(user.pk, Colleague(user, groups=groups))
        label = str(Role(membership.role).label)
        colleague.roles += [label] if label not in colleague.roles else []
    return list(found.values())


def _team(coordinator: User) -> "QuerySet[Membership]":
    """The people of the organisations she coordinates today."""
    return (
        Membership.objects.active()
        .filter(organization__in=coordinator.organization_ids(Role.COORDINATOR))
        .order_by("user__last_name", "user__first_name", "user_id", "pk")
    )


@transaction.atomic
def give_workshop(*, by: User, to: UUID, writes: bool, validates: bool) -> User:
    """Let a colleague write or validate, or no more; raise NotAColleague."""
    membership = _team(by).filter(user__uuid=to).select_related("user").first()
    if membership is None:
        raise NotAColleague
    user = membership.user
    for name, given in ((AUTHORS, writes), (VALIDATORS, validates)):
        group = Group.objects.get(name=name)
        if given:
            user.groups.add(group)
        else:
            user.groups.remove(group)
    return user
