"""How a French text reads: a figure, and the passages that could be simpler.

Pure text work: passages in, a `Reading` out. Nothing here knows a model.

The figure is Liliane Kandel and Abraham Moles' adaptation of the Flesch formula to French
(« Application de l'indice de Flesch à la langue française », *Cahiers d'études de
radio-télévision*, 19, 1958): 207 - 1,015 × words per sentence - 73,6 × syllables per word.
The higher, the easier. It counts; it does not understand: it is advice, never a refusal.

Syllables are counted by their sounding vowels (`syllables`). The libraries at hand (textstat,
pyphen) count the places where a word may be cut at the end of a line, which leaves « école » and
« idée » with one syllable, and makes any text look easier than it is.
"""

import html
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST_SENTENCE = 25
"""Words. Plain-language guides ask for fifteen on average; more than this is read twice."""
LONGEST_WORD = 13
"""Letters. « bibliothèque » has twelve, « immatriculation » fifteen."""
EXCERPT = 90

_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|blockquote|td|th|dd|dt)>|<br\s*/?>|<hr\s*/?>", re.I)
_TAG = re.compile(r"<[^>]*>")
# A full stop inside a number or after « M. » ends nothing: a space and a capital must follow.
_SENTENCE_END = re.compile(
    r"(?<!\bM)(?<!\bMM)(?<!\bDr)(?<!\bcf)(?<!\bex)[.!?…]+[\s»\")]*"
    r"(?=(?<=\s)[«\"(—–-]*\s*[A-ZÀ-ÖØ-Þ0-9]|$)|\n+"
)
_WORD_FORM = re.compile(r"[^\W\d_]+(?:['’\-‑][^\W\d_]+)*")
_LETTERS = re.compile(r"[^\W\d_]+")
_VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûüÿœæ]+")
_ACRONYM = re.compile(r"(?<![\w-])[A-ZÀ-Ý]{3,7}(?![\w-])")
# Where two vowels that touch are two sounds: cré-er, po-ète, na-ïf, pa-ys, cli-ent, jou-er.
_HIATUS = re.compile(
    r"(?<=é)(?=[aiouyàâêîôûéè]|e(?!s?$))"
    r"|(?<=[aou])(?=[éïë])|(?<=o)(?=è)|(?<=pa)(?=ys)"
    r"|(?<=[bcdfgptv][rl]i)(?=[aouéèê]|e(?!s?$))"
    r"|(?<=u)(?=[ao]|e(?!s?$|il))"
    r"|(?<=[aeou]y)(?=[aeiouéè])"
)
_MUTE_END = re.compile(r"(?<=[^aeiouyàâäéèêëîïôöùûüÿœæ])es?$")


class Kind(StrEnum):
    SENTENCE = "sentence"
    WORD = "word"
    JARGON = "jargon"


@dataclass(frozen=True)
class Passage:
    """A text and where it stands. `anchor` leads to it in the editor."""

    where: str
    text: str
    anchor: str = ""


@dataclass(frozen=True)
class Remark:
    """Something to make simpler. `excerpt` is the passage, `word` what is pointed at in it."""

    kind: Kind
    where: str
    excerpt: str
    anchor: str = ""
    word: str = ""
    count: int = 1
    instead: str = ""
    """Simpler words, when the list of jargon has some."""


@dataclass(frozen=True)
class Reading:
    words: int = 0
    sentences: int = 0
    syllables: int = 0
    remarks: tuple[Remark, ...] = ()

    @property
    def words_per_sentence(self) -> float:
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def ease(self) -> int | None:
        """The figure of Kandel and Moles, between 0 and 100; None without words."""
        if not self.words:
            return None
        figure = 207 - 1.015 * self.words_per_sentence - 73.6 * self.syllables / self.words
        return max(0, min(100, round(figure)))

    @property
    def level(self) -> "Level":
        return next(level for level in LEVELS if (self.ease or 0) >= level.at_least)

    @property
    def is_hard(self) -> bool:
        """Whether an author should look again. A few words say nothing yet."""
        return self.words >= ENOUGH and (self.ease or 0) < EASY_ENOUGH

    def of_kind(self, kind: str) -> list[Remark]:
        return [remark for remark in self.remarks if remark.kind == kind]

    def __add__(self, other: "Reading") -> "Reading":
        return Reading(
            self.words + other.words,
            self.sentences + other.sentences,
            self.syllables + other.syllables,
            self.remarks + other.remarks,
        )


@dataclass(frozen=True)
class Level:
    at_least: int
    label: str | Promise


EASY_ENOUGH = 60
ENOUGH = 30
LEVELS = (
    Level(80, _("très facile à lire")),
    Level(70, _("facile à lire")),
    Level(EASY_ENOUGH, _("assez facile à lire")),
    Level(45, _("demande un effort")),
    Level(0, _("difficile à lire")),
)


@dataclass(frozen=True)
class Vocabulary:
    """What is known beforehand. Forms are compared without case, acronyms as they are."""

    explained: frozenset[str] = frozenset()
    """Forms of the glossary: explained by a tap, so never pointed at."""
    jargon: Mapping[str, str] = field(default_factory=dict)
    """Word or expression, in lower case → simpler words."""


def read(passages: Iterable[Passage], vocabulary: Vocabulary | None = None) -> Reading:
    """Return how the passages read, one after the other."""
    total = Reading()
    reader = _Reader(vocabulary or Vocabulary())
    for passage in passages:
        total += reader.read(passage)
    return Reading(total.words, total.sentences, total.syllables, _once_each(total.remarks))


