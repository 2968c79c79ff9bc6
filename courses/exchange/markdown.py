"""Rich text of Wagtail ↔ the Markdown of course files.

The subset: paragraphs, ``##`` and ``###``, bold, italic, links, flat lists, quotes, line breaks.
"""

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from html.parser import HTMLParser
from itertools import groupby
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from courses.exchange import inline
from courses.exchange.inline import BREAK, Run

BLOCKS = {"p", "h2", "h3", "ul", "ol", "blockquote"}
SCHEMES = {"http", "https", "mailto", "tel"}

Complain = Callable[[int, str | Promise], None]
"""Told the line (from 0) and the reason."""
Object = Callable[[str | Promise], None]
"""Told the reason; the line is known."""


class InternalLinkError(ValueError):
    """A link to a page or a document of this site means nothing elsewhere."""


@dataclass
class Block:
    """A paragraph, a heading, a quote, or one item of a list."""

    tag: str
    runs: list[Run] = field(default_factory=list)


class _Parser(MarkdownIt):
    """Keeps links as they are written; `is_link` judges them."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the name is the library's
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - the name is the library's
        return link

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the name is the library's
        return bool(url)


@cache
def parser() -> MarkdownIt:
    """Return a parser that sees what the subset leaves out, so that it can be named and refused."""
    return _Parser("commonmark", {"html": True}).enable("table")


# --- Markdown to HTML ---------------------------------------------------------------------------


def to_html(source: str) -> str:
    """Return the rich text of a Markdown text of the subset; what is outside of it is dropped."""
    return blocks_to_html(read_blocks(parser().parse(source), _ignore))


def _ignore(*problem: object) -> None:
    """Nobody has to hear of it."""


def blocks_to_html(blocks: Sequence[Block]) -> str:
    parts = []
    for tag, group in groupby(blocks, key=lambda block: block.tag):
        inner = [_runs_to_html(block.runs) for block in group]
        if tag in {"ul", "ol"}:
            items = "".join(f"<li>{item}</li>" for item in inner)
            parts.append(f"<{tag}>{items}</{tag}>")
        else:
            parts.extend(f"<{tag}>{item}</{tag}>" for item in inner)
    return "".join(parts)


def _runs_to_html(runs: Sequence[Run]) -> str:
    parts = []
    for href, group in groupby(inline.normal(runs), key=lambda run: run.href):
        text = "".join(_run_to_html(run) for run in group)
        parts.append(f'<a href="{html.escape(href)}">{text}</a>' if href else text)
    return "".join(parts)


def _run_to_html(run: Run) -> str:
    text = html.escape(run.text, quote=False).replace(BREAK, "<br/>")
    text = f"<i>{text}</i>" if run.italic else text
    return f"<b>{text}</b>" if run.bold else text


_REFUSED = {
    "table_open": _("les tableaux ne sont pas acceptés"),
    "hr": _("les traits de séparation ne sont pas acceptés"),
    "html_block": _("le HTML n'est pas accepté"),
    "code_block": _("un texte décalé de quatre espaces n'est pas accepté"),
}
_CONTAINERS = {"bullet_list": "ul", "ordered_list": "ol", "blockquote": "blockquote"}


def read_blocks(tokens: Sequence[Token], complain: Complain) -> list[Block]:
    """Return the blocks of tokens without fences; `complain` hears of what is left out."""
    blocks: list[Block] = []
    stack: list[str] = []
    for token in tokens:
        line = token.map[0] if token.map else 0
        objection = partial(complain, line)
        container = _CONTAINERS.get(token.type.removesuffix("_open").removesuffix("_close"))
        if container:
            _move(stack, container, token, objection)
        elif token.type == "heading_open":
            _check_heading(token, stack, objection)
            stack.append(token.tag)
        elif token.type == "heading_close":
            stack.pop()
        elif token.type == "list_item_open":
            blocks.append(Block(stack[-1]))
        elif token.type == "inline":
            runs = read_inline(token, objection)
            _place(blocks, stack, runs, objection)
        elif token.type in _REFUSED:
            complain(line, _REFUSED[token.type])
    return [block for block in blocks if inline.normal(block.runs)]


def _move(stack: list[str], tag: str, token: Token, complain: Object) -> None:
    if token.nesting < 0:
        stack.pop()
        return
    if stack:
        complain(_("une liste ou une citation ne se met pas dans une autre"))
    if token.attrGet("start") not in {None, 1}:
        complain(_("une liste numérotée commence à 1"))
    stack.append(tag)


def _check_heading(token: Token, stack: list[str], complain: Object) -> None:
    if token.tag not in {"h2", "h3"} or token.markup not in {"##", "###"}:
        complain(_("seuls les titres ## et ### sont acceptés"))
    if stack:
        complain(_("un titre ne se met pas dans une liste ou une citation"))


def _place(
    blocks: list[Block],
    stack: list[str],
    runs: list[Run],
    complain: Callable[[str | Promise], None],
) -> None:
    tag = stack[-1] if stack else "p"
    if tag not in {"ul", "ol"}:
        blocks.append(Block(tag if tag in BLOCKS else "h2", runs))
    elif blocks[-1].runs:
        complain(_("un élément de liste tient en un paragraphe"))
    else:
        blocks[-1].runs = runs


def read_inline(token: Token, complain: Object) -> list[Run]:
    """Return the runs of one inline token."""
    runs: list[Run] = []
    now = Run("")
    for child in token.children or []:
        match child.type:
            case "text" | "text_special":
                runs.append(replace(now, text=inline.clean_text(child.content)))
            case "softbreak":
                runs.append(replace(now, text=" "))
            case "hardbreak":
                runs.append(replace(now, text=BREAK))
            case "strong_open" | "strong_close":
                now = replace(now, bold=child.nesting > 0)
            case "em_open" | "em_close":
                now = replace(now, italic=child.nesting > 0)
            case "link_open" | "link_close":
                now = replace(now, href=_href(child, complain))
            case _:
                complain(_what(child.type))
    return runs


def _href(token: Token, complain: Object) -> str:
    if token.nesting < 0:
        return ""
    url = inline.clean_url(str(token.attrGet("href") or ""))
    if not is_link(url):
        complain(
            _("le lien « %s » doit commencer par https://, http://, mailto: ou tel:") % url[:80]
        )
    if token.attrGet("title"):
        complain(_("un lien n'a pas de titre entre guillemets"))
    return url


def is_link(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in SCHEMES and bool(parts.netloc or parts.scheme in {"mailto", "tel"})


def _what(kind: str) -> Promise:
    return {
        "image": _("une image se met dans un bloc ```image"),
        "code_inline": _("le texte entre accents graves n'est pas accepté"),
        "html_inline": _("le HTML n'est pas accepté"),
    }.get(kind, _("ceci n'est pas accepté"))


# --- HTML to Markdown ---------------------------------------------------------------------------


def to_markdown(source: str) -> str:
    """Return the Markdown of a rich text, without a final line end."""
    blocks = html_blocks(source)
    return "\n\n".join(_written(blocks))


def _written(blocks: Sequence[Block]) -> Iterator[str]:
    for tag, group in groupby(blocks, key=lambda block: block.tag):
        items = list(group)
        if tag == "ul":
            yield "\n".join(_list_item("- ", item) for item in items)
        elif tag == "ol":
            yield "\n".join(
                _list_item(f"{number}. ", item) for number, item in enumerate(items, start=1)
            )
        else:
            yield from (_single(item) for item in items)


def _list_item(marker: str, block: Block) -> str:
    return marker + f"\n{' ' * len(marker)}".join(inline.to_markdown(block.runs, _read))


def _read(text: str) -> list[Run]:
    token = parser().parseInline(text)[0]
    return read_inline(token, _ignore)


def _single(block: Block) -> str:
    lines = inline.to_markdown(block.runs, _read, heading=block.tag in {"h2", "h3"})
    prefix = {"h2": "## ", "h3": "### ", "blockquote": "> "}.get(block.tag, "")
    return "\n".join(f"{prefix}{line}" for line in lines)


def html_blocks(source: str) -> list[Block]:
    reader = _RichText()
    reader.feed(source)
    reader.close()
    return [
        Block(block.tag, runs)
        for block in reader.blocks
        if (runs := inline.normal(_unbroken(block)))
    ]


def _unbroken(block: Block) -> list[Run]:
    """A heading stands on one line."""
    if block.tag not in {"h2", "h3"}:
        return block.runs
    return [replace(run, text=run.text.replace(BREAK, " ")) for run in block.runs]


_BLOCK_TAGS = {"p": "p", "div": "p", "blockquote": "blockquote", "h2": "h2", "h3": "h3"} | {
    "h1": "h2",
    "h4": "h3",
    "h5": "h3",
    "h6": "h3",
}


class _RichText(HTMLParser):
    """Reads what Wagtail's editor stores. Lists within lists become one list."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.lists: list[str] = []
        self.bold = self.italic = 0
        self.href = ""
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCK_TAGS:
            self._open(_BLOCK_TAGS[tag])
        elif tag in {"ul", "ol"}:
            self.lists.append(tag)
            self.inside = False
        elif tag == "li":
            self._open(self.lists[0] if self.lists else "ul")
        elif tag == "br":
            self._write(BREAK)
        else:
            self._mark(tag, dict(attrs), 1)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCK_TAGS or tag == "li":
            self.inside = False
        elif tag in {"ul", "ol"}:
            self.inside = False
            self.lists[-1:] = []
        else:
            self._mark(tag, {}, -1)

    def handle_data(self, data: str) -> None:
        if self.inside or data.strip():
            self._write(inline.clean_text(data))

    def _mark(self, tag: str, attrs: dict[str, str | None], step: int) -> None:
        if tag in {"b", "strong"}:
            self.bold += step
        elif tag in {"i", "em"}:
            self.italic += step
        elif tag == "a":
            if attrs.get("linktype"):
                raise InternalLinkError
            self.href = inline.clean_url(attrs.get("href") or "") if step > 0 else ""
            self.href = self.href if is_link(self.href) else ""

    def _open(self, tag: str) -> None:
        self.blocks.append(Block(tag))
        self.inside = True

    def _write(self, text: str) -> None:
        if not self.inside:
            self._open("p")
        run = Run(text, bold=self.bold > 0, italic=self.italic > 0, href=self.href)
        self.blocks[-1].runs.append(run)


def plain(source: str) -> str:
    """Return the words of a rich text."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", source))).strip()
