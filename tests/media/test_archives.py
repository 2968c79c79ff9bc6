"""A zip from a stranger: what is given of it, and what never is."""

import io
import subprocess
import sys
import tracemalloc
import unicodedata
import zlib

import pytest

from media.archives import Archive, ArchiveRefused, Limits
from tests.media.zips import SYMLINK, UTF8, Member, raw_zip, zip_of

MEGABYTE = 1_000_000


def refusal(stream, limits=None) -> str:
    with pytest.raises(ArchiveRefused) as refused:
        Archive(stream, limits)
    return refused.value.code


def paths(*members: Member, **options) -> list[str]:
    return [entry.path for entry in Archive(raw_zip(members), **options).entries]


def zeros(megabytes: int, **lies) -> Member:
    return Member(b"zeros", bytes(megabytes * MEGABYTE), **lies)


def unicode_path(raw: bytes, name: str, crc: int | None = None) -> bytes:
    field = b"\x01" + (zlib.crc32(raw) if crc is None else crc).to_bytes(4, "little")
    field += name.encode()
    return (0x7075).to_bytes(2, "little") + len(field).to_bytes(2, "little") + field


class TestArchive:
    def test_gives_its_files(self):
        archive = Archive(zip_of({"a/": "", "a/b.txt": "hello", "c.txt": "x" * 500}))

        assert [(entry.path, entry.size, entry.is_stored) for entry in archive.entries] == [
            ("a/b.txt", 5, False),
            ("c.txt", 500, False),
        ]
        assert archive.read("a/b.txt") == b"hello"
        assert archive.verify() == archive.total_bytes == 505

    def test_gives_a_stored_file_and_an_empty_one(self):
        archive = Archive(zip_of({"a": b"\x00\xff", "b": b""}, stored=True))

        assert (archive.read("a"), archive.read("b")) == (b"\x00\xff", b"")
        assert archive.entries[0].is_stored

    def test_says_that_there_is_no_such_file(self):
        with pytest.raises(KeyError):
            Archive(zip_of({"a": "a"})).open("b")

    def test_does_not_read_whole_what_is_too_long_for_it(self):
        with pytest.raises(ArchiveRefused) as refused:
            Archive(zip_of({"a": "four"})).read("a", at_most=3)

        assert (refused.value.code, refused.value.path) == ("file-size-too-large", "a")

    def test_finds_a_file_by_another_case(self):
        archive = Archive(zip_of({"Index.HTML": "a"}))

        assert archive.get("index.html") is None
        assert archive.find("index.html") is archive.get("Index.HTML")

    def test_leaves_its_stream_open(self):
        stream = zip_of({"a": "a"})

        Archive(stream).read("a")

        assert not stream.closed

    def test_knows_nothing_of_django(self):
        program = "import media.archives, sys; sys.exit('django' in sys.modules)"

        assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


class TestNestedRoot:
    def test_is_the_one_folder_that_holds_everything(self):
        archive = Archive(zip_of({"__MACOSX/a": "", "course/a.txt": "a", "course/b/c.txt": "c"}))

        inner = archive.under(archive.nested_root())

        assert (archive.nested_root(), inner.prefix) == ("course/", "course/")
        assert [entry.path for entry in inner.entries] == ["a.txt", "b/c.txt"]
        assert inner.read("b/c.txt") == b"c"
        assert inner.nested_root() == ""

    @pytest.mark.parametrize("files", [{"a": ""}, {"a/b": "", "c/d": ""}, {"a/b": "", "c": ""}])
    def test_is_nothing_when_there_are_several(self, files):
        assert Archive(zip_of(files)).nested_root() == ""

    def test_keeps_its_place_when_seen_from_a_folder_of_a_folder(self):
        archive = Archive(zip_of({"a/b/c": "c"}))

        assert archive.under("a/").under("b/").prefix == "a/b/"
        assert archive.under("a/").under("b/").read("c") == b"c"