class _Reader:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.explained = _any_of(vocabulary.explained)
        self.jargon = _any_of(vocabulary.jargon)

    def read(self, passage: Passage) -> Reading:
        sentences = split_sentences(passage.text)
        words = [word for sentence in sentences for word in split_words(sentence)]
        remarks = [remark for each in sentences for remark in self._remarks(each, passage)]
        sounds = sum(syllables(word) for word in words)
        return Reading(len(words), len(sentences), sounds, tuple(remarks))

    def _remarks(self, sentence: str, passage: Passage) -> list[Remark]:
        here = Remark(Kind.SENTENCE, passage.where, cut(sentence), passage.anchor)
        found = []
        count = len(split_words(sentence))
        if count > LONGEST_SENTENCE:
            found.append(replace(here, count=count))
        # What the glossary explains is no obstacle any more.
        rest = self.explained.sub(" ", _plain(sentence)) if self.explained else _plain(sentence)
        jargon = self._jargon(rest)
        found += [
            replace(here, kind=Kind.JARGON, word=word, instead=instead, excerpt=cut(sentence, word))
            for word, instead in jargon
        ]
        said = [word.casefold() for word, _instead in jargon]
        found += [
            replace(here, kind=Kind.WORD, word=word, excerpt=cut(sentence, word))
            for word in _long_words(rest)
            if not any(word.casefold() in each for each in said)
        ]
        return found

    def _jargon(self, text: str) -> list[tuple[str, str]]:
        known = self.jargon.finditer(text) if self.jargon else ()
        found = [(each[0], self.vocabulary.jargon[_key(each[1])]) for each in known]
        said = {word for word, _instead in found}
        # A title in capitals is no acronym: nothing around it is in small letters.
        acronyms = _ACRONYM.findall(text) if any(letter.islower() for letter in text) else []
        return found + [(word, "") for word in dict.fromkeys(acronyms) if word not in said]


def split_sentences(text: str) -> list[str]:
    """Return the sentences of rich or plain text; a title or a line of a list is one."""
    plain = _TAG.sub("", _BLOCK_END.sub("\n", text))
    plain = html.unescape(plain)
    parts, start = [], 0
    for end in _SENTENCE_END.finditer(plain):
        parts.append(plain[start : end.end()])
        start = end.end()
    parts.append(plain[start:])
    sentences = (" ".join(part.split()) for part in parts)
    return [sentence for sentence in sentences if _LETTERS.search(sentence)]


def split_words(sentence: str) -> list[str]:
    """Return the words; « l'idée » is two, « rendez-vous » is one, « 12 » is none."""
    found = []
    for match in _WORD_FORM.finditer(sentence):
        # An elided word belongs to the one it is said with, but is a word of its own.
        found += [part for part in re.split(r"['’]", match[0]) if part]
    return found


def syllables(word: str) -> int:
    """Return how many syllables of `word` are heard: its groups of vowels, mute endings left out.

    « école » has two, « créer » two, « association » four. « parlent » counts two where one is
    heard: a verb cannot be told from « comment » by its letters.
    """
    return max(1, sum(_sounds(part) for part in _LETTERS.findall(word.casefold())))


def _sounds(letters: str) -> int:
    # In « qu » and « gue » the « u » is not heard.
    heard = re.sub(r"gu(?=[eiéèêy])", "g", letters.replace("qu", "k"))
    if len(_VOWELS.findall(heard)) > 1:
        heard = _MUTE_END.sub("", heard)
    return len(_VOWELS.findall(_HIATUS.sub("-", heard)))


def cut(sentence: str, around: str = "", length: int = EXCERPT) -> str:
    """Return the sentence, or the part of it that holds `around` when it is long."""
    if len(sentence) <= length:
        return sentence
    start = max(0, sentence.find(around) - length // 2) if around else 0
    start = sentence.find(" ", start) + 1 if start else 0
    kept = sentence[start : start + length]
    if start + length >= len(sentence):
        return f"… {kept}"
    kept = kept.rsplit(" ", 1)[0].rstrip(" ,;:") + " …"
    return f"… {kept}" if start else kept


def _long_words(text: str) -> list[str]:
    """Return the long words, once each. Parts of a compound are read one by one."""
    return list(dict.fromkeys(w for w in _LETTERS.findall(text) if len(w) >= LONGEST_WORD))


def _once_each(remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    """Return the remarks with each word said once, where it comes first, and how often it comes."""
    times = Counter((r.kind, r.word.casefold()) for r in remarks if r.word)
    seen: set[tuple[str, str]] = set()
    kept = []
    for remark in remarks:
        key = (remark.kind, remark.word.casefold())
        if not remark.word:
            kept.append(remark)
        elif key not in seen:
            seen.add(key)
            kept.append(replace(remark, count=times[key]))
    return tuple(kept)


def _any_of(forms: Iterable[str]) -> re.Pattern[str] | None:
    plain = {_plain(form) for form in forms if form.strip()}
    longest_first = sorted(plain, key=lambda form: (-len(form), form))
    if not longest_first:
        return None
    either = "|".join(re.escape(form) for form in longest_first)
    return re.compile(rf"(?<![\w-])({either})(?:e?s)?(?![\w-])", re.IGNORECASE)


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split())


def _key(text: str) -> str:
    return _plain(text).casefold()
