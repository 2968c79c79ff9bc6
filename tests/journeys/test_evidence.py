"""A photo of her stall shows what she can do: hers, then her counsellor's to read, then hers."""

from io import BytesIO

from PIL import Image

from tests.journeys.conftest import PHONE


def photo_of_a_stall() -> dict:
    stream = BytesIO()
    Image.new("RGB", (1200, 900), (180, 120, 60)).save(stream, "JPEG")
    return {"name": "IMG_2041.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}


class TestEvidence:
    def test_is_shown_by_her_and_answered(
        self, stage, page, new_context, sign_in, look_over, watch
    ):
        awa = stage.founder("Awa")
        phone = new_context(**PHONE).new_page()
        sign_in(phone, awa.learner)

        self.attaches_a_photo(phone, look_over)
        address = phone.url
        self.shows_it_to_her_counsellor(phone, stage.counsellor)

        sign_in(page, stage.counsellor)
        self.answers(page, look_over)

        phone.goto(address)
        look_over(phone)
        assert "On voit bien votre étal." in phone.inner_text("main")

        self.takes_it_back(phone)
        watch.tolerate("status of 404")
        assert page.reload().status == 404

    def attaches_a_photo(self, phone, look_over):
        phone.goto("/mes-preuves/")
        look_over(phone)
        phone.get_by_role("link", name="Ajouter une preuve").first.click()
        look_over(phone)
        phone.get_by_label("Votre photo, votre son ou votre document").set_input_files(
            photo_of_a_stall()
        )
        phone.get_by_label("Ce que c'est, en quelques mots").fill("Mon étal du dimanche")
        phone.get_by_role("button", name="Envoyer et attacher").click()
        phone.wait_for_url("**/mes-preuves/*-*-*-*-*/")
        assert phone.locator("main img").evaluate("each => each.naturalWidth") == 1200

    def shows_it_to_her_counsellor(self, phone, counsellor):
        phone.get_by_label(str(counsellor)).check()
        phone.get_by_role("button", name="Enregistrer mon choix").click()
        assert phone.get_by_label(str(counsellor)).is_checked()

    def answers(self, page, look_over):
        page.goto("/preuves/")
        look_over(page)
        page.get_by_role("link", name="Mon étal du dimanche").click()
        look_over(page)
        page.get_by_label("Cela le montre bien").check()
        page.get_by_label("Un mot pour elle ou pour lui").fill("On voit bien votre étal.")
        page.get_by_role("button", name="Donner mon avis").click()
        page.wait_for_load_state()

    def takes_it_back(self, phone):
        phone.get_by_role("button", name="Retirer cette preuve").click()
        phone.get_by_role("button", name="La remettre").wait_for()
