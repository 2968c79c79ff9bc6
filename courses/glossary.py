"""Difficult words explain themselves: their first occurrence in a module leads to plain words.

Pure text work: rich text in, rich text and the words it used out.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.text import slugify

_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?\s*([a-zA-Z0-9]+)")
# A word keeps its meaning in a paragraph; in a title or a link the reader came for something else.
_QUIET = {"a", "h1", "h2", "h3", "h4", "h5", "h6", "button", "summary"}


@dataclass(frozen=True)
class Word:
    """A word to explain. `forms` are the term itself and its other forms."""

    term: str
    definition: str
    forms: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        return slugify(self.term)

    @property
    def anchor(self) -> str:
        """Where it is explained."""
        return f"mot-{self.slug}"

    @property
    def origin(self) -> str:
        """Where it is first used: the way back."""
        return f"lu-{self.slug}"


def explain(texts: Sequence[str], words: Iterable[Word]) -> tuple[list[str], list[Word]]:
    """Return the rich texts of one module with their difficult words linked, and those words.

    A word is linked once in the whole module, at its first occurrence, outside titles and links.
    """
    reader = _Reader(words)
    done = [reader.read(text) for text in texts]
    return done, sorted(reader.used, key=lambda word: _order(word.term))


def _order(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


class _Reader:
    """Goes through the texts of a module, and knows which words are still to meet."""

    def __init__(self, words: Iterable[Word]) -> None:
        self.by_form: dict[str, Word] = {}
        forms = set()
        for word in words:
            for form in (word.term, *word.forms):
                self.by_form.setdefault(_key(form), word)
                forms.add(form)
        self.used: list[Word] = []
        self.pattern = _pattern(forms)

    def read(self, text: str) -> str:
        if self.pattern is None:
            return text
        quiet = 0
        parts = []
        for part in _TAG.split(text):
            if part.startswith("<"):
                quiet = max(0, quiet + _depth(part))
                parts.append(part)
            else:
                parts.append(part if quiet else self._link(part))
        return "".join(parts)

    def _word(self, text: str) -> Word:
        plain = _plain(text)
        return self.by_form.get(plain) or self.by_form[plain.casefold()]

    def _link(self, text: str) -> str:
        plain = html.unescape(text)
        found = self.pattern.finditer(plain) if self.pattern else ()
        parts, position = [], 0
        for match in found:
            word = self._word(match[0])
            if word in self.used:
                continue
            self.used.append(word)
            parts.append(html.escape(plain[position : match.start()], quote=False))
            parts.append(_linked(word, match[0]))
            position = match.end()
        # Untouched text stays as it was, to the byte.
        return "".join([*parts, html.escape(plain[position:], quote=False)]) if parts else text


def _linked(word: Word, text: str) -> str:
    # Slugs need no escape; apostrophes stay as they are written.
    text = html.escape(text, quote=False)
    return f'<a class="gloss" id="{word.origin}" href="#{word.anchor}">{text}</a>'


def _depth(tag: str) -> int:
    """Return 1 for a tag that opens a quiet place, -1 for one that closes it."""
    name = _NAME.match(tag)
    if name is None or name[1].lower() not in _QUIET:
        return 0
    return -1 if tag.startswith("</") else 1


def _keeps_case(form: str) -> bool:
    """Whether case matters: CAPE is a contract, a cape is worn."""
    return any(letter.isupper() for letter in form[1:])


def _plain(form: str) -> str:
    return re.sub(r"\s+", " ", form.replace("’", "'")).strip()


def _key(form: str) -> str:
    return _plain(form) if _keeps_case(form) else _plain(form).casefold()


def _pattern(forms: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds any form as a whole word, the longest first; a hyphen is part of a word."""
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    either = "|".join(
        _flexible(form) if _keeps_case(form) else f"(?i:{_flexible(form)})"
        for form in longest_first
        if form.strip()
    )
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])") if either else None


def _flexible(form: str) -> str:
    """Return a pattern for the form with any space and any apostrophe."""
    words = form.replace("’", "'").split()
    return r"\s+".join(re.escape(word).replace("'", "['’]") for word in words)
