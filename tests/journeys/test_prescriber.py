"""The prescriber: a word on a card, given in three ways, and taken back."""

import re

from accompaniment.models import RecommendationCard
from tests.journeys.conftest import shown

WORD = "Vos retouches, tout le quartier en parle. Allez-y de ma part."


class TestPrescriber:
    def test_writes_a_card_and_gives_it(self, stage, page, phone, sign_in, look_over, base_url):
        sign_in(page, stage.prescriber)
        page.goto("/recommandations/")
        look_over(page)
        self.writes_to_awa(stage, page, look_over)
        link = page.get_by_label("Le lien à envoyer").input_value()
        assert re.fullmatch(rf"{base_url}/carte/[\w-]{{20,}}/", link)
        self.can_print_it(page)
        self.sees_what_will_open(page, look_over)

        phone.goto(link)
        look_over(phone)
        assert WORD in shown(phone)
        page.goto("/recommandations/")
        assert "Ouverte" in page.get_by_role("row").filter(has_text="Awa").inner_text()

    def writes_to_awa(self, stage, page, look_over):
        page.get_by_role("link", name="Écrire une carte").click()
        look_over(page)
        page.get_by_label("Son prénom").fill("Awa")
        page.get_by_label("Votre mot").fill(WORD)
        page.get_by_label("Qui l'accueillera").select_option(label=stage.host.name)
        page.get_by_role("button", name="Voir d'abord").click()
        assert WORD in page.get_by_role("region", name="Ce que Awa lira").inner_text()
        assert not RecommendationCard.objects.exists()

        page.get_by_role("button", name="Préparer la carte").click()
        look_over(page)
        assert "La carte de Awa est prête" in shown(page)

    def can_print_it(self, page):
        assert page.get_by_role("img", name="Dessin à scanner").locator("svg").is_visible()

        printed = page.get_by_role("link", name="Carte à imprimer").get_attribute("href")
        pdf = page.context.request.get(printed)
        assert pdf.headers["content-type"] == "application/pdf"
        assert pdf.body().startswith(b"%PDF-")

    def sees_what_will_open(self, page, look_over):
        page.get_by_role("link", name="Voir ce qui s'ouvrira").click()
        look_over(page)
        assert "Aperçu" in shown(page)
        assert not page.get_by_role("button", name="Je commence").count()

    def test_takes_a_card_back(self, stage, page, phone, sign_in, look_over, watch):
        watch.tolerate("status of 410")
        card = stage.card("Karim")
        sign_in(page, stage.prescriber)

        page.goto("/recommandations/")
        page.get_by_role("link", name="Karim").click()
        page.get_by_role("link", name="Annuler cette carte").click()
        look_over(page)
        page.get_by_role("button", name="Annuler la carte").click()

        assert "son lien n'ouvre plus rien" in shown(page)
        assert not page.get_by_role("link", name="Carte à imprimer").count()
        refused = phone.goto(f"/carte/{card.token}/")
        assert refused.status == 410
        look_over(phone)
        assert "Cette carte a été annulée" in shown(phone)
        assert stage.host.phone in shown(phone)
