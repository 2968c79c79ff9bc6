"""Which activities leave as a spreadsheet, and under what name."""

from collections.abc import Callable
from dataclasses import dataclass

from courses.activities.account_sheet import account_workbook
from courses.activities.base import Block, Value
from courses.activities.spreadsheet import break_even_workbook


@dataclass(frozen=True)
class Spreadsheet:
    file_name: str
    write: Callable[[Block, Value], bytes]


SPREADSHEETS = {
    "break_even": Spreadsheet("seuil-de-rentabilite.xlsx", break_even_workbook),
    "profit_and_loss": Spreadsheet("compte-de-resultat.xlsx", account_workbook),
}
"""By kind of activity."""
