"""What content hosts give and take besides files: scripts of players, reports of browsers."""

import json
from urllib.parse import urlsplit

import brotli
import pytest
from django.test import Client

from media import content_reports
from media.player_scripts import PARTS, part_paths, script, script_url


class TestPlayerScript:
    @pytest.fixture
    def parts(self, settings, tmp_path, monkeypatch):
        settings.NODE_MODULES = tmp_path
        (tmp_path / "a.js").write_text("const a = 1; // end\n//# sourceMappingURL=a.js.map\n")
        (tmp_path / "b.js").write_text("const b = 2")
        monkeypatch.setitem(PARTS, "both", (["a.js", "b.js"], []))
        return tmp_path

    def ask(self, url, **options):
        return Client(headers={"host": urlsplit(url).netloc}).get(url, **options)

    def test_is_one_file(self, parts):
        response = self.ask(script_url("both"))

        assert response.content == b"const a = 1; // end\n;\nconst b = 2"
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response["Access-Control-Allow-Origin"] == "*"

    def test_is_given_compressed(self, parts):
        response = self.ask(script_url("both"), headers={"Accept-Encoding": "gzip, br"})

        assert response["Content-Encoding"] == "br"
        assert brotli.decompress(response.content) == script("both").content

    def test_changes_its_name_with_its_content(self, parts):
        before = script_url("both")
        (parts / "b.js").write_text("const b = 30")

        assert script_url("both") != before
        assert self.ask(before)["Cache-Control"] == "no-store"

    def test_may_not_exist(self):
        assert self.ask("http://lib.content.palier.localhost:8000/p/x/other.js").status_code == 404

    def test_is_made_of_files_that_npm_brings(self):
        vendor = {
            path for name in PARTS for path in part_paths(name) if "node_modules" in path.parts
        }

        assert [path for path in vendor if not path.is_file()] == []


LABEL = "p0123456789abcdef0123"


class TestReports:
    @pytest.fixture
    def send(self):
        here = Client(headers={"host": f"{LABEL}.content.palier.localhost:8000"})

        def post(body):
            return here.post("/rapport", body, content_type="application/csp-report")

        return post

    @staticmethod
    def said(directive, blocked):
        return json.dumps(
            {"csp-report": {"effective-directive": directive, "blocked-uri": blocked}}
        )

    @pytest.mark.parametrize(
        ("blocked", "towards"),
        [
            ("http://palier.localhost:8000/compte/", "application"),
            ("http://p9.content.palier.localhost:8000/", "package"),
            ("https://elsewhere.example.net/?name=awa", "elsewhere"),
            ("inline", "elsewhere"),
            ("http://[", "elsewhere"),
        ],
    )
    def test_are_kept_without_an_address(self, send, caplog, blocked, towards):
        response = send(self.said("form-action", blocked))

        assert response.status_code == 204
        assert caplog.messages == [f"refused form-action on {LABEL} towards {towards}"]
        assert "awa" not in caplog.text

    def test_are_kept_once_a_minute(self, send, caplog):
        for _again in range(3):
            send(self.said("connect-src", "http://palier.localhost:8000/"))

        assert len(caplog.messages) == 1

    def test_are_named_after_packages_only(self, caplog):
        for label in ("x1", "x2", "p0123"):
            here = Client(headers={"host": f"{label}.content.palier.localhost:8000"})
            said = self.said("img-src", "inline")
            here.post("/rapport", said, content_type="application/csp-report")

        assert caplog.messages == ["refused img-src on  towards elsewhere"]

    def test_do_not_fill_the_log(self, send, caplog, monkeypatch):
        monkeypatch.setattr(content_reports, "MOST_LINES", 2)
        for directive in ("img-src", "connect-src", "form-action", "base-uri"):
            send(self.said(directive, "inline"))

        assert len(caplog.messages) == 2

    @pytest.mark.parametrize(
        "body",
        ["", "{", "[]", '{"csp-report": 3}', '{"csp-report": {"effective-directive": "aa"}}'],
    )
    def test_that_say_nothing_are_forgotten(self, send, caplog, body):
        assert send(body).status_code == 204
        assert caplog.messages == []
