"""Text with bold, italic and links, written as CommonMark that reads back the same.

A line of rich text is a list of `Run`. Markdown cannot say everything HTML can (bold that ends with
a space, `**« a »**b`), so runs are first brought to a normal form, then written with the escapes
CommonMark needs and no others.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

BREAK = "\n"

_SPACES = re.compile(r"[ \t\r\f\v]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_ENTITY = re.compile(r"&(?=#?\w+;)")
# What would open something else than a paragraph at the beginning of a line.
_LINE_START = re.compile(
    r"""
    ^ (?: (?P<mark> [-+](?=\s|$) | >  | \#{1,6}(?=\s|$) | ~{3} | =+(?=\s*$) | [-:|](?=[-:|\s]*$) )
    | (?P<number> \d{1,9}) (?=[.)](?:\s|$)) )
    """,
    re.VERBOSE,
)
_URL_UNSAFE = re.compile(r"[\s()<>\\\x00-\x1f\"'`]")


@dataclass(frozen=True)
class Run:
    """Some text; a line break is the character ``\\n``."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""

    @property
    def marks(self) -> "Marks":
        return self.bold, self.italic, self.href


def clean_text(text: str) -> str:
    """Return one line of text: no control character, plain spaces in a row as one."""
    return _SPACES.sub(" ", _CONTROL.sub("", text.replace("\n", " ")))


def clean_url(url: str) -> str:
    return _URL_UNSAFE.sub(
        lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), url.strip()
    )


def normal(runs: Iterable[Run]) -> list[Run]:
    """Return the same text in as few runs as can be, spaces never marked at an edge.

    Spaces around line breaks go, and so do breaks and spaces at both ends.
    """
    letters = [(letter, run.marks) for run in runs for letter in run.text]
    letters = _without_spaces_at_edges(letters)
    letters = _spaces_unmarked(letters)
    return [
        Run("".join(letter for letter, _marks in group), *marks)
        for marks, group in groupby(letters, key=lambda item: item[1])
    ]


Marks = tuple[bool, bool, str]
Letter = tuple[str, Marks]


def _without_spaces_at_edges(letters: Sequence[Letter]) -> list[Letter]:
    kept: list[Letter] = []
    for letter in letters:
        after_edge = not kept or kept[-1][0] == BREAK
        if letter[0] == " " and (after_edge or kept[-1][0] == " "):
            continue
        while letter[0] == BREAK and kept and kept[-1][0] == " ":
            kept.pop()
        if letter[0] == BREAK and not kept:
            continue
        kept.append(letter)
    while kept and kept[-1][0] in {" ", BREAK}:
        kept.pop()
    return kept


def _spaces_unmarked(letters: Sequence[Letter]) -> list[Letter]:
    """Give each stretch of white space the marks that both its neighbours have."""
    done: list[Letter] = []
    for blank, group in groupby(letters, key=lambda item: item[0].isspace()):
        stretch = list(group)
        if blank:
            before = done[-1][1] if done else (False, False, "")
            follower = len(done) + len(stretch)
            after = letters[follower][1] if follower < len(letters) else (False, False, "")
            stretch = [(letter, _shared(before, after)) for letter, _old in stretch]
        done.extend(stretch)
    return done


def _shared(before: Marks, after: Marks) -> Marks:
    """Return the marks that go on across a space: italic stands in bold, bold in a link."""
    same_link = before[2] == after[2]
    bold = same_link and before[0] and after[0]
    italic = same_link and before[0] == after[0] and before[1] and after[1]
    return bold, italic, before[2] if same_link else ""


