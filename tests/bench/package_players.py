"""How soon a package can be played on a poor phone: Chromium slowed down, the real pages.

The step is open already. What is measured goes from the tap on "Commencer" to the first question on
the screen: every request of it counts, the one that opens the attempt too.
"""

import os
import statistics
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from tests.bench import packages
from tests.bench.data import sign_in
from tests.journeys.conftest import ARGUMENTS, BROWSER, HOW_TO_INSTALL, PHONE
from tests.packages import build, filename, h5p
from tests.packages.archive import pack

KILOBITS, LATENCY, SLOWER = 400, 400, 4
TRIES = int(os.environ.get("BENCH_TRIES", "3"))
PATIENCE = 60
MOST_REQUESTS, FIRST_SECONDS, SECOND_SECONDS = 5, 3.5, 1.5
H5P = ("choice", "sequence")
SCORM = {"single-sco-12": 40, "single-sco-2004": 100}
"""And the most that our player may add to them, in kB."""
NETWORK = {
    "offline": False,
    "latency": LATENCY,
    "downloadThroughput": KILOBITS * 1000 / 8,
    "uploadThroughput": KILOBITS * 1000 / 8,
}
# In every frame of a package: tell when its first question can be seen and answered.
SEEN = """
if (location.hostname.includes(".content.")) {
  const timer = setInterval(() => {
    const found = document.querySelector("input, textarea");
    if (!found?.checkVisibility() || !found.getBoundingClientRect().height) return;
    clearInterval(timer);
    palierSeen(performance.timeOrigin + performance.now());
  }, 20);
}
"""
BUTTON = "[data-package-choices] button"
TAP = f"""() => {{
  const at = performance.timeOrigin + performance.now();
  document.querySelector('{BUTTON}').click();
  return at;
}}"""


@dataclass(frozen=True)
class Played:
    """Two activities of one family: what the second finds in the cache is the first's."""

    name: str
    uses: tuple[packages.Use, packages.Use]
    cookies: tuple[str, str]
    most_kb: int | None


@dataclass
class Visit:
    tapped: float = 0.0
    seconds: float = 0.0
    began: dict[str, float] = field(default_factory=dict)
    requests: dict[str, str] = field(default_factory=dict)
    bytes: dict[str, int] = field(default_factory=dict)

    def forget(self, key: str) -> None:
        self.requests.pop(key, None)

    def end(self, seen: float) -> None:
        """Leave out what was asked for once the question was there."""
        self.seconds = (seen - self.tapped) / 1000
        for key in [key for key in self.requests if self.began[key] > seen]:
            self.forget(key)

    def told(self) -> list[str]:
        """Return how many ms after the tap each request began, and its path without its token."""
        return [
            f"{self.began[key] - self.tapped:.0f} {_shown(url)}"
            for key, url in self.requests.items()
        ]

    def kb(self, *routes: str) -> float:
        """Return the kB that came, headers included, of the routes of content hosts given."""
        wanted = [
            size
            for key, size in self.bytes.items()
            if key in self.requests
            if not routes or urlsplit(self.requests[key]).path.startswith(routes)
        ]
        return round(sum(wanted) / 1000, 1)


def prepare() -> list[Played]:
    return [*(_h5p(name) for name in H5P), *(_scorm(name, most) for name, most in SCORM.items())]


def _h5p(name: str) -> Played:
    files = h5p.content(name)
    other = pack(files | {"h5p.json": h5p.edited(files["h5p.json"], title="Un autre contenu")})
    return _played(name, build(name), other, None)


def _scorm(name: str, most: int) -> Played:
    return _played(name, build(name), build(name), most)


def _played(name: str, first: bytes, second: bytes, most: int | None) -> Played:
    one, two = (packages.use_of(packages.bring(each, filename(name))) for each in (first, second))
    cookies = sign_in(one.enrolment.learner), sign_in(two.enrolment.learner)
    return Played(name, (one, two), cookies, most)


def measure(played: list[Played], port: int) -> list[packages.Row]:
    if not BROWSER:
        return [{"what": "start of packages", "not_run": HOW_TO_INSTALL, "target": "MISSED"}]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=ARGUMENTS)
        # The first page of a process compiles its templates.
        for each in played:
            _visits(browser, each)
        rows = [row for each in played for row in _rows(browser, each)]
        browser.close()
    return rows


