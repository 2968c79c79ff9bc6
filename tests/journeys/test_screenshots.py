"""The main screens, with the people of the demonstration. `make screenshots` keeps the pictures."""

import os
from base64 import b64encode
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Count
from django.urls import reverse

from accompaniment.links import answer_url
from accompaniment.models import Proposal, RecommendationCard, Referral
from core.models import Role, User
from courses.models import LiveSession
from learners.models import Cohort, Enrolment
from tests.journeys.conftest import PHONE, lighten

CALCULATOR = "a-partir-de-combien"
ON_A_PHONE = ("2-carte", "5-module", "3-mon-projet", "4-mes-etapes")
SIDE_BY_SIDE = """<body style="margin:0;display:flex;gap:24px;padding:24px;background:#e9e4dc">%s"""
PICTURE = """<img alt="" width="270" style="border-radius:14px" src="data:image/png;base64,%s">"""


@pytest.fixture
def demonstration(base_url):
    call_command("load_demo", verbosity=0)


def founder(first_name: str) -> Enrolment:
    return Enrolment.objects.select_related("learner").get(learner__first_name=first_name)


def member(role: str) -> User:
    return User.objects.filter(memberships__role=role).order_by("memberships__pk")[0]


class TestMainScreens:
    """What the README shows; each without a fault that axe knows, none wider than its screen."""

    @pytest.fixture
    def look(self, new_context, base_url, sign_in, axe, no_sideways_scroll, shot):
        def look_at(name: str, url: str, user: User | None = None, **options) -> None:
            context = new_context(**options)
            page = context.new_page()
            if user:
                sign_in(page, user)
            page.goto(url, wait_until="networkidle")
            shot(page, name)
            axe(page)
            no_sideways_scroll(page)
            context.close()

        return look_at

    def test_are_fit_to_be_seen(self, demonstration, look, chromium):
        awa, ruben = founder("Awa"), founder("Ruben")
        card = RecommendationCard.objects.filter(started_at=None, revoked_at=None).first()
        cohort = Cohort.objects.get(pk=awa.cohort_id)
        person = Proposal.objects.filter(enrolment__cohort=cohort).first().enrolment
        counsellor = member(Role.COUNSELLOR)
        module = reverse("learners:module", args=[awa.uuid, CALCULATOR])

        look("1-accueil", "/")
        look("2-carte", reverse("accompaniment:card_public", args=[card.token]), **PHONE)
        look("3-mon-projet", reverse("learners:home"), awa.learner, **PHONE)
        look("4-mes-etapes", reverse("learners:path", args=[awa.uuid]), awa.learner, **PHONE)
        look("5-module", module, awa.learner, **PHONE)
        look("6-carnet", reverse("learners:notebook"), awa.learner)
        look("7-cohorte", reverse("learners:cohort_detail", args=[cohort.slug]), counsellor)
        look("8-personne", reverse("learners:person_detail", args=[person.uuid]), counsellor)
        proposal = reverse("accompaniment:proposal", args=[ruben.uuid])
        look("9-propositions", proposal, ruben.learner, **PHONE)
        look_at_what_others_see(look)

        put_side_by_side(chromium)


def look_at_what_others_see(look) -> None:
    """The trainer's sheet of a session that took place, the structure's page without an account."""
    session = (
        LiveSession.objects.filter(attendances__isnull=False)
        .annotate(people=Count("attendances"))
        .order_by("-people", "-starts_at")[0]
    )
    look("10-seance", reverse("learners:session_detail", args=[session.uuid]), session.trainer)
    waiting = Referral.objects.filter(status=Referral.Status.PENDING)[0]
    look("11-reponse", answer_url(waiting))


def put_side_by_side(chromium) -> None:
    """Make the one picture of the README."""
    folder = Path(os.environ.get("PALIER_SCREENSHOTS", "."))
    pictures = [folder / f"{name}.png" for name in ON_A_PHONE]
    if all(picture.exists() for picture in pictures):
        encoded = [b64encode(picture.read_bytes()).decode() for picture in pictures]
        page = chromium.new_page(viewport={"width": 1200, "height": 603})
        page.set_content(SIDE_BY_SIDE % "".join(PICTURE % each for each in encoded))
        page.screenshot(path=folder / "overview.png")
        lighten(folder / "overview.png")
        page.close()
