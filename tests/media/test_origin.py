"""Two kinds of hosts: what answers on one does not exist on the other."""

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from media.checks import content_host_is_chosen, packages_are_apart
from media.origin import (
    ContentHostMiddleware,
    app_origin,
    content_url,
    label_of,
    with_package_windows,
)

APP = "palier.example.org"
CONTENT = "content.palier.example.org"
LABEL = "p0123456789abcdef0123"


@pytest.fixture(autouse=True)
def hosts(settings):
    settings.BASE_URL = f"https://{APP}"
    settings.CONTENT_HOST = CONTENT
    settings.CONTENT_HOST_IS_GIVEN = True
    settings.ALLOWED_HOSTS = [APP]


@pytest.fixture
def package():
    """A browser on the host of one package."""
    return Client(headers={"host": f"{LABEL}.{CONTENT}"})


def fail(request):
    raise RuntimeError("a secret")


def greet(request):
    response = HttpResponse(
        f"{request.content_label} {request.method} {'session' in vars(request)}"
    )
    response.set_cookie("pirate", "1")
    response["X-Frame-Options"] = "DENY"
    return response


urlpatterns = [path("fail", fail), path("greet", greet), path("<path:rest>", greet)]
handler500 = "media.content_views.server_error"


class TestContentHost:
    @pytest.mark.parametrize(
        "path",
        [
            "/",
            "/healthz",
            "/static/core/favicon.svg",
            "/atelier/",
            "/compte/login/",
            "/files/a.png",
        ],
    )
    def test_knows_nothing_of_the_application(self, package, path):
        response = package.get(path)

        assert response.status_code == 404
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert "Ce contenu n'a pas de fichier" in response.text

    @pytest.mark.django_db
    def test_does_not_exist_on_the_host_of_the_application(self, client):
        for name in ("/c/x/a.html", "/p/x/scorm12.js"):
            assert client.get(name, headers={"host": APP}).status_code == 404

    @pytest.mark.parametrize("label", ["", "a.b.", "-a."])
    def test_without_a_label_of_ours_holds_nothing(self, label):
        client = Client(headers={"host": f"{label}{CONTENT}"})

        assert client.get("/c/x/a.html").status_code in {403, 404}

    def test_runs_no_session_and_sets_no_cookie(self, package, settings):
        settings.CONTENT_URLCONF = __name__

        response = package.post("/greet")

        assert response.text == f"{LABEL} POST False"
        assert not response.cookies
        assert "X-Frame-Options" not in response

    def test_is_framed_by_the_application_alone(self, package):
        policy = package.get("/nothing")["Content-Security-Policy"].split("; ")

        assert f"frame-ancestors 'self' https://{APP}" in policy
        assert "form-action 'self'" in policy
        assert "base-uri 'self'" in policy
        assert f"connect-src 'self' https://lib.{CONTENT} data: blob:" in policy

    def test_tells_nobody_where_it_is(self, package):
        response = package.get("/nothing")

        assert response["Referrer-Policy"] == "no-referrer"
        assert response["Cross-Origin-Resource-Policy"] == "same-site"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "no-store"
        assert "unload" not in response["Permissions-Policy"]

    def test_lets_in_the_other_sites_that_were_chosen(self, package, settings):
        settings.CONTENT_MEDIA_HOSTS = ["https://films.example.net"]
        settings.CONTENT_S3_REDIRECT = "https://bucket.example.net"

        policy = package.get("/nothing")["Content-Security-Policy"].split("; ")
        default, connect, media = (
            next(part for part in policy if part.startswith(name))
            for name in ("default-src", "connect-src", "media-src")
        )

        assert default.endswith("https://films.example.net")
        assert media.endswith("https://films.example.net https://bucket.example.net")
        assert "example.net" not in connect

    @pytest.mark.parametrize(
        "header", [{"Service-Worker": "script"}, {"Sec-Fetch-Dest": "serviceworker"}]
    )
    def test_refuses_workers_that_would_stay(self, package, caplog, header):
        response = package.get("/c/token/worker.js", headers=header)

        assert response.status_code == 403
        assert "Service-Worker-Allowed" not in response
        assert caplog.messages == [f"refused service-worker on {LABEL}"]

    def test_fails_without_telling_why_or_where(self, package, settings, caplog):
        settings.CONTENT_URLCONF = __name__
        package.raise_request_exception = False

        response = package.get("/fail")

        assert response.status_code == 500
        assert response.text.startswith("Quelque chose n'a pas marché")
        assert response["Content-Security-Policy"].startswith("default-src")

    def test_is_asked_for_in_a_safe_way(self, package, settings):
        settings.SECURE_SSL_REDIRECT = True
        settings.SECURE_HSTS_SECONDS = 60

        moved = package.get("/c/token/a.html?b=1")
        served = package.get("/nothing", secure=True)

        assert moved["Location"] == f"https://{LABEL}.{CONTENT}/c/token/a.html?b=1"
        assert served["Strict-Transport-Security"] == "max-age=60"

    def test_answers_the_host_that_the_proxy_gives_with_any_port(self):
        assert label_of(f"{LABEL.upper()}.{CONTENT}:8443") == LABEL
        assert label_of(f"{LABEL}.{CONTENT}.") == LABEL

    @pytest.mark.parametrize("host", ["", APP, f"a.{APP}", f"x{CONTENT}", f"{CONTENT}.evil.org"])
    def test_is_no_other_host(self, host):
        assert label_of(host) is None

    def test_refuses_to_start_when_it_is_the_application(self, settings):
        settings.CONTENT_HOST = APP

        with pytest.raises(ImproperlyConfigured):
            ContentHostMiddleware(greet)


