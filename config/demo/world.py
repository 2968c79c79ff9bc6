"""The territory, the people who work there, and the structures. All of it invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth.models import Group
from django.utils.text import slugify

from accompaniment.models import Service, Structure
from core.models import Commune, Membership, Organization, Role, Territory, User
from courses.models import LearningPath
from learners.models import Cohort

PASSWORD = "palier-en-demonstration"  # noqa: S105 - printed on the demonstration's own page
HERE = Path(__file__).parent
GROUPS = {Role.TRAINER: "Formateurs"}


def read(name: str) -> Any:
    return yaml.safe_load((HERE / f"{name}.yaml").read_text())


@dataclass
class World:
    """What the histories are played in."""

    now: datetime
    path: LearningPath
    communes: list[Commune] = field(default_factory=list)
    organizations: dict[str, Organization] = field(default_factory=dict)
    cohorts: list[Cohort] = field(default_factory=list)

    def ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def team(self, organization: Organization, role: str) -> list[User]:
        members = organization.memberships.active().with_role(role).select_related("user")
        return [membership.user for membership in members.order_by("pk")]


def build_world(*, path: LearningPath, now: datetime) -> World:
    data = read("territory")
    territory = Territory.objects.create(**data["territory"])
    world = World(now=now, path=path)
    world.communes = [
        Commune.objects.create(territory=territory, **fields) for fields in data["communes"]
    ]
    for fields in data["organizations"]:
        world.organizations[fields["slug"]] = Organization.objects.create(
            territory=territory, **fields
        )
    for fields in data["staff"]:
        _employ(world, **fields)
    _administrators()
    world.cohorts = [_open_cohort(world, **fields) for fields in data["cohorts"]]
    for fields in read("structures"):
        _add_structure(world, territory, **fields)
    return world


def _employ(world: World, *, organization: str, roles: list[str], **fields: str) -> None:
    user = User.objects.create_user(password=PASSWORD, **fields)
    for role in roles:
        Membership.objects.create(
            user=user,
            organization=world.organizations[organization],
            role=role,
            started_on=world.ago(400).date(),
        )
        if role in GROUPS:
            user.groups.add(Group.objects.get(name=GROUPS[Role(role)]))


def _administrators() -> None:
    editor = User.objects.create_user(
        "paul@palier.exemple.fr", PASSWORD, first_name="Paul", last_name="Rivoire"
    )
    editor.groups.add(Group.objects.get(name="Éditeurs"))
    User.objects.create_superuser(
        "admin@palier.exemple.fr", PASSWORD, first_name="Claire", last_name="Estienne"
    )


def _open_cohort(
    world: World,
    *,
    organization: str,
    opened_days_ago: int,
    closed_days_ago: int = 0,
    **fields: str,
) -> Cohort:
    return Cohort.objects.create(
        organization=world.organizations[organization],
        path=world.path,
        starts_on=world.ago(opened_days_ago).date(),
        closed_on=world.ago(closed_days_ago).date() if closed_days_ago else None,
        is_rolling=not closed_days_ago,
        **fields,
    )


def _add_structure(
    world: World,
    territory: Territory,
    *,
    commune: str,
    services: list[dict[str, Any]],
    organization: str = "",
    left_days_ago: int = 0,
    **fields: Any,
) -> None:
    structure = Structure.objects.create(
        territory=territory,
        commune=next(each for each in world.communes if each.insee_code == commune),
        organization=world.organizations.get(organization),
        left_on=world.ago(left_days_ago).date() if left_days_ago else None,
        updated_on=world.ago(21).date(),
        website=f"https://{slugify(fields['slug'])}.exemple.fr",
        **fields,
    )
    for service in services:
        Service.objects.create(structure=structure, **service)
