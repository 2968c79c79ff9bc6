"""A founder plays what a trainer imported, on a phone whose network comes and goes."""

import io
import json
import time
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.urls import re_path, reverse
from django.utils import timezone
from playwright.sync_api import expect

from learners.models import Attempt, AttemptItem
from media.importing import import_package, receive_upload
from tests.journeys.conftest import shown
from tests.learners.acts import founder_on
from tests.learners.factories import AttemptFactory, EnrolmentFactory, package_module
from tests.media.factories import PackageVersionFactory
from tests.packages import build, filename

# A page that closes loses the cut that is emulated, and its last words would leave: in place of the
# routes of content hosts, these take nothing.
urlpatterns = [re_path("", lambda _request: HttpResponse(status=503))]
PATIENCE_SECONDS = 30
# Whether the device keeps a sending that holds these words.
KEEPS = """async (words) => {
  const result = (request) => new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result);
  });
  const database = await result(indexedDB.open("palier-packages"));
  const kept = await result(database.transaction("sends").objectStore("sends").getAll());
  database.close();
  return kept.some((each) => each.body.includes(words));
}"""
# Leaves on the device what a player of that attempt could not send.
LEAVE = """async (entry) => {
  const late = document.querySelector("script[src*=package-late]").src;
  const { Outbox } = await import(late.replace("package-late", "package-outbox"));
  await new Outbox(document.body.dataset.user).put(entry);
}"""
RIGHT = {"devis-quand": "b", "devis-mentions": "a", "devis-signe": "c", "devis-cout": "b"}


@pytest.fixture
def base_url(live_server, settings):
    """Names and not an address: a package has a host of its own, on the same site."""
    port = urlsplit(live_server.url).port
    settings.BASE_URL = settings.WAGTAILADMIN_BASE_URL = f"http://palier.localhost:{port}"
    settings.CONTENT_HOST = f"content.palier.localhost:{port}"
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    frames = ["'self'", f"http://*.{settings.CONTENT_HOST}"]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy | {"frame-src": frames}}
    return settings.BASE_URL


@pytest.fixture
def watch(watch):
    watch.tolerate(r"request to another origin: http://[a-z0-9]+\.content\.palier\.localhost")
    return watch


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "uploads")
    settings.INCOMING_DIR = tmp_path / "incoming"


@pytest.fixture
def package(base_url):
    """Import one package of the corpus as a worker would."""

    def bring(name):
        at = timezone.now()
        received = receive_upload(
            file=io.BytesIO(build(name)), file_name=filename(name), by=None, at=at, queue=False
        )
        import_package(package_import=received, at=at)
        received.refresh_from_db()
        assert received.status == "done", received.problems
        return received.package

    return bring


@pytest.fixture
def step(package, phone, sign_in):
    """Open a step made of one package, as its founder."""

    def opened(name, **settings):
        module = package_module(package(name), **settings)
        enrolment = founder_on(module)
        sign_in(phone, enrolment.learner)
        phone.goto(f"/mes-etapes/{enrolment.uuid}/{module.slug}/")
        return enrolment, module

    return opened


def quiz(page):
    """Return the frame of the SCO: in the player's page, which is in ours."""
    return page.frame_locator("[data-package-frame] iframe").frame_locator("iframe")


def answer(page, question):
    form = quiz(page).locator(f"[data-question={question}]")
    form.locator(f"[value={RIGHT[question]}]").check()
    form.get_by_role("button", name="Valider").click()
    quiz(page).get_by_role("button", name="Continuer").click()


def answers_of(enrolment):
    """Return the questions whose answers the house has."""
    kept = AttemptItem.objects.filter(attempt__enrolment=enrolment).first()
    state = kept.values.get("cmi.suspend_data") if kept else None
    return list(json.loads(state)["answers"]) if state else []


def wait_for_answers(page, enrolment, *questions):
    """Wait for the house to have them: the page says that all is saved at each of its acts."""
    limit = time.monotonic() + PATIENCE_SECONDS
    while (found := answers_of(enrolment)) != list(questions):
        assert time.monotonic() < limit, found
        page.wait_for_timeout(50)


def status(page):
    return page.locator("[data-package-status]")


