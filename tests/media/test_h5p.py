"""H5P packages: what is read of them, and what real files may be like."""

import io
import json
import subprocess
import sys

import pytest

from media.h5p import LibraryName, Refused, read_package
from media.h5p.jsonfiles import Unreadable, parse_json
from tests.media.zips import h5p_files, h5p_json, library_files, library_json, needs, zip_of


def opened(files: dict, **options):
    return read_package(zip_of(h5p_files(files)), **options)


def codes(package) -> list[str]:
    return [warning.code for warning in package.warnings]


class TestPackage:
    def test_tells_what_it_is(self):
        package = opened(
            {
                "h5p.json": h5p_json(
                    license="CC BY-SA",
                    licenseVersion="4.0",
                    authors=[{"name": "Ada", "role": "Author"}, {"role": "nobody"}],
                    something="else",
                )
            }
        )

        assert (package.title, package.language) == ("Mon projet", "fr")
        assert str(package.main_library) == "H5P.Quiz 1.2"
        assert package.embed_types == ("iframe",)
        assert (package.license, package.license_version) == ("CC BY-SA", "4.0")
        assert [(author.name, author.role) for author in package.authors] == [("Ada", "Author")]
        assert package.content_json == {"question": "?"}
        assert [entry.path for entry in package.content_files] == ["content/images/a.png"]
        assert package.warnings == ()

    def test_tells_its_libraries(self):
        package = opened({})

        quiz = package.library(LibraryName("H5P.Quiz", 1, 2))
        assert (quiz.version, quiz.title, quiz.runnable) == ((1, 2, 3), "H5P.Quiz", True)
        assert quiz.folder == "H5P.Quiz-1.2"
        assert (quiz.preloaded_js, quiz.preloaded_css) == (("a.js",), ())
        assert list(map(str, quiz.dependencies)) == ["H5P.Base 1.4"]
        assert quiz.languages == ("fr",)
        assert [field.name for field in package.semantics(quiz.name)] == ["question"]
        assert package.semantics(LibraryName("H5P.Text", 1, 0)) is None
        assert {entry.path for entry in package.files_of(quiz)} == {
            f"H5P.Quiz-1.2/{file}" for file in quiz.files
        }

    def test_has_one_author_as_of_old(self):
        package = opened({"h5p.json": h5p_json(author="Ada")})

        assert [author.name for author in package.authors] == ["Ada"]

    def test_is_not_read_beyond_its_descriptions(self):
        stream = zip_of(h5p_files({"content/images/a.png": "image " * 99}))
        stream = io.BytesIO(
            stream.getvalue().replace(b"content/images/a.png", b"content/images/b.png", 1)
        )

        assert len(read_package(stream).content_files) == 1


class TestLeniency:
    """What real files are like, and what is said about it."""

    @pytest.mark.parametrize(
        ("changes", "warnings"),
        [
            ({"h5p.json": b"\xef\xbb\xbf" + json.dumps(h5p_json()).encode()}, []),
            ({"h5p.json": json.dumps(h5p_json()).encode("utf-16")}, []),
            ({"H5P.Quiz-1.2/semantics.json": None}, ["missing-semantics"]),
            ({"__MACOSX/._h5p.json": "x", "content/.DS_Store": "x", ".git/x.php": "x"}, []),
            ({"content/_hidden.php": "x", "notes.html": "beside h5p.json"}, []),
            ({"content/images/photo.JFIF": "x", "content/b.PNG": "x"}, []),
            ({"content/content.json": []}, []),
            ({"h5p.json": h5p_json(license="All mine")}, ["invalid-property"]),
            ({"h5p.json": h5p_json(source="mine", w=9)}, ["invalid-property"]),
            ({"H5P.Quiz-1.2/language/pt-br.json": {}, "H5P.Quiz-1.2/language/es-419.json": {}}, []),
            (
                {"h5p.json": h5p_json(preloadedDependencies=needs("H5P.Text 1.0"))},
                ["main-library-not-listed"],
            ),
            (
                library_files("H5P.Text 1.0", editorDependencies=needs("E 1.0")),
                ["missing-editor-library"],
            ),
            (
                library_files("Unused 1.0", preloadedDependencies=needs("E 1.0")),
                ["missing-editor-library"],
            ),
            (
                {"content/content.json": {"a": [{"library": "H5P.Text 1.9", "params": {}}]}},
                ["library-version-differs"],
            ),
        ],
    )
    def test_lets_through(self, changes, warnings):
        assert codes(opened(changes)) == warnings

    def test_lets_a_folder_without_version_through(self):
        package = opened(
            {
                "H5P.Text-1.0/library.json": None,
                "H5P.Text-1.0/a.js": None,
                "H5P.Text/library.json": library_json("H5P.Text 1.0"),
                "H5P.Text/a.js": "",
            }
        )

        assert package.library(LibraryName("H5P.Text", 1, 0)).folder == "H5P.Text"

    def test_lets_everything_be_in_a_folder(self):
        files = {f"export/{path}": data for path, data in h5p_files().items()}

        package = read_package(zip_of({**files, "__MACOSX/x": ""}))

        assert codes(package) == ["nested-folder"]
        assert package.archive.prefix == "export/"
        assert package.archive.read("content/images/a.png") == b"png"

    def test_finds_scripts_by_another_case_and_another_slash(self):
        script = library_files("H5P.Text 1.0", preloadedJs=[{"path": "Js\\A.js"}])

        package = opened({**script, "H5P.Text-1.0/js/a.js": ""})

        assert package.library(LibraryName("H5P.Text", 1, 0)).preloaded_js == ("js/a.js",)

    def test_lets_libraries_be_left_out_that_the_host_has(self):
        changes = {"H5P.Base-1.4/library.json": None, "H5P.Base-1.4/a.js": None}

        with pytest.raises(Refused):
            opened(changes)
        assert opened(changes, installed=[LibraryName("H5P.Base", 1, 4)]).title == "Mon projet"

    def test_takes_out_what_no_database_keeps(self):
        package = opened(
            {"content/content.json": b'{"a\\u0000": ["\\ud83d\\ude00", "x\\ud83d", 1]}'}
        )

        assert package.content_json == {"a": ["😀", "x", 1]}


class TestJson:
    @pytest.mark.parametrize(
        "raw", [b"", b"\xff", b"{]", b"1e999", b"[NaN]", b"9" * 5000, b"[" * 99_999]
    )
    def test_is_refused_when_it_is_something_else(self, raw):
        with pytest.raises(Unreadable):
            parse_json(raw)

    @pytest.mark.parametrize(
        "raw",
        [b'{"a": "x\xed\xa0\x80"}', '{"a\\u0000": "x"}'.encode("utf-16")],
        ids=["half of a pair", "NUL in UTF-16"],
    )
    def test_never_holds_what_no_database_keeps(self, raw):
        assert parse_json(raw) == {"a": "x"}

    def test_needs_no_django(self):
        program = "import media.h5p, sys; sys.exit('django' in sys.modules)"

        assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
