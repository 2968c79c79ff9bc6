from contextlib import suppress
from io import BytesIO

import pytest
from PIL import Image

from learners.uploads import AUDIO, DOCUMENT, IMAGE, LIMITS, UploadRefused, prepare
from tests.learners import documents, sounds
from tests.learners.pictures import PROGRAM, SCRIPT, picture, sent, with_place


def kept(prepared) -> bytes:
    with prepared.content:
        return prepared.content.read()


def opened(prepared) -> Image.Image:
    return Image.open(BytesIO(kept(prepared)))


class TestPrepare:
    @pytest.mark.parametrize(
        "content",
        [b"\xff\xd8", b"bonjour", SCRIPT, PROGRAM, b"\x00" * 20, b"#!/bin/sh\nrm -rf /"],
        ids=["too short", "words", "svg", "program", "zeros", "script"],
    )
    @pytest.mark.parametrize("name", ["photo.jpg", "memo.mp3", "devis.pdf"])
    def test_refuses_what_is_not_what_its_name_says(self, content, name):
        with pytest.raises(UploadRefused, match="ne peut pas être gardé ici"):
            prepare(sent(content, name))

    def test_refuses_an_empty_file(self):
        with pytest.raises(UploadRefused, match="vide"):
            prepare(sent(b""))

    def test_says_what_is_expected_here(self):
        with pytest.raises(UploadRefused, match="pas une photo"):
            prepare(sent(documents.PDF), {IMAGE})
        with pytest.raises(UploadRefused, match="pas un enregistrement"):
            prepare(picture(), {AUDIO})

    @pytest.mark.parametrize(
        ("kind", "head", "words"),
        [
            (IMAGE, b"\xff\xd8\xff\xe0", "Cette photo pèse 21 Mo, 20 Mo au plus"),
            (AUDIO, b"OggS", "Cet enregistrement pèse 16 Mo, 15 Mo au plus"),
            (DOCUMENT, b"%PDF-1.7", "Ce document pèse 16 Mo, 15 Mo au plus"),
        ],
    )
    def test_refuses_what_is_too_heavy_for_its_kind(self, kind, head, words):
        with pytest.raises(UploadRefused, match=words):
            prepare(sent(head + bytes(LIMITS[kind])))

    def test_tells_of_thirty_megabytes_as_of_any_other_weight(self):
        with pytest.raises(UploadRefused, match=r"pèse 31 Mo.*en plus petit"):
            prepare(sent(b"\xff\xd8\xff\xe0" + bytes(30 * 1024 * 1024)))


