"""The *carnet* to take away: PDF/UA, ODT, and plain text that every machine opens.

Written in the request: see `docs/decisions` for what was measured.
"""

import io
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, gettext as _
from odfdo import Document, Header, Paragraph

from core.models import User
from core.printing import CONTROLS, render_pdf
from learners.models import NotebookPage, Project
from learners.notebook import Decision, Notebook, Part, Passage, decision_words

ODT = "application/vnd.oasis.opendocument.text"
Line = tuple[str, str]


@dataclass(frozen=True)
class Piece:
    """A title, who wrote it when several did, and words under their questions."""

    title: str
    by: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Section:
    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Sheet:
    """The notebook as a document: questions to learn by stay in the steps."""

    title: str
    about: tuple[str, ...]
    sections: tuple[Section, ...]
    foot: str
    nothing: str


def sheet_of(notebook: Notebook) -> Sheet:
    project = notebook.project
    names = ", ".join(founder.first_name for founder in notebook.founders)
    day = format_date(timezone.localdate(), "j F Y")
    sections = (_section(part, notebook) for part in notebook.parts)
    return Sheet(
        title=title_of(notebook),
        about=tuple(filter(None, [*_about(project), names])),
        sections=tuple(section for section in sections if section.pieces),
        foot=_("Écrit dans Palier, le %(day)s.") % {"day": day},
        nothing=_("Rien n'est encore écrit."),
    )


def title_of(notebook: Notebook) -> str:
    if notebook.project and notebook.project.title:
        return _("Carnet de projet\u00a0: %(title)s") % {"title": notebook.project.title}
    return _("Carnet de projet de %(name)s") % {"name": notebook.founders[0].first_name}


def _about(project: Project | None) -> list[str]:
    return [project.sentence, str(project.get_stage_display())] if project else []


def _section(part: Part, notebook: Notebook) -> Section:
    def by(author: User) -> str:
        return author.first_name if notebook.is_common else ""

    pieces = [
        piece for article in part.articles for piece in _pieces(article.title, article.passages, by)
    ]
    pieces += [_decision(each, by(each.author)) for each in part.decisions]
    pieces += [_page(page, by(page.written_by)) for page in part.pages]
    return Section(part.title, tuple(pieces))


def _pieces(title: str, passages: tuple[Passage, ...], by: Callable[[User], str]) -> list[Piece]:
    """One piece for each author of a module, in the order of her words."""
    authors = {passage.author.pk: passage.author for passage in passages}
    return [
        Piece(
            title,
            by(author),
            tuple(line for p in passages if p.author == author for line in p.lines),
        )
        for author in authors.values()
    ]


def _decision(decision: Decision, by: str) -> Piece:
    words = "\n".join(decision_words(decision.row))
    day = format_date(timezone.localtime(decision.row.decided_at), "j F Y")
    return Piece(str(decision.row.block), by, ((day, words),))


def _page(page: NotebookPage, by: str) -> Piece:
    return Piece(page.title or _("Sans titre"), by, (("", page.words),) if page.words else ())


# --- The three forms -----------------------------------------------------------------------------


def as_text(sheet: Sheet) -> str:
    parts = [sheet.title, "=" * len(sheet.title), *sheet.about]
    for number, section in enumerate(sheet.sections, start=1):
        heading = f"{number}. {section.title}"
        parts += ["", "", heading, "-" * len(heading)]
        for piece in section.pieces:
            parts += ["", _heading(piece)]
            for label, words in piece.lines:
                parts += ["", *filter(None, [label, words])]
    return "\n".join([*parts, "", "", sheet.foot]) + "\n"


def _heading(piece: Piece) -> str:
    return f"{piece.title} ({piece.by})" if piece.by else piece.title


def as_odt(sheet: Sheet) -> bytes:
    """Return an ODT whose titles are titles: a screen reader walks from one to the next."""
    document = Document("text")
    document.set_language("en-GB" if get_language() == "en" else "fr-FR")
    document.meta.title = _plain(sheet.title)
    body = document.body
    body.clear()
    body.append(Header(1, _plain(sheet.title), style="Heading_20_1"))
    for words in sheet.about:
        body.append(Paragraph(_plain(words), style="Text_20_body"))
    for section in sheet.sections:
        body.append(Header(2, _plain(section.title), style="Heading_20_2"))
        for piece in section.pieces:
            body.append(Header(3, _plain(_heading(piece)), style="Heading_20_3"))
            for label, words in piece.lines:
                if label:
                    body.append(Header(4, _plain(label), style="Heading_20_4"))
                for paragraph in words.split("\n\n"):
                    body.append(Paragraph(_plain(paragraph), style="Text_20_body"))
    body.append(Paragraph(_plain(sheet.foot), style="Text_20_body"))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _plain(text: str) -> str:
    return CONTROLS.sub("", text)


def _all_plain(value: Any) -> Any:
    """Return `value` without the control characters that JSON would hide from the printing."""
    if isinstance(value, str):
        return _plain(value)
    if isinstance(value, dict):
        return {name: _all_plain(each) for name, each in value.items()}
    return [_all_plain(each) for each in value]


def as_pdf(sheet: Sheet) -> bytes:
    content = json.dumps(_all_plain(asdict(sheet)), ensure_ascii=False)
    return render_pdf("learners/typst/notebook.typ", title=sheet.title, data={"sheet": content})
