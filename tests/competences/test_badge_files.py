"""Badges inside pictures: written so that others read them, read so that nothing slips through."""

import contextlib
import io
import zlib

import pytest
from hypothesis import given, settings, strategies as st
from PIL import Image

from competences.badges import baking, picture, status
from competences.badges.baking import BadFile, Damaged, NoBadge

TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJpZCI6ImEifQ.c2lnbmF0dXJl"  # noqa: S105 - signs nothing
PNG = picture.png(1, 3)
SVG = picture.svg(1, 3)


def chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return len(data).to_bytes(4) + body + zlib.crc32(body).to_bytes(4)


def with_chunk(png: bytes, kind: bytes, data: bytes) -> bytes:
    """Return the picture with one more chunk after its header."""
    return png[:33] + chunk(kind, data) + png[33:]


class TestPicture:
    @pytest.mark.parametrize("flight", [0, 1, 2, 3])
    def test_is_a_small_square(self, flight):
        with Image.open(io.BytesIO(picture.png(flight, 3))) as image:
            assert image.size == (512, 512)
            assert image.convert("RGBA").getpixel((2, 2))[3] == 0
        assert len(picture.png(flight, 3)) < 16_000

    def test_shows_which_flight_by_more_than_a_colour(self):
        filled = [
            sum(isinstance(s, picture.Circle) and s.radius == 7 for s in picture.shapes(f, 3))
            for f in (0, 1, 2, 3)
        ]

        assert filled == [0, 2, 2, 2]

    @pytest.mark.parametrize("flights", [0, 1, 6, 40])
    def test_holds_for_any_number_of_blocks(self, flights):
        assert baking.unbake_png(baking.bake_png(picture.png(1, flights), TOKEN)) == TOKEN

    def test_is_drawn_alike_each_time(self):
        picture.png.cache_clear()

        assert picture.png(1, 3) == PNG


class TestPng:
    def test_carries_the_badge_in_one_plain_chunk(self):
        baked = baking.bake_png(PNG, TOKEN)

        assert baked.count(b"iTXtopenbadgecredential\x00\x00\x00\x00\x00" + TOKEN.encode()) == 1
        assert baking.unbake_png(baked) == TOKEN

    def test_is_still_the_same_picture(self):
        with (
            Image.open(io.BytesIO(PNG)) as before,
            Image.open(io.BytesIO(baking.bake_png(PNG, TOKEN))) as after,
        ):
            assert before.convert("RGBA").tobytes() == after.convert("RGBA").tobytes()

    def test_baked_again_carries_the_last_badge_alone(self):
        baked = baking.bake_png(baking.bake_png(PNG, TOKEN), TOKEN + "bis")

        assert baking.unbake_png(baked) == TOKEN + "bis"

    def test_without_a_badge_says_so(self):
        with pytest.raises(NoBadge):
            baking.unbake_png(with_chunk(PNG, b"iTXt", b"Comment\x00\x00\x00\x00\x00bonjour"))

    def test_with_two_badges_is_refused(self):
        other = b"openbadgecredential\x00\x00\x00\x00\x00" + b"autre"

        with pytest.raises(Damaged):
            baking.unbake_png(with_chunk(baking.bake_png(PNG, TOKEN), b"iTXt", other))

    @pytest.mark.parametrize(
        "text",
        [
            b"openbadgecredential\x00\x01\x00\x00\x00" + zlib.compress(b"a" * 900_000),
            b"openbadgecredential\x00\x00\x00sans fin",
            b"openbadgecredential",
            b"openbadgecredential\x00\x00\x00\x00\x00\xff\xfe",
            b"openbadgecredential\x00\x00\x00\x00\x00" + b"a" * (baking.MAX_TOKEN + 1),
        ],
        ids=["compressed", "cut", "bare", "not ascii", "endless"],
    )
    def test_with_a_chunk_that_is_not_ours_is_refused(self, text):
        with pytest.raises(BadFile):
            baking.unbake_png(with_chunk(PNG, b"iTXt", text))

    def test_changed_in_any_byte_is_refused(self):
        baked = baking.bake_png(PNG, TOKEN)
        accepted = []
        for at in range(len(baked)):
            tampered = baked[:at] + bytes([baked[at] ^ 1]) + baked[at + 1 :]
            try:
                accepted.append((at, baking.unbake_png(tampered)))
            except BadFile:
                continue

        assert accepted == []

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda png: png[:-1],
            lambda png: png[:40],
            lambda png: png + b"\x00",
            lambda png: png + png,
            lambda png: png[:8],
            lambda png: png[:8] + b"\xff" * 20,
            lambda png: png[:33] + png[-12:] + png[33:],
        ],
        ids=["end", "half", "longer", "twice", "signature", "noise", "early end"],
    )
    def test_cut_or_lengthened_is_refused(self, spoil):
        with pytest.raises(BadFile):
            baking.unbake_png(spoil(baking.bake_png(PNG, TOKEN)))

    def test_of_too_many_chunks_is_refused(self):
        crumbs = chunk(b"tEXt", b"a\x00b") * (baking.MAX_CHUNKS + 1)

        with pytest.raises(BadFile):
            baking.unbake_png(PNG[:33] + crumbs + PNG[33:])


