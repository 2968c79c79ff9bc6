"""A pitch said aloud, with and without a microphone; a piece of work read and answered."""

import re

from playwright.sync_api import expect

from courses.models import Module
from learners.models import Answer, Feedback, Upload
from tests.journeys.conftest import PHONE, shown
from tests.learners import sounds


def activity_of(page, enrolment, slug, kind):
    """Go to the activity of that kind in a module, and return it."""
    module = Module.objects.get(slug=slug)
    block = next(each for each in module.body if each.block_type == kind)
    page.goto(f"/mes-etapes/{enrolment.uuid}/{slug}/")
    return page.locator(f"#activite-{block.id}")


class TestFounderPitches:
    SLUG = "raconter-mon-idee"

    def test_says_her_minute_throws_it_away_says_it_again_and_keeps_it(
        self, stage, new_context, sign_in, look_over
    ):
        awa = stage.founder("Awa")
        page = new_context(**PHONE, permissions=["microphone"]).new_page()
        sign_in(page, awa.learner)
        pitch = activity_of(page, awa, self.SLUG, "pitch")

        pitch.get_by_label("Le nom de votre projet").fill("Retouches d'Awa")
        pitch.get_by_label("Qu'est-ce que vous proposez").fill("Je reprends vos vêtements.")
        self.speaks(pitch)
        look_over(page)
        pitch.get_by_role("button", name="Jeter et recommencer").click()
        expect(pitch.get_by_text("Rien n'a été envoyé.")).to_be_visible()
        assert not Upload.objects.exists()

        self.speaks(pitch)
        pitch.get_by_role("button", name="Garder").click()
        expect(pitch.get_by_text("Votre pitch, avec votre voix")).to_be_visible()
        upload = Upload.objects.get()
        assert (upload.kind, upload.content_type) == ("audio", "audio/webm")
        assert Answer.objects.get(kind="pitch").value["recording"] == str(upload.uuid)
        expect(pitch.get_by_label("Le nom de votre projet")).to_have_value("Retouches d'Awa")
        look_over(page)

        pitch.get_by_role("link", name="Voir ma fiche d'une page").click()
        assert "Je reprends vos vêtements." in shown(page)
        look_over(page)

    def speaks(self, pitch):
        pitch.get_by_role("button", name="M'enregistrer").click()
        expect(pitch.get_by_text(re.compile(r"Encore 5\d secondes"))).to_be_visible()
        pitch.get_by_role("button", name="Arrêter").click()
        expect(pitch.get_by_label("Votre enregistrement, pour vous réécouter")).to_be_visible()

    def test_chooses_a_file_when_the_microphone_is_refused(self, stage, phone, sign_in, look_over):
        awa = stage.founder("Awa")
        sign_in(phone, awa.learner)
        pitch = activity_of(phone, awa, self.SLUG, "pitch")

        pitch.get_by_role("button", name="M'enregistrer").click()
        expect(pitch.get_by_text("Le micro n'est pas autorisé")).to_be_visible()
        chosen = pitch.get_by_label("Ou choisir un enregistrement")
        expect(chosen).to_be_focused()
        look_over(phone)
        voice = {"name": "memo.ogg", "mimeType": "audio/ogg", "buffer": sounds.ogg()}
        chosen.set_input_files(voice)

        expect(pitch.get_by_text("Votre pitch, avec votre voix")).to_be_visible()
        assert Upload.objects.get().content_type == "audio/ogg"

    def test_keeps_her_voice_on_the_page_until_the_network_is_back(
        self, stage, new_context, sign_in, watch
    ):
        watch.tolerate("ERR_INTERNET_DISCONNECTED")
        awa = stage.founder("Awa")
        context = new_context(**PHONE, permissions=["microphone"])
        page = context.new_page()
        sign_in(page, awa.learner)
        pitch = activity_of(page, awa, self.SLUG, "pitch")

        self.speaks(pitch)
        context.set_offline(True)
        pitch.get_by_role("button", name="Garder").click()
        expect(pitch.get_by_text("partira dès qu'il revient")).to_be_visible()
        assert not Upload.objects.exists()
        context.set_offline(False)

        expect(pitch.get_by_text("Votre pitch, avec votre voix")).to_be_visible()
        assert Upload.objects.count() == 1


class TestFounderHandsIn:
    def test_sends_a_trial_and_reads_what_the_trainer_answers(
        self, stage, phone, page, sign_in, look_over
    ):
        awa = stage.founder("Awa")
        sign_in(phone, awa.learner)
        sign_in(page, stage.trainer)

        work = activity_of(phone, awa, "essayer-en-petit", "hand_in")
        work.get_by_label("Votre travail").fill("J'ai cousu trois ourlets samedi.")
        work.get_by_role("button", name="Envoyer pour avoir un retour").click()
        expect(work.get_by_text("va vous répondre ici")).to_be_visible()
        look_over(phone)

        page.goto("/travaux/")
        look_over(page)
        page.get_by_role("link", name="Mon essai, raconté").click()
        assert "trois ourlets" in shown(page)
        look_over(page)
        page.get_by_label("À compléter").check()
        page.get_by_role("button", name="Envoyer la réponse").click()
        expect(page.get_by_text("Dites ce qu'il reste à compléter.")).to_be_visible()
        page.get_by_label("Votre retour").fill("Combien de temps pour chacun ?")
        page.get_by_role("button", name="Envoyer la réponse").click()
        expect(page.get_by_text("Rien n'attend")).to_be_visible()
        assert Feedback.objects.get().decision == Feedback.Decision.AGAIN

        phone.reload()
        expect(work.get_by_text("Combien de temps pour chacun")).to_be_visible()
        look_over(phone)
