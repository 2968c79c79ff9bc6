"""A trainer writes a framework from nothing, an editor publishes it; the matrix shows a path."""

from django.contrib.auth.models import Group
from django.urls import reverse

from competences.models import Framework
from core.memberships import EDITORS
from tests.core.factories import UserFactory


class TestAuthor:
    def test_builds_a_framework_from_nothing(self, stage, page, new_context, sign_in, look_over):
        sign_in(page, stage.trainer)
        page.goto(reverse("frameworks:index"))
        page.locator("a[href$='/frameworks/new/']").first.click()
        self.says_what_it_is(page)
        framework = Framework.objects.get(title="Tenir un stand")
        self.adds_a_competence(page)
        self.orders_the_steps(page, framework)

        page.get_by_role("link", name="Voir la carte").click()
        look_over(page)
        assert page.get_by_role("heading", level=1).inner_text() == "Je rends la monnaie."

        editor = UserFactory(reachable=True)
        editor.groups.add(Group.objects.get(name=EDITORS))
        desk = new_context().new_page()
        sign_in(desk, editor)
        self.publishes(desk, framework)

    def says_what_it_is(self, page):
        page.locator("#id_title").fill("Tenir un stand")
        page.locator("#id_title").blur()
        page.locator("#id_slug").fill("tenir-un-stand")
        page.locator("#id_blocks-ADD").click()
        page.locator("#id_blocks-0-code").fill("B1")
        page.locator("#id_blocks-0-title").fill("Vendre")
        page.locator("button.button-longrunning").first.click()
        page.wait_for_url("**/inspect/**")

    def adds_a_competence(self, page):
        page.get_by_role("link", name="Ajouter une compétence à ce bloc").click()
        page.locator("#id_code").fill("C1")
        page.locator("#id_statement").fill("Je rends la monnaie.")
        page.locator("#id_formal").fill("Encaisser et rendre la monnaie sans erreur.")
        page.get_by_label("2. Avec aide").fill("Compte avec un modèle.\nDemande quand elle doute.")
        page.locator("button.button-longrunning").first.click()
        page.wait_for_url("**/inspect/**")
        page.get_by_text("Critères, niveau par niveau").click()
        assert page.get_by_text("Demande quand elle doute.").is_visible()

    def orders_the_steps(self, page, framework):
        page.get_by_role("link", name="Modifier le référentiel").click()
        page.locator("#inline_child_levels-3 [data-inline-panel-child-move-up]").click()
        page.locator("button.button-longrunning").first.click()
        page.wait_for_url("**/inspect/**")
        labels = [level.label for level in framework.levels.all()]
        assert labels == ["Je découvre", "Avec aide", "Je transmets", "Seul·e"]

    def publishes(self, page, framework):
        page.goto(reverse("frameworks:inspect", args=[framework.pk]))
        assert page.get_by_text("Des niveaux n'ont pas de critère observable").is_visible()
        page.get_by_role("button", name="Publier cette version").click()
        page.get_by_text("Cette version ne change plus.").wait_for()
        assert page.get_by_role("link", name="Modifier le référentiel").count() == 0

    def test_sees_who_works_on_what(self, stage, page, sign_in, look_over):
        sign_in(page, stage.trainer)
        page.goto(reverse("courses:coverage_list"))
        look_over(page)

        page.get_by_role("link", name="Mon projet, pas à pas").click()
        look_over(page)

        assert page.get_by_role("rowgroup").count() >= 3
        assert page.get_by_text("Un seul module").first.is_visible()
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV").click()
        assert download.value.suggested_filename.startswith("matrice-")
