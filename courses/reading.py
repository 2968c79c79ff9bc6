"""How the texts of modules and paths read, with the words that are known here."""

from functools import lru_cache
from pathlib import Path

import yaml

from courses.body import glossary
from courses.readability import Vocabulary

JARGON = Path(__file__).parent / "jargon.yaml"


def vocabulary() -> Vocabulary:
    """Return what the glossary explains, and what has simpler words. One query."""
    words = glossary()
    explained = {form for word in words for form in (word.term, *word.forms)}
    return Vocabulary(frozenset(explained), _jargon())


@lru_cache(maxsize=1)
def _jargon() -> dict[str, str]:
    listed = yaml.safe_load(JARGON.read_text())
    return {str(word).casefold(): str(instead) for word, instead in listed.items()}