def to_markdown(
    runs: Iterable[Run], read: Callable[[str], list[Run]], *, heading: bool = False
) -> list[str]:
    """Return the lines of Markdown that say `runs`; one more line a break.

    `read` is the inline parser. Stars are enough for what people write; where marks touch in the
    middle of a word they may pair wrongly: then every letter next to a mark becomes an entity.
    """
    wanted = normal(runs)
    text = ""
    for strict in False, True:
        tokens = list(_links(wanted, "_" if strict else "*"))
        text = "".join(_protected(tokens, strict=strict))
        # After an exclamation mark, a link would be an image.
        text = re.sub(r"!(?=\[)", r"\\!", text)
        if normal(read(text)) == wanted:
            break
    if heading:
        return [re.sub(r"#(?=#*$)", r"\\#", _keep_spaces(text))]
    return [
        _keep_spaces(_LINE_START.sub(_escape_start, line, count=1)) for line in text.split("\n")
    ]


Token = tuple[str, str]
"""(kind, text): kind is "text" (still to escape), "open" or "close" (emphasis), "raw" (ready)."""


def _links(runs: Sequence[Run], italic: str) -> Iterator[Token]:
    for href, group in groupby(runs, key=lambda run: run.href):
        if href:
            yield "raw", "["
        yield from _bold(list(group), italic)
        if href:
            yield "raw", f"]({_ENTITY.sub('&amp;', clean_url(href))})"


def _bold(runs: Sequence[Run], italic: str) -> Iterator[Token]:
    for bold, group in groupby(runs, key=lambda run: run.bold):
        inside = (token for run in group for token in _italic(run, italic))
        yield from _marked(inside, "**" if bold else "")


def _italic(run: Run, mark: str) -> Iterator[Token]:
    yield from _marked([("text", run.text)], mark if run.italic else "")


def _marked(tokens: Iterable[Token], mark: str) -> Iterator[Token]:
    if mark:
        yield "open", mark
    yield from tokens
    if mark:
        yield "close", mark


def _protected(tokens: Sequence[Token], *, strict: bool) -> Iterator[str]:
    """Escape texts; write as an entity a letter that would keep the mark next to it from working.

    CommonMark does not see emphasis in ``**« a »**b``: the mark stands between a sign and a letter.
    """
    for index, (kind, text) in enumerate(tokens):
        if kind != "text":
            yield text
            continue
        start, end = 0, len(text)
        if _is_stuck(tokens, index, -1, strict=strict):
            start = 1
        if end > start and _is_stuck(tokens, index, 1, strict=strict):
            end -= 1
        entities = [f"&#{ord(letter)};" for letter in text[:start] + text[end:]]
        yield "".join([*entities[:start], _escape(text[start:end]), *entities[start:]])


def _is_stuck(tokens: Sequence[Token], index: int, step: int, *, strict: bool) -> bool:
    """Whether the letter at this end of a text stands outside a mark that has a sign inside."""
    edge = tokens[index][1][0 if step < 0 else -1]
    if edge.isspace() or _is_sign(edge):
        return False
    index += step
    kinds = set()
    while 0 <= index < len(tokens) and tokens[index][0] in {"open", "close"}:
        kinds.add(tokens[index][0])
        index += step
    if strict:
        return bool(kinds)
    if ("close" if step < 0 else "open") not in kinds or not 0 <= index < len(tokens):
        return False
    kind, text = tokens[index]
    return kind == "raw" or _is_sign(text[-1 if step < 0 else 0])


def _is_sign(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "PS"


def _escape(text: str) -> str:
    text = re.sub(r"[\\*`\[\]<]", r"\\\g<0>", text)
    text = re.sub(r"(?<![^\W_])_|_(?![^\W_])", r"\\_", text)
    return _ENTITY.sub("&amp;", text).replace(BREAK, "\\\n")


def _escape_start(match: re.Match[str]) -> str:
    return f"\\{match['mark']}" if match["mark"] else f"{match['number']}\\"


def _keep_spaces(line: str) -> str:
    """Write as entities the wide or non-breaking spaces at the ends of a line: they would go."""
    return re.sub(
        r"^\s|\s(?=\\?$)", lambda match: "" if match[0] == " " else f"&#{ord(match[0])};", line
    )