class TestAddresses:
    def test_keep_the_scheme_and_the_port_of_the_application(self, settings):
        settings.BASE_URL = "http://palier.localhost:8000"
        settings.CONTENT_HOST = "content.palier.localhost:8000"

        assert app_origin() == "http://palier.localhost:8000"
        assert content_url(LABEL, "/c/") == f"http://{LABEL}.content.palier.localhost:8000/c/"

    def test_of_the_demonstration_are_allowed_in_its_frames(self):
        frames = django_settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["frame-src"]

        assert frames == ["'self'", "http://*.content.palier.localhost:8000"]

    def test_of_windows_are_left_to_pages_that_frame_packages(self):
        response = with_package_windows(HttpResponse())

        assert response["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups"


class TestChecks:
    @pytest.fixture
    def problems(self):
        return lambda: [problem.id for problem in packages_are_apart(None)]

    def test_find_nothing_wrong_by_default(self, problems):
        assert problems() == []
        assert content_host_is_chosen(None) == []

    @pytest.mark.parametrize("host", [APP, "example.org", f"{APP}:8443"])
    def test_refuse_the_host_of_the_application(self, problems, settings, host):
        settings.CONTENT_HOST = host

        assert "palier.E011" in problems()

    @pytest.mark.parametrize(
        ("name", "value", "problem"),
        [
            ("CONTENT_HOST", f"https://{CONTENT}/", "palier.E010"),
            ("SESSION_COOKIE_DOMAIN", APP, "palier.E012"),
            ("CSRF_COOKIE_DOMAIN", ".example.org", "palier.E012"),
            ("CSRF_TRUSTED_ORIGINS", ["https://*.example.org"], "palier.E013"),
            ("CSRF_TRUSTED_ORIGINS", [f"https://lib.{CONTENT}"], "palier.E013"),
            ("CONTENT_MEDIA_HOSTS", ["https://a.example.net; script-src *"], "palier.E014"),
            ("CONTENT_S3_REDIRECT", "https://a.example.net/bucket/", "palier.E014"),
        ],
        ids=lambda value: value if isinstance(value, str) else value[0],
    )
    def test_refuse_what_would_join_both(self, problems, settings, name, value, problem):
        setattr(settings, name, value)

        assert problems() == [problem]

    def test_leave_other_domains_alone(self, problems, settings):
        settings.SESSION_COOKIE_DOMAIN = "app.example.org"
        settings.CSRF_TRUSTED_ORIGINS = ["https://partner.example.org"]

        assert problems() == []

    def test_warn_of_a_host_that_nobody_chose(self, settings):
        settings.CONTENT_HOST_IS_GIVEN = False
        settings.ALLOWED_HOSTS = [APP, f".{CONTENT}"]

        found = [problem.id for problem in content_host_is_chosen(None)]

        assert found == ["palier.W010", "palier.W011"]
