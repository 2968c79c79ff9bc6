"""What is asked of the server, and as whom."""

import time
import urllib.request
import uuid
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from core.models import User
from learners.models import Enrolment
from tests.bench import passports
from tests.bench.data import World, reflection_of, sign_in
from tests.bench.server import resident_mib

PEOPLE = 40
SAVES = 16_000
TOKEN = "x" * 32
WORDS = "J'ai parlé avec deux voisines, et l'une veut essayer dès lundi."


@dataclass
class Scenario:
    """`warm` requests are for the warm-up alone: an act must be new when it is measured."""

    name: str
    user: User
    path: str
    requests: list[str]
    data: dict[str, str] | None = None
    warm: int = 0


def request(method: str, path: str, port: int, session: str, body: str = "") -> str:
    """Return the bytes of one HTTP request, as text in latin-1."""
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Accept-Encoding: gzip, br",
        f"Cookie: {settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}",
    ]
    if body:
        lines += [
            f"X-CSRFToken: {TOKEN}",
            "Accept: application/json",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        ]
    return "\r\n".join(lines) + "\r\n\r\n" + body


def build(world: World, port: int) -> list[Scenario]:
    in_cohort = Enrolment.objects.filter(cohort=world.cohort).select_related("learner")
    people = list(in_cohort.order_by("pk")[:PEOPLE])
    sessions = {each.pk: sign_in(each.learner) for each in people}
    staff_session = sign_in(world.counsellor)

    def paths(enrolment: Enrolment) -> str:
        return reverse("learners:path", args=[enrolment.uuid])

    home = reverse("learners:home")
    cohort = reverse("learners:cohort_detail", args=[world.cohort.slug]) + "?sort=-activity"
    matrix = reverse("courses:coverage", args=[world.path.pk])
    learner = people[0].learner
    return [
        Scenario(
            "path page, 60 modules",
            learner,
            paths(people[0]),
            [request("GET", paths(each), port, sessions[each.pk]) for each in people],
        ),
        Scenario(
            "founder's home",
            learner,
            home,
            [request("GET", home, port, sessions[each.pk]) for each in people],
        ),
        _autosave(world, people, sessions, port),
        Scenario(
            "cohort page by activity",
            world.counsellor,
            cohort,
            [request("GET", cohort, port, staff_session)] * 8,
        ),
        *_skills(people, sessions, port),
        *_passports(world, people, sessions, port),
        Scenario(
            "matrix, 40 x 60",
            world.trainer,
            matrix,
            [request("GET", matrix, port, sign_in(world.trainer))] * 8,
        ),
    ]


def _autosave(
    world: World, people: list[Enrolment], sessions: dict[int, str], port: int
) -> Scenario:
    """Every request is a new act: a replay would be cheaper than what is measured."""
    module = world.modules[0]
    key = reflection_of(module)

    def path(each: Enrolment) -> str:
        return reverse("learners:activity_answer", args=[each.uuid, module.slug, key])

    data = {"age_ms": "120", "text": WORDS}
    requests = [
        request(
            "POST",
            path(each),
            port,
            sessions[each.pk],
            urlencode(data | {"statement_id": str(uuid.uuid4())}),
        )
        for number in range(SAVES)
        for each in [people[number % len(people)]]
    ]
    return Scenario(
        "answer autosave", people[0].learner, path(people[0]), requests, data, SAVES // 4
    )


def _skills(people: list[Enrolment], sessions: dict[int, str], port: int) -> list[Scenario]:
    """The cards she positions herself with, and the picture of what she can do."""

    def card(each: Enrolment) -> str:
        return reverse("learners:positioning_card", args=[each.uuid, "depart", 7])

    picture = reverse("learners:competences")
    learner = people[0].learner
    return [
        Scenario(
            "positioning card, 40 cards",
            learner,
            card(people[0]),
            [request("GET", card(each), port, sessions[each.pk]) for each in people],
        ),
        Scenario(
            "picture of 40 competences",
            learner,
            picture,
            [request("GET", picture, port, sessions[each.pk]) for each in people],
        ),
    ]


def _passports(
    world: World, people: list[Enrolment], sessions: dict[int, str], port: int
) -> list[Scenario]:
    passports.fill(world, people)
    return [
        Scenario(
            name,
            people[0].learner,
            path,
            [request("GET", path, port, sessions[each.pk]) for each in people],
        )
        for name, path in passports.addresses().items()
    ]


def export(world: World, port: int, pid: int, size: int) -> dict[str, object]:
    """Fetch the CSV of all progress: seconds (best of three), bytes, growth of memory."""
    path = reverse("learners:cohort_export", args=[world.cohort.slug])
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={sign_in(world.counsellor)}"},
    )
    before, best, length = resident_mib(pid), float("inf"), 0
    for _try in range(3):
        started = time.perf_counter()
        with urllib.request.urlopen(asked) as response:
            length = len(response.read())
        best = min(best, time.perf_counter() - started)
    return {
        "what": "CSV of all progress",
        "founders": size,
        "seconds": round(best, 3),
        "kB": round(length / 1000, 1),
        "memory_growth_MiB": round(resident_mib(pid) - before, 1),
    }
