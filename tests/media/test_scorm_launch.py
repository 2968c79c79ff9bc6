"""From an href to a URL: as browsers on Windows forgave it, and never out of the package."""

import pytest

from media.scorm import Refused, parse_manifest
from media.scorm.launch import with_parameters
from tests.media.manifests import item, manifest, resource


def read(href: str, *paths: str, attributes: str = "", holder: str = "", **base: str):
    text = manifest(attributes=attributes, resources=resource("R1", href, **base))
    text = text.replace("<resources>", f"<resources {holder}>")
    return parse_manifest(text.encode(), paths)


def launched(found):
    (only,) = found.launchable()
    return only


class TestHref:
    @pytest.mark.parametrize(
        ("href", "path", "url", "code"),
        [
            ("index.html", "index.html", "index.html", None),
            ("./a/../index.html", "index.html", "index.html", None),
            ("a/i.html?x=1&amp;y=a b#top", "a/i.html", "a/i.html?x=1&y=a%20b#top", None),
            ("a.html?x=1%202+3", "a.html", "a.html?x=1%202+3", None),
            ("id%C3%A9e.html", "idée.html", "id%C3%A9e.html", None),
            ("idée.html", "idée.html", "id%C3%A9e.html", None),
            ("idée.html", "ide\u0301e.html", "ide%CC%81e.html", None),
            ("id%E9e.html", "idée.html", "id%C3%A9e.html", "href-encoding"),
            ("a%20b.html", "a b.html", "a%20b.html", None),
            ("a%20b.html", "a%20b.html", "a%2520b.html", "href-encoding"),
            ("a b.html", "a b.html", "a%20b.html", None),
            ("100%.html", "100%.html", "100%25.html", None),
            ("Index.HTML", "index.html", "index.html", "href-case"),
            ("A/Page.html", "a/page.HTML", "a/page.HTML", "href-case"),
            (r"a\b\page.html", "a/b/page.html", "a/b/page.html", "href-backslash"),
            ("/scormcontent/index.html", "scormcontent/index.html", "scormcontent/index.html",
             "href-absolute"),
            ("C# 1/index.html", "C# 1/index.html", "C%23%201/index.html", "href-encoding"),
        ],
    )  # fmt: skip
    def test_finds_its_file(self, href, path, url, code):
        found = read(href, path, "other.html")

        assert launched(found).path == path
        assert launched(found).href == url
        assert [problem.code for problem in found.warnings] == ([code] if code else [])

    @pytest.mark.parametrize(
        "href",
        [
            "../index.html",
            "a/../../index.html",
            "%2e%2e/index.html",
            "%2E%2E%2Findex.html",
            "..%2findex.html",
            r"..\index.html",
            "/../index.html",
            "C:/index.html",
            "c:index.html",
            "a%00.html",
        ],
    )
    def test_never_leaves_the_package(self, href):
        with pytest.raises(Refused) as refused:
            read(href, "index.html")

        assert {problem.code for problem in refused.value.problems} == {"href-outside-package"}

    @pytest.mark.parametrize(
        "href",
        ["https://example.org/x", "//example.org/x", "javascript:alert(1)", "file:///etc/passwd"],
    )
    def test_that_is_elsewhere_is_not_launched(self, href):
        text = manifest(
            items=item("I1", "R1") + item("I2", "R2"),
            resources=resource("R1", href) + resource("R2", "index.html"),
        )
        found = parse_manifest(text.encode(), ["index.html"])

        assert [one.is_launchable for one in found.walk()] == [False, True]
        assert [problem.code for problem in found.warnings] == ["href-external"]

    def test_is_taken_at_its_word_without_a_list_of_files(self):
        found = parse_manifest(manifest(resources=resource("R1", "a%20b/c.html?d")).encode())

        assert launched(found).href == "a%20b/c.html?d"


class TestBase:
    @pytest.mark.parametrize(
        ("bases", "path"),
        [
            (("", "", ""), "i.html"),
            (("a/", "", ""), "a/i.html"),
            (("", "b/", ""), "b/i.html"),
            (("", "", "c/"), "c/i.html"),
            (("a/", "b/", "c/"), "a/b/c/i.html"),
            (("a/x", "b/", ""), "a/b/i.html"),
            (("a", "b", "c"), "a/b/c/i.html"),
            (("a/", "../b/", ""), "b/i.html"),
            (("a/", "/b/", ""), "b/i.html"),
            (("my%20a/", "", ""), "my a/i.html"),
        ],
    )
    def test_is_followed_at_three_levels(self, bases, path):
        first, second, third = (f'xml:base="{base}"' if base else "" for base in bases)
        text = manifest(attributes=first, resources=resource("R1", "i.html"))
        text = text.replace("<resources>", f"<resources {second}>")
        text = text.replace("<resource ", f"<resource {third} ")

        assert launched(parse_manifest(text.encode(), [path])).path == path

    def test_that_climbs_out_is_refused(self):
        with pytest.raises(Refused):
            read("i.html", "i.html", attributes='xml:base="../"')

    def test_that_is_elsewhere_launches_nothing(self):
        with pytest.raises(Refused) as refused:
            read("i.html", "i.html", attributes='xml:base="https://example.org/"')

        assert [problem.code for problem in refused.value.problems] == ["nothing-to-launch"]


class TestParameters:
    @pytest.mark.parametrize(
        ("url", "parameters", "expected"),
        [
            ("a.html", "", "a.html"),
            ("a.html", "?b=1", "a.html?b=1"),
            ("a.html", "&b=1", "a.html?b=1"),
            ("a.html", "?&?b=1", "a.html?b=1"),
            ("a.html", "b=1", "a.html?b=1"),
            ("a.html?c=2", "?b=1", "a.html?c=2&b=1"),
            ("a.html", "#page2", "a.html#page2"),
            ("a.html#page1", "#page2", "a.html#page1"),
            ("a.html#page1", "b=1", "a.html?b=1#page1"),
            ("a.html", "b=1#page2", "a.html?b=1#page2"),
            ("a.html", "nom=Zoé Ça", "a.html?nom=Zo%C3%A9%20%C3%87a"),
            ("a.html", "b=1%202+3", "a.html?b=1%202+3"),
            ("a.html", '"><script>', "a.html?%22%3E%3Cscript%3E"),
        ],
    )
    def test_join_the_url(self, url, parameters, expected):
        assert with_parameters(url, parameters) == expected
