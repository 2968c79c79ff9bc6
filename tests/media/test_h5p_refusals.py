"""H5P packages: every reason to refuse one, said at once."""

import io

import pytest

from media.archives import Limits
from media.h5p import Refused, read_package
from tests.media.zips import Member, h5p_files, h5p_json, library_files, needs, raw_zip, zip_of

LONG = "x" * 256
DEEP = "[" * 200 + "]" * 200
QUIZ = "H5P.Quiz-1.2"
LIBRARY = f"{QUIZ}/library.json"
SEMANTICS = f"{QUIZ}/semantics.json"
LANGUAGE = f"{QUIZ}/language"
TEXT_SCRIPT = "../H5P.Text-1.0/a.js"


def quiz(**more) -> dict:
    return library_files("H5P.Quiz 1.2", **more)


def core(minor: int) -> dict:
    return {"majorVersion": 1, "minorVersion": minor}


def refused(stream, **options) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refusal:
        read_package(stream, **options)
    return [(problem.code, problem.path) for problem in refusal.value.problems]


def problems(files: dict, **options) -> list[tuple[str, str]]:
    return refused(zip_of(h5p_files(files)), **options)


class TestRefusal:
    @pytest.mark.parametrize(
        ("code", "path", "changes"),
        [
            ("not-in-whitelist", "content/a.php", {"content/a.php": "x"}),
            ("not-in-whitelist", "content/a.svg", {"content/a.svg": "x"}),
            ("not-in-whitelist", "content/a.html", {"content/a.html": "x"}),
            ("not-in-whitelist", "content/a.js", {"content/a.js": "x"}),
            ("not-in-whitelist", "content/a.xml", {"content/a.xml": "x"}),
            ("not-in-whitelist", "content/a.png.exe", {"content/a.png.exe": "x"}),
            ("not-in-whitelist", "content/png", {"content/png": "x"}),
            ("not-in-whitelist", f"{QUIZ}/a.html", {f"{QUIZ}/a.html": "x"}),
            ("not-in-whitelist", f"{QUIZ}/LICENSE", {f"{QUIZ}/LICENSE": "x"}),
            ("invalid-content-folder", "content/content.json", {"content/content.json": None}),
            ("unable-to-parse-package", "content/content.json", {"content/content.json": "{"}),
            ("unable-to-parse-package", "content/content.json", {"content/content.json": "null"}),
            ("unable-to-parse-package", "content/content.json", {"content/content.json": "[1]"}),
            ("unable-to-parse-package", "content/content.json", {"content/content.json": "NaN"}),
            ("unable-to-parse-package", "content/content.json", {"content/content.json": DEEP}),
            ("invalid-h5p-json-file", "h5p.json", {"h5p.json": None}),
            ("invalid-h5p-json-file", "h5p.json", {"h5p.json": "[]"}),
            ("invalid-h5p-json-file", "h5p.json", {"h5p.json": h5p_json(title=LONG)}),
            ("invalid-h5p-json-file", "h5p.json", {"h5p.json": h5p_json(language="français")}),
            ("invalid-h5p-json-file", "h5p.json", {"h5p.json": h5p_json(mainLibrary="H5P Quiz")}),
            (
                "invalid-h5p-json-file",
                "h5p.json",
                {"h5p.json": h5p_json(preloadedDependencies="x")},
            ),
            ("unable-to-parse-package", "h5p.json", {"h5p.json": "{'title': 1}"}),
            ("unable-to-parse-package", "h5p.json", {"h5p.json": "été".encode("cp1252")}),
            ("missing-required-property", "h5p.json", {"h5p.json": h5p_json(title=None)}),
            ("missing-required-property", "h5p.json", {"h5p.json": h5p_json(language=None)}),
            ("missing-required-property", "h5p.json", {"h5p.json": h5p_json(mainLibrary=None)}),
            ("missing-required-property", "h5p.json", {"h5p.json": h5p_json(embedTypes=None)}),
            (
                "missing-required-property",
                "h5p.json",
                {"h5p.json": h5p_json(preloadedDependencies=None)},
            ),
            (
                "illegal-option-in-library",
                "h5p.json",
                {"h5p.json": h5p_json(embedTypes=["div", "pop"])},
            ),
            (
                "illegal-option-in-library",
                "h5p.json",
                {"h5p.json": h5p_json(embedTypes=[{"a": 1}])},
            ),
            ("illegal-option-in-library", LIBRARY, quiz(embedTypes="popup")),
            ("invalid-library-name", "H5P Quiz", {"H5P Quiz/a.js": "x"}),
            ("invalid-library-json-file", "H5P.A/library.json", {"H5P.A/a.js": "x"}),
            ("invalid-library-json-file", "H5P.A/library.json", {"H5P.A/library.json": "{"}),
            ("invalid-library-json-file", "H5P.A/library.json", {"H5P.A/library.json": "[]"}),
            ("invalid-library-json-file", LIBRARY, quiz(patchVersion="1.2")),
            ("invalid-library-json-file", LIBRARY, quiz(runnable=2)),
            ("missing-required-property", LIBRARY, quiz(title=None)),
            ("missing-required-property", LIBRARY, quiz(patchVersion=None)),
            ("missing-required-property", LIBRARY, quiz(runnable=None)),
            ("missing-required-property", f"{LIBRARY}#preloadedJs", quiz(preloadedJs=[{}])),
            ("library-directory-name-mismatch", "H5P.B", library_files("H5P.A 1.0", "H5P.B")),
            (
                "library-directory-name-mismatch",
                "H5P.A-1.1",
                library_files("H5P.A 1.0", "H5P.A-1.1"),
            ),
            ("duplicate-library", "H5P.Quiz", library_files("H5P.Quiz 1.2", "H5P.Quiz")),
            ("invalid-semantics-json-file", SEMANTICS, {SEMANTICS: "{"}),
            ("invalid-semantics-json-file", SEMANTICS, {SEMANTICS: "{}"}),
            ("invalid-language-file", f"{LANGUAGE}/fr.json", {f"{LANGUAGE}/fr.json": "{"}),
            ("invalid-language-file", f"{LANGUAGE}/a.b.json", {f"{LANGUAGE}/a.b.json": "{}"}),
            ("library-missing-file", f"{QUIZ}/b.js", quiz(preloadedJs=[{"path": "b.js"}])),
            ("library-missing-file", f"{QUIZ}/b.css", quiz(preloadedCss=[{"path": "b.css"}])),
            (
                "library-missing-file",
                f"{QUIZ}/{TEXT_SCRIPT}",
                quiz(preloadedJs=[{"path": TEXT_SCRIPT}]),
            ),
            ("api-version-unsupported", LIBRARY, quiz(coreApi=core(29))),
            (
                "missing-main-library",
                "H5P.Quiz 1.3",
                {"h5p.json": h5p_json(preloadedDependencies=needs("H5P.Quiz 1.3"))},
            ),
            ("missing-main-library", "h5p.json", {"h5p.json": h5p_json(mainLibrary="H5P.Other")}),
            (
                "missing-required-library",
                "H5P.Base 1.4",
                {"H5P.Base-1.4/library.json": None, "H5P.Base-1.4/a.js": None},
            ),
            ("missing-required-library", "H5P.A 1.0", quiz(dynamicDependencies=needs("H5P.A 1.0"))),
            (
                "missing-required-library",
                "H5P.A 1.0",
                {"content/content.json": {"a": {"library": "H5P.A 1.0"}}},
            ),
        ],
    )
    def test_says_what_is_wrong_and_where(self, code, path, changes):
        assert problems(changes) == [(code, path)]

    def test_says_all_that_is_wrong(self):
        changes = {
            "h5p.json": h5p_json(title=None, embedTypes=["x"]),
            "content/a.php": "",
            "content/content.json": None,
            f"{QUIZ}/semantics.json": "{",
        }

        assert sorted(code for code, _path in problems(changes)) == [
            "illegal-option-in-library",
            "invalid-content-folder",
            "invalid-semantics-json-file",
            "missing-required-property",
            "not-in-whitelist",
        ]

    @pytest.mark.parametrize(
        ("code", "stream"),
        [
            ("unable-to-unzip", io.BytesIO(b"%PDF")),
            ("unable-to-unzip", io.BytesIO(zip_of(h5p_files()).getvalue()[:500])),
            ("path-escapes", zip_of(h5p_files({"../a.png": "x"}))),
            ("encrypted", raw_zip([Member(b"h5p.json", flags=1)])),
            ("empty", zip_of({".hidden": ""})),
        ],
    )
    def test_is_that_of_an_archive(self, code, stream):
        assert [found for found, _path in refused(stream)] == [code]

    @pytest.mark.parametrize(
        ("code", "limits"),
        [
            ("file-size-too-large", Limits(file_bytes=10)),
            ("total-size-too-large", Limits(total_bytes=100)),
            ("too-many-entries", Limits(entries=3)),
        ],
    )
    def test_follows_the_limits_of_the_host(self, code, limits):
        assert [found for found, _path in problems({}, limits=limits)] == [code]

    def test_is_of_a_description_that_does_not_inflate(self):
        members = [
            Member(path.encode(), data if isinstance(data, bytes) else data.encode(), crc=crc)
            for path, data in h5p_files().items()
            for crc in [1 if path == "h5p.json" else None]
        ]

        assert refused(raw_zip(members)) == [("unable-to-read-package-file", "h5p.json")]

    def test_is_of_another_extension_when_the_host_asks(self):
        assert problems({}, name="quiz.zip") == [("missing-h5p-extension", "quiz.zip")]
        assert read_package(zip_of(h5p_files()), name="quiz.H5P").title == "Mon projet"
