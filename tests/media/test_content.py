"""Files of packages: found however they are asked for, given as browsers want them."""

import gzip
from urllib.parse import urlsplit

import brotli
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from media.asset_tokens import (
    PERIOD,
    asset_base,
    asset_url,
)
from media.content_paths import readings
from media.content_types import content_type
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
