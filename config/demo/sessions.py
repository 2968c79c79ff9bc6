"""Live sessions, past and coming, of both organisations."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from config.demo.world import World
from core.models import Organization, Role
from courses.models import LiveSession, Module

PLACES = {
    "mission-locale-lormance": "Salle du rez-de-chaussée, 12 rue des Tanneurs, Lormance",
    "l-etabli": "Grande table de L'Établi, 3 place du Lavoir, Pontcelles",
}
# Weeks from today: every live module comes round often, since people enter and leave all the time.
WEEKS = [-30, -26, -22, -19, -16, -13, -11, -9, -7, -5, -4, -3, -2, -1, 0, 1, 2, 4]


def plan_sessions(world: World) -> None:
    modules = list(
        Module.objects.synchronous()
        .filter(path_modules__block__path=world.path)
        .order_by("path_modules__block__sort_order", "path_modules__sort_order")
    )
    for slug, place in PLACES.items():
        organization = world.organizations[slug]
        for number, module in enumerate(modules):
            for week in WEEKS:
                start = _slot(world.now, week=week, weekday=(1, 3)[slug == "l-etabli"] + number % 2)
                _plan(world, organization, module, start, place)


def _slot(now: datetime, *, week: int, weekday: int) -> datetime:
    """Return 14:00 Paris time on `weekday` (0 = Monday), `week` weeks from this one."""
    today = timezone.localtime(now).replace(hour=14, minute=0, second=0, microsecond=0)
    return today + timedelta(weeks=week, days=weekday - today.weekday())


def _plan(
    world: World, organization: Organization, module: Module, start: datetime, place: str
) -> None:
    remote = module.place != Module.Place.ONSITE
    LiveSession.objects.create(
        module=module,
        organization=organization,
        trainer=world.team(organization, Role.TRAINER)[0],
        starts_at=start,
        ends_at=start + timedelta(minutes=max(module.duration or 60, 60)),
        location="" if remote else place,
        room_url=f"https://salle.exemple.fr/{organization.slug}-{module.slug}" if remote else "",
        seats=12,
        room_opened_at=start if remote and start < world.now else None,
        note="" if remote else "Café et gâteau prévus. Venez comme vous êtes.",
    )
