"""H5P contents of the corpus in a real browser: what is answered, what is kept, how it goes on."""

import io
import json
import time
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import FrameLocator, Page, expect

from learners.models import Attempt
from learners.runtime.tokens import runtime_token
from media.importing import import_package, receive_upload
from media.models import PackageVersion
from media.origin import content_url
from tests.journeys.conftest import PHONE
from tests.learners.factories import AttemptFactory
from tests.packages import build, filename

SMALL = PHONE | {"viewport": {"width": 320, "height": 640}}
# As the application's page does: it hears the player, and gives it the room it asks for.
HOUSE = """() => {
  window.heard = [];
  window.addEventListener("message", ({ data }) => {
    window.heard.push(data.type);
    if (data.type === "palier:height") document.querySelector("iframe").height = data.px;
  });
}"""
FRAME = """(url) => {
  window.heard = [];
  document.querySelector("iframe")?.remove();
  const frame = document.createElement("iframe");
  frame.title = "activité";
  frame.style = "display: block; inline-size: 100%; border: 0";
  frame.src = url;
  document.querySelector("main").replaceChildren(frame);
}"""
HEARD = "(kind) => window.heard.includes(`palier:${kind}`)"


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


class Player:
    """An attempt at a content, opened in a frame of a page of the application."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.attempt: Attempt = AttemptFactory(version=version_of(name))
        page.goto("/compte/connexion/")
        page.evaluate(HOUSE)

    def open(self) -> "Player":
        token = runtime_token(self.attempt, at=timezone.now())
        self.page.evaluate(FRAME, content_url(self.attempt.version.label, f"/r/{token}/"))
        self.page.wait_for_function(HEARD, arg="ready")
        return self

    def leave(self) -> None:
        self.page.evaluate("document.querySelector('iframe').remove()")

    @property
    def content(self) -> FrameLocator:
        return self.page.frame_locator("iframe")

    @property
    def frame(self):
        return next(frame for frame in self.page.frames if "/r/" in frame.url)

    def press(self, name: str) -> None:
        self.content.get_by_role("button", name=name).click()

    def wait_until(self, kept) -> None:
        """Wait for what leaves with a page, or a moment after the click."""
        limit = time.monotonic() + 10
        while not kept():
            assert time.monotonic() < limit
            self.page.wait_for_timeout(50)

    def is_completed(self) -> bool:
        return Attempt.objects.get(pk=self.attempt.pk).completion == "completed"

    def state(self) -> dict:
        row = self.attempt.states.filter(data_type="state", sub_content_id="0").first()
        return json.loads(row.data) if row else {}


def version_of(name: str) -> PackageVersion:
    at = timezone.now()
    received = receive_upload(
        file=io.BytesIO(build(name)), file_name=filename(name), by=None, at=at, queue=False
    )
    import_package(package_import=received, at=at)
    received.refresh_from_db()
    assert received.version is not None, received.problems
    return received.version


class TestH5PPackages:
    def test_keep_an_answer_and_show_it_again_on_a_small_phone(
        self, new_context, no_sideways_scroll
    ):
        player = Player(new_context(**SMALL).new_page(), "choice").open()
        for answer in ("Les ingrédients", "Les barquettes et le gaz", "Le temps passé en cuisine"):
            player.content.get_by_label(answer).check()
        player.press("Vérifier")

        player.wait_until(player.is_completed)
        player.wait_until(lambda: player.state().get("checked"))
        kept = Attempt.objects.get(pk=player.attempt.pk)
        assert (kept.success, kept.score_raw, kept.score_max) == ("passed", 3, 3)
        player.open()
        expect(player.content.get_by_label("Les ingrédients")).to_be_checked()
        expect(player.content.get_by_role("status")).to_contain_text("3 point(s) sur 3")
        no_sideways_scroll(player.frame)

    def test_count_the_whole_of_a_sequence_and_keep_its_parts(self, page):
        player = Player(page, "sequence").open()
        player.content.get_by_label("Il demande à vingt personnes").check()
        player.content.locator("[data-step='1']").get_by_role("button", name="Vérifier").click()
        player.press("Suite")
        player.content.get_by_label("L'assurance").check()
        player.content.locator("[data-step='2']").get_by_role("button", name="Vérifier").click()
        player.wait_until(lambda: player.attempt.interactions.count() == 2)
        assert not player.is_completed()

        player.press("Suite")
        player.press("Suite")
        player.wait_until(player.is_completed)
        kept = Attempt.objects.get(pk=player.attempt.pk)
        assert (kept.success, kept.score_raw, kept.score_max) == ("passed", 2, 3)
        player.wait_until(lambda: player.state().get("finished"))

    def test_lose_nothing_to_who_leaves_at_once(self, page):
        player = Player(page, "notes").open()
        words = "Je répare des vélos, chez les gens du quartier, le samedi matin."
        player.content.get_by_role("textbox").fill(words)
        player.leave()

        player.wait_until(lambda: player.state().get("text") == words)
        player.open()
        expect(player.content.get_by_role("textbox")).to_have_value(words)

    def test_end_what_is_only_heard_or_read_and_take_the_room_it_needs(self, page):
        player = Player(page, "listen").open()
        picture = player.content.get_by_role("img")
        expect(picture).to_have_js_property("complete", value=True)
        page.wait_for_function("() => document.querySelector('iframe').height > 200")
        player.frame.wait_for_function("() => document.documentElement.scrollHeight <= innerHeight")

        player.press("J'ai lu la transcription")
        player.wait_until(player.is_completed)
        assert Attempt.objects.get(pk=player.attempt.pk).score_scaled is None
