"""The trainer: a session planned, a room opened, who was there; and the founders beside her."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.models import LiveSession, Module
from learners.models import Attendance
from tests.journeys.conftest import PHONE, shown
from tests.learners.factories import AttemptFactory

ROOM = "https://salle.exemple.fr/retouches"
LIVE, CATCH_UP = "raconter-mon-idee-ensemble", "raconter-mon-idee"


@pytest.fixture
def outside(watch):
    """Stand for the room, which is not ours: nothing is asked of another host."""
    watch.tolerate(f"request to another origin: {ROOM}")

    def stand_for_it(page):
        answer = {"body": "<title>Salle</title>", "content_type": "text/html"}
        page.context.route(f"{ROOM}**", lambda route: route.fulfill(**answer))
        return page

    return stand_for_it


@pytest.fixture
def open_phone(new_context, sign_in, outside):
    def open_one(enrolment):
        page = outside(new_context(**PHONE).new_page())
        sign_in(page, enrolment.learner)
        return page

    return open_one


def step(page, slug):
    return page.locator(f"main a[href$='/{slug}/']").last


class TestTrainer:
    def test_leads_a_session_from_its_plan_to_its_sheet(
        self, stage, page, sign_in, look_over, outside, open_phone
    ):
        awa, karim = stage.founder("Awa"), stage.founder("Karim")
        trainer = outside(page)
        sign_in(trainer, stage.trainer)
        self.plans_a_session_of_one_seat(trainer, look_over)
        session = LiveSession.objects.get(room_url=ROOM)

        phone = open_phone(awa)
        self.books(phone, session, look_over)
        other = open_phone(karim)
        self.waits(other, session, look_over)

        self.opens_the_room(trainer, session, look_over)
        phone.reload()
        phone.get_by_role("link", name="Rejoindre la séance").click()
        phone.wait_for_url(ROOM)
        assert not Attendance.objects.exists()
        assert not awa.module_progress.exclude(completed_at=None).exists()

        self.notes_who_was_there(trainer, session)
        phone.goto("/mes-etapes/")
        look_over(phone)
        for slug in (LIVE, CATCH_UP):
            assert "C'est fait" in step(phone, slug).inner_text()

        self.catches_up(other, karim)
        self.reads_what_was_answered(trainer, awa, look_over)

    def plans_a_session_of_one_seat(self, page, look_over):
        starts_at = timezone.localtime() + timedelta(minutes=10)
        page.goto("/seances/")
        look_over(page)
        page.get_by_role("link", name="Planifier une séance").click()
        look_over(page)
        module = Module.objects.get(slug=LIVE)
        page.get_by_label("Module").select_option(value=str(module.pk))
        page.get_by_label("Jour").fill(f"{starts_at - timedelta(days=7):%Y-%m-%d}")
        page.get_by_label("Heure").fill(f"{starts_at:%H:%M}")
        page.get_by_label("Places").fill("1")
        page.get_by_role("button", name="Planifier").click()
        look_over(page)
        refused = shown(page)
        assert "Cette date est passée" in refused
        assert "Indiquez un lieu, ou le lien d'une salle en ligne." in refused
        page.get_by_label("Jour").fill(f"{starts_at:%Y-%m-%d}")
        page.get_by_label("Lien de la salle").fill(ROOM)
        page.get_by_role("button", name="Planifier").click()
        look_over(page)
        assert "Personne n'est encore inscrit." in shown(page)

    def books(self, phone, session, look_over):
        phone.goto(f"/agenda/?module={LIVE}")
        look_over(phone)
        phone.locator(f"a[href*='{session.uuid}']").click()
        look_over(phone)
        assert "Il en reste une." in shown(phone)
        phone.get_by_role("button", name="Garder ma place").click()
        look_over(phone)
        assert "Votre place est gardée" in shown(phone)

    def waits(self, phone, session, look_over):
        phone.goto(f"/agenda/{session.uuid}/")
        assert "Cette séance est complète." in shown(phone)
        phone.get_by_role("button", name="Me mettre sur la liste d'attente").click()
        look_over(phone)
        assert "Vous êtes la première personne de la liste." in shown(phone)
        assert not phone.get_by_role("link", name="Rejoindre").count()
        assert step(phone, CATCH_UP).is_visible()

    def opens_the_room(self, page, session, look_over):
        page.goto(f"/seances/{session.uuid}/")
        look_over(page)
        assert "1 sur 1" in shown(page)
        assert "liste d'attente" in page.get_by_role("row").filter(has_text="Karim").inner_text()
        page.get_by_role("button", name="Ouvrir la salle").click()
        page.wait_for_url(ROOM)
        session.refresh_from_db()
        assert session.room_opened_at is not None

    def notes_who_was_there(self, page, session):
        page.goto(f"/seances/{session.uuid}/")
        page.get_by_role("group", name="Awa").get_by_label("Présent").check()
        page.get_by_role("button", name="Enregistrer les présences").click()
        assert "C'est noté : 1 présence changée." in shown(page)

    def catches_up(self, phone, karim):
        step(phone, CATCH_UP).click()
        phone.get_by_role("button", name="C'est fait").click()
        phone.goto("/mes-etapes/")
        assert "C'est fait" in step(phone, LIVE).inner_text()
        assert not Attendance.objects.filter(enrolment=karim).exists()

    def reads_what_was_answered(self, page, awa, look_over):
        attempt = AttemptFactory(enrolment=awa, started_at=timezone.now())
        attempt.interactions.create(
            key="sco-1#prix",
            label="Combien ?",
            response="12 €",
            expected="36 €",
            result="wrong",
            first_result="wrong",
            answered_at=timezone.now(),
        )
        page.goto("/travaux/")
        page.get_by_role("link", name="Activités importées").click()
        look_over(page)
        page.get_by_role("link", name="Mon premier devis").click()
        look_over(page)
        assert "réussie par aucune personne sur 1" in shown(page)
        page.get_by_role("link", name="Les personnes").click()
        page.get_by_role("link", name="Awa").click()
        look_over(page)
        assert "Combien ? 12 € 36 € à revoir" in shown(page)
