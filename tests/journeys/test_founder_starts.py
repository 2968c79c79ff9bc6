"""The founder on her phone: one tap from a card, then words, figures and meetings that stay."""

import io
import re

from PIL import Image
from playwright.sync_api import expect

from accompaniment.services.cards import card_link
from core.models import User
from learners.models import Answer, Enrolment, Upload
from tests.journeys.conftest import shown

IDEA = "Je voudrais faire des retouches à domicile, parce que personne ne le fait ici. 🧵"
QUESTION = "Écrivez votre idée comme vous la diriez"


def activity(page, title):
    return page.locator(".activity").filter(has_text=title)


def saved(form):
    """Wait until the page says that the server has it."""
    expect(form.locator("[data-status]")).to_have_class(re.compile("autosave--saved"))


def picture() -> dict[str, object]:
    file = io.BytesIO()
    Image.new("RGB", (640, 480), "#3d6b45").save(file, "JPEG")
    return {"name": "atelier.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


class TestFounderStarts:
    def test_goes_from_a_card_to_her_first_step_done(self, stage, phone, look_over):
        phone.goto(card_link(stage.card("Awa")))
        look_over(phone)
        assert "Allez-y de ma part." in shown(phone)
        phone.get_by_role("button", name="Je commence").click()
        phone.wait_for_url("**/par-ou-je-commence/")
        look_over(phone)

        self.writes_her_idea(phone)
        self.answers_the_quiz(phone)
        self.says_how_clear_it_is(phone)
        phone.reload()
        expect(phone.get_by_label(QUESTION)).to_have_value(IDEA)
        expect(phone.get_by_label("L'envie de regarder son idée de près")).to_be_checked()
        expect(activity(phone, "est-elle claire pour vous").get_by_label("4")).to_be_checked()

        phone.get_by_role("button", name="C'est fait").click()
        after = phone.get_by_role("region", name="Et après")
        expect(after).to_contain_text("C'est fait.")
        look_over(phone)
        expect(after.get_by_role("link", name="Continuer :")).to_be_visible()

        self.finds_her_words_and_her_height(phone, look_over)

    def writes_her_idea(self, phone):
        phone.get_by_label(QUESTION).fill(IDEA)
        form = activity(phone, "Mon idée en une phrase")
        saved(form)
        assert re.search(r"Enregistré à \d+ h \d\d", form.inner_text())

    def answers_the_quiz(self, phone):
        quiz = activity(phone, "pour commencer ce parcours")
        quiz.get_by_text("Un peu d'argent de côté").click()
        quiz.get_by_role("button", name="Voir ce que ça m'apprend").click()
        expect(quiz.locator(".quiz__feedback")).to_contain_text("Réfléchir ne coûte rien")
        quiz.get_by_text("L'envie de regarder son idée de près").click()
        expect(quiz.locator(".quiz__feedback--right")).to_contain_text("C'est tout ce qu'il faut")
        saved(quiz)

    def says_how_clear_it_is(self, phone):
        scale = activity(phone, "est-elle claire pour vous")
        scale.get_by_text("4", exact=True).click()
        saved(scale)

    def finds_her_words_and_her_height(self, phone, look_over):
        phone.get_by_role("link", name="Mon projet").last.click()
        look_over(phone)
        home = shown(phone)
        assert "Bonjour Awa" in home
        assert "Vous avez monté 1 étape sur 18." in home
        assert IDEA in home
        assert "Prochaine étape" in home

        phone.get_by_role("link", name="Ouvrir mon carnet").click()
        look_over(phone)
        assert IDEA in shown(phone)

        phone.get_by_role("link", name="Mes étapes").click()
        look_over(phone)
        assert "C'est fait" in phone.get_by_role("link", name="Par où je commence").inner_text()

    def test_is_one_person_however_often_she_taps(self, stage, phone):
        link = card_link(stage.card("Awa"))
        phone.goto(link)
        phone.get_by_role("button", name="Je commence").dblclick()
        phone.wait_for_url("**/par-ou-je-commence/")

        phone.go_back()
        phone.wait_for_url("**/mon-projet/")
        phone.goto(link)
        phone.wait_for_url("**/mon-projet/")

        assert User.objects.filter(first_name="Awa").count() == 1
        assert Enrolment.objects.count() == 1

    def test_loses_no_word_in_a_tunnel(self, stage, phone, sign_in, watch):
        watch.tolerate("ERR_INTERNET_DISCONNECTED")
        awa = stage.founder("Awa")
        sign_in(phone, awa.learner)
        phone.goto(f"/mes-etapes/{awa.uuid}/par-ou-je-commence/")
        form = activity(phone, "Mon idée en une phrase")

        phone.context.set_offline(True)
        phone.get_by_label(QUESTION).fill(IDEA)
        expect(form.locator("[data-status]")).to_contain_text("gardé sur cet appareil")
        assert not Answer.objects.exists()

        phone.context.set_offline(False)
        saved(form)
        assert Answer.objects.get().value == {"text": IDEA}

    def test_counts_and_goes_and_meets_people(self, stage, phone, sign_in, look_over):
        awa = stage.founder("Awa")
        sign_in(phone, awa.learner)

        phone.goto(f"/mes-etapes/{awa.uuid}/ce-que-je-sais-faire/")
        self.ticks_where_she_learned(phone)
        look_over(phone)
        phone.goto(f"/mes-etapes/{awa.uuid}/a-partir-de-combien/")
        self.finds_her_break_even(phone)
        look_over(phone)
        phone.goto(f"/mes-etapes/{awa.uuid}/mener-l-enquete/")
        self.notes_whom_she_met(phone)
        look_over(phone)

        phone.goto("/carnet/")
        notebook = shown(phone)
        assert "50 ventes" in notebook
        assert "Mme Sorel, mercière" in notebook

    def ticks_where_she_learned(self, phone):
        checklist = activity(phone, "Des endroits où l'on apprend")
        checklist.get_by_text("Tenir le budget de la maison").click()
        saved(checklist)
        phone.reload()
        expect(phone.get_by_label("Tenir le budget de la maison")).to_be_checked()

    def finds_her_break_even(self, phone):
        sums = activity(phone, "Mon seuil de rentabilité")
        sums.get_by_label("Prix de vente").fill("10")
        sums.get_by_label("Ce que coûte une unité").fill("4,00")
        sums.get_by_label("Charges fixes").fill("300")
        sums.get_by_role("button", name="Calculer").click()
        expect(sums.locator(".stats")).to_contain_text("50")
        expect(sums.locator(".stats")).to_contain_text("500")
        expect(sums.get_by_role("img")).to_be_visible()
        with phone.expect_download() as download:
            sums.get_by_role("link", name="Emporter le calcul").click()
        assert download.value.path().read_bytes().startswith(b"PK")

    def notes_whom_she_met(self, phone):
        sheet = phone.get_by_role("group", name="Fiche 1")
        sheet.get_by_label("Qui avez-vous rencontré").fill("Mme Sorel, mercière")
        sheet.get_by_label("Une photo").set_input_files(picture())
        seen = phone.get_by_role("img", name="Photo de la fiche 1")
        expect(seen).to_be_visible()
        expect(sheet.get_by_label("Qui avez-vous rencontré")).to_have_value("Mme Sorel, mercière")
        phone.wait_for_function(
            "image => image.complete && image.naturalWidth", arg=seen.element_handle()
        )
        assert Upload.objects.count() == 1
        phone.get_by_role("button", name="Ajouter une fiche").click()
        expect(phone.get_by_role("group", name="Fiche 2")).to_be_visible()
        expect(seen).to_be_visible()
