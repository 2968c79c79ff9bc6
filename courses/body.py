"""The body of a module, ready to show: all is fetched here, so that blocks ask for nothing."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

from courses.activities.display import Part, Shown
from courses.glossary import Word, explain
from courses.models import GlossaryTerm
from courses.models.glossary import GLOSSARY_VERSION

DAY = 24 * 3600


@dataclass(frozen=True)
class Piece:
    """One block to show with `template`."""

    type: str
    value: Any = None
    activity: Shown | None = None
    html: str = ""

    @property
    def template(self) -> str:
        return f"courses/blocks/{self.type}.html"


@dataclass(frozen=True)
class Body:
    pieces: list[Piece]
    words: list[Word]


def read_body(parts: Sequence[Part]) -> Body:
    """Return the parts with their words explained and their pictures found.

    The number of queries does not depend on the number of parts.
    """
    texts, words = explained([_source(part) for part in parts if part.type in {"text", "callout"}])
    waiting = iter(texts)
    return Body([_piece(part, waiting) for part in parts], words)


def _source(part: Part) -> str:
    if part.type == "callout":
        return linebreaks(part.value["text"], autoescape=True)
    return str(getattr(part.value, "source", part.value) or "")


def _piece(part: Part, texts: Iterable[str]) -> Piece:
    html = SafeString()
    if part.type in {"text", "callout"}:
        html = mark_safe(expand_db_html(next(iter(texts))))  # noqa: S308 - from Wagtail's editor, or escaped above
    return Piece(part.type, part.value, part.activity, html)


def explained(texts: list[str]) -> tuple[list[str], list[Word]]:
    """Return `explain` of the glossary, kept until a text or the glossary changes."""
    content = hashlib.sha256(json.dumps(texts).encode()).hexdigest()
    version = cache.get_or_set(GLOSSARY_VERSION, lambda: uuid.uuid4().hex, None)
    key = f"courses:explained:{version}:{content}"
    found: tuple[list[str], list[Word]] | None = cache.get(key)
    if found is None:
        found = explain(texts, glossary())
        cache.set(key, found, DAY)
    return found


def glossary() -> list[Word]:
    return [
        Word(term.term, term.definition, tuple(term.variants))
        for term in GlossaryTerm.objects.all()
    ]
