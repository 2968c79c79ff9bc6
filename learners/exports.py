"""Spreadsheets of progress, written line by line: memory does not grow with the cohort."""

import csv
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from learners.board import blocks_of
from learners.models import Assignment, Cohort, Enrolment

BYTE_ORDER_MARK = "\ufeff"  # without it, spreadsheets read the accents of a CSV wrong
CHUNK = 500


class Echo:
    """What csv.writer writes to: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def safe(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def progress_lines(cohort: Cohort) -> Iterator[str]:
    """Yield the CSV of a cohort: one line a person, the modules done in each block."""
    writer = csv.writer(Echo(), delimiter=";")
    blocks = blocks_of(cohort.path_id)
    yield BYTE_ORDER_MARK + writer.writerow(
        [
            _("Prénom"),
            _("Nom"),
            _("Suivi par"),
            _("Commencé le"),
            _("Dernière activité"),
            _("Modules faits"),
            *(safe(f"{block.title} (/{getattr(block, 'total', 0)})") for block in blocks),
            _("Parcours terminé le"),
            _("Arrêté le"),
        ]
    )
    keys = [str(block.pk) for block in blocks]
    counsellors = _counsellors(cohort)
    for row in _rows(cohort):
        yield writer.writerow(_line(row, keys, counsellors))


def _counsellors(cohort: Cohort) -> dict[int, str]:
    current = Assignment.objects.current().filter(enrolment__cohort=cohort)
    names = current.values_list("enrolment_id", "counsellor__first_name", "counsellor__last_name")
    return {enrolment: f"{first} {last}".strip() for enrolment, first, last in names}


def _rows(cohort: Cohort) -> Iterator[dict[str, Any]]:
    columns = (
        "pk",
        "learner__first_name",
        "learner__last_name",
        "started_at",
        "last_activity_at",
        "done_count",
        "done_by_block",
        "completed_at",
        "stopped_at",
    )
    people = Enrolment.objects.filter(cohort=cohort).order_by("learner__first_name", "pk")
    yield from people.values(*columns).iterator(chunk_size=CHUNK)


def _line(row: dict[str, Any], keys: list[str], counsellors: dict[int, str]) -> list[object]:
    return [
        safe(row["learner__first_name"]),
        safe(row["learner__last_name"]),
        safe(counsellors.get(row["pk"], "")),
        _day(row["started_at"]),
        _day(row["last_activity_at"]),
        row["done_count"],
        *(row["done_by_block"].get(key, 0) for key in keys),
        _day(row["completed_at"]),
        _day(row["stopped_at"]),
    ]


def _day(moment: Any) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y}" if moment else ""