class TestSvg:
    def test_carries_the_badge_directly_after_its_root(self):
        baked = baking.bake_svg(SVG, TOKEN)

        assert f'<openbadges:credential verify="{TOKEN}"></openbadges:credential>' in baked
        assert baked.index("openbadges:credential") < baked.index("<circle")
        assert baking.unbake_svg(baked.encode()) == TOKEN

    def test_without_a_badge_says_so(self):
        with pytest.raises(NoBadge):
            baking.unbake_svg(SVG.encode())

    def test_with_two_badges_is_refused(self):
        twice = baking.bake_svg(SVG, TOKEN).replace(
            "</svg>", '<openbadges:credential verify="x"/></svg>'
        )

        with pytest.raises(Damaged):
            baking.unbake_svg(twice.encode())

    @pytest.mark.parametrize(
        "text",
        [
            "<svg",
            "",
            "<html><body/></html>",
            '<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.partition("?>\n")[2].replace(">", ">&a;", 1),
            '<!DOCTYPE svg SYSTEM "http://192.0.2.1/a.dtd">' + SVG.partition("?>\n")[2],
            '<svg xmlns="http://www.w3.org/2000/svg">' + "<g>" * 40 + "</g>" * 40 + "</svg>",
            '<svg xmlns="http://www.w3.org/2000/svg">' + "<g/>" * 6000 + "</svg>",
            '<?xml version="1.0" encoding="klingon"?><svg xmlns="http://www.w3.org/2000/svg"/>',
            "<svg xmlns='http://www.w3.org/2000/svg'>\x00</svg>",
        ],
        ids=["cut", "empty", "html", "entity", "dtd", "deep", "wide", "encoding", "nul"],
    )
    def test_that_is_no_plain_drawing_is_refused(self, text):
        with pytest.raises(BadFile):
            baking.unbake_svg(text.encode())

    def test_that_calls_itself_many_times_is_refused_before_it_grows(self):
        laughs = "".join(
            f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(9)
        )

        with pytest.raises(BadFile):
            baking.unbake_svg(f"<!DOCTYPE svg [{laughs}]><svg>&l8;</svg>".encode())


class TestAnyFile:
    def test_is_known_by_its_content(self):
        assert baking.unbake(baking.bake_png(PNG, TOKEN)) == TOKEN
        assert baking.unbake(b"\xef\xbb\xbf" + baking.bake_svg(SVG, TOKEN).encode()) == TOKEN
        assert baking.unbake(f"{TOKEN}\r\n".encode()) == TOKEN

    def test_too_large_is_refused(self):
        with pytest.raises(BadFile):
            baking.unbake(b"a" * (baking.MAX_FILE + 1))

    @settings(max_examples=150, deadline=None)
    @given(st.binary(max_size=400), st.sampled_from([b"", baking.PNG_SIGNATURE, b"<svg "]))
    def test_is_read_or_refused_and_nothing_else(self, noise, start):
        with contextlib.suppress(BadFile):
            assert isinstance(baking.unbake(start + noise), str)


class TestStatusList:
    def test_sets_the_bits_asked_for_and_no_other(self):
        encoded = status.encode([0, 9, status.BITS - 1])

        assert encoded.startswith("u")
        assert [n for n in range(64) if status.is_set(encoded, n)] == [0, 9]
        assert status.is_set(encoded, status.BITS - 1)

    def test_is_written_alike_each_time(self):
        assert status.encode([4]) == status.encode(iter([4]))

    @pytest.mark.parametrize("text", ["", "abc", "u***", "uAAAA", "z123"])
    def test_that_is_none_is_refused(self, text):
        with pytest.raises(ValueError, match=r"not|outside"):
            status.is_set(text, 0)

    @pytest.mark.parametrize("index", [-1, status.BITS])
    def test_has_no_other_place(self, index):
        with pytest.raises(ValueError, match="outside"):
            status.is_set(status.encode([]), index)
