"""The founder sorts, puts in order, matches, reckons, answers a poll: by keyboard, or no script."""

import re

from django.urls import reverse
from playwright.sync_api import expect

from courses.models import Module
from learners.models import Answer
from tests.journeys.conftest import shown

ORDER = [
    "Choisir la personne à rencontrer",
    "Écrire cinq questions",
    "Appeler et demander vingt minutes",
]


def page_of(enrolment, slug):
    return reverse("learners:module", args=[enrolment.uuid, slug])


def activity(page, kind):
    return page.locator(f".activity--{kind}").first


def saved(form):
    """Wait until the page says that the server has it."""
    expect(form.locator("[data-status]")).to_have_class(re.compile("autosave--saved"))


def steps(form) -> list[str]:
    return form.locator("[data-text]").all_inner_texts()


class TestFounderChooses:
    def test_by_keyboard_and_finds_it_again(
        self, stage, phone, page_without_js, sign_in, look_over, watch
    ):
        watch.tolerate("422")  # a number in letters is refused, and given back
        enrolment = stage.founder("Awa")
        sign_in(phone, enrolment.learner)
        sign_in(page_without_js, enrolment.learner)

        self.sorts_her_values(phone, enrolment, look_over)
        self.puts_steps_in_order(phone, enrolment, look_over)
        self.matches(phone, enrolment, look_over)
        self.reckons(phone, enrolment, look_over)
        self.judges_received_ideas(phone, enrolment, look_over)
        self.hears_what_others_say(stage, phone, enrolment, look_over)

        phone.goto(reverse("learners:notebook"))
        assert "La liberté" in shown(phone)
        # What she answered to a poll is for her alone: folded, under the words of its chapter.
        for chapter in phone.get_by_text("Mes réponses aux questions de ce chapitre").all():
            chapter.click()
        assert "De 3 à 6 heures" in shown(phone)
        self.does_the_same_without_a_script(page_without_js, enrolment)

    def sorts_her_values(self, phone, enrolment, look_over):
        phone.goto(page_of(enrolment, "ce-qui-compte-pour-moi"))
        form = activity(phone, "card_sort")
        form.get_by_role("group", name="La liberté").get_by_label("C'est bien").focus()
        phone.keyboard.press("ArrowLeft")
        form.get_by_role("group", name="Ma famille").get_by_label("Je n'y renonce pas").focus()
        phone.keyboard.press("Space")
        saved(form)
        expect(form.get_by_role("region", name="Je n'y renonce pas")).to_contain_text("La liberté")
        look_over(phone)

    def puts_steps_in_order(self, phone, enrolment, look_over):
        phone.goto(page_of(enrolment, "preparer-mes-rencontres"))
        form = activity(phone, "ordering")
        expect(form.locator("select").first).to_be_hidden()
        for place, text in enumerate(ORDER):
            while steps(form).index(text) > place:
                form.get_by_role("button", name=f"Monter « {text} »").press("Enter")
        expect(form.locator("[data-said]")).to_contain_text("place")
        saved(form)
        wanted = steps(form)
        assert wanted[:3] == ORDER

        phone.reload()
        form = activity(phone, "ordering")
        assert steps(form) == wanted
        form.get_by_text("Un ordre qui marche bien").click()
        expect(form.get_by_text("comme vous").first).to_be_visible()
        look_over(phone)

    def matches(self, phone, enrolment, look_over):
        phone.goto(page_of(enrolment, "dans-quel-cadre-essayer"))
        form = activity(phone, "matching")
        select = form.get_by_label("Je veux de vrais clients")
        letter = form.get_by_role("option", name=re.compile("couveuse")).first.get_attribute(
            "value"
        )
        select.select_option(letter)
        expect(form.locator(".quiz__feedback--right")).to_contain_text("On signe un CAPE")
        saved(form)
        look_over(phone)

    def reckons(self, phone, enrolment, look_over):
        phone.goto(page_of(enrolment, "trouver-mon-prix"))
        form = activity(phone, "numeric")
        number = form.get_by_role("textbox")
        number.fill("vingt")
        expect(form.get_by_role("alert")).to_contain_text("en chiffres")
        number.fill("25 €")
        expect(form.locator(".quiz__feedback")).to_contain_text("trois quarts d'heure")
        number.fill("21")
        expect(form.locator(".quiz__feedback--right")).to_contain_text("Oui, 21")
        look_over(phone)

    def judges_received_ideas(self, phone, enrolment, look_over):
        phone.goto(page_of(enrolment, "par-ou-je-commence"))
        form = activity(phone, "beliefs")
        idea = form.get_by_role("group", name=re.compile("aller jusqu'au bout"))
        idea.get_by_text("Plutôt faux").click()
        expect(idea.locator(".quiz__feedback--right")).to_contain_text("Teodora a compté")
        expect(form.locator(".quiz__feedback")).to_have_count(1)
        look_over(phone)

    def hears_what_others_say(self, stage, phone, enrolment, look_over):
        module = Module.objects.get(slug="mon-temps-mes-appuis")
        poll = next(block for block in module.body if block.block_type == "poll")
        few = poll.value["choices"].bound_blocks[1].id
        for name in ("Salimata", "Joël", "Nadège", "Bilal", "Ivana"):
            Answer.objects.create(
                enrolment=stage.founder(name),
                module=module,
                activity_id=poll.id,
                kind="poll",
                value={"choices": [few]},
                written_at=stage.now,
            )
        phone.goto(page_of(enrolment, "mon-temps-mes-appuis"))
        form = activity(phone, "poll")
        expect(form.get_by_text("personnes ont répondu")).to_have_count(0)
        form.get_by_label("De 3 à 6 heures").check()
        expect(form.get_by_text("au moins 5 personnes ont répondu")).to_be_visible()
        assert "Salimata" not in shown(phone)
        look_over(phone)

    def does_the_same_without_a_script(self, page, enrolment):
        page.goto(page_of(enrolment, "preparer-mes-rencontres"))
        form = activity(page, "ordering")
        last = steps(form)[-1]
        form.get_by_label(f"Place de « {last} »").select_option("1")
        form.get_by_role("button", name="Voir ce que ça m'apprend").click()
        assert steps(activity(page, "ordering"))[0] == last

        page.goto(page_of(enrolment, "trouver-mon-prix"))
        form = activity(page, "numeric")
        form.get_by_role("textbox").fill("vingt")
        form.get_by_role("button", name="Voir ce que ça m'apprend").click()
        form = activity(page, "numeric")
        expect(form.get_by_role("textbox")).to_have_value("vingt")
        assert "en chiffres" in form.inner_text()
