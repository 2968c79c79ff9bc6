"""Parameters of strangers: what their semantics let through, and nothing that runs."""

import pytest

from media.h5p import LibraryName, filter_parameters, parse_semantics
from media.h5p.markup import SAFE_TAGS, escaped, filtered

INNER = "0b1d2c3e-1111-4222-8333-444455556666"


def kept(value, libraries=None, **field):
    """Return what is left of one parameter, declared by these semantics."""
    semantics = parse_semantics([{"name": "it", **field}])
    known = {name: parse_semantics(rows) for name, rows in (libraries or {}).items()}
    found = filter_parameters({"it": value}, semantics, libraries=lambda name: known.get(str(name)))
    return found.get("it")


class TestText:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("<b>a</b> & 'b' \"c\"", "&lt;b&gt;a&lt;/b&gt; &amp; &#039;b&#039; &quot;c&quot;"),
            ("&amp; &eacute; &#233; &nothing", "&amp; &eacute; &#233; &amp;nothing"),
            (["not", "text"], ""),
            ("été 🎉", "été 🎉"),
        ],
    )
    def test_is_plain_when_no_tag_is_declared(self, value, expected):
        assert kept(value, type="text") == expected
        assert escaped(expected) == expected

    def test_keeps_the_tags_that_are_declared_and_those_that_go_with_them(self):
        text = "<p><strong>a</strong><em>b</em></p><ul><li>c</li></ul><h2>d</h2>"

        assert kept(text, type="text", tags=["b", "ul"]) == (
            "<p><strong>a</strong>b</p><ul><li>c</li></ul>d"
        )

    def test_keeps_only_the_styles_that_are_declared(self):
        text = '<span style="color: #123; font-size: 2em; position: fixed">a</span>'

        assert kept(text, type="text", tags=[]) == "<span>a</span>"
        assert kept(text, type="text", tags=[], font={"color": True, "size": False}) == (
            '<span style="color: #123;">a</span>'
        )
        assert kept(text, type="text", tags=[], font={"size": [{"label": "2"}]}) == (
            '<span style="font-size: 2em;">a</span>'
        )

    def test_is_markup_when_its_editor_writes_markup(self):
        assert kept("<p><b>a</b></p>", type="text", widget="html") == "<p>a</p>"

    def test_is_cut_before_it_is_read(self):
        assert kept("<b>abc</b>", type="text", tags=["b"], maxLength=4) == "<b>a</b>"


