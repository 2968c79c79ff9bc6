"""The report of a package activity as CSV and as a workbook, written line by line."""

import csv
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO, Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from courses.activities.package import percent
from learners.exports import BYTE_ORDER_MARK, CHUNK, Echo, safe
from learners.models import Completion, Interaction, Success
from learners.package_questions import (
    Question,
    grouped_questions,
    in_words,
    label_of,
    part_of,
    part_titles,
    questions_in,
    rank_of_part,
)
from learners.package_report import Report

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
QUESTIONS_AT_ONCE = 200
LONG = 500
"""Characters of one answer among several in a cell."""

Cell = str | int | datetime | None
Row = list[Cell]


def question_rows(report: Report) -> Iterator[Row]:
    """Yield the names of the columns, then one row a question."""
    yield [
        _("Numéro"),
        _("Question"),
        _("Partie"),
        _("Réponse attendue"),
        _("Personnes qui ont répondu"),
        _("Personnes jugées au premier essai"),
        _("Justes du premier coup"),
        _("Temps médian (secondes)"),
        _("Réponses les plus données"),
    ]
    grouped = grouped_questions(report)
    start = 0
    while rows := list(grouped[start : start + QUESTIONS_AT_ONCE]):
        for question in questions_in(report, rows, start=start + 1):
            yield _question_row(question)
        start += QUESTIONS_AT_ONCE


def _question_row(question: Question) -> Row:
    given = "\n".join(f"{each.text[:LONG]} ({each.count})" for each in question.given)
    return [
        question.number,
        question.label,
        question.part,
        question.expected,
        question.people,
        question.judged,
        question.right_at_once,
        seconds(question.centiseconds),
        given,
    ]


def answer_rows(report: Report) -> Iterator[Row]:
    """Yield the names of the columns, then one row an answer; an attempt without any has one."""
    yield [
        *(_("Prénom"), _("Nom"), _("Cohorte"), _("Tentative"), _("Commencée le"), _("Finie le")),
        *(_("Avancement"), _("Résultat"), _("Score (%)"), _("Temps (secondes)")),
        *(_("Question"), _("Partie"), _("Réponse"), _("Réponse attendue"), _("Réponse jugée")),
        *(_("Premier essai"), _("Essais"), _("Temps de la question (secondes)"), _("Répondu le")),
    ]
    titles = part_titles(report.version)
    words = _Words()
    found = report.attempts.annotate(part=rank_of_part(report.version, _PREFIX))
    found = found.order_by(
        "enrolment__learner__first_name",
        "enrolment__learner__last_name",
        *("enrolment", "number", "part", "interactions__position", "interactions__pk"),
    )
    for row in found.values(*_ATTEMPT, *_ANSWER).iterator(chunk_size=CHUNK):
        yield [*_attempt_cells(row, words), *_answer_cells(row, titles, words)]


class _Words:
    """What codes say, translated once: forty thousand answers are looked up, not translated."""

    def __init__(self) -> None:
        self.completion = {value: str(label) for value, label in Completion.choices}
        self.success = {value: str(label) for value, label in Success.choices}
        self.result = {value: str(label) for value, label in Interaction.Result.choices}


_ATTEMPT = (
    *("enrolment__learner__first_name", "enrolment__learner__last_name"),
    *("enrolment__cohort__name", "number", "started_at", "ended_at"),
    *("completion", "success", "score_scaled", "centiseconds"),
)
_PREFIX = "interactions__"
_ANSWER = tuple(
    f"{_PREFIX}{name}"
    for name in (
        *("key", "kind", "label", "response", "expected", "result", "first_result"),
        *("tries", "centiseconds", "answered_at"),
    )
)


def _attempt_cells(row: dict[str, Any], words: _Words) -> Row:
    score = row["score_scaled"]
    return [
        row["enrolment__learner__first_name"],
        row["enrolment__learner__last_name"],
        row["enrolment__cohort__name"],
        row["number"],
        row["started_at"],
        row["ended_at"],
        words.completion[row["completion"]],
        words.success[row["success"]],
        None if score is None else percent(score),
        seconds(row["centiseconds"]),
    ]


def _answer_cells(row: dict[str, Any], titles: dict[str, str], words: _Words) -> Row:
    said = {name.removeprefix(_PREFIX): row[name] for name in _ANSWER}
    if said["key"] is None:
        return []
    return [
        label_of(said["key"], said["label"]),
        part_of(said["key"], titles),
        in_words(said["response"], said["kind"]),
        in_words(said["expected"], said["kind"]),
        words.result[said["result"]],
        words.result[said["first_result"]],
        said["tries"],
        seconds(said["centiseconds"]),
        said["answered_at"],
    ]


def seconds(centiseconds: float | None) -> int | None:
    return None if centiseconds is None else round(centiseconds / 100)


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    writer = csv.writer(Echo(), delimiter=";")
    mark = BYTE_ORDER_MARK
    for row in rows:
        yield mark + writer.writerow([_text(cell) for cell in row])
        mark = ""


def _text(cell: Cell) -> str | int:
    if isinstance(cell, datetime):
        return f"{timezone.localtime(cell):%d/%m/%Y %H:%M}"
    return safe(cell) if isinstance(cell, str) else "" if cell is None else cell


def workbook(report: Report) -> IO[bytes]:
    """Return an open file of two sheets. Memory does not grow with them: rows go to the disk."""
    stream = cast("IO[bytes]", tempfile.TemporaryFile())  # noqa: SIM115 - closed by who sends it
    # Words come from people and packages: a cell that begins with = + - @ stays a word.
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(stream, options) as book:
        bold = book.add_format({"bold": True})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        for title, rows in (
            (_("Questions"), question_rows(report)),
            (_("Réponses"), answer_rows(report)),
        ):
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 30, 18)
            _write(sheet, rows, bold, moment)
    stream.seek(0)
    return stream


def _write(sheet: Worksheet, rows: Iterable[Row], bold: Format, moment: Format) -> None:
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime):
                local = timezone.localtime(cell).replace(tzinfo=None)
                sheet.write_datetime(number, column, local, moment)
            elif isinstance(cell, str):
                sheet.write_string(number, column, cell, None if number else bold)
            elif cell is not None:
                sheet.write_number(number, column, cell)
