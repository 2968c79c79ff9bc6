import pytest
from django.core.files.storage import default_storage

from media.models import Audio, MediaImage
from media.services import audio_kind, file_name, image_kind
from media.storage import BucketStorage
from tests.media.factories import audio, image, picture


class TestImageKind:
    @pytest.mark.parametrize(
        ("kind", "name"), [("png", "png"), ("jpeg", "jpg"), ("webp", "webp"), ("avif", "avif")]
    )
    def test_is_told_by_the_content(self, kind, name):
        assert image_kind(picture(kind=kind)) == name

    @pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg/>", b"\x89PNG\r\n\x1a\n" + bytes(30)])
    def test_is_nothing_for_what_is_not_a_sound_picture(self, data):
        assert image_kind(data) == ""

    def test_is_nothing_for_a_cut_picture(self):
        assert image_kind(picture(kind="png")[:100]) == ""


class TestAudioKind:
    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            (b"ID3\x04", "mp3"),
            (b"\xff\xfb\x90\x00", "mp3"),
            (b"\x00\x00\x00\x20ftypM4A ", "m4a"),
            (b"OggS\x00", "ogg"),
            (b"RIFF....WAVE", ""),
            (b"\xff\xd8\xff", ""),
            (b"", ""),
        ],
    )
    def test_is_told_by_the_first_bytes(self, data, kind):
        assert audio_kind(data) == kind


class TestFileName:
    @pytest.mark.parametrize(
        ("stored", "name"),
        [
            ("original_images/abc/couture.webp", "couture.webp"),
            ("audio/Témoignage d'Awa.MP3", "temoignage-d-awa.mp3"),
            ("a/IMG 2034.JPEG", "img-2034.jpg"),
            ("a/日本.png", "fichier.png"),
        ],
    )
    def test_is_plain(self, stored, name):
        assert file_name(stored) == name


@pytest.mark.django_db
class TestKeep:
    @pytest.fixture(autouse=True)
    def own_storage(self, settings, tmp_path):
        settings.MEDIA_ROOT = str(tmp_path)

    def test_keeps_the_same_content_once(self):
        assert image(1) == image(1)
        assert audio() == audio()
        assert (MediaImage.objects.count(), Audio.objects.count()) == (1, 1)

    def test_keeps_two_contents_of_one_name_apart(self):
        first, second = image(1), image(200)

        assert first.file.name != second.file.name
        assert file_name(first.file.name) == file_name(second.file.name) == "pont.webp"

    def test_knows_the_size_of_a_sound(self):
        assert audio().kilobytes == 3
        assert audio().size == default_storage.size(audio().file.name)


class TestBucketStorage:
    def test_is_read_through_our_own_address(self):
        storage = BucketStorage(bucket_name="palier", access_key="a", secret_key="b")

        assert storage.url("audio/ab/awa d.mp3") == "/files/audio/ab/awa%20d.mp3"