class TestMarkup:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("<script>alert(1)</script>a", "a"),
            ("<script>alert(1)", ""),
            ("<SCRIPT src=//x></SCRIPT >b", "b"),
            ("<style>p{}</style>a<svg><a href=x>b</a></svg>c", "ac"),
            ("<p onclick=alert(1) class=x>a</p>", '<p class="x">a</p>'),
            ('<p title="a" onmouseover="b" title="c">d</p>', '<p title="a">d</p>'),
            ("<img src=x onerror=alert(1)>", '<img src="x">'),
            ("<img src=`x` onerror=alert(1)//>", "<img>"),
            ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
            ('<a href="java\nscript:alert(1)">a</a>', "<a>a</a>"),
            ('<a href=" &#106;avascript:alert(1)">a</a>', "<a>a</a>"),
            ('<a href="&amp;#106;avascript:x">a</a>', "<a>a</a>"),
            ('<a href="data:text/html,x">a</a>', "<a>a</a>"),
            ('<a href="vbscript:x">a</a>', "<a>a</a>"),
            ('<a href="/a?b=1&amp;c=2#d">a</a>', '<a href="/a?b=1&amp;c=2#d">a</a>'),
            (
                '<a href="https://e.org" target="_blank">a</a>',
                '<a href="https://e.org" target="_blank" rel="noopener">a</a>',
            ),
            ("a < b > c && d", "a &lt; b &gt; c &amp;&amp; d"),
            ("a <!-- <b>b</b> --> c", "a  c"),
            ("a <!-- b", "a "),
            ("<!--<!-- x --><script>y</script>-->z", "--&gt;z"),
            ("<b><i>a</b></i>", "<b><i>a</i></b>"),
            ("<b>a", "<b>a</b>"),
            ("a</b></p>", "a"),
            ("a<br/>b<hr>", "a<br>b<hr>"),
            ("<h5p-quiz>a</h5p-quiz><b-x>b</b-x>", "ab"),
            ("<p style='background: url(//x)' data-id=\"4\">a</p>", '<p data-id="4">a</p>'),
            ("<p title='<script>'>a</p>", "&lt;p title='"),
            ('<p title="&lt;script&gt;&quot;">a</p>', '<p title="&lt;script&gt;&quot;">a</p>'),
            ("<\x00script>a</script>", "&lt;\x00script&gt;a"),
            ("<form action=x><input name=y>a</form><iframe src=x>b</iframe>", "a"),
        ],
    )
    def test_holds_nothing_that_runs(self, text, expected):
        found = filtered(text, SAFE_TAGS, {"color"})

        assert found == expected
        assert filtered(found, SAFE_TAGS, {"color"}) == found

    @pytest.mark.parametrize("tags", [["script"], ["iframe", "svg"], ["style"]])
    def test_holds_no_danger_that_a_library_asks_for(self, tags):
        assert filtered(f"<{tags[0]} src=x>a</{tags[0]}>b", tags) == "b"

    @pytest.mark.parametrize(
        "text", ["<b>" * 9999, '<p a="' * 9999, "<!--" * 9999, "<p '\"" * 9999]
    )
    def test_bears_what_never_ends(self, text):
        assert len(filtered(text, SAFE_TAGS)) < 12 * len(text)


class TestValues:
    @pytest.mark.parametrize(
        ("value", "field", "expected"),
        [
            (5, {}, 5),
            ("4.5", {}, 4.5),
            ("<b>", {}, 0),
            (None, {}, 0),
            (9, {"max": 5}, 5),
            (1, {"min": 2}, 2),
            (1.2345, {"decimals": 2}, 1.23),
        ],
    )
    def test_number(self, value, field, expected):
        assert kept(value, type="number", **field) == expected

    @pytest.mark.parametrize(
        ("value", "expected"),
        [(True, True), (False, False), ("true", True), (1, True), ({}, False)],
    )
    def test_boolean(self, value, expected):
        assert kept(value, type="boolean") is expected

    @pytest.mark.parametrize(
        ("value", "field", "expected"),
        [
            ("b", {}, "b"),
            ("x", {}, "a"),
            (["b", "a"], {}, "b"),
            ("<x>", {"optional": True}, "&lt;x&gt;"),
            (["a", "x", "b"], {"multiple": True}, ["a", "b"]),
            ("c", {"options": [{"type": "optgroup", "options": [{"value": "c"}]}]}, "c"),
            ("<any>", {"options": []}, "&lt;any&gt;"),
        ],
    )
    def test_select(self, value, field, expected):
        options = [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]

        assert kept(value, **{"type": "select", "options": options, **field}) == expected

    def test_list(self):
        field = {"type": "list", "field": {"type": "text", "name": "each"}, "max": 2}

        assert kept(["<", "b", "c"], **field) == ["&lt;", "b"]
        assert kept("not a list", **field) is None
        assert kept([], **field) is None

    def test_group_keeps_what_is_declared(self):
        fields = [{"name": "a", "type": "text"}, {"name": "b", "type": "number"}]

        assert kept({"a": "x", "b": 1, "c": "?"}, type="group", fields=fields) == {"a": "x", "b": 1}
        assert kept("x", type="group", fields=fields) is None

    def test_group_of_one_field_is_that_field(self):
        fields = [{"name": "a", "type": "text"}]

        assert kept("<", type="group", fields=fields) == "&lt;"
        assert kept({"a": "<"}, type="group", fields=fields) == {"a": "&lt;"}

    def test_group_keeps_the_identity_of_sub_content(self):
        fields = [{"name": "a", "type": "text"}]
        group = {"type": "group", "fields": fields, "isSubContent": True}

        assert kept({"a": "x", "subContentId": INNER}, **group) == {"a": "x", "subContentId": INNER}
        assert kept({"a": "x", "subContentId": "<x>"}, **group) == {"a": "x"}

    def test_of_a_type_that_nobody_knows_is_left_out(self):
        assert kept("x", type="telepathy") is None