class TestPicture:
    def test_forgets_where_it_was_taken_and_stands_upright(self):
        photo = opened(prepare(with_place(comment=b"chez Madame Diallo")))

        assert photo.format == "JPEG"
        assert photo.size == (40, 60)
        assert not photo.getexif()
        assert not {"exif", "comment", "xmp", "icc_profile"}.intersection(photo.info)

    def test_is_made_small(self):
        assert opened(prepare(picture((4000, 3000)))).size == (1600, 1200)

    @pytest.mark.parametrize("kind", ["PNG", "WEBP", "HEIF", "AVIF"])
    def test_is_read_in_other_formats(self, kind):
        photo = opened(prepare(picture((64, 64), kind, mode="RGBA")))

        assert (photo.format, photo.mode) == ("JPEG", "RGB")

    def test_of_a_telephone_forgets_too(self):
        assert not opened(prepare(with_place((64, 64), kind="HEIF"))).getexif()

    def test_is_refused_when_it_is_cut_short(self):
        whole = picture((600, 400)).read()

        with pytest.raises(UploadRefused, match="abîmée ou incomplète"):
            prepare(sent(whole[: len(whole) // 2]))

    def test_is_refused_when_only_its_name_is_good(self):
        with pytest.raises(UploadRefused, match="ne peut pas être gardé"):
            prepare(picture(kind="GIF"))

    def test_is_refused_when_it_would_fill_the_memory(self):
        with pytest.raises(UploadRefused, match="trop grande"):
            prepare(picture((12_000, 12_000), kind="PNG", mode="1"))


class TestSound:
    @pytest.mark.parametrize("kind", sounds.SOUNDS)
    def test_is_kept_without_its_tags(self, kind):
        make, content_type, seconds = sounds.SOUNDS[kind]
        assert sounds.SECRET in make()

        prepared = prepare(sent(make(), "memo.jpg"))
        content = kept(prepared)

        assert (prepared.kind, prepared.content_type) == (AUDIO, content_type)
        assert prepared.duration == seconds
        assert sounds.SECRET not in content
        assert make()[-5:] == content[-5:]

    @pytest.mark.parametrize("kind", ["webm", "mp4", "wav"])
    def test_keeps_its_length_so_that_places_in_it_stay_true(self, kind):
        make = sounds.SOUNDS[kind][0]

        assert len(kept(prepare(sent(make())))) == len(make())

    @pytest.mark.parametrize("kind", sounds.SOUNDS)
    def test_cleaned_twice_is_the_same(self, kind):
        once = kept(prepare(sent(sounds.SOUNDS[kind][0]())))

        assert kept(prepare(sent(once))) == once

    def test_of_a_known_length_is_read_too(self):
        prepared = prepare(sent(sounds.webm(live=False)))

        assert kept(prepared)
        assert prepared.duration == 3

    def test_forgets_when_it_was_made(self):
        content = kept(prepare(sent(sounds.mp4())))

        for name in (b"mvhd", b"tkhd"):
            start = content.index(name) + 8
            assert content[start : start + 8] == bytes(8)

    @pytest.mark.parametrize(
        "content", [sounds.webm(track=1), sounds.mp4(handler=b"vide", brand=b"isom")]
    )
    def test_is_refused_when_it_is_a_film(self, content):
        with pytest.raises(UploadRefused, match="vidéo"):
            prepare(sent(content, "memo.m4a"))

    @pytest.mark.parametrize("kind", sounds.SOUNDS)
    def test_is_refused_when_only_its_beginning_is_there(self, kind):
        content = sounds.SOUNDS[kind][0]()

        with pytest.raises(UploadRefused, match="abîmé ou incomplet"):
            prepare(sent(content[:70]))

    @pytest.mark.parametrize("kind", ["webm", "mp4", "wav"])
    def test_is_refused_when_its_end_is_missing(self, kind):
        with pytest.raises(UploadRefused, match="abîmé ou incomplet"):
            prepare(sent(sounds.SOUNDS[kind][0]()[:-3]))

    @pytest.mark.parametrize("kind", sounds.SOUNDS)
    def test_is_never_more_than_refused_wherever_it_is_spoilt(self, kind):
        content = bytearray(sounds.SOUNDS[kind][0]())

        for place in range(4, min(len(content), 400)):
            spoilt = bytearray(content)
            spoilt[place] ^= 0xFF
            with suppress(UploadRefused):
                prepare(sent(bytes(spoilt))).content.close()


class TestDocument:
    @pytest.mark.parametrize(
        ("content", "extension"),
        [
            (documents.PDF, ".pdf"),
            (documents.docx(), ".docx"),
            (documents.xlsx(), ".xlsx"),
            (documents.odf(), ".odt"),
            (documents.odf("spreadsheet"), ".ods"),
        ],
    )
    def test_is_kept_as_it_is(self, content, extension):
        prepared = prepare(sent(content, "devis.exe"))

        assert (prepared.kind, prepared.extension) == (DOCUMENT, extension)
        assert kept(prepared) == content

    @pytest.mark.parametrize(
        "content",
        [
            documents.docx(**{"word/vbaProject.bin": b"x"}),
            documents.xlsx(**{"xl/macrosheets/sheet1.xml": "x"}),
            documents.odf(**{"Basic/Standard/Module1.xml": "x"}),
            documents.package(
                {
                    "[Content_Types].xml": documents.TYPES.format(
                        "application/vnd.ms-word.document.macroEnabled.main+xml"
                    ),
                    "word/document.xml": "x",
                }
            ),
        ],
    )
    def test_is_refused_with_macros(self, content):
        with pytest.raises(UploadRefused, match="macros"):
            prepare(sent(content, "devis.docx"))

    def test_is_refused_when_it_is_any_archive(self):
        with pytest.raises(UploadRefused, match="pas un document"):
            prepare(sent(documents.package({"virus.exe": PROGRAM}), "devis.docx"))

    @pytest.mark.parametrize("kind", ["presentation", "text-template", "x"])
    def test_is_refused_when_it_is_another_office_file(self, kind):
        with pytest.raises(UploadRefused, match="pas un document"):
            prepare(sent(documents.odf(kind)))

    def test_is_refused_when_it_unpacks_to_too_much(self, monkeypatch):
        monkeypatch.setattr("learners.uploads.documents.MOST_UNPACKED", 1_000_000)

        with pytest.raises(UploadRefused, match="trop volumineux"):
            prepare(sent(documents.docx(**{"word/media/a.xml": bytes(2_000_000)})))

    def test_is_refused_with_a_password(self):
        content = bytearray(documents.docx())
        content[content.index(b"PK\x01\x02") + 8] |= 1

        with pytest.raises(UploadRefused, match="mot de passe"):
            prepare(sent(bytes(content)))

    @pytest.mark.parametrize("content", [documents.PDF, documents.docx()])
    def test_is_refused_when_its_end_is_missing(self, content):
        with pytest.raises(UploadRefused, match="abîmé ou incomplet"):
            prepare(sent(content[:-10]))

    def test_is_refused_when_a_part_is_spoilt(self):
        content = bytearray(documents.docx(**{"word/note.xml": "bonjour" * 40}))
        start = content.index(b"word/note.xml") + len(b"word/note.xml")
        content[start + 4] ^= 0xFF

        with pytest.raises(UploadRefused, match="abîmé ou incomplet"):
            prepare(sent(bytes(content)))
