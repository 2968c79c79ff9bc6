"""A founder whose browser runs no script: everything works, page after page."""

import re

import pytest

from accompaniment.services.cards import card_link
from courses.models import PathBlock
from learners.models import Booking, Enrolment
from tests.journeys.conftest import shown

IDEA = "Je voudrais réparer des vélos."


@pytest.fixture
def look_over(look_over, phone):
    """axe is a script: show it in a second browser what the first one shows, and run no other."""
    shown = ""

    def give(route):
        if route.request.resource_type == "document":
            route.fulfill(body=shown, content_type="text/html; charset=utf-8")
        else:
            route.continue_()

    def assert_sound(page):
        nonlocal shown
        shown = re.sub(r"<script.*?</script>", "", page.content(), flags=re.DOTALL)
        phone.goto(page.url.partition("#")[0])
        look_over(phone)

    phone.route("**/*", give)
    return assert_sound


class TestWithoutJavascript:
    def test_founder_goes_from_a_card_to_a_seat_in_a_session(
        self, stage, page_without_js, look_over
    ):
        page = page_without_js
        page.goto(card_link(stage.card("Awa")))
        look_over(page)
        page.get_by_role("button", name="Je commence").click()
        page.wait_for_url("**/par-ou-je-commence/")
        self.writes(page)
        self.answers(page)
        look_over(page)
        page.get_by_role("button", name="C'est fait").click()
        assert page.get_by_role("link", name="Continuer :").is_visible()

        page.get_by_role("link", name="Agenda").click()
        look_over(page)
        page.get_by_role("link", name="Raconter mon idée").first.click()
        look_over(page)
        page.get_by_role("button", name="Garder ma place").click()
        assert "Votre place est gardée" in shown(page)
        assert Booking.objects.get().status == Booking.Status.BOOKED
        page.get_by_role("link", name="Mon projet").last.click()
        assert "Vos rendez-vous" in shown(page)

    def writes(self, page):
        form = page.locator(".activity").filter(has_text="Mon idée en une phrase")
        form.get_by_role("textbox").fill(IDEA)
        form.get_by_role("button", name="Enregistrer").click()
        page.wait_for_url(re.compile("#activite-"))
        assert form.get_by_role("textbox").input_value() == IDEA
        assert "Enregistré à" in form.inner_text()

    def answers(self, page):
        quiz = page.locator(".activity").filter(has_text="pour commencer ce parcours")
        quiz.get_by_label("Un diplôme dans le métier").check()
        quiz.get_by_role("button", name="Voir ce que ça m'apprend").click()
        assert "Pas pour commencer" in quiz.locator(".quiz__feedback").inner_text()

    def test_founder_stops_with_respect_and_takes_up_again(
        self, stage, page_without_js, sign_in, look_over
    ):
        page = page_without_js
        awa = stage.founder("Awa")
        stage.finish(awa, PathBlock.objects.get(path=stage.path, key="me-connaitre"))
        sign_in(page, awa.learner)

        page.goto("/mon-projet/")
        page.get_by_role("link", name="Décider de la suite").click()
        look_over(page)
        page.get_by_label("Je m'arrête").check()
        page.get_by_label("Dans vos mots").fill("J'ai trouvé un emploi qui me va.")
        page.get_by_label("J'aimerais en parler").check()
        page.get_by_role("button", name="Garder ma décision").click()
        look_over(page)
        said = shown(page)
        assert "c'est une vraie décision" in said
        assert "J'ai trouvé un emploi qui me va." in said
        assert stage.counsellor.get_full_name() in said
        assert Enrolment.objects.get().is_stopped

        page.get_by_role("link", name="Mon projet").last.click()
        look_over(page)
        page.get_by_role("button", name="Reprendre mon parcours").click()
        assert "Bon retour" in shown(page)
        assert not Enrolment.objects.get().is_stopped
