"""H5P libraries: how they are called, found, and loaded."""

import pytest

from media.h5p import (
    LibraryName,
    content_libraries,
    load_order,
    parse_library,
    read_package,
    reports_completion,
)
from tests.media.zips import h5p_files, library_json, needs, zip_of


def opened(files: dict, **options):
    return read_package(zip_of(h5p_files(files)), **options)


class TestLoadOrder:
    def test_puts_what_is_needed_before_what_needs_it(self):
        order = opened({}).load_order()

        assert [str(library.name) for library in order.libraries] == [
            "H5P.Base 1.4",
            "H5P.Quiz 1.2",
            "H5P.Text 1.0",
        ]
        assert [(library.folder, path) for library, path in order.scripts] == [
            ("H5P.Base-1.4", "a.js"),
            ("H5P.Quiz-1.2", "a.js"),
            ("H5P.Text-1.0", "a.js"),
        ]
        assert order.missing == ()

    def test_counts_the_libraries_that_the_content_names(self):
        inner = {"library": "H5P.In 1.0", "params": {}}
        package = opened(
            {
                "content/content.json": {"a": {"library": "H5P.Out 1.0", "params": {"b": [inner]}}},
                "H5P.In-1.0/library.json": library_json("H5P.In 1.0"),
                "H5P.In-1.0/a.js": "",
                "H5P.Out-1.1/library.json": library_json("H5P.Out 1.1"),
                "H5P.Out-1.1/a.js": "",
            }
        )

        names = [str(library.name) for library in package.load_order().libraries]

        assert names[:2] == ["H5P.In 1.0", "H5P.Out 1.1"]

    def test_takes_the_later_patch_of_what_the_host_has(self):
        data = {**library_json("H5P.Base 1.4"), "patchVersion": 9}
        held = parse_library(data, folder="held", files=["a.js"])
        older = parse_library({**data, "patchVersion": 1}, folder="older", files=["a.js"])

        assert opened({}).load_order([held]).libraries[0].folder == "held"
        assert opened({}).load_order([older]).libraries[0].folder == "H5P.Base-1.4"

    def test_goes_round_no_circle_and_loads_one_version(self):
        graph = {
            "A 1.0": ["B 1.0", "C 1.0"],
            "B 1.0": ["D 1.1", "A 1.0"],
            "C 1.0": ["D 1.2", "Missing 1.0"],
            "D 1.1": [],
            "D 1.2": [],
        }
        libraries = {
            LibraryName.parse(name): parse_library(
                library_json(name, preloadedDependencies=needs(*inner)), folder=name, files=["a.js"]
            )
            for name, inner in graph.items()
        }

        order = load_order([LibraryName.parse("A 1.0")], libraries)

        assert [library.folder for library in order.libraries] == [
            "D 1.1",
            "B 1.0",
            "C 1.0",
            "A 1.0",
        ]
        assert list(map(str, order.missing)) == ["Missing 1.0"]

    def test_leaves_out_the_styles_that_a_library_asks_to_leave_out(self):
        files = {"a.js": "", "a.css": ""}
        css = {"preloadedCss": [{"path": "a.css"}]}
        base = parse_library(library_json("B 1.0", **css), folder="B", files=files)
        css |= {"dropLibraryCss": [{"machineName": "B"}]}
        data = library_json("A 1.0", **css, preloadedDependencies=needs("B 1.0"))
        top = parse_library(data, folder="A", files=files)

        order = load_order([top.name], {base.name: base, top.name: top})

        assert [library.folder for library, _path in order.styles] == ["A"]
        assert [library.folder for library, _path in order.scripts] == ["B", "A"]


class TestNames:
    @pytest.mark.parametrize(
        "text", ["H5P.Quiz", "H5P.Quiz 1", "H5P.Quiz 1.2.3", " 1.2", "a/b 1.2", ""]
    )
    def test_are_not_any_text(self, text):
        assert LibraryName.parse(text) is None

    def test_are_found_in_parameters(self):
        content = {"library": 4, "a": [{"library": "H5P.A 1.0"}, {"library": "no version"}]}

        assert list(map(str, content_libraries(content))) == ["H5P.A 1.0"]


class TestReporting:
    @pytest.mark.parametrize(
        ("library", "reports"),
        [
            ("H5P.MultiChoice", "yes"),
            ("H5P.CoursePresentation 1.25", "yes"),
            (LibraryName("H5P.Accordion", 1, 0), "yes"),
            ("H5P.ImageHotspots 1.10", "no"),
            ("H5P.Dialogcards", "no"),
            ("H5P.Column", "unknown"),
            ("Other.MultiChoice", "unknown"),
        ],
    )
    def test_is_known_for_some(self, library, reports):
        assert reports_completion(library) == reports
