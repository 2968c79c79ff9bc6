"""Files of packages: found however they are asked for, given as browsers want them."""

import gzip
import json
from datetime import timedelta
from urllib.parse import urlsplit

import brotli
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone

from media.asset_tokens import (
    PERIOD,
    START,
    TokenRefused,
    asset_base,
    asset_token,
    asset_url,
    read_asset_token,
)
from media.content_paths import readings
from media.content_types import content_type
from media.models import PackageVersion
from media.player_scripts import PARTS, part_paths, script, script_url
from media.serving import best_encoding
from tests.clock import NOON
from tests.media.factories import PackageVersionFactory

FILM = bytes(range(256)) * 40
FILES = {
    "index.html": b"<!doctype html><title>Devis</title>",
    "Scripts/Été 1.js": b"const summer = 1;",
    "scripts/100%25.txt": b"literally",
    "scormcontent/index.html": b"<!doctype html>",
    "films/devis.mp4": FILM,
    "outils/devis.php": b"<?php",
}


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def version(db):
    return PackageVersionFactory(files=FILES)


def browser(version) -> Client:
    return Client(headers={"host": urlsplit(asset_url(version, "", at=NOON)).netloc})


@pytest.fixture
def get(version):
    """Ask the host of `version` for a path as a browser sends it."""
    here = browser(version)
    base = asset_base(version, at=timezone.now())

    def ask(path="", **options):
        return read(here.get(f"{base}{path}", **options))

    return ask


def read(response):
    """Read it to its end, which closes the file."""
    response.body = response.getvalue()
    return response


class TestAssetToken:
    def test_opens_one_version(self, version):
        assert read_asset_token(asset_token(version, at=NOON), at=NOON) == version.uuid

    def test_stays_the_same_for_a_period(self):
        version = PackageVersion()
        start = NOON - (NOON - START) % PERIOD

        first = asset_token(version, at=start)

        assert asset_token(version, at=start + PERIOD - timedelta(seconds=1)) == first
        assert asset_token(version, at=start + PERIOD) != first

    def test_holds_for_a_period_at_least_and_two_at_most(self):
        token = asset_token(PackageVersion(), at=NOON)

        assert read_asset_token(token, at=NOON + PERIOD)
        with pytest.raises(TokenRefused, match="expired"):
            read_asset_token(token, at=NOON + 2 * PERIOD)

    def test_is_not_made_by_others(self):
        token = asset_token(PackageVersion(), at=NOON)
        ours, theirs = (
            Signer(salt=salt, sep=".")
            for salt in ("media.asset_tokens", "learners.runtime.attempt")
        )
        forged = ["", "é", token[:-1], token.swapcase(), f"A{token}", theirs.sign(token)]

        for each in [*forged, ours.sign("AAAA"), ours.sign("A")]:
            with pytest.raises(TokenRefused, match="forged"):
                read_asset_token(each, at=NOON)


