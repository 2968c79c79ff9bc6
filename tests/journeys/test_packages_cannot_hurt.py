"""A package that tries everything, in a real browser: nothing is reached, and each try is known."""

import re
import time
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from learners.runtime.tokens import runtime_token
from media.asset_tokens import asset_url
from tests.learners.acts import founder_on
from tests.learners.factories import AttemptFactory, package_activity, package_module
from tests.media.factories import PackageVersionFactory, item, scorm_manifest
from tests.packages.scorm import source

# A page may plant cookies on the name that it shares with the application, which never reads them.
HARMLESS = {"cookies-planted"}
PATIENCE_SECONDS = 60
STATUS = "async (url) => (await fetch(url, { redirect: 'manual' })).status"
# Its own name, its storage: what a page without an origin does not have.
POWERS = """() => {
  try {
    return [self.origin, localStorage.length];
  } catch (refusal) {
    return [self.origin, refusal.name];
  }
}"""


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


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def hostile(**targets: str):
    """Return the package, told where to aim."""
    page = item("budget", href=f"index.html?{urlencode(targets)}")
    return PackageVersionFactory(manifest=scorm_manifest(page), files=source("hostile-12"))


def wait_for_lines(page, caplog, wanted: set[str]) -> None:
    limit = time.monotonic() + PATIENCE_SECONDS
    while not wanted <= set(caplog.messages):
        assert time.monotonic() < limit, caplog.messages
        page.wait_for_timeout(50)


def noted(label: str) -> set[str]:
    """Return what must have been noted: of those, a browser says the last four by itself."""
    return {
        f"service-worker on {label}",
        f"expired on {label}",
        f"connect-src on {label} towards application",
        f"form-action on {label} towards application",
        f"frame-src on {label} towards application",
        f"frame-src on {label} towards package",
    }


def probes() -> set[str]:
    """Return the names of what the package tries."""
    scripts = b"".join(data for name, data in source("hostile-12").items() if name.endswith(".js"))
    return set(re.findall(r'^(?:PROBES|WINDOWS)\["([a-z-]+)"\]', scripts.decode(), re.MULTILINE))


class TestHostilePackage:
    def test_reaches_nothing_and_is_noted(self, page, watch, base_url, sign_in, caplog):
        watch.tolerate("")  # it tries whatever a browser complains of
        now = timezone.now()
        neighbour = PackageVersionFactory(files=source("hostile-12"))
        other = AttemptFactory()
        version = hostile(
            app=base_url,
            sibling=asset_url(neighbour, "index.html", at=now),
            commit=f"/r/{runtime_token(other, at=now - timedelta(days=1))}/commit",
            cookies="__Host-session,__Host-csrf",
        )
        module = package_module(version.package)
        attempt = AttemptFactory(enrolment=founder_on(module), module=module, version=version)
        sign_in(page, attempt.enrolment.learner)
        place = [attempt.enrolment.uuid, module.slug, package_activity(module)]
        page.goto(reverse("learners:package_page", args=place))
        here = page.url
        sco = page.frame_locator("iframe").frame_locator("main > iframe")
        sco.locator("html[data-probes=done]").wait_for(timeout=PATIENCE_SECONDS * 1000)
        frame = next(frame for frame in page.frames if "/c/" in frame.url)
        found = frame.evaluate("app => window.runWindowProbes({ app })", base_url)

        reached = {name for name, said in found.items() if said["outcome"] != "refusé"}
        assert reached == HARMLESS, {name: found[name] for name in reached}
        assert set(found) == probes()
        wait_for_lines(page, caplog, {f"refused {what}" for what in noted(version.label)})
        assert page.url == here
        assert page.evaluate(STATUS, here) == 200

    def test_is_nobody_when_it_is_opened_alone(self, page, base_url, watch):
        watch.tolerate("")  # without an origin, it does not even load its own files
        version = PackageVersionFactory(files=source("hostile-12"))
        url = asset_url(version, "neighbour.html", at=timezone.now())

        page.goto(url)
        assert page.evaluate(POWERS) == ["null", "SecurityError"]
