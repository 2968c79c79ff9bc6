"""A trainer drops a good and a bad package, tries the good one, and puts it in a module."""

import base64
import copy
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from core.memberships import EDITORS
from courses.models import Module
from media.models import Package
from media.package_admin.addresses import package_url
from tests.core.factories import UserFactory
from tests.journeys.conftest import PHONE
from tests.packages import build, filename

TITLE = "Faire son premier devis"
BODY = "#panel-child-texte-body-section"
DROP = """([names, contents]) => {
  const sent = new DataTransfer();
  names.forEach((name, at) => {
    const bytes = Uint8Array.from(atob(contents[at]), (letter) => letter.charCodeAt(0));
    sent.items.add(new File([bytes], name));
  });
  for (const kind of ["dragover", "drop"]) {
    const options = { bubbles: true, cancelable: true, dataTransfer: sent };
    document.querySelector("[data-drop]").dispatchEvent(new DragEvent(kind, options));
  }
}"""


@pytest.fixture(autouse=True)
def content_host(base_url, settings, tmp_path, watch):
    """Give packages hosts of their own beside the live server."""
    settings.MEDIA_ROOT = str(tmp_path / "uploads")
    settings.INCOMING_DIR = str(tmp_path / "incoming")
    settings.CONTENT_HOST = f"content.{urlsplit(base_url).netloc}"
    # A draft that saves itself while she publishes would be a second module.
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    # What names what is noted at once.
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    policy = copy.deepcopy(settings.CONTENT_SECURITY_POLICY)
    policy["DIRECTIVES"]["frame-src"] = ["'self'", f"http://*.{settings.CONTENT_HOST}"]
    settings.CONTENT_SECURITY_POLICY = policy
    watch.tolerate(rf"request to another origin: http://[\w-]+\.{settings.CONTENT_HOST}/")


class TestTrainer:
    def test_brings_a_package(self, page, new_context, sign_in, watch, look_over, shot):
        # Wagtail asks whether somebody else edits the same thing, and leaves before the answer.
        watch.tolerate("Failed to fetch")
        # Its first page makes the browser read all of Wagtail's scripts.
        page.set_default_timeout(30_000)
        editor = UserFactory(reachable=True)
        editor.groups.add(Group.objects.get(name=EDITORS))
        sign_in(page, editor)

        self.drops_two_files(page, look_over, shot)
        self.tries_the_good_one(page, look_over, shot)
        self.publishes_it_in_a_module(page)

        phone = new_context(**PHONE).new_page()
        sign_in(phone, editor)
        self.sees_where_it_serves(phone, look_over, shot)

    def drops_two_files(self, page, look_over, shot) -> None:
        page.goto(package_url("add"))
        good = filename("single-sco-12")
        contents = [base64.b64encode(each).decode() for each in (build("single-sco-12"), b"PDF")]
        page.evaluate(DROP, [[good, "notice.zip"], contents])
        expect(page.locator("[data-imports] [data-import-over]")).to_have_count(2)
        bad = page.locator(".package-import", has_text="notice.zip")
        expect(bad).to_contain_text("ce n'est pas une archive zip")
        look_over(page)
        shot(page, "packages-import")

    def tries_the_good_one(self, page, look_over, shot) -> None:
        page.get_by_role("link", name=f"Voir «\u00a0{TITLE}\u00a0»").click()
        player = page.frame_locator(".phone-frame__screen")
        expect(player.frame_locator("iframe").get_by_role("button").first).to_be_visible()
        expect(page.locator(".package-figures")).to_contain_text("environ")
        look_over(page)
        shot(page, "packages-page", full_page=True)

    def publishes_it_in_a_module(self, page) -> None:
        page.goto("/atelier/snippets/courses/module/add/")
        page.locator("#id_title").fill("Le devis")
        page.locator("#id_summary").fill("Écrire un devis qui tient.")
        page.locator("#id_objectives").fill("Écrire un devis")
        page.locator(BODY).get_by_role("button", name="Insérer un bloc").last.click()
        page.get_by_role("option", name="Activité importée (H5P, SCORM)", exact=True).click()
        page.locator("[name=body-0-value-title]").fill("Mon premier devis")
        page.locator(BODY).get_by_role("button", name="Choisir").first.click()
        page.locator(".modal-body a", has_text=TITLE).first.click()
        expect(page.locator(BODY)).to_contain_text(TITLE)
        page.get_by_role("tab", name="Cadre").click()
        page.locator("#id_duration").fill("10")
        page.get_by_role("button", name="Plus d'actions").last.click()
        page.get_by_role("button", name="Publier", exact=True).click()
        expect(page.locator(".messages")).to_contain_text("publié")
        [raw] = Module.objects.get(title="Le devis", live=True).body.raw_data
        assert raw["value"]["package"] == Package.objects.get().pk

    def sees_where_it_serves(self, phone, look_over, shot) -> None:
        phone.goto(package_url("list"))
        look_over(phone)
        shot(phone, "packages-list-phone")
        phone.get_by_role("link", name=TITLE).click()
        expect(phone.locator(".package-about").get_by_role("link", name="Le devis")).to_be_visible()
        look_over(phone)
        shot(phone, "packages-page-phone", full_page=True)
