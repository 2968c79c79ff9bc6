"""One script and one style sheet for all the contents that share libraries."""

import gzip

import brotli
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from media.h5p_bundles import DONE, are_current, build_bundles, bundle_url, core_digest
from media.h5p_scripts import lighter
from media.h5p_styles import joined_styles
from media.models import H5PLibrary, PackageVersion
from media.origin import content_url
from tests.clock import NOON
from tests.media.factories import PackageVersionFactory, digest_of

SHARED = {
    "a.js": b"var H5P = H5P || {}; H5P.shared = 1 // no semicolon",
    "css/a.css": b"@charset 'utf-8'; /* x */ .a { background: url('../img/a.png?v=1') ",
    "css/more.css": b".more { color: red }",
    "img/a.png": b"\x89PNG",
    "font.woff2": b"wOF2",
}
QUIZ = {
    "quiz.js": "\ufeffH5P.quiz = function () { return 'é' }".encode(),
    "quiz.css": b"@import 'more.css' print; @font-face { src: url(../H5P.Shared-1.0/font.woff2) }",
    "more.css": b".q { color: blue }",
}


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def library(name: str, files: dict[str, bytes], *needs: str) -> H5PLibrary:
    loaded = {"preloadedJs": ".js", "preloadedCss": ".css"}
    data = {
        "title": name,
        "machineName": name,
        "majorVersion": 1,
        "minorVersion": 0,
        "patchVersion": 0,
        "runnable": 1,
        **{
            key: [{"path": path} for path in files if path.endswith(end) and "more" not in path]
            for key, end in loaded.items()
        },
        "preloadedDependencies": [
            {"machineName": need, "majorVersion": 1, "minorVersion": 0} for need in needs
        ],
    }
    stored = {
        path: {
            "size": len(content),
            "stored": default_storage.save(f"lib/{name}/{path}", ContentFile(content)),
            "digest": digest_of(path),
        }
        for path, content in files.items()
    }
    return H5PLibrary.objects.create(
        machine_name=name,
        major=1,
        minor=0,
        patch=0,
        title=name,
        sha256=digest_of(name),
        data=data,
        files=stored,
        installed_at=NOON,
    )


@pytest.fixture
def libraries(db):
    return [library("H5P.Shared", SHARED), library("H5P.Quiz", QUIZ, "H5P.Shared")]


def version_with(libraries: list[H5PLibrary]) -> PackageVersion:
    manifest = {
        "main": "H5P.Quiz 1.0",
        "content": {},
        "metadata": {"title": "Une question"},
        "order": [[each.machine_name, 1, 0, 0] for each in libraries],
        "embed": "div",
    }
    version = PackageVersionFactory(kind="h5p", manifest=manifest)
    version.libraries.set(libraries)
    return version


@pytest.fixture
def built(libraries):
    version = version_with(libraries)
    build_bundles(version)
    return PackageVersion.objects.get(pk=version.pk)


def text_of(digest: str, suffix: str) -> str:
    with default_storage.open(f"h5p-bundles/{digest}{suffix}") as file:
        return file.read().decode()


def given(address: str, **headers: str):
    host, _, path = address.removeprefix("http://").partition("/")
    return Client(headers=headers).get(f"/{path}", headers={"host": host})


def whole(response) -> bytes:
    return b"".join(response)


class TestBuildBundles:
    def test_ends_each_script_before_the_next(self, built):
        script = text_of(built.script, ".js")

        assert "H5P.shared = 1\n;\nH5P.quiz = function" in script
        assert script.endswith(f"\n;\nwindow.{DONE} = true;")
        assert "sourceMappingURL" not in script

    def test_leads_the_style_sheets_to_the_files_of_each_library(self, built, libraries):
        shared, quiz = libraries
        style = text_of(built.style, ".css")

        assert f'.a {{ background: url("{shared.sha256}/img/a.png?v=1") }}' in style
        assert f'src: url("{shared.sha256}/font.woff2")' in style
        assert "@media print {\n.q { color: blue }\n}" in style
        assert "Inter-ExtraBold" not in style
        assert f'url("{core_digest()}/fonts/h5p-core-30.woff2")' in style
        assert quiz.sha256 not in style

    def test_shares_them_between_contents_of_a_family(self, built, libraries):
        other = version_with(libraries)
        build_bundles(other)

        assert (other.script, other.style) == (built.script, built.style)
        assert len(default_storage.listdir("h5p-bundles")[1]) == 6

    def test_says_whether_a_script_is_made_from_text(self, built, libraries):
        loud = library("H5P.Loud", {"loud.js": b"H5P.loud = new Function('return 1');"})
        other = version_with([*libraries, loud])
        build_bundles(other)

        assert (built.manifest["evaluates"], other.manifest["evaluates"]) == (False, True)
        assert other.manifest["scripts"][-1] == f"{loud.sha256}/loud.js"
        assert are_current(other)

    def test_leaves_out_a_library_that_nobody_has(self, libraries):
        version = version_with(libraries)
        version.manifest["order"].append(["H5P.Nowhere", 9, 9, 9])
        build_bundles(version)

        assert version.script