class TestAsset:
    def test_is_given_to_who_has_its_address(self, get):
        response = get("index.html")

        assert response.status_code == 200
        assert response.body == FILES["index.html"]
        assert response["Content-Type"] == "text/html"
        assert response["Vary"] == "Sec-Fetch-Dest"
        assert "Content-Disposition" not in response

    @pytest.mark.parametrize(
        "asked",
        [
            "Scripts/%C3%89t%C3%A9%201.js",
            "scripts/%C3%A9t%C3%A9%201.js?v=3",
            "SCRIPTS/E%CC%81TE%CC%81%201.JS",
            "Scripts/%C9t%E9%201.js",
            "Scripts/%25C3%2589t%25C3%25A9%25201.js",
            "./films/..//Scripts/%5C%C3%89t%C3%A9%201.js",
        ],
        ids=["encoded", "other case", "decomposed", "latin-1", "twice", "dots and slashes"],
    )
    def test_is_found_however_it_is_spelt(self, get, asked):
        assert get(asked).body == FILES["Scripts/Été 1.js"]

    def test_may_have_percents_in_its_name(self, get):
        assert get("scripts/100%25.txt").body == b"literally"

    @pytest.mark.parametrize("asked", ["", "scormcontent/", "SCORMCONTENT/"])
    def test_of_a_folder_is_its_index(self, get, asked):
        assert get(asked).status_code == 200

    def test_of_a_folder_is_asked_for_inside_of_it(self, get):
        response = get("scormcontent?lang=fr")

        assert response.status_code == 302
        assert response["Location"] == "./scormcontent/?lang=fr"

    @pytest.mark.parametrize(
        "asked", ["absent.js", "../index.htm", "%00", "a%0A", f"{'a/' * 400}b", "films/", "%FF"]
    )
    def test_may_not_exist(self, get, asked):
        response = get(asked)

        assert response.status_code == 404
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert response["Cache-Control"] == "no-store"

    def test_takes_one_query(self, get, django_assert_num_queries):
        with django_assert_num_queries(1):
            get("scripts/%C3%A9t%C3%A9%201.js")

    def test_is_kept_by_browsers_until_its_address_changes(self, get):
        cached = get("index.html")["Cache-Control"]

        words, age = cached.rsplit("=", 1)[0], int(cached.split("=")[1].split(",")[0])
        assert (words, cached.split(", ")[2]) == ("public, max-age", "immutable")
        assert PERIOD.total_seconds() - 3600 <= age <= 2 * PERIOD.total_seconds()

    @pytest.mark.parametrize(
        ("where", "is_alone"),
        [
            ({"Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "none"}, True),
            ({"Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "same-site"}, True),
            ({"Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "same-origin"}, False),
            ({"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "same-site"}, False),
            ({}, False),
        ],
        ids=["from a message", "from the application", "from itself", "in its frame", "unsaid"],
    )
    def test_has_no_power_when_it_is_opened_alone(self, get, where, is_alone):
        response = get("index.html", headers=where)

        assert response["Content-Security-Policy"].endswith("sandbox allow-scripts") == is_alone
        assert (response["Cache-Control"] == "no-store") == (
            where.get("Sec-Fetch-Dest") == "document"
        )

    def test_says_when_nothing_changed(self, get):
        tag = get("index.html")["ETag"]

        again = get("index.html", headers={"If-None-Match": tag})

        assert (again.status_code, again.body) == (304, b"")

    def test_is_announced_without_being_sent(self, version):
        url = asset_url(version, "films/devis.mp4", at=timezone.now())

        response = read(browser(version).head(url))

        assert (response["Content-Length"], response.body) == (str(len(FILM)), b"")

    def test_is_streamed_in_parts(self, get):
        response = get("films/devis.mp4", headers={"Range": "bytes=0-1"})

        assert (response.status_code, response.body) == (206, FILM[:2])
        assert response["Content-Range"] == f"bytes 0-1/{len(FILM)}"
        assert response["Content-Type"] == "video/mp4"
        assert response["Accept-Ranges"] == "bytes"

    def test_has_no_part_after_its_end(self, get):
        response = get("films/devis.mp4", headers={"Range": f"bytes={len(FILM)}-"})

        assert response.status_code == 416
        assert response["Cache-Control"] == "no-store"

    def test_that_a_server_would_run_is_only_downloaded(self, get):
        response = get("outils/devis.php")

        assert response["Content-Type"] == "application/octet-stream"
        assert response["Content-Disposition"] == 'attachment; filename="devis.php"'

    def test_is_only_read(self, version, caplog):
        url = asset_url(version, "index.html", at=timezone.now())

        response = browser(version).post(url)

        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
        assert caplog.messages == [f"refused method on {version.label}"]

    def test_whose_file_is_lost_does_not_exist(self, version, get):
        version.files.update(encodings="br")
        default_storage.delete(version.files.get(path="index.html").stored)

        assert get("index.html", headers={"Accept-Encoding": "br"}).status_code == 404


class TestCompressedAsset:
    @pytest.fixture
    def packed(self, version):
        file = version.files.get(path="index.html")
        file.encodings = "br,gzip"
        file.save(update_fields=["encodings"])
        default_storage.save(f"{file.stored}.br", ContentFile(brotli.compress(b"tout petit")))
        default_storage.save(f"{file.stored}.gz", ContentFile(gzip.compress(b"petit")))
        return file

    @pytest.mark.parametrize(
        ("accepted", "encoding", "unpack", "expected"),
        [
            ("gzip, deflate, br", "br", brotli.decompress, b"tout petit"),
            ("gzip", "gzip", gzip.decompress, b"petit"),
            ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress, b"petit"),
            ("", None, bytes, FILES["index.html"]),
        ],
    )
    def test_is_given_to_who_reads_it(self, packed, get, accepted, encoding, unpack, expected):
        response = get("index.html", headers={"Accept-Encoding": accepted})

        assert response.get("Content-Encoding") == encoding
        assert unpack(response.body) == expected
        assert response["Vary"] == "Accept-Encoding, Sec-Fetch-Dest"

    def test_is_another_one_for_caches(self, packed, get):
        tags = {get("index.html", headers={"Accept-Encoding": each})["ETag"] for each in ("br", "")}

        assert len(tags) == 2

    def test_is_never_given_in_parts(self, packed, get):
        response = get("index.html", headers={"Accept-Encoding": "br", "Range": "bytes=0-3"})

        assert response.body == FILES["index.html"][:4]
        assert "Content-Encoding" not in response

    def test_that_is_lost_leaves_the_plain_one(self, packed, get):
        default_storage.delete(f"{packed.stored}.br")

        response = get("index.html", headers={"Accept-Encoding": "br"})

        assert response.body == FILES["index.html"]


class TestSentByOthers:
    def test_is_left_to_the_proxy(self, settings, version, get):
        settings.CONTENT_ACCEL_PREFIX = "/stored/"

        response = get("Scripts/%C3%89t%C3%A9%201.js")

        stored = version.files.get(path="Scripts/Été 1.js").stored
        assert stored.endswith(".js")
        assert response["X-Accel-Redirect"].startswith("/stored/packages/")
        assert response["X-Accel-Redirect"].isascii()
        assert response["Content-Type"] == "text/javascript"
        assert response.body == b""

    STREAMED = {"Sec-Fetch-Dest": "video", "Sec-Fetch-Mode": "no-cors"}

    @pytest.fixture
    def bucket(self, settings, get):
        settings.CONTENT_S3_REDIRECT = "https://bucket.example.net"
        settings.STORAGES = settings.STORAGES | {
            "default": {
                "BACKEND": "media.storage.BucketStorage",
                "OPTIONS": {
                    "bucket_name": "palier",
                    "endpoint_url": "https://bucket.example.net",
                    "access_key": "only",
                    "secret_key": "tests",
                    "querystring_auth": True,
                },
            }
        }
        return get

    def test_is_streamed_by_the_bucket(self, bucket):
        response = bucket("films/devis.mp4", headers=self.STREAMED)

        assert response.status_code == 302
        assert response["Location"].startswith("https://bucket.example.net/palier/packages/")
        assert "response-content-type=video%2Fmp4" in response["Location"]
        assert response["Cache-Control"] == "private, max-age=3600"

    @pytest.mark.parametrize(
        "headers",
        [{}, STREAMED | {"Sec-Fetch-Dest": "empty"}, STREAMED | {"Sec-Fetch-Mode": "cors"}],
        ids=["unsaid", "by a script", "for a canvas"],
    )
    def test_is_not_sent_where_scripts_may_not_read(self, settings, get, headers):
        settings.CONTENT_S3_REDIRECT = "https://bucket.example.net"

        assert get("films/devis.mp4", headers=headers).status_code == 200


@pytest.mark.django_db
class TestRefusals:
    def test_tell_what_to_do_and_leave_a_line(self, version, caplog):
        url = asset_url(version, "index.html", at=timezone.now() - 2 * PERIOD)

        response = browser(version).get(url)

        assert response.status_code == 403
        assert "Rouvrez l'étape depuis votre parcours" in response.text
        assert response["Cache-Control"] == "no-store"
        assert caplog.messages == [f"refused expired on {version.label}"]
        assert asset_token(version, at=NOON)[:24] not in caplog.text

    def test_are_the_same_for_a_forged_address(self, version, caplog):
        response = browser(version).get("/c/forged/index.html")

        assert response.status_code == 403
        assert caplog.messages == [f"refused forged on {version.label}"]

    def test_keep_packages_on_their_own_hosts(self, version, caplog):
        other = PackageVersionFactory()

        response = browser(other).get(f"{asset_base(version, at=timezone.now())}index.html")

        assert response.status_code == 404
        assert caplog.messages == [f"refused label on {other.label}"]


class TestReports:
    @pytest.fixture
    def send(self):
        here = Client(headers={"host": "p0123.content.palier.localhost:8000"})

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
        assert caplog.messages == [f"refused form-action on p0123 towards {towards}"]
        assert "awa" not in caplog.text

    def test_are_kept_once_a_minute(self, send, caplog):
        for _again in range(3):
            send(self.said("connect-src", "http://palier.localhost:8000/"))

        assert len(caplog.messages) == 1

    @pytest.mark.parametrize(
        "body",
        ["", "{", "[]", '{"csp-report": 3}', '{"csp-report": {"effective-directive": "A\\n"}}'],
    )
    def test_that_say_nothing_are_forgotten(self, send, caplog, body):
        assert send(body).status_code == 204
        assert caplog.messages == []


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


class TestContentType:
    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("a.WOFF2", "font/woff2"),
            ("a.ttf", "font/ttf"),
            ("a.webp", "image/webp"),
            ("a.m4a", "audio/mp4"),
            ("a.m4v", "video/mp4"),
            ("a.ogg", "audio/ogg"),
            ("a.wav", "audio/wav"),
            ("a.map", "application/json; charset=utf-8"),
            ("a.vtt", "text/vtt; charset=utf-8"),
            ("a.wasm", "application/wasm"),
            ("a.html", "text/html"),
            ("a.cgi", "application/octet-stream"),
            ("a.swf", "application/octet-stream"),
            ("README", "application/octet-stream"),
        ],
    )
    def test_is_ours_on_every_machine(self, name, expected):
        assert content_type(name) == expected


class TestReadings:
    @pytest.mark.parametrize("asked", ["../a", "a/../../b", "%2e%2e/a", "..%5Ca"])
    def test_never_lead_out(self, asked):
        assert all(".." not in path.split("/") for path in readings(asked))


class TestBestEncoding:
    @pytest.mark.parametrize(
        ("accepted", "expected"),
        [
            ("*", "br"),
            ("identity", ""),
            ("GZIP", "gzip"),
            ("br; q=0.0, *;q=0", ""),
            ("br,gzip", "br"),
        ],
    )
    def test_is_the_first_that_is_read(self, accepted, expected):
        assert best_encoding(accepted, ["br", "gzip"]) == expected