class TestName:
    @pytest.mark.parametrize(
        ("name", "path"),
        [
            (b"a\\b\\c.txt", "a/b/c.txt"),
            (b"./a//b/./c", "a/b/c"),
            ("cafe\u0301".encode(), "café"),
            (b"caf\x82.txt", "café.txt"),
            ("école.txt".encode("cp1252"), "école.txt"),
            ("À côté".encode("cp850"), "À côté"),
            ("été".encode(), "été"),
            (b"\xb0\xb1\xb2", "░▒▓"),
            (b"with space+plus%20.txt", "with space+plus%20.txt"),
        ],
    )
    def test_is_read_as_it_was_meant(self, name, path):
        assert paths(Member(name)) == [path]

    def test_is_utf_8_when_it_says_so(self):
        assert paths(Member("été 🎉.txt".encode(), flags=UTF8)) == ["été 🎉.txt"]

    def test_is_that_of_the_unicode_field_when_it_is_about_it(self):
        raw = b"\x9c"

        assert paths(Member(raw, extra=unicode_path(raw, "Łódź"))) == ["Łódź"]
        assert paths(Member(raw, extra=unicode_path(raw, "Łódź", crc=1))) == ["œ"]

    def test_may_start_with_an_underscore_unless_the_host_refuses(self):
        members = [Member(name) for name in (b"_a/b", b".git/c", b"d/_e", b"f")]

        assert paths(*members) == ["_a/b", ".git/c", "d/_e", "f"]
        assert paths(*members, skip_hidden=True) == ["f"]

    def test_is_left_out_when_a_computer_put_it_there(self):
        names = [b"__MACOSX/._a", b"b/.DS_Store", b"Thumbs.db", b"folder\\", b"a"]

        assert paths(*map(Member, names)) == ["a"]

    @pytest.mark.parametrize(
        ("code", "name"),
        [
            ("path-escapes", b"../a"),
            ("path-escapes", b"a/../../b"),
            ("path-escapes", b"a\\..\\b"),
            ("path-escapes", b"../"),
            ("path-escapes", b"__MACOSX/../../a"),
            ("path-absolute", b"/etc/passwd"),
            ("path-absolute", b"\\\\host\\share"),
            ("path-absolute", b"C:\\a"),
            ("path-absolute", b"c:a"),
            ("path-illegal", b"a\x00.txt"),
            ("path-illegal", b"a\n.txt"),
            ("path-illegal", b"a\x7f"),
            ("path-too-long", b"a/" * 15 + b"b" * 250 + b"/" + b"c" * 150),
            ("path-too-long", b"a" * 256),
            ("path-too-deep", b"a/" * 32 + b"b"),
        ],
    )
    def test_is_refused(self, code, name):
        assert refusal(raw_zip([Member(b"fine"), Member(name)])) == code

    def test_is_refused_when_its_utf_8_is_not(self):
        assert refusal(raw_zip([Member(b"\xff\xfe", flags=UTF8)])) == "unable-to-unzip"

    @pytest.mark.parametrize(
        "names",
        [
            ["a", "a"],
            ["a", "./a"],
            ["a/B", "A\\b"],
            ["é", unicodedata.normalize("NFD", "é")],
            ["a", "a/b"],
            ["A/b/c", "a/B"],
        ],
    )
    def test_is_used_once(self, names):
        members = [Member(name.encode(), flags=UTF8) for name in names]

        assert refusal(raw_zip(members)) == "duplicate-path"


