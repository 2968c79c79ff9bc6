"""SCORM packages of the corpus in a real browser: what is said, what is kept, how it goes on."""

import io
import re
import time
import zipfile
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Frame, FrameLocator, Page, Route, expect

from learners.models import Attempt
from learners.runtime.tokens import runtime_token
from media import scorm
from media.importing.manifests import scorm_manifest
from media.models import PackageVersion
from media.origin import content_url
from tests.journeys.conftest import PHONE
from tests.learners.factories import AttemptFactory
from tests.media.factories import PackageVersionFactory
from tests.packages.scorm import PACKAGES

SMALL = PHONE | {"viewport": {"width": 320, "height": 640}}
LISTEN = """() => {
  window.heard = [];
  window.addEventListener("message", (event) => window.heard.push(event.data));
}"""
FRAME = """(url) => {
  document.querySelector("iframe")?.remove();
  const frame = document.createElement("iframe");
  frame.title = "activité";
  frame.style = "display: block; inline-size: 100%; block-size: 600px; border: 0";
  frame.src = url;
  document.querySelector("main").replaceChildren(frame);
}"""
HEARD = "(kind) => window.heard.some((said) => said.type === `palier:${kind}`)"
TELL = """(said) => {
  const frame = document.querySelector("iframe");
  frame.contentWindow.postMessage(said, new URL(frame.src).origin);
}"""
KINDS = (
    "['API', 'API_1484_11', 'Scorm12API', 'Scorm2004API', 'PalierLink'].map((n) => typeof self[n])"
)


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
    settings.MEDIA_ROOT = str(tmp_path)


