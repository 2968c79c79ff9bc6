"""Which services could welcome a founder, and why: facts in, reasons out, no score.

Services are put in order by what can be said aloud (what she asked for, same territory, nearer),
never by anything about the person. Nothing here reads the database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.utils.translation import gettext as _

from accompaniment.models import Service, Stage
from core.models import Commune

EARTH_RADIUS_KM = 6371.0
REACH_KM = 50  # the public directory's rule for services on site
MAX_CHOICES = 3

# What someone who climbed the three flights is ready for, the nearest first.
AFTER_THE_PATH = (Stage.TRIAL, Stage.SETUP, Stage.FEASIBILITY)

Reason = dict[str, Any]


@dataclass(frozen=True)
class Wish:
    """What is known of where a founder lives and of what she wants, all of it optional."""

    commune: Commune | None = None
    territory_id: int | None = None
    need: str = ""


@dataclass(frozen=True)
class Match:
    service: Service
    reasons: tuple[Reason, ...]


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance between two points given as (latitude, longitude)."""
    (lat_a, lon_a), (lat_b, lon_b) = (tuple(map(radians, point)) for point in (a, b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))


def find_matches(services: Iterable[Service], wish: Wish) -> list[Match]:
    """Return one to three services of distinct structures, or none; same facts, same answer."""
    suitable = [s for s in services if _stage(s, wish) and _is_within_reach(s, wish)]
    chosen: dict[int, Match] = {}
    for service in sorted(suitable, key=lambda each: _order(each, wish)):
        if len(chosen) < MAX_CHOICES:
            found = Match(service, tuple(reasons(service, wish)))
            chosen.setdefault(service.structure_id, found)
    return list(chosen.values())


def reasons(service: Service, wish: Wish) -> list[Reason]:
    """Return why `service` suits, as facts to be said by `say`."""
    found: list[Reason] = []
    stage = _stage(service, wish)
    if stage:
        found.append({"code": "need" if stage == wish.need else "stage", "stage": stage})
    km = _distance(service, wish)
    if km is not None and km <= REACH_KM:
        found.append({"code": "distance", "km": round(km)})
    elif _is_on_territory(service, wish):
        found.append({"code": "territory", "name": service.structure.territory.name})
    if service.remote:
        found.append({"code": "remote"})
    return found


def say(reason: Reason) -> str:
    """Return a reason in plain French; nothing for a reason of another time."""
    match reason.get("code"):
        case "need" | "stage":
            return _stage_words().get(reason.get("stage", ""), "")
        case "distance":
            km = reason.get("km", 0)
            return _("À %(km)s\u00a0km de chez vous") % {"km": km} if km else _("Près de chez vous")
        case "territory":
            return _("Sur votre territoire\u00a0: %(name)s") % {"name": reason.get("name", "")}
        case "remote":
            return _("Possible à distance, par téléphone ou en visio")
        case _:
            return ""


def _stage_words() -> dict[str, str]:
    return {
        Stage.IDEA: _("Aide à trouver et à préciser une idée"),
        Stage.EMERGENCE: _("Aide à mettre l'idée en forme"),
        Stage.FEASIBILITY: _("Aide à vérifier que le projet tient debout"),
        Stage.SETUP: _("Aide à monter le projet\u00a0: statut, démarches, papiers"),
        Stage.FUNDING: _("Aide à trouver un financement"),
        Stage.TRIAL: _("Aide à tester son activité avant de se lancer"),
        Stage.CREATION: _("Accompagne le jour où l'on crée"),
        Stage.POST_CREATION: _("Reste à vos côtés après la création"),
    }


def _stage(service: Service, wish: Wish) -> str:
    """Return the stage at which `service` helps her: the one she asked for, if it does."""
    if wish.need in service.stages:
        return wish.need
    return next((stage for stage in AFTER_THE_PATH if stage in service.stages), "")


def _is_on_territory(service: Service, wish: Wish) -> bool:
    return wish.territory_id is not None and service.structure.territory_id == wish.territory_id


def _distance(service: Service, wish: Wish) -> float | None:
    if wish.commune is None:
        return None
    structure = service.structure
    return distance_km(
        (wish.commune.latitude, wish.commune.longitude), (structure.latitude, structure.longitude)
    )


def _is_within_reach(service: Service, wish: Wish) -> bool:
    if service.remote or _is_on_territory(service, wish):
        return True
    km = _distance(service, wish)
    return km is not None and km <= REACH_KM


def _order(service: Service, wish: Wish) -> tuple[bool, bool, float, str, str, int]:
    km = _distance(service, wish)
    return (
        bool(wish.need) and wish.need not in service.stages,
        not _is_on_territory(service, wish),
        float("inf") if km is None else round(km, 1),
        service.structure.name,
        service.name,
        service.pk,
    )
