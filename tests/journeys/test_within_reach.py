"""Every page of a founder on the smallest screens, enlarged twice, and without a mouse."""

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import PathBlock
from learners.services.live import book_session
from tests.journeys.conftest import PHONE

MODULES = (
    "par-ou-je-commence",
    "ce-que-je-sais-faire",
    "a-partir-de-combien",
    "mener-l-enquete",
    "raconter-mon-idee-ensemble",
)
# 640 px at 200 % are 320 CSS px, as a browser on a computer shows them (WCAG 1.4.10).
ENLARGED = {"viewport": {"width": 320, "height": 360}, "device_scale_factor": 2}
SMALLEST = PHONE | {"viewport": {"width": 320, "height": 568}}
IN_SIGHT = """() => {
  const shown = document.activeElement, box = shown.getBoundingClientRect();
  const middle = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const style = getComputedStyle(shown);
  return {
    name: (shown.innerText || shown.getAttribute("aria-label") || shown.name || "").trim(),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    uncovered: Boolean(middle) && (shown.contains(middle) || middle.contains(shown)),
    inside: box.top >= 0 && box.bottom <= innerHeight,
  };
}"""


@pytest.fixture
def awa(stage):
    """Someone in the middle of her path, with a seat and words of her own."""
    enrolment = stage.founder("Awa")
    stage.climb(enrolment, "me-connaitre")
    stage.finish(enrolment, PathBlock.objects.get(path=stage.path, key="face-au-terrain"))
    session = stage.session_now("les-chiffres-ensemble")
    book_session(session=session, enrolment=enrolment, at=timezone.now())
    return enrolment


def main_pages(enrolment):
    blocks = ("me-connaitre", "mon-projet-tient-il-debout", "face-au-terrain")
    session = enrolment.bookings.get().session
    return [
        *(reverse(f"learners:{name}") for name in ("home", "notebook", "agenda", "help")),
        reverse("learners:path", args=[enrolment.uuid]),
        *(reverse("learners:module", args=[enrolment.uuid, slug]) for slug in MODULES),
        *(reverse("learners:decision", args=[enrolment.uuid, key]) for key in blocks),
        reverse("learners:path_stop", args=[enrolment.uuid]),
        reverse("learners:session", args=[session.uuid]),
        reverse("learners:profile"),
        reverse("learners:address"),
        reverse("accompaniment:proposal", args=[enrolment.uuid]),
    ]


class TestSmallScreens:
    @pytest.mark.parametrize("screen", [SMALLEST, ENLARGED], ids=["320 px", "200 %"])
    def test_show_every_page_of_a_founder_whole(
        self, screen, stage, awa, new_context, sign_in, no_sideways_scroll
    ):
        page = new_context(**screen).new_page()
        public = ["/", "/compte/connexion/", "/acces/", f"/carte/{stage.card('Karim').token}/"]
        for address in public:
            page.goto(address)
            no_sideways_scroll(page)
        sign_in(page, awa.learner)
        for address in main_pages(awa):
            assert page.goto(address).ok
            no_sideways_scroll(page)


class TestKeyboard:
    @pytest.fixture
    def page(self, new_context):
        """Return a page where nothing slides: what has the focus is where it is at once."""
        return new_context(reduced_motion="reduce").new_page()

    def test_reaches_the_content_and_the_main_action(self, awa, page, sign_in):
        sign_in(page, awa.learner)
        for address in ("/mon-projet/", "/mes-etapes/", "/agenda/", "/aide/"):
            page.goto(address)
            page.keyboard.press("Tab")
            assert page.evaluate(IN_SIGHT)["name"] == "Aller au contenu"
            assert page.evaluate(IN_SIGHT)["inside"]
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.id") == "main"
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.closest('main') !== null")
            self.tabs_through(page)

    def tabs_through(self, page):
        """Press Tab to the end: whatever has the focus shows it, and nothing hides it."""
        main = page.locator("main .button:not(.button--secondary):not(.button--quiet)").first
        wanted, seen = main.inner_text().strip() if main.count() else "", set()
        for _press in range(80):
            state = page.evaluate(IN_SIGHT)
            if page.evaluate("document.activeElement === document.body"):
                break
            assert state["outlined"], f"{page.url}: nothing shows that {state['name']} has focus"
            assert state["uncovered"], f"{page.url}: something hides {state['name']}"
            seen.add(state["name"])
            page.keyboard.press("Tab")
        assert not wanted or wanted in seen

    def test_writes_and_ends_a_step(self, awa, page, sign_in):
        sign_in(page, awa.learner)
        address = reverse("learners:module", args=[awa.uuid, "trouver-mon-prix"])
        page.goto(address)
        field = page.get_by_label("Quel prix allez-vous essayer")
        field.focus()
        page.keyboard.type("14 euros, posés.")
        button = page.get_by_role("button", name="C'est fait")
        for _press in range(30):
            page.keyboard.press("Tab")
            if button.evaluate("each => each === document.activeElement"):
                break
        page.keyboard.press("Enter")

        page.wait_for_url("**#fin")
        assert awa.module_progress.filter(
            module__slug="trouver-mon-prix", completed_at__isnull=False
        ).exists()
        assert awa.answers.get(module__slug="trouver-mon-prix").value == {
            "text": "14 euros, posés."
        }
