"""Rules about what browsers receive."""

import re

import pytest
from django.template.loader import get_template

from tests.architecture.house import name_of, static_files, templates

TEMPLATES = templates()
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"(application/json|importmap)\")")
INLINE_STYLE = re.compile(r"<style\b|\sstyle\s*=")
# It lives on the hosts of packages, where each request costs a poor phone half a second.
CARRIES_ITS_OWN = "learners/templates/learners/player/h5p.html"
HANDLER = re.compile(r"<[^>]*\son[a-z]+\s*=|javascript:")
ELSEWHERE = re.compile(r"(?:https?:)?//[a-z0-9-]+\.[a-z0-9.-]+", re.IGNORECASE)
# Names, not addresses: nothing is fetched from them.
NAMESPACES = re.compile(r"https?://(www\.w3\.org|schema\.org)/")
COMMENT = re.compile(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|<!--.*?-->|/\*.*?\*/", re.DOTALL)
LOADED = re.compile(
    r"""<(?:script|img|iframe|audio|video|source|track|link|object|embed)\b[^>]*"""
    r"""\b(?:src|href|data|poster|srcset)\s*=\s*["']?(?:https?:)?//""",
    re.IGNORECASE,
)


def without_comments(path):
    return COMMENT.sub("", path.read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
class TestTemplate:
    def test_compiles(self, path):
        name = str(path).rpartition("/templates/")[2]

        assert get_template(name) is not None

    def test_has_no_inline_behaviour_or_style(self, path):
        source = without_comments(path)
        if name_of(path) == CARRIES_ITS_OWN:
            source = re.sub(r'<(script|style) nonce="{{ nonce }}">', "", source)

        assert not INLINE_SCRIPT.search(source)
        assert not INLINE_STYLE.search(source)
        assert not HANDLER.search(re.sub(r"{%.*?%}|{{.*?}}", "", source))

    def test_loads_nothing_from_elsewhere(self, path):
        assert not LOADED.search(without_comments(path))

    def test_asks_no_manager(self, path):
        assert ".objects" not in without_comments(path)


@pytest.mark.parametrize("path", static_files(".css", ".js", ".mjs", ".svg"), ids=name_of)
class TestStaticFile:
    def test_loads_nothing_from_elsewhere(self, path):
        source = NAMESPACES.sub("", without_comments(path))

        assert not ELSEWHERE.search(source)

    def test_is_not_important(self, path):
        assert "!important" not in without_comments(path)


class TestPatterns:
    """They must be able to fail."""

    @pytest.mark.parametrize(
        ("pattern", "planted"),
        [
            (INLINE_SCRIPT, "<script>alert(1)</script>"),
            (INLINE_SCRIPT, '<script type="module" nonce="{{ nonce }}">'),
            (INLINE_STYLE, '<p style="color:red">'),
            (HANDLER, '<a href="#" onclick="go()">'),
            (HANDLER, '<a href="javascript:go()">'),
            (LOADED, '<img alt="" src="https://example.org/a.png">'),
            (LOADED, '<script src="//example.org/a.js">'),
            (ELSEWHERE, "url(https://fonts.example.org/a.woff2)"),
        ],
    )
    def test_catch(self, pattern, planted):
        assert pattern.search(planted)

    def test_spare_links_and_files_of_ours(self):
        assert not INLINE_SCRIPT.search('<script type="module" src="{% static "a.js" %}">')
        assert not LOADED.search('<a href="https://example.org/">')
