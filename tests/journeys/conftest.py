"""Journeys: a real browser, the real server, a database of their own."""

import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FAILURES = ROOT / "var" / "journeys"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER = next(filter(None, map(shutil.which, NAMES)), None)
ROWS = "_test_serialized_contents"
HOW_TO_INSTALL = "no browser here: sudo apt-get install chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A voice that beeps, for those whom a journey gives the microphone to.
    "--use-fake-device-for-media-stream",
]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESK = {"viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
PATIENCE_MILLISECONDS = 10_000
# A module draws its pictures when it is first looked at.
FIRST_LOOK_MILLISECONDS = 45_000
# A whole demonstration is loaded for them: `make screenshots` does it when pictures are wanted.
collect_ignore = [] if os.environ.get("PALIER_SCREENSHOTS") else ["test_screenshots.py"]
# Wagtail leaves the temporary file of each picture that it resizes to the garbage collector.
LEFT_BY_WAGTAIL = ("Unclosed file <tempfile.Spooled", "unclosed file <_io.BufferedRandom")


def pytest_configure(config):
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    for words in LEFT_BY_WAGTAIL:
        config.addinivalue_line("filterwarnings", f"ignore:{words}:ResourceWarning")


def pytest_collection_modifyitems(config, items):
    here = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in here:
        item.add_marker(pytest.mark.browser)
    if BROWSER or not here:
        return
    if os.environ.get("REQUIRE_BROWSER"):
        raise pytest.UsageError(f"Journeys were required, but {HOW_TO_INSTALL}")
    for item in here:
        item.add_marker(pytest.mark.skip(reason=f"not run, {HOW_TO_INSTALL}"))


def pytest_terminal_summary(terminalreporter, config):
    skipped = [each for each in terminalreporter.getreports("skipped") if is_for_want_of_one(each)]
    if skipped:
        terminalreporter.section("journeys")
        terminalreporter.write_line(f"{len(skipped)} journeys were not run: {HOW_TO_INSTALL}")


def is_for_want_of_one(report) -> bool:
    return "tests/journeys" in report.nodeid and HOW_TO_INSTALL in str(report.longrepr)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.when == "call":
        item.failed_in_browser = report.failed
    return report


class Watch:
    """What no journey may cause: an error in the console or on the page, a request elsewhere."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.troubles: list[str] = []
        self.tolerated: list[str] = []

    def tolerate(self, pattern: str) -> None:
        """Expect a trouble that matches: a page that answers 404, say, is one for the console."""
        self.tolerated.append(pattern)

    def follow(self, page: Page) -> None:
        page.on("console", self.hear_console)
        page.on("pageerror", lambda error: self.note(f"page error: {error}"))
        page.on("request", self.see_request)

    def hear_console(self, message) -> None:
        if message.type == "error":
            where = message.location.get("url", "")
            self.note(f"console: {message.text} ({where})")

    def see_request(self, request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and f"{parts.scheme}://{parts.netloc}" != self.origin:
            self.note(f"request to another origin: {request.url}")

    def note(self, trouble: str) -> None:
        self.troubles.append(trouble)

    def left(self) -> list[str]:
        return [t for t in self.troubles if not any(re.search(p, t) for p in self.tolerated)]


@pytest.fixture(scope="session")
def chromium():
    rows = getattr(connection, ROWS, None)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, and the ORM is used beside it: on another
        # connection, which must know what the migrations wrote when the database is older.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        if rows is not None:
            setattr(connection, ROWS, rows)
        browser = playwright.chromium.launch(executable_path=BROWSER, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def base_url(live_server, settings):
    settings.BASE_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
    return live_server.url


@pytest.fixture
def watch(base_url):
    return Watch(base_url)


@pytest.fixture
def new_context(request, chromium, base_url, watch):
    """Open a browser of its own for one person; every trouble in it fails the test at the end."""
    contexts: list[BrowserContext] = []

    def open_one(**options) -> BrowserContext:
        context = chromium.new_context(
            base_url=base_url, locale="fr-FR", timezone_id="Europe/Paris", **(DESK | options)
        )
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        context.set_default_navigation_timeout(FIRST_LOOK_MILLISECONDS)
        context.on("page", watch.follow)
        contexts.append(context)
        return context

    yield open_one
    if getattr(request.node, "failed_in_browser", False):
        keep_pictures(request.node.name, contexts)
    for context in contexts:
        context.close()
    assert not watch.left(), "\n".join(watch.left())


def keep_pictures(name: str, contexts: list[BrowserContext]) -> None:
    FAILURES.mkdir(parents=True, exist_ok=True)
    pages = [page for context in contexts for page in context.pages]
    stem = re.sub(r"[^\w-]+", "-", name)
    for number, page in enumerate(pages):
        path = FAILURES / f"{stem}-{number}.png"
        page.screenshot(path=path, full_page=True)
        sys.stderr.write(f"{page.url}: see {path.relative_to(ROOT)}\n")


@pytest.fixture
def page(new_context):
    return new_context().new_page()


@pytest.fixture
def phone(new_context):
    return new_context(**PHONE).new_page()


@pytest.fixture
def page_without_js(new_context):
    """Return a phone whose browser runs no script."""
    return new_context(**PHONE, java_script_enabled=False).new_page()


@pytest.fixture
def sign_in(base_url):
    """Open a session for `user` in the browser of `page`, without the sign-in pages."""

    def open_session(page: Page, user) -> None:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        name = django_settings.SESSION_COOKIE_NAME
        value = client.cookies[name].value
        page.context.add_cookies([{"name": name, "value": value, "url": base_url}])

    return open_session


@pytest.fixture
def axe():
    """Fail when the page that is shown breaks WCAG 2.2 A/AA or a best practice that axe knows."""
    source = AXE.read_text()

    def assert_accessible(page: Page, *, without: tuple[str, ...] = ()) -> None:
        page.wait_for_load_state()
        page.evaluate(source)
        options = {
            "runOnly": {"type": "tag", "values": STANDARDS},
            "rules": {rule: {"enabled": False} for rule in without},
            "resultTypes": ["violations"],
        }
        result = page.evaluate("options => axe.run(document, options)", options)
        report = "\n\n".join(describe(violation) for violation in result["violations"])
        assert not report, f"{page.url}\n\n{report}"

    return assert_accessible


def describe(violation) -> str:
    nodes = [
        f"  {' '.join(map(str, node['target']))}\n    {node['html'][:200]}\n"
        f"    {node['failureSummary'].replace(chr(10), chr(10) + '    ')}"
        for node in violation["nodes"]
    ]
    return f"{violation['id']} ({violation['impact']}): {violation['help']}\n" + "\n".join(nodes)


@pytest.fixture
def no_sideways_scroll():
    """Fail when something is wider than the screen."""
    script = """() => [...document.querySelectorAll("body *")]
      .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
      .filter(element => !element.closest("[data-scrolls]"))
      .map(element => element.outerHTML.slice(0, 120))"""

    def assert_fits(page: Page) -> None:
        page.wait_for_load_state()
        widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        if widths[0] > widths[1]:
            found = json.dumps(page.evaluate(script)[:5], indent=1, ensure_ascii=False)
            pytest.fail(f"{page.url}: {widths[0]} px wide on a {widths[1]} px screen\n{found}")

    return assert_fits


def shown(page: Page) -> str:
    """Return what the page says, every space an ordinary one."""
    return " ".join(page.inner_text("main").split())


@pytest.fixture
def look_over(axe, no_sideways_scroll):
    """Fail when the page that is shown is not accessible, or does not fit its screen."""

    def assert_sound(page: Page) -> None:
        no_sideways_scroll(page)
        axe(page)

    return assert_sound


@pytest.fixture
def shot():
    """Keep a picture when PALIER_SCREENSHOTS names a folder."""

    def take(page: Page, name: str, *, full_page: bool = False) -> None:
        folder = os.environ.get("PALIER_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            path = Path(folder) / f"{name}.png"
            page.screenshot(path=path, full_page=full_page)
            lighten(path)

    return take


def lighten(picture: Path) -> None:
    """Keep 256 colours, rare ones too, and nobody sees it: drawings and letters have few."""
    with Image.open(picture) as opened:
        whole = opened.convert("RGB")
    few = whole.quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
    few.save(picture, optimize=True)


@pytest.fixture(scope="session")
def starter(tmp_path_factory):
    from tests.journeys.starter import Starter  # noqa: PLC0415 - models need a set-up Django

    return Starter(tmp_path_factory.mktemp("starter"))


@pytest.fixture
def stage(live_server, settings, tmp_path, starter):
    """The territory, its team and the starter path, on a database of their own."""
    from tests.journeys.stage import Stage  # noqa: PLC0415 - models need a set-up Django

    settings.MEDIA_ROOT = str(tmp_path / "uploads")
    return Stage(starter)