class TestRefusal:
    @pytest.mark.parametrize(
        ("code", "member"),
        [
            ("link-or-device", Member(b"a", attributes=SYMLINK)),
            ("link-or-device", Member(b"a", attributes=0o020666 << 16)),
            ("encrypted", Member(b"a", flags=1)),
            ("encrypted", Member(b"a", flags=0x2000)),
            ("unsupported-compression", Member(b"a", method=12)),
            ("unsupported-compression", Member(b"a", method=14)),
            ("file-size-too-large", Member(b"a", size=2**31 + 1)),
            ("compression-bomb", zeros(11)),
            ("overlapping-files", Member(b"a", compressed=MEGABYTE)),
        ],
    )
    def test_comes_from_the_headers_alone(self, code, member):
        assert refusal(raw_zip([Member(b"fine"), member])) == code

    @pytest.mark.parametrize(
        ("code", "limits"),
        [
            ("too-many-entries", Limits(entries=1)),
            ("file-size-too-large", Limits(file_bytes=3)),
            ("total-size-too-large", Limits(total_bytes=7)),
            ("path-too-long", Limits(path_chars=2)),
            ("path-too-deep", Limits(depth=1)),
        ],
    )
    def test_follows_the_limits_of_the_host(self, code, limits):
        assert refusal(zip_of({"a/b": "four", "c": "four"}), limits) == code

    def test_is_of_many_files_that_are_small_alone(self):
        limits = Limits(ratio=10, ratio_from=1000)

        assert refusal(zip_of({str(n): "0" * 900 for n in range(9)}), limits) == "compression-bomb"

    def test_is_of_files_that_share_their_bytes(self):
        assert refusal(raw_zip([Member(b"a"), Member(b"a2", offset=0)])) == "overlapping-files"

    @pytest.mark.parametrize(
        ("code", "stream"),
        [
            ("not-a-zip", io.BytesIO()),
            ("not-a-zip", io.BytesIO(b"%PDF-1.7 not a zip")),
            ("unable-to-unzip", io.BytesIO(zip_of({"a": "a" * 99}).getvalue()[:60])),
            ("empty", zip_of({})),
            ("empty", zip_of({"a/": "", "__MACOSX/b": ""})),
        ],
    )
    def test_is_of_what_holds_nothing(self, code, stream):
        assert refusal(stream) == code


class TestContent:
    @pytest.mark.parametrize(
        ("code", "member"),
        [
            ("size-mismatch", Member(b"a", b"longer than that", size=4)),
            ("corrupt-file", Member(b"a", b"longer than that", size=4, crc=zlib.crc32(b"long"))),
            ("size-mismatch", Member(b"a", b"short", size=99)),
            ("size-mismatch", Member(b"a", b"longer", method=0, size=4)),
            ("corrupt-file", Member(b"a", b"altered", crc=1)),
            ("corrupt-file", Member(b"a", b"cut short" * 99, compressed=4)),
        ],
    )
    def test_is_what_the_header_says(self, code, member):
        archive = Archive(raw_zip([Member(b"fine"), member]))

        with pytest.raises(ArchiveRefused) as refused:
            archive.verify()

        assert (refused.value.code, refused.value.path) == (code, "a")

    def test_is_refused_when_it_does_not_inflate(self):
        stream = raw_zip([Member(b"a", b"x" * 500, method=0)])
        stream = io.BytesIO(
            stream.getvalue().replace(b"\x14\x00\x00\x00\x00\x00", b"\x14\x00\x00\x00\x08\x00")
        )

        with pytest.raises(ArchiveRefused) as refused:
            Archive(stream).verify()

        assert refused.value.code == "corrupt-file"


class TestBomb:
    @pytest.fixture
    def peak(self):
        tracemalloc.start()
        yield lambda: tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    def test_takes_little_memory_to_refuse(self, peak):
        stream = raw_zip([zeros(50, size=1000)])
        tracemalloc.reset_peak()

        with pytest.raises(ArchiveRefused) as refused:
            Archive(stream).verify()

        assert refused.value.code == "size-mismatch"
        assert peak() < 2 * MEGABYTE

    def test_takes_little_memory_when_it_is_of_entries(self, peak):
        directory = (b"PK\x01\x02" + bytes(42)) * 300_000
        size = len(directory).to_bytes(4, "little")
        stream = io.BytesIO(directory + b"PK\x05\x06" + bytes(8) + size + bytes(6))
        del directory
        tracemalloc.reset_peak()

        assert refusal(stream) == "too-many-entries"
        assert peak() < 45 * MEGABYTE

    def test_is_never_read_whole(self, peak):
        archive = Archive(io.BytesIO(zip_of({"a": bytes(9 * MEGABYTE)}).getvalue()))
        tracemalloc.reset_peak()

        assert archive.verify() == 9 * MEGABYTE
        assert peak() < 20 * MEGABYTE
