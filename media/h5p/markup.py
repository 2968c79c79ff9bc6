"""HTML of authors: written anew from what is allowed, so that nothing else can be in it.

Every token is either a tag of the list, with attributes of the list, or text that is escaped. The
scanner goes through a text once: no pattern looks further than the next `<`.
"""

import html
import re
from collections.abc import Collection, Iterator

# Whatever a library asks for, no other tag is let through.
SAFE_TAGS = frozenset(
    [
        "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br",
        "caption", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl",
        "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img",
        "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp",
        "section", "small", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody",
        "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
    ]
)  # fmt: skip
_VOID = frozenset({"br", "col", "hr", "img", "wbr"})
_DEEPEST = 100
# What is between these is not text.
_OPAQUE = frozenset({"script", "style", "template", "noscript", "iframe", "object", "svg", "math"})
_ATTRIBUTES = frozenset(
    [
        "align", "alt", "border", "cellpadding", "cellspacing", "cite", "class", "colspan",
        "datetime", "dir", "headers", "height", "id", "lang", "rel", "reversed", "role", "rowspan",
        "scope", "span", "start", "summary", "target", "title", "type", "valign", "value", "width",
    ]
)  # fmt: skip
_LINKS = frozenset({"href", "src"})
_TOKEN = re.compile(
    r"<(?P<close>/?)(?P<tag>[a-zA-Z][-:a-zA-Z0-9]*+)"
    r"(?P<rest>(?:[^<>\"']++|\"[^<>\"]*+\"|'[^<>']*+')*+)>"
)
_ATTRIBUTE = re.compile(
    r"([a-zA-Z][-a-zA-Z0-9]*+)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'=`]++)))?"
)
_STRAY_AMPERSAND = re.compile(
    r"&(?!(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});)"
)
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\ufeff]+")
_CSS_VALUE = re.compile(r"[-#%.,'\"() \w]{1,200}", re.ASCII)
_CSS_DANGER = re.compile(r"url|expression|import|behavior|var\(|attr\(", re.IGNORECASE)


def escaped(text: str) -> str:
    """Return plain text for HTML; the entities that are already there stay what they are."""
    text = _STRAY_AMPERSAND.sub("&amp;", text)
    return (
        text.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;").replace("'", "&#039;")
    )


def is_safe_link(link: str) -> bool:
    scheme = _SCHEME.match(_INVISIBLE.sub("", html.unescape(link)))
    return scheme is None or scheme[1].lower() in _SCHEMES


def filtered(text: str, tags: Collection[str], styles: Collection[str] = ()) -> str:
    """Return HTML of these tags alone; `styles` are the CSS properties that may be set."""
    allowed = SAFE_TAGS.intersection(tags)
    out: list[str] = []
    opened: list[str] = []
    skipped = ""
    for before, slash, tag, rest in _tokens(_without_comments(text)):
        if skipped:
            skipped = "" if slash and tag == skipped else skipped
            continue
        out.append(_text(before))
        if tag in _OPAQUE:
            skipped = "" if slash or rest.endswith("/") else tag
        elif slash:
            out += _closing(tag, opened)
        elif tag in allowed and len(opened) < _DEEPEST:
            out.append(f"<{tag}{_attributes(rest, styles)}>")
            opened += [] if tag in _VOID else [tag]
    return "".join([*out, *(f"</{tag}>" for tag in reversed(opened))])


def _tokens(text: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield each tag with the text before it, and last the text that no tag follows."""
    end = 0
    for match in _TOKEN.finditer(text):
        yield text[end : match.start()], match["close"], match["tag"].lower(), match["rest"]
        end = match.end()
    yield text[end:], "", "", ""


def _without_comments(text: str) -> str:
    first, *others = text.split("<!--")
    return "".join([first, *(other.partition("-->")[2] for other in others)])


def _closing(tag: str, opened: list[str]) -> Iterator[str]:
    """Yield the ends of what is open, down to that tag; the end of nothing is left out."""
    if tag not in opened:
        return
    while (last := opened.pop()) != tag:
        yield f"</{last}>"
    yield f"</{tag}>"


def _text(text: str) -> str:
    return _STRAY_AMPERSAND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")


def _attributes(rest: str, styles: Collection[str]) -> str:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(rest):
        name = match[1].lower()
        value = html.unescape(match[2] or match[3] or match[4] or "")
        if name == "style":
            value = _style(value, styles)
        is_allowed = name in _ATTRIBUTES or name.startswith(("data-", "aria-"))
        is_allowed = is_allowed or (name in _LINKS and value != "" and is_safe_link(value))
        if is_allowed or (name == "style" and value):
            found.setdefault(name, value)
    if found.get("target"):
        found["rel"] = "noopener"
    return "".join(f' {name}="{html.escape(value)}"' for name, value in found.items())


def _style(value: str, allowed: Collection[str]) -> str:
    kept = []
    for rule in value.split(";"):
        name, _colon, setting = (part.strip() for part in rule.partition(":"))
        is_plain = _CSS_VALUE.fullmatch(setting) and not _CSS_DANGER.search(setting)
        if name.lower() in allowed and is_plain:
            kept.append(f"{name.lower()}: {setting};")
    return " ".join(kept)
