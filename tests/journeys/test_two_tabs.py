"""Two tabs of one founder on the same question: the later words are kept, the others not lost."""

from playwright.sync_api import expect

from learners.models import Answer
from tests.journeys.conftest import PHONE

LABEL = "Écrivez votre idée comme vous la diriez"


class TestTwoTabs:
    def test_keep_the_later_words_and_give_the_earlier_back(
        self, stage, new_context, sign_in, look_over
    ):
        awa = stage.founder("Awa")
        url = f"/mes-etapes/{awa.uuid}/par-ou-je-commence/"
        context = new_context(**PHONE)
        first, second = context.new_page(), context.new_page()
        sign_in(first, awa.learner)
        first.goto(url)
        second.goto(url)

        self.write(first, "Des retouches chez les gens.")
        self.write(second, "Un atelier ouvert le samedi.")
        note = second.locator(".activity").filter(has=second.get_by_label(LABEL))
        expect(note).to_contain_text("Vous avez aussi écrit ailleurs")
        assert Answer.objects.get().value == {"text": "Un atelier ouvert le samedi."}
        first.reload()
        expect(first.get_by_label(LABEL)).to_have_value("Un atelier ouvert le samedi.")

        note.get_by_role("link", name="Versions précédentes").click()
        look_over(second)
        versions = second.get_by_role("article")
        assert versions.count() == 2
        assert "C'est la version gardée" in versions.nth(0).inner_text()
        earlier = versions.filter(has_text="Des retouches chez les gens.")
        earlier.get_by_role("button", name="Reprendre cette version").click()

        expect(second.get_by_role("status").first).to_contain_text("Cette version est reprise")
        expect(second.get_by_label(LABEL)).to_have_value("Des retouches chez les gens.")
        assert awa.statements.filter(verb="answered").count() == 3

    def write(self, page, words):
        page.get_by_label(LABEL).fill(words)
        form = page.locator(".activity").filter(has=page.get_by_label(LABEL))
        expect(form.locator(".autosave--saved")).to_be_visible()
