import pytest
from django.db import connection
from django.urls import reverse

from core.views import health

pytestmark = pytest.mark.django_db


@pytest.fixture
def break_check(monkeypatch):
    def fail():
        raise OSError("password=hunter2")

    return lambda name: monkeypatch.setitem(health.CHECKS, name, fail)


class TestHealthz:
    def test_asks_nothing_of_the_database(self, client, django_assert_num_queries):
        with django_assert_num_queries(0):
            response = client.get("/healthz")

        assert (response.status_code, response.content) == (200, b"ok\n")

    def test_is_not_cached(self, client):
        assert "no-store" in client.get("/healthz")["Cache-Control"]


class TestReadyz:
    def test_says_that_all_is_there(self, client):
        response = client.get("/readyz")

        assert (response.status_code, response.json()) == (200, {"missing": []})

    @pytest.mark.parametrize("name", ["database", "migrations", "broker", "storage"])
    def test_names_what_is_missing_and_no_more(self, client, break_check, name):
        break_check(name)

        response = client.get("/readyz")

        assert (response.status_code, response.json()) == (503, {"missing": [name]})
        assert "hunter2" not in response.content.decode()

    def test_sees_a_migration_that_was_not_played(self, client):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'core'")

        assert client.get("/readyz").json() == {"missing": ["migrations"]}

    def test_sees_a_folder_that_is_not_there(self, client, settings, tmp_path):
        file = tmp_path / "file"
        file.write_text("")
        settings.MEDIA_ROOT = str(file / "uploads")

        assert client.get("/readyz").json() == {"missing": ["storage"]}


class TestSmallFiles:
    def test_keep_robots_out_of_private_links(self, client):
        text = client.get("/robots.txt").content.decode()

        assert [p for p in ("/carte/", "/acces/", "/reponse/", "/compte/") if p not in text] == []

    def test_keep_robots_out_of_the_demonstration(self, client, settings):
        settings.DEMO = True

        assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"

    def test_have_an_icon(self, client):
        assert client.get("/favicon.ico").url.startswith("/static/core/favicon")


class TestHeaders:
    @pytest.fixture(params=["core:access", "account_login", "account_request_login_code"])
    def response(self, client, request):
        return client.get(reverse(request.param))

    def test_let_nothing_from_elsewhere_in(self, response, settings):
        policy = dict(
            part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";")
        )

        assert policy["default-src"] == policy["form-action"] == "'self'"
        assert policy["object-src"] == "'none'"
        assert policy.pop("frame-src") == f"'self' http://*.{settings.CONTENT_HOST}"
        assert "unsafe" not in " ".join(policy.values())
        assert "http" not in " ".join(policy.values())

    def test_tell_other_sites_nothing(self, response):
        assert response["Referrer-Policy"] == "same-origin"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "camera=()" in response["Permissions-Policy"]

    def test_name_the_request(self, response):
        assert len(response["X-Request-ID"]) == 32

    def test_keep_a_name_given_by_the_proxy(self, client):
        given = "0123456789abcdef0123456789abcdef"

        response = client.get("/healthz", headers={"X-Request-ID": given})

        assert response["X-Request-ID"] == given
