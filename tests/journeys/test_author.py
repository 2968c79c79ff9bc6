"""An author writes three modules and a path from nothing; a validator publishes; one opens it."""

import uuid
from contextlib import suppress

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import TimeoutError as NotYet, expect

from core.memberships import TRAINERS, VALIDATORS
from courses.copying import copy_module
from courses.models import LearningPath, Module
from tests.journeys.conftest import PHONE, shown

TITLE = "Choisir mon marché"
BODY = "#panel-child-texte-body-section"
PATH = "Vendre près de chez moi"


@pytest.fixture
def validator(stage):
    person = stage.counsellor
    person.groups.add(Group.objects.get(name=VALIDATORS))
    return person


class TestAuthor:
    def test_builds_a_path_that_a_founder_opens(
        self, stage, validator, page, new_context, sign_in, watch
    ):
        # Wagtail asks whether somebody else edits the same thing, and leaves before the answer.
        watch.tolerate("Failed to fetch")
        # A draft that saves itself before its block has a title is refused, and tries again.
        watch.tolerate("status of 400")
        # Its first page makes the browser read all of Wagtail's scripts.
        page.set_default_timeout(30_000)
        author = stage.trainer
        author.groups.add(Group.objects.get(name=TRAINERS))
        sign_in(page, author)
        first = self.writes_a_module(page)
        self.copies_it(page, first, "Choisir mon étal")
        copy_module(module=first, title="Choisir mes horaires", by=author, key=uuid.uuid4())
        modules = list(Module.objects.filter(slug__startswith=first.slug).order_by("pk"))
        assert len(modules) == 3
        assert len({raw["id"] for each in modules for raw in each.body.raw_data}) == 6

        desk = new_context().new_page()
        sign_in(desk, validator)
        self.submits(page, "module", first.pk)
        self.approves(desk, "module", first.pk)
        assert Module.objects.get(pk=first.pk).live
        for copy in modules[1:]:
            copy.get_latest_revision().publish()

        self.builds_a_path(page, modules)
        self.sends(page)
        path = LearningPath.objects.get(title=PATH)
        self.approves(desk, "learningpath", path.pk)
        path.refresh_from_db()
        assert path.live

        self.opens_it(new_context(**PHONE).new_page(), sign_in, stage, path)

    def writes_a_module(self, page) -> Module:
        page.goto("/atelier/")
        page.get_by_role("link", name="Écrire un module").click()
        ready = page.locator("[data-side-panel-toggle='ready']")
        ready.click()
        expect(page.locator("[data-side-panel='ready']")).to_contain_text("Indiquez la durée")
        page.locator("#id_title").fill(TITLE)
        page.locator("#id_summary").fill("Trouver où vendre, près de chez soi.")
        page.locator("#id_objectives").fill("Nommer deux marchés\nDire lequel essayer")
        self.adds(page, "Texte")
        page.locator(f"{BODY} [contenteditable=true]").first.click()
        page.keyboard.type("Un marché se visite deux fois. La première, on regarde.")
        self.adds(page, "Réflexion")
        page.locator("[name=body-1-value-label]").fill("Mon marché")
        page.locator("[name=body-1-value-question]").fill("Lequel, et pourquoi ?")
        page.get_by_role("tab", name="Cadre").click()
        page.locator("#id_duration").fill("10")
        page.locator("#id_competences input").first.check()
        self.waits_for_the_draft(page)
        return Module.objects.get(title=TITLE)

    def waits_for_the_draft(self, page) -> None:
        """The draft saves itself as one goes on writing, and the list says that nothing lacks."""
        ready = page.locator("[data-side-panel='ready']").get_by_text("Rien n'empêche")
        for minutes in range(11, 31):
            page.locator("#id_duration").fill(str(minutes))
            with suppress(NotYet):
                ready.wait_for(timeout=3_000)
                return
        raise AssertionError(page.locator("[data-side-panel='ready']").inner_text())

    def adds(self, page, kind) -> None:
        page.locator(BODY).get_by_role("button", name="Insérer un bloc").last.click()
        page.get_by_role("option", name=kind, exact=True).click()

    def copies_it(self, page, module, title) -> None:
        page.goto(f"/atelier/snippets/courses/module/duplicate/{module.pk}/")
        page.get_by_label("Titre de la copie").fill(title)
        page.get_by_role("button", name="Copier").click()
        expect(page.locator("#id_title")).to_have_value(title)

    def submits(self, page, kind, pk) -> None:
        page.goto(f"/atelier/snippets/courses/{kind}/edit/{pk}/")
        self.sends(page)

    def sends(self, page) -> None:
        page.get_by_role("button", name="Plus d'actions").last.click()
        page.get_by_role("button", name="Soumettre à Relecture avant publication").click()
        expect(page.get_by_text("attend une relecture").first).to_be_visible()

    def approves(self, page, kind, pk) -> None:
        page.goto(f"/atelier/snippets/courses/{kind}/edit/{pk}/")
        page.get_by_role("button", name="Plus d'actions").last.click()
        page.get_by_role("button", name="Approuver et Publier", exact=True).click()
        page.wait_for_url(f"**/snippets/courses/{kind}/")

    def builds_a_path(self, page, modules) -> None:
        page.goto("/atelier/snippets/courses/learningpath/add/")
        page.locator("[data-side-panel-toggle='ready']").click()
        page.locator("#id_title").fill(PATH)
        page.locator("#id_summary").fill("Du premier regard au premier étal.")
        page.get_by_role("tab", name="Blocs et modules").click()
        page.get_by_role("button", name="Ajouter un(e) Bloc").click()
        page.locator("#id_blocks-0-title").fill("Mon premier marché")
        page.locator("#id_blocks-0-step").select_option("reality_check")
        page.locator("#id_blocks-0-summary").fill("Y aller, pour de vrai.")
        page.locator("#id_blocks-0-outcome").fill("Vous savez tenir un étal.")
        for rank, module in enumerate(modules):
            page.get_by_role("button", name="Ajouter un(e) Module").click()
            place = page.locator(f"#inline_child_blocks-0-path_modules-{rank}")
            place.get_by_role("button", name="Choisir module").click()
            page.locator(".modal-body a", has_text=module.title).first.click()
            expect(place).to_contain_text(module.title)
        patience = {"timeout": 30_000}
        expect(page.locator("[data-side-panel='ready']")).to_contain_text(
            "Rien n'empêche", **patience
        )

    def opens_it(self, phone, sign_in, stage, path) -> None:
        stage.path = path
        enrolment = stage.founder("Awa")
        sign_in(phone, enrolment.learner)
        phone.goto("/mes-etapes/")
        phone.locator("main a", has_text=TITLE).first.click()
        assert "Un marché se visite deux fois." in shown(phone)
        assert "Lequel, et pourquoi" in shown(phone)