class TestFile:
    @pytest.mark.parametrize(
        "path", ["javascript:alert(1)", "../../other/a.png", "/etc/passwd", "a\\..\\b", None, 4]
    )
    def test_is_of_this_content_or_of_the_web(self, path):
        assert kept({"path": path}, type="image") is None

    def test_keeps_what_a_file_has(self):
        value = {"path": "images/a.png#tmp", "mime": "<x>", "width": 4, "onload": "x"}

        assert kept(value, type="image") == {
            "path": "images/a.png",
            "mime": "&lt;x&gt;",
            "width": 4,
        }
        assert kept(value, type="file") == {"path": "images/a.png", "mime": "&lt;x&gt;"}

    def test_is_several_for_a_video(self):
        value = [{"path": "https://e.org/v?a=1", "quality": {"label": "<"}}, {"path": "data:x"}]

        assert kept(value, type="video") == [
            {"path": "https://e.org/v?a=1", "quality": {"label": "&lt;"}}
        ]
        assert kept([], type="audio") is None


class TestLibrary:
    OPTIONS = {"type": "library", "options": ["H5P.Text 1.1", {"name": "H5P.Image 1.0"}]}

    def test_is_filtered_by_its_own_semantics(self):
        value = {"library": "H5P.Text 1.1", "params": {"text": "<", "x": 1}, "subContentId": INNER}

        found = kept(value, {"H5P.Text 1.1": [{"name": "text", "type": "text"}]}, **self.OPTIONS)

        assert found == {
            "library": "H5P.Text 1.1",
            "params": {"text": "&lt;"},
            "subContentId": INNER,
        }

    def test_without_semantics_keeps_its_shape_and_loses_what_runs(self):
        params = {"a": ["<b>x</b><script>y</script>", 4], "b": {"c": None}}

        found = kept({"library": "H5P.Image 1.0", "params": params}, **self.OPTIONS)

        assert found["params"] == {"a": ["<b>x</b>", 4], "b": {"c": None}}

    def test_may_be_of_an_older_version_than_the_list(self):
        assert kept({"library": "H5P.Text 1.0", "params": {}}, **self.OPTIONS)

    @pytest.mark.parametrize(
        "value", [{"library": "H5P.Other 1.0"}, {"library": "H5P.Text"}, {}, "x"]
    )
    def test_is_one_of_the_list(self, value):
        assert kept(value, **self.OPTIONS) is None

    def test_keeps_its_metadata_as_plain_text(self):
        value = {
            "library": "H5P.Text 1.1",
            "metadata": {"title": "<b>", "authors": [{"name": "A"}]},
        }

        assert kept(value, **self.OPTIONS)["metadata"] == {
            "title": "&lt;b&gt;",
            "authors": [{"name": "A"}],
        }


class TestFilterParameters:
    def test_leaves_what_it_is_given(self):
        content = {"a": "<", "b": [1]}

        assert filter_parameters(content, parse_semantics([{"name": "a", "type": "text"}])) == {
            "a": "&lt;"
        }
        assert content == {"a": "<", "b": [1]}

    def test_bears_semantics_that_are_not(self):
        semantics = parse_semantics([4, {"name": "a", "type": "list", "field": 4, "options": {}}])

        assert filter_parameters({"a": ["x"]}, semantics) == {}
        assert parse_semantics({"a": 1}) == ()
        assert LibraryName.parse("H5P.A 1.0") is not None