def _rows(browser: Browser, played: Played) -> list[packages.Row]:
    tries = [_visits(browser, played) for _try in range(TRIES)]
    first, second = ([each[rank] for each in tries] for rank in (0, 1))
    return [_first(played, first), _second(played, second)]


def _row(name: str, visits: list[Visit]) -> packages.Row:
    visit = visits[0]
    return {
        "what": name,
        "requests": len(visit.requests),
        "kB": visit.kb(),
        "seconds": round(statistics.median(each.seconds for each in visits), 2),
        "all_seconds": [round(each.seconds, 2) for each in visits],
        "asked": visit.told(),
    }


def _shown(url: str) -> str:
    """Return the path without its token."""
    parts = urlsplit(url).path.split("/")
    return "/".join("…" if len(part) > 30 else part for part in parts)


def _first(played: Played, visits: list[Visit]) -> packages.Row:
    row = _row(f"start of {played.name}", visits)
    if played.most_kb is None:
        met = row["requests"] <= MOST_REQUESTS and row["seconds"] <= FIRST_SECONDS
        wanted = f"≤ {MOST_REQUESTS} requests, ≤ {FIRST_SECONDS} s"
    else:
        row["player_kB"] = visits[0].kb("/r/", "/p/")
        met = row["player_kB"] <= played.most_kb
        wanted = f"player ≤ {played.most_kb} kB"
    return row | {"target": f"{wanted}: {'met' if met else 'MISSED'}"}


def _second(played: Played, visits: list[Visit]) -> packages.Row:
    row = _row(f"start of a second {played.name}", visits)
    if played.most_kb is not None:
        return row | {"target": ""}
    met = row["seconds"] <= SECOND_SECONDS
    return row | {"target": f"≤ {SECOND_SECONDS} s: {'met' if met else 'MISSED'}"}


def _visits(browser: Browser, played: Played) -> tuple[Visit, Visit]:
    """Play both activities in a browser that has seen nothing."""
    context = browser.new_context(**PHONE, locale="fr-FR", timezone_id="Europe/Paris")
    seen: list[float] = []
    context.expose_binding("palierSeen", lambda _source, at: seen.append(at))
    context.add_init_script(SEEN)
    try:
        first, second = (
            _visit(context, use, cookie, seen)
            for use, cookie in zip(played.uses, played.cookies, strict=True)
        )
    finally:
        context.close()
    return first, second


def _visit(context: BrowserContext, use: packages.Use, cookie: str, seen: list[float]) -> Visit:
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": settings.BASE_URL}]
    )
    page = context.new_page()
    page.goto(settings.BASE_URL + use.path, wait_until="networkidle")
    visit, lines = Visit(), context.new_cdp_session(page)
    _listen(lines, visit)
    slow_down(lines)
    seen.clear()
    visit.tapped = page.evaluate(TAP)
    until = time.monotonic() + PATIENCE
    while not seen:
        if time.monotonic() > until:
            raise TimeoutError(f"{use.path}: {[frame.url for frame in page.frames]}")
        page.wait_for_timeout(50)
    visit.end(seen[0])
    _refuse_other_processes(context, page)
    page.close()
    return visit


def slow_down(session: Any) -> None:
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def _listen(session: Any, visit: Visit) -> None:
    """Count what goes over the network: what a cache gives is not there."""

    def asked(event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("http"):
            visit.requests[event["requestId"]] = event["request"]["url"]
            visit.began[event["requestId"]] = event["wallTime"] * 1000

    def answered(event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache"):
            visit.forget(event["requestId"])

    def ended(event: dict[str, Any]) -> None:
        if event["requestId"] in visit.requests:
            visit.bytes[event["requestId"]] = int(event["encodedDataLength"])

    session.on("Network.requestWillBeSent", asked)
    session.on("Network.responseReceived", answered)
    session.on("Network.requestServedFromCache", lambda event: visit.forget(event["requestId"]))
    session.on("Network.loadingFinished", ended)
    session.send("Network.enable")


def _refuse_other_processes(context: BrowserContext, page: Page) -> None:
    """A frame in a process of its own would be neither slowed down nor counted."""
    for frame in page.frames[1:]:
        try:
            context.new_cdp_session(frame)
        except Error:
            continue
        raise RuntimeError(f"{frame.url} has a process of its own, which runs at full speed.")
