"""One notebook for two founders: written, changed in place, and shown to whom they chose."""

import re

from playwright.sync_api import expect

from learners.models import NotebookPage, NotebookShare
from tests.journeys.conftest import PHONE, shown

IDEA = "Des retouches chez les gens."


class TestNotebook:
    def test_is_written_by_two_and_read_by_whom_they_chose(
        self, stage, new_context, phone, page, sign_in, look_over, watch
    ):
        awa, oumou = stage.founder("Awa"), stage.founder("Oumou")
        sign_in(phone, awa.learner)
        self.writes_her_idea(phone, awa)
        self.changes_it_in_the_notebook(phone, look_over)
        code = self.invites(phone, look_over)

        friend = new_context(**PHONE).new_page()
        sign_in(friend, oumou.learner)
        self.joins(friend, code, look_over)
        assert IDEA in shown(friend)
        assert friend.get_by_role("link", name=re.compile("^Changer")).count() == 0

        self.both_write_one_page(phone, friend, look_over, watch)
        link = self.shares(phone, look_over)
        self.is_read(page, link, look_over, watch)

    def writes_her_idea(self, phone, awa):
        phone.goto(f"/mes-etapes/{awa.uuid}/par-ou-je-commence/")
        phone.get_by_label("Écrivez votre idée comme vous la diriez").fill("Des retouches.")
        form = phone.locator(".activity").filter(has_text="Mon idée en une phrase")
        expect(form.locator(".autosave--saved")).to_be_visible()

    def changes_it_in_the_notebook(self, phone, look_over):
        phone.goto("/carnet/")
        look_over(phone)
        phone.get_by_role("link", name=re.compile("^Changer.*Mon idée en une phrase")).click()
        field = phone.get_by_label("Écrivez votre idée comme vous la diriez")
        expect(field).to_have_value("Des retouches.")
        look_over(phone)
        field.fill(IDEA)
        expect(phone.locator(".autosave--saved")).to_be_visible()
        phone.get_by_role("link", name="J'ai fini de changer ce passage").click()
        assert IDEA in shown(phone)

    def invites(self, phone, look_over):
        phone.get_by_role("link", name="Porter ce projet à plusieurs").click()
        phone.get_by_role("button", name="Inviter quelqu'un").click()
        look_over(phone)
        return phone.locator(".sheet__code").inner_text()

    def joins(self, friend, code, look_over):
        friend.goto("/carnet/rejoindre/")
        friend.get_by_label("Le code écrit sur l'invitation").fill(code.lower())
        friend.get_by_role("button", name="Voir l'invitation").click()
        assert "Awa vous invite" in shown(friend)
        look_over(friend)
        friend.get_by_role("button", name="J'accepte").click()
        friend.wait_for_url("**/carnet/")

    def both_write_one_page(self, phone, friend, look_over, watch):
        phone.goto("/carnet/")
        phone.get_by_role("button", name="Ajouter une page libre").click()
        address = phone.url
        friend.goto(address)
        self.write(phone, "La mercerie du centre.")
        watch.tolerate("409")
        friend.get_by_label("Titre").fill("Fournisseurs")
        friend.get_by_label("Ce que vous voulez garder").fill("Le grossiste.")
        expect(friend.locator("[data-error]")).to_contain_text("Rien n'est perdu")

        friend.get_by_role("button", name="Revoir les deux textes").click()
        expect(friend.get_by_role("heading", name="Votre texte")).to_be_visible()
        said = shown(friend)
        assert "La mercerie du centre." in said
        words = friend.get_by_label("Ce que vous voulez garder")
        expect(words).to_have_value("Le grossiste.")
        look_over(friend)
        words.fill("La mercerie, puis le grossiste.")
        expect(friend.locator(".autosave--saved")).to_be_visible()
        assert NotebookPage.objects.get().words == "La mercerie, puis le grossiste."
        friend.get_by_role("link", name="Versions précédentes").click()
        assert "La mercerie du centre." in shown(friend)

    def write(self, page, words):
        page.get_by_label("Titre").fill("Nos fournisseurs")
        page.get_by_label("Ce que vous voulez garder").fill(words)
        expect(page.locator(".autosave--saved")).to_be_visible()

    def shares(self, phone, look_over):
        phone.goto("/carnet/partages/")
        phone.get_by_role("link", name="Partager mon carnet").click()
        look_over(phone)
        phone.get_by_label("Quelqu'un d'autre, avec un lien").check()
        phone.get_by_label("son nom").fill("Mme Roy")
        phone.get_by_role("button", name="Partager").click()
        look_over(phone)
        return phone.get_by_label("Le lien à envoyer").input_value()

    def is_read(self, page, link, look_over, watch):
        page.goto(link)
        look_over(page)
        assert IDEA in shown(page)
        assert page.get_by_role("link", name=re.compile("Changer")).count() == 0
        NotebookShare.objects.get().revoke(NotebookShare.objects.get().shared_at)
        watch.tolerate("410")
        page.reload()
        assert "Il n'y a rien à lire ici" in shown(page)

    def test_takes_pages_of_their_own_without_a_script(self, stage, page_without_js, sign_in):
        page, awa = page_without_js, stage.founder("Awa")
        sign_in(page, awa.learner)
        page.goto("/carnet/")
        for title in ("Un", "Deux"):
            page.get_by_role("button", name="Ajouter une page libre").click()
            page.get_by_label("Titre").fill(title)
            page.get_by_role("button", name="Enregistrer").last.click()
            page.wait_for_url(re.compile("#page-"))
        page.get_by_role("button", name=re.compile("^Monter")).click()
        titles = page.locator("[id^=page-] h3").all_inner_texts()
        assert titles == ["Deux", "Un"]

        page.get_by_role("button", name=re.compile("^Enlever.*Un")).click()
        page.get_by_role("button", name="Remettre la page").click()
        assert page.locator("[id^=page-] h3").count() == 2
