"""What a package says of itself: title, language, authors, licence (LOM 1.0 or 1.2.2)."""

import re
from xml.etree.ElementTree import Element

from media.scorm.model import Metadata
from media.scorm.xml import attribute, child, children, text_of

_LONGEST = 2000
_FULL_NAME = re.compile(r"^FN(?:;[^:\n]*)?:(.+)$", re.MULTILINE | re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}([-_][A-Za-z0-9]{1,8})*")


def read_metadata(manifest: Element) -> Metadata:
    """Return the metadata of the `<manifest>` element."""
    holder = child(manifest, "metadata")
    if holder is None:
        return Metadata(language=_language(attribute(manifest, "lang")))
    lom = child(holder, "lom")
    described = read_lom(lom if lom is not None else holder)
    return Metadata(
        schema=text_of(child(holder, "schema"))[:_LONGEST],
        schema_version=text_of(child(holder, "schemaversion"))[:_LONGEST],
        title=described.title,
        description=described.description,
        language=described.language or _language(attribute(manifest, "lang")),
        authors=described.authors,
        licence=described.licence,
        location=text_of(child(holder, "location"))[:_LONGEST],
    )


def read_lom(lom: Element) -> Metadata:
    """Return what a `<lom>` element says."""
    title = child(lom, "general", "title")
    return Metadata(
        title=_words(title),
        description=_words(child(lom, "general", "description")),
        language=_language(text_of(child(lom, "general", "language"))) or _spoken(title),
        authors=_authors(lom),
        licence=_words(child(lom, "rights", "description")),
    )


def _words(element: Element | None) -> str:
    """Return the first of the translations of a text that says something."""
    if element is None:
        return ""
    strings = [text_of(found) for found in (*element,)] or [text_of(element)]
    return next((text for text in strings if text), "")[:_LONGEST]


def _spoken(element: Element | None) -> str:
    strings = () if element is None else (*element,)
    said = (attribute(found, "language") or attribute(found, "lang") for found in strings)
    return next((code for code in map(_language, said) if code), "")


def _language(text: str) -> str:
    return text.replace("_", "-") if len(text) <= 40 and _LANGUAGE.fullmatch(text) else ""


def _authors(lom: Element) -> tuple[str, ...]:
    """Return the names in the business cards of those who wrote it."""
    lifecycle = child(lom, "lifecycle")
    names: dict[str, None] = {}
    for contribution in () if lifecycle is None else children(lifecycle, "contribute"):
        role = text_of(child(contribution, "role")).lower()
        if "author" in role or not role:
            cards = "\n".join("".join(card.itertext()) for card in contribution)
            names.update(dict.fromkeys(name.strip()[:200] for name in _FULL_NAME.findall(cards)))
    return tuple(names)[:20]