class TestBundleViews:
    def test_give_them_compressed_and_for_ever_to_any_page(self, built):
        for encoding, opened in (("br", brotli.decompress), ("gzip", gzip.decompress)):
            response = given(bundle_url(built.script, ".js"), accept_encoding=encoding)

            assert response["Content-Encoding"] == encoding
            assert opened(whole(response)).decode() == text_of(built.script, ".js")
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "immutable" in response["Cache-Control"]
        plain = given(bundle_url(built.style, ".css"))
        assert plain["Content-Type"] == "text/css; charset=utf-8"
        assert whole(plain).decode() == text_of(built.style, ".css")

    def test_give_what_style_sheets_and_scripts_name(self, built, libraries):
        shared = libraries[0].sha256
        for path in ("img/a.png", "IMG/A.PNG"):
            response = given(content_url("lib", f"/b/{shared}/{path}"))
            assert (response["Content-Type"], whole(response)) == ("image/png", b"\x89PNG")
        core = given(content_url("lib", f"/b/{core_digest()}/fonts/h5p-core-30.woff2"))
        assert (core["Content-Type"], whole(core)[:4]) == ("font/woff2", b"wOF2")
        assert core["Access-Control-Allow-Origin"] == "*"

    def test_give_no_origin_to_what_opens_as_a_page(self, db):
        drawn = library("H5P.Drawn", {"logo.svg": b"<svg/>", "logo.png": b"PNG"})
        addresses = [
            content_url("lib", f"/b/{drawn.sha256}/logo.{kind}") for kind in ("svg", "png")
        ]

        answers = [given(address) for address in addresses]

        assert [whole(answer) for answer in answers] == [b"<svg/>", b"PNG"]
        policies = [answer["Content-Security-Policy"] for answer in answers]
        assert [policy.endswith("; sandbox") for policy in policies] == [True, False]

    @pytest.mark.parametrize(
        "path",
        [
            f"/b/{'0' * 64}.js",
            f"/b/{'0' * 64}/a.js",
            "/b/court.js",
            f"/b/{'0' * 64}/../../secret",
            f"/b/{'0' * 64}/%00.png",
        ],
        ids=["script", "file", "digest", "above", "nul"],
    )
    def test_answer_404_to_any_other_address(self, db, path):
        assert given(content_url("lib", path)).status_code == 404


class TestJoinedStyles:
    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            (".a { color: red", ".a { color: red}"),
            (".a { color: red } } .b {}", ".a { color: red }  .b {}"),
            (".a/* x */.b { /* y */ }", ".a/**/.b {  }"),
            ("/*! kept: the licence */ .a {}", "/*! kept: the licence */ .a {}"),
            (".a { content: '/* no */ }' }", ".a { content: '/* no */ }' }"),
            (".a { content: 'cut", ".a { content: 'cut'}"),
            (".a { background: url( a.png ) }", '.a { background: url("to/lib/css/a.png") }'),
            ("@import url(//elsewhere.test/x.css); .a {}", " .a {}"),
            (
                "i { mask: url(data:image/png;base64,AA==) }",
                'i { mask: url("data:image/png;base64,AA==") }',
            ),
            ("i { mask: url(#mask) }", 'i { mask: url("#mask") }'),
        ],
    )
    def test_ends_what_is_cut_off_and_changes_nothing_else(self, source, expected):
        found = joined_styles(["lib/css/a.css"], lambda _path: source, lambda path: f"to/{path}")

        assert found == expected


class TestLighter:
    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("a = 1; // un\n\n\n    b = 2;  /* deux */ c()", "a = 1;\nb = 2; c()"),
            ("x = '// no' + \"/* no */\"", "x = '// no' + \"/* no */\""),
            ('x = /[/*]"/.test(y) // oui', 'x = /[/*]"/.test(y)'),
            ("x = a / b / c; // oui", "x = a / b / c;"),
            ("return /* x\n */ 1", "return\n1"),
            ("x = `//  ${ `  /* ${a} ` }  // `  ;", "x = `//  ${ `  /* ${a} ` }  // ` ;"),
            ("/*! MIT */  a()", "/*! MIT */ a()"),
        ],
    )
    def test_takes_away_comments_and_keeps_the_rest(self, source, expected):
        assert lighter(source) == expected

    @pytest.mark.parametrize("source", ["a = 'cut\n// x", "a = `cut // x", "} // x"])
    def test_leaves_what_it_does_not_understand(self, source):
        assert lighter(source) == source
