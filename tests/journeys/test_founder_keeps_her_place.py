"""The founder who comes back: an address, a code, a device that is not hers."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail

from tests.journeys.conftest import shown

ADDRESS = "awa@courriel.exemple.fr"
WRITE_AND_LEAVE = """(field, words) => {
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  document.querySelector(".site-header form button").click();
}"""


@pytest.fixture
def code(mailbox):
    """Return the last code that was sent: its message is wiped once it has left."""

    def last() -> str:
        mailbox.deliver()
        message = mail.outbox[-1]
        assert message.to == [ADDRESS]
        found = re.search(r"(?:code\s:\s|^ {4})(\S+)$", str(message.body), re.MULTILINE)
        assert found, message.body
        return found[1]

    return last


class TestFounderKeepsHerPlace:
    def test_comes_back_with_a_code_by_mail(self, stage, phone, sign_in, look_over, code):
        awa = stage.founder("Awa")
        sign_in(phone, awa.learner)
        self.gives_her_address(phone, look_over, code)
        awa.learner.refresh_from_db()
        assert awa.learner.email == ADDRESS

        phone.locator("summary").filter(has_text="Awa").click()
        phone.get_by_role("button", name="Me déconnecter").click()
        phone.wait_for_url(re.compile(r"/$"))
        look_over(phone)

        phone.goto("/carnet/")
        phone.wait_for_url("**/connexion/?next=/carnet/")
        look_over(phone)
        self.asks_for_a_code(phone, look_over)
        phone.get_by_label("code").fill("AAAAAA")
        phone.get_by_role("button", name="Entrer", exact=True).click()
        assert phone.get_by_role("textbox").get_attribute("aria-invalid") == "true"
        phone.get_by_label("code").fill(code())
        phone.get_by_role("button", name="Entrer", exact=True).click()
        phone.wait_for_url("**/carnet/")

    def gives_her_address(self, phone, look_over, code):
        phone.goto("/aide/")
        look_over(phone)
        phone.get_by_role("link", name="Ajouter mon e-mail").click()
        look_over(phone)
        phone.get_by_label("Adresse e-mail").fill(ADDRESS)
        phone.get_by_role("button", name="Recevoir un code").click()
        look_over(phone)
        phone.get_by_label("Code reçu").fill("000000")
        phone.get_by_role("button", name="C'est mon adresse").click()
        assert phone.get_by_label("Code reçu").get_attribute("aria-invalid") == "true"
        phone.get_by_label("Code reçu").fill(code())
        phone.get_by_role("button", name="C'est mon adresse").click()
        assert "Votre adresse est confirmée" in shown(phone)

    def asks_for_a_code(self, phone, look_over):
        phone.get_by_role("link", name="Recevoir un code par e-mail").click()
        look_over(phone)
        phone.get_by_label("e-mail").fill(ADDRESS)
        phone.get_by_role("button", name="Recevoir mon code").click()
        look_over(phone)

    def test_leaves_nothing_on_a_device_that_is_not_hers(self, stage, phone, code):
        stage.founder("Awa", email=ADDRESS)
        phone.goto("/compte/code/")
        phone.get_by_label("e-mail").fill(ADDRESS)
        phone.get_by_label("Cet appareil n'est pas à moi").check()
        phone.get_by_role("button", name="Recevoir mon code").click()
        phone.get_by_label("code").fill(code())
        phone.get_by_role("button", name="Entrer", exact=True).click()
        phone.wait_for_url("**/mon-projet/")

        session = next(
            each for each in phone.context.cookies() if each["name"] == settings.SESSION_COOKIE_NAME
        )
        assert session["expires"] == -1

    def test_takes_her_last_words_along_when_she_leaves(self, stage, phone, sign_in):
        awa = stage.founder("Awa")
        sign_in(phone, awa.learner)
        phone.goto(f"/mes-etapes/{awa.uuid}/par-ou-je-commence/")
        # Quicker than any finger: the pause after which words leave by themselves is not over.
        phone.get_by_label("Écrivez votre idée").evaluate(WRITE_AND_LEAVE, "Vite, je pars.")
        phone.get_by_role("link", name="Me connecter").wait_for()

        assert awa.answers.get().value == {"text": "Vite, je pars."}
        assert phone.evaluate("Object.keys(localStorage)") == []

    def test_is_told_kindly_of_a_link_that_opens_nothing(self, stage, phone, look_over, watch):
        watch.tolerate("status of 4(04|10)")
        card = stage.card("Awa")
        card.expires_at = stage.now - timedelta(days=1)
        card.save()

        expired = phone.goto(f"/carte/{card.token}/")
        assert expired.status == 410
        look_over(phone)
        assert "Cette carte n'est plus valable" in shown(phone)

        for address, words in {
            f"/carte/{card.token[:-2]}/": "Cette carte est introuvable",
            "/acces/ABCD-EFGH-JKLM/": "Cette carte n'ouvre rien",
        }.items():
            assert phone.goto(address).status == 404
            look_over(phone)
            assert words in shown(phone)
