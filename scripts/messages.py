"""Translations without GNU gettext: gather, check and compile with Babel.

Source texts are French. `python -m scripts.messages` gathers them into locale/en and keeps what is
translated; `--check` fails on a text that is missing, untranslated, uncertain, gone, or whose
placeholders differ; `--compile` writes the .mo files, when they are older than their .po.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from scripts.environment import ROOT

LOCALE = ROOT / "locale"
LANGUAGES = ("en",)
APPS = ("config", "core", "media", "competences", "courses", "learners", "accompaniment", "cms")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdif%]|\{\w*\}")
COMMENT = "Translators:"

Text = tuple[str | None, str | tuple[str, str]]
"""Context, then the text or its singular and plural."""


def sources() -> Iterator[Path]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*")):
            if path.suffix == ".py" and "migrations" not in path.parts:
                yield path
            if path.suffix in {".html", ".txt"} and "templates" in path.parts:
                yield path


def as_python(path: Path) -> bytes:
    """Return the file as Python that calls gettext; templates lose their indentation."""
    content = path.read_text()
    if path.suffix != ".py":
        from django.utils.translation.template import templatize  # noqa: PLC0415 - only templates wait for Django

        lines = templatize(content, origin=str(path)).splitlines()
        content = "\n".join(line.strip() for line in lines)
    return content.encode()


def texts_of(path: Path) -> Iterator[tuple[Text, int, list[str]]]:
    """Yield each text of the file, its line, and the words for translators above it."""
    stream = BytesIO(as_python(path))
    options = {"encoding": "utf-8"}
    for line, text, comments, context in extract("python", stream, KEYWORDS, [COMMENT], options):
        yield (context, (text[0], text[1]) if isinstance(text, tuple) else text), line, comments


def gather() -> Catalog:
    catalogue = Catalog(charset="utf-8")
    for path in sources():
        for (context, text), line, comments in texts_of(path):
            where = [(str(path.relative_to(ROOT)), line)]
            catalogue.add(text, locations=where, auto_comments=comments, context=context)
    return catalogue


def po_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as stream:
        return read_po(stream, locale=language)


def update() -> None:
    template = gather()
    for language in LANGUAGES:
        catalogue = read(language)
        # A guess from a text that looks alike is one more thing to read again: no fuzzy matching.
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            write_po(stream, catalogue, width=100, omit_header=False, sort_by_file=True)
        waiting = len(problems(template, catalogue))
        print(f"{path.relative_to(ROOT)}: {len(catalogue)} texts, {waiting} to translate")


def key(message: Message) -> Text:
    text = message.id
    return message.context, (text[0], text[1]) if isinstance(text, list | tuple) else text


def problems(template: Catalog, catalogue: Catalog) -> list[str]:
    known = {key(message): message for message in catalogue if message.id}
    wanted = {key(message): message for message in template if message.id}
    found = [f"no longer used: {text}" for text in known.keys() - wanted.keys()]
    for text, source in wanted.items():
        reason = problem_of(known.get(text))
        if reason:
            place = ":".join(map(str, source.locations[0]))
            found.append(f"{reason}: {text[1]!r} ({place})")
    return sorted(found)


def problem_of(message: Message | None) -> str:
    """Return what is wrong with a translation, or nothing."""
    if message is None:
        return "missing"
    strings = forms(message.string)
    if not all(strings):
        return "untranslated"
    if message.fuzzy:
        return "fuzzy"
    # A singular may leave out the number that its plural shows.
    expected = set(PLACEHOLDER.findall(forms(message.id)[-1]))
    found = [set(PLACEHOLDER.findall(string)) for string in strings]
    if found[-1] != expected or any(some - expected for some in found):
        return "placeholders differ"
    return ""


def forms(text: object) -> list[str]:
    return [str(form or "") for form in (text if isinstance(text, list | tuple) else (text,))]


def check() -> int:
    template = gather()
    found = [
        f"{language}: {problem}"
        for language in LANGUAGES
        for problem in problems(template, read(language))
    ]
    print("\n".join(found) or f"{len(template)} texts, all translated")
    return 1 if found else 0


def compile_catalogues() -> None:
    for path in LOCALE.glob("*/LC_MESSAGES/*.po"):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        with path.open("rb") as stream:
            catalogue = read_po(stream, locale=path.parts[-3])
        # Written beside, then renamed: a server may be reading it.
        partial = target.with_suffix(f".{os.getpid()}.part")
        with partial.open("wb") as stream:
            write_mo(stream, catalogue)
        partial.replace(target)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--compile", action="store_true")
    options = parser.parse_args()
    if options.check:
        return check()
    if options.compile:
        compile_catalogues()
    else:
        update()
    return 0


if __name__ == "__main__":
    sys.exit(main())
