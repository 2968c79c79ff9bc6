"""A trainer says what she saw, someone met does by a link; the founder reads both."""

import pytest
from playwright.sync_api import expect

from competences.models import Assessment, Competence
from tests.journeys.conftest import PHONE, shown

PRICE = "C7"


@pytest.fixture
def price(stage):
    return Competence.objects.get(code=PRICE, path_blocks__path=stage.path)


class TestWhatOthersSaw:
    def test_is_told_by_the_team_and_by_someone_met(
        self, stage, price, page, new_context, sign_in, look_over
    ):
        awa = stage.founder("Awa")
        sign_in(page, stage.trainer)
        self.trainer_says(page, awa, price, look_over)

        phone = new_context(**PHONE).new_page()
        sign_in(phone, awa.learner)
        link = self.founder_asks(phone, price, look_over)

        outsider = new_context(**PHONE).new_page()
        self.outsider_answers(outsider, link, look_over)

        phone.goto("/mon-projet/")
        look_over(phone)
        phone.get_by_role("link", name="Lire").first.click()
        look_over(phone)
        phone.get_by_role("link", name=price.statement).first.click()
        look_over(phone)
        text = shown(phone)
        assert stage.trainer.get_full_name() in text
        assert "Nadia Ferrand" in text
        assert "Juste et clair." in text

    def trainer_says(self, page, enrolment, price, look_over):
        page.goto("/regards/")
        look_over(page)
        page.get_by_role("link", name=str(enrolment.learner), exact=True).first.click()
        look_over(page)
        row = page.get_by_role("row").filter(has_text=price.statement)
        expect(row.get_by_label("Pas cette fois")).to_be_checked()
        row.get_by_label("Seul·e").check()
        row.get_by_text("Ce que j'ai vu").click()
        row.get_by_label("En quelques mots").fill("Le calcul est juste.")
        page.get_by_role("button", name="Enregistrer ces regards").click()
        expect(page.get_by_text("enregistré").first).to_be_visible()
        assert Assessment.objects.get().level.rank == 3

    def founder_asks(self, phone, price, look_over):
        phone.goto("/mes-regards/")
        look_over(phone)
        phone.get_by_role("link", name="Demander à quelqu'un").click()
        look_over(phone)
        phone.get_by_label("Son prénom et son nom").fill("Nadia Ferrand")
        phone.get_by_label(price.statement).check()
        phone.get_by_label("Un mot pour elle").fill("Vous m'avez vue au marché.")
        phone.get_by_role("button", name="Préparer le lien").click()
        look_over(phone)
        return phone.get_by_label("L'adresse").input_value()

    def outsider_answers(self, page, link, look_over):
        page.goto(link)
        look_over(page)
        page.get_by_label("Avec aide").check()
        page.get_by_text("Ce que j'ai vu").click()
        page.get_by_label("En quelques mots").fill("Juste et clair.")
        page.get_by_role("button", name="Envoyer ma réponse").click()
        expect(page.get_by_text("Votre réponse est arrivée")).to_be_visible()
        look_over(page)
