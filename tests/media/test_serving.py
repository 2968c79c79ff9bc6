"""Public files: what is given, how, and what never is."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from media.serving import UnsatisfiableRangeError, public_type, wanted_range
from tests.media.factories import MP3, audio, image

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def content(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


class TestPublicFile:
    def test_is_given_to_anybody(self, client):
        response = client.get(audio().file.url)

        assert response.status_code == 200
        assert content(response) == MP3
        assert response["Content-Type"] == "audio/mpeg"
        assert response["Content-Length"] == str(len(MP3))
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response["Content-Security-Policy"]

    def test_stays_a_year_when_its_name_is_its_content(self, client):
        response = client.get(audio().file.url)
        content(response)

        assert response["Cache-Control"] == "public, max-age=31536000, immutable"

    def test_is_asked_for_again_when_its_name_may_be_used_twice(self, client):
        response = client.get(image().file.url)
        content(response)

        assert response["Cache-Control"] == "public, max-age=3600"

    def test_sets_no_cookie(self, client):
        response = client.get(audio().file.url)
        content(response)

        assert not response.cookies

    def test_says_when_nothing_changed(self, client):
        url = audio().file.url
        first = client.get(url)
        content(first)

        again = client.get(url, headers={"If-None-Match": first["ETag"]})

        assert again.status_code == 304
        assert content(again) == b""

    def test_is_announced_without_being_sent(self, client):
        response = client.head(audio().file.url)

        assert response["Content-Length"] == str(len(MP3))
        assert content(response) == b""

    @pytest.mark.parametrize(
        ("asked", "first", "last"),
        [
            ("bytes=0-1", 0, 1),
            ("bytes=100-", 100, len(MP3) - 1),
            ("bytes=-5", len(MP3) - 5, len(MP3) - 1),
        ],
    )
    def test_is_given_in_part(self, client, asked, first, last):
        response = client.get(audio().file.url, headers={"Range": asked})

        assert response.status_code == 206
        assert response["Content-Range"] == f"bytes {first}-{last}/{len(MP3)}"
        assert response["Content-Length"] == str(last - first + 1)
        assert content(response) == MP3[first : last + 1]

    def test_has_no_part_after_its_end(self, client):
        response = client.get(audio().file.url, headers={"Range": f"bytes={len(MP3)}-"})

        assert response.status_code == 416
        assert response["Content-Range"] == f"bytes */{len(MP3)}"

    def test_is_given_whole_when_it_is_another_one(self, client):
        response = client.get(
            audio().file.url, headers={"Range": "bytes=0-1", "If-Range": '"autre"'}
        )

        assert response.status_code == 200
        assert content(response) == MP3

    @pytest.mark.parametrize(
        "name",
        [
            "private/uploads/photo.jpg",
            "audio/absent.mp3",
            "audio/script.html",
            "audio/dessin.svg",
            "documents/a.pdf",
            "audio",
            "photo.jpg",
            "images/../private/uploads/photo.jpg",
            "images/..%2F..%2Fsecret_key.jpg",
            "/etc/passwd.jpg",
            "images//photo.jpg",
            "images/\\..\\photo.jpg",
            "images/photo.jpg%00",
        ],
    )
    def test_does_not_exist_elsewhere(self, client, name):
        for held in ("private/uploads/photo.jpg", "audio/script.html", "audio/dessin.svg"):
            default_storage.save(held, ContentFile(b"secret"))

        response = client.get(f"/files/{name}")

        assert response.status_code == 404

    def test_is_only_read(self, client):
        assert client.post(audio().file.url).status_code == 405

    def test_has_a_name(self):
        assert reverse("media:public_file", args=["audio/a.mp3"]) == "/files/audio/a.mp3"


class TestWantedRange:
    @pytest.mark.parametrize(
        "header", ["", "bytes=", "bytes=-", "bytes=a-b", "bytes=0-1,3-4", "lines=0-1", "bytes=5-2"]
    )
    def test_is_the_whole_file_for_what_is_not_one(self, header):
        assert wanted_range(header, 100) is None

    @pytest.mark.parametrize("header", ["bytes={}-", "bytes=-{}", "bytes=0-{}"])
    def test_has_no_endless_numbers(self, header):
        assert wanted_range(header.format("9" * 5000), 100) is None

    def test_ends_with_the_file(self):
        assert wanted_range("bytes=90-500", 100) == (90, 99)
        assert wanted_range("bytes=-500", 100) == (0, 99)

    @pytest.mark.parametrize(
        ("header", "size"), [("bytes=100-", 100), ("bytes=-0", 100), ("bytes=0-", 0)]
    )
    def test_cannot_be_outside(self, header, size):
        with pytest.raises(UnsatisfiableRangeError):
            wanted_range(header, size)


class TestPublicType:
    def test_is_ours_on_every_machine(self):
        assert public_type("images/a/b.avif") == "image/avif"
        assert public_type("audio/a/b.OPUS") == "audio/ogg"
        assert public_type("images/a.html") is None