class TestFounderPlaysPackages:
    def test_answers_a_quiz_through_a_cut_and_gives_nothing_to_the_next_person(
        self, step, phone, sign_in, settings, watch, look_over, shot
    ):
        watch.tolerate("ERR_INTERNET_DISCONNECTED|status of 503")
        enrolment, module = step("single-sco-12", completion="score", score=70)
        address, open_routes = phone.url, settings.CONTENT_URLCONF
        look_over(phone)
        shot(phone, "package-before", full_page=True)

        self.begins(phone, enrolment)
        look_over(phone)
        self.goes_on_without_network(phone)
        shot(phone, "package-offline")
        settings.CONTENT_URLCONF = __name__
        self.closes_it(phone)
        # Signed out first: the page that goes may still speak for her when the network is back.
        phone.context.clear_cookies()
        phone.goto("about:blank")
        phone.context.set_offline(False)

        self.somebody_else_sits_down(phone, sign_in, module)
        assert answers_of(enrolment) == ["devis-quand"]

        settings.CONTENT_URLCONF = open_routes
        sign_in(phone, enrolment.learner)
        phone.goto(address)
        expect(status(phone)).to_have_text("Enregistré")
        assert answers_of(enrolment) == ["devis-quand", "devis-mentions"]
        self.goes_to_the_end(phone)
        look_over(phone)
        shot(phone, "package-done", full_page=True)

    def begins(self, phone, enrolment):
        assert "à partir d'un résultat de 70 %" in shown(phone)
        phone.get_by_role("button", name="Commencer").click()
        answer(phone, "devis-quand")
        wait_for_answers(phone, enrolment, "devis-quand")
        expect(status(phone)).to_have_text("Enregistré")

    def goes_on_without_network(self, phone):
        phone.context.set_offline(True)
        answer(phone, "devis-mentions")
        expect(status(phone)).to_contain_text("En attente")
        phone.wait_for_function(KEEPS, arg='"cmi.core.lesson_location":"3"')

    def closes_it(self, phone):
        phone.get_by_role("button", name="Fermer").click()
        phone.wait_for_function(KEEPS, arg='"final":true')
        expect(status(phone)).to_contain_text("En attente")

    def somebody_else_sits_down(self, phone, sign_in, module):
        other = EnrolmentFactory(cohort__path=module.path_modules.get().block.path)
        sign_in(phone, other.learner)
        phone.goto(f"/mes-etapes/{other.uuid}/{module.slug}/")
        expect(phone.get_by_role("button", name="Commencer")).to_be_visible()
        assert status(phone).inner_text() == ""
        assert not Attempt.objects.filter(enrolment=other).exists()

    def goes_to_the_end(self, phone):
        phone.get_by_role("button", name="Reprendre").click()
        answer(phone, "devis-signe")
        answer(phone, "devis-cout")
        expect(phone.locator("[id^=etat-]")).to_contain_text("Terminé")
        expect(phone.locator("[id^=etat-]")).to_contain_text("100")
        expect(phone.locator("#fin")).to_contain_text("C'est fait")
        phone.get_by_role("button", name="Fermer").click()
        expect(phone.get_by_role("button", name="Refaire")).to_be_visible()

    def test_answers_a_question_and_finds_it_again(self, step, phone, look_over, shot):
        enrolment, _module = step("choice", completion="completed")
        phone.get_by_role("button", name="Commencer").click()
        question = phone.frame_locator("[data-package-frame] iframe")
        question.get_by_label("Les ingrédients").check()
        expect(status(phone)).to_have_text("Enregistré")

        phone.reload()
        phone.get_by_role("button", name="Reprendre").click()
        expect(question.get_by_label("Les ingrédients")).to_be_checked()
        for choice in ("Les barquettes et le gaz", "Le temps passé en cuisine"):
            question.get_by_label(choice).check()
        question.get_by_role("button", name="Vérifier").click()

        expect(phone.locator("[id^=etat-]")).to_contain_text("Terminé")
        expect(phone.locator("#fin")).to_contain_text("C'est fait")
        look_over(phone)
        shot(phone, "package-h5p", full_page=True)
        assert enrolment.module_progress.get().completed_at

    def test_sends_from_another_page_what_waited(self, base_url, phone, sign_in):
        module = package_module(PackageVersionFactory().package)
        attempt = AttemptFactory(enrolment=founder_on(module), module=module)
        place = [attempt.enrolment.uuid, module.slug, attempt.activity_id]
        commit = {
            "sequence": 8,
            "item": "sco-1",
            "session": str(attempt.uuid),
            "values": {"cmi.suspend_data": json.dumps({"answers": {"devis-quand": "b"}})},
            "final": False,
        }
        sign_in(phone, attempt.enrolment.learner)
        phone.goto("/mon-projet/")
        phone.evaluate(
            LEAVE,
            {
                "attempt": str(attempt.uuid),
                "sequence": commit["sequence"],
                "route": "commit",
                "body": json.dumps(commit),
                "url": reverse("learners:package_replay", args=place),
            },
        )

        phone.reload()

        wait_for_answers(phone, attempt.enrolment, "devis-quand")
        phone.wait_for_function("localStorage.length === 0")