class Player:
    """An attempt at a package, opened in a frame of a page of the application."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.attempt: Attempt = AttemptFactory(version=version_of(name))
        page.goto("/compte/connexion/")
        page.evaluate(LISTEN)

    def open(self) -> "Player":
        token = runtime_token(self.attempt, at=timezone.now())
        self.page.evaluate(FRAME, content_url(self.attempt.version.label, f"/r/{token}/"))
        return self

    def leave(self) -> None:
        self.page.evaluate("document.querySelector('iframe').remove()")

    @property
    def chrome(self) -> FrameLocator:
        return self.page.frame_locator("iframe")

    @property
    def sco(self) -> FrameLocator:
        return self.chrome.frame_locator("main > iframe")

    @property
    def root(self):
        return self.sco.locator("html")

    @property
    def frame(self) -> Frame:
        return next(frame for frame in self.page.frames if "/r/" in frame.url)

    def answer(self, *values: str) -> None:
        for value in values:
            self.sco.locator(f"input[value={value}]").check()
            self.sco.get_by_role("button", name="Valider").click()
            self.sco.get_by_role("button", name="Continuer").click()

    def hears(self, kind: str) -> None:
        self.page.wait_for_function(HEARD, arg=kind)

    def wait_for(self, **values: str) -> Attempt:
        """Return the attempt once it is as said: what leaves with a page arrives after it."""
        limit = time.monotonic() + 10
        while True:
            kept = Attempt.objects.get(pk=self.attempt.pk)
            found = {name: getattr(kept, name) for name in values}
            if found == values:
                return kept
            assert time.monotonic() < limit, found
            self.page.wait_for_timeout(50)

    def wait_for_value(self, item: str, name: str, value: str) -> None:
        limit = time.monotonic() + 10
        while True:
            row = self.attempt.items.filter(identifier=item).first()
            if row is not None and row.values.get(name) == value:
                return
            assert time.monotonic() < limit, row and row.values
            self.page.wait_for_timeout(50)


def version_of(name: str) -> PackageVersion:
    with zipfile.ZipFile(io.BytesIO(PACKAGES[name]())) as archive:
        files = {path: archive.read(path) for path in archive.namelist()}
    manifest = scorm.parse_manifest(files["imsmanifest.xml"], files)
    return PackageVersionFactory(manifest=scorm_manifest(manifest), files=files)


class TestScormPackages:
    def test_resume_and_score_in_1_2(self, page):
        player = Player(page, "single-sco-12").open()
        expect(player.root).to_have_attribute("data-entry", "new")
        assert player.frame.evaluate(KINDS) == ["object", *["undefined"] * 4]
        expect(player.chrome.get_by_role("banner")).to_be_hidden()

        player.answer("b")
        player.leave()
        player.wait_for_value("quiz", "cmi.core.exit", "suspend")
        player.open()
        expect(player.root).to_have_attribute("data-entry", "resume")
        player.answer("a", "c", "b")

        player.hears("ended")
        kept = player.wait_for(completion="completed", success="passed")
        assert kept.score_scaled == 1

    def test_lead_from_part_to_part_on_a_small_phone(self, new_context, axe, no_sideways_scroll):
        player = Player(new_context(**SMALL).new_page(), "multi-sco-12").open()
        chrome = player.chrome
        expect(player.sco.get_by_role("heading")).to_have_text("Lire son marché")
        chrome.get_by_role("button", name="Sommaire").click()
        last = chrome.get_by_role("button", name="Fixer son prix")
        expect(last).to_contain_text("Lire son marché, Connaître ses concurrents")
        expect(chrome.get_by_text("Notes pour la personne")).to_have_count(0)
        axe(player.frame)
        no_sideways_scroll(player.frame)
        last.click(force=True)
        expect(chrome.get_by_role("status").filter(has_text="À faire")).to_be_visible()

        current = chrome.get_by_role("button", name=re.compile("Lire son marché\\s*pas commencé"))
        expect(current).to_have_attribute("aria-current", "true")
        current.press("Escape")
        expect(chrome.get_by_role("button", name="Sommaire")).to_be_focused()
        player.sco.get_by_role("button", name="J'ai lu").click()
        expect(player.sco.get_by_role("heading")).to_have_text("Connaître ses concurrents")
        player.sco.get_by_role("button", name="J'ai lu").click()

        expect(player.root).to_have_attribute("data-launch-data", "prix=12;cout=7")
        chrome.get_by_role("button", name="Précédent").click()
        expect(player.sco.get_by_role("heading")).to_have_text("Connaître ses concurrents")
        chrome.get_by_role("button", name="Suivant").click()
        player.answer("a", "b")
        player.wait_for_value("B1", "cmi.core.lesson_status", "passed")

    def test_are_judged_by_the_thresholds_of_2004(self, page):
        player = Player(page, "single-sco-2004").open()
        expect(player.root).to_have_attribute("data-entry", "new")
        assert player.frame.evaluate(KINDS) == ["undefined", "object", *["undefined"] * 3]
        assert player.root.get_attribute("data-threshold") == "0.75"
        player.answer("ca", "deduire", "micro", "non")

        kept = player.wait_for(completion="completed", success="failed")
        assert kept.score_scaled == 0.5

    def test_follow_the_sequencing_and_take_it_up_again(self, page):
        player = Player(page, "sequenced-2004").open()
        expect(player.root).to_have_attribute("data-step", "1")
        player.sco.get_by_role("button", name="vérifier que des gens paieront").click()
        player.sco.get_by_role("button", name="Continuer").click()
        expect(player.root).to_have_attribute("data-step", "3")
        player.leave()
        player.wait_for_value("item-3", "cmi.exit", "suspend")

        player.open()
        expect(player.root).to_have_attribute("data-step", "3")
        player.chrome.get_by_role("button", name="Sommaire").click()
        skipped = player.chrome.get_by_role("button", name="La leçon")
        expect(skipped).to_have_attribute("aria-disabled", "true")

    def test_keep_what_is_said_while_the_page_goes_away(self, page):
        player = Player(page, "late-12").open()
        expect(player.root).to_have_attribute("data-sco", "open")
        player.sco.get_by_label("Matériel").fill("60")
        player.page.goto("/compte/connexion/")

        player.wait_for_value("budget", "cmi.core.lesson_location", "60")

    def test_wait_for_the_network_and_for_a_new_token(self, page, watch):
        watch.tolerate("Failed to load resource")
        player = Player(page, "single-sco-12").open()
        expect(player.root).to_have_attribute("data-entry", "new")
        player.hears("saved")
        page.context.route("**/commit", lambda route: route.abort())
        player.answer("b")
        player.hears("queue")
        page.context.unroute("**/commit")
        page.context.route("**/commit", refuse)
        page.evaluate(TELL, {"type": "palier:flush"})
        player.hears("token?")
        page.context.unroute("**/commit")
        token = runtime_token(player.attempt, at=timezone.now())
        page.evaluate(TELL, {"type": "palier:token", "token": token})

        player.hears("unqueue")
        player.wait_for_value("quiz", "cmi.core.lesson_location", "2")


def refuse(route: Route) -> None:
    route.fulfill(status=403, json={"code": "expired"})
