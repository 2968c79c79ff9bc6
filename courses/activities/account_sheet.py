"""The profit-and-loss account as a spreadsheet whose sums live on."""

from io import BytesIO

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from courses.activities.base import Block, Value
from courses.activities.profit_and_loss import (
    Entry,
    ProfitAndLoss,
    example_of,
    profit_and_loss_of,
    spoken_period,
)

FIRST_ROW = 3
EMPTY_ROWS = 3
"""To write lines of one's own without breaking the sum."""


def account_workbook(block: Block, answer: Value) -> bytes:
    """Return an .xlsx of the lines, their sums and the result.

    Without an answer it holds the examples of the block.
    """
    found = profit_and_loss_of(block, answer) or example_of(block)
    stream = BytesIO()
    # Words come from people: a cell that begins with = + - @ stays a word.
    with Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet(_("Compte de résultat"))
        bold = book.add_format({"bold": True})
        money = book.add_format({"num_format": '#,##0.00\\ "€"'})
        total = book.add_format({"num_format": '#,##0.00\\ "€"', "bold": True, "top": 1})
        sheet.set_column("A:A", 48)
        sheet.set_column("B:B", 18)
        sheet.write_string("A1", str(block["title"]), bold)
        sheet.write_string(
            "A2",
            _("Montants %s. Changez un chiffre : le reste se recalcule.")
            % spoken_period(block["period"]),
        )
        _write(sheet, found, bold, money, total)
    return stream.getvalue()


def _write(
    sheet: Worksheet, found: ProfitAndLoss, bold: Format, money: Format, total: Format
) -> None:
    row = FIRST_ROW
    sums = []
    for title, entries, amount in (
        (_("Ce qui rentre (produits)"), found.products, float(found.income)),
        (_("Ce qui sort (charges)"), found.charges, float(found.spending)),
    ):
        sheet.write_string(row, 0, title, bold)
        first, last = row + 1, row + len(entries) + EMPTY_ROWS
        _write_lines(sheet, first, entries, money)
        sheet.write_string(last + 1, 0, _("Total"), bold)
        sheet.write_formula(last + 1, 1, f"=SUM(B{first + 1}:B{last + 1})", total, amount)
        sums.append(f"B{last + 2}")
        row = last + 3
    sheet.write_string(row, 0, _("Ce qui reste (résultat)"), bold)
    # Rounded to cents: spreadsheets count in binary fractions.
    formula = f"=ROUND({sums[0]}-{sums[1]},2)"
    sheet.write_formula(row, 1, formula, total, float(found.result))


def _write_lines(sheet: Worksheet, first: int, entries: tuple[Entry, ...], money: Format) -> None:
    for offset, entry in enumerate(entries):
        sheet.write_string(first + offset, 0, entry.label)
        sheet.write_number(first + offset, 1, float(entry.amount), money)
    for offset in range(len(entries), len(entries) + EMPTY_ROWS):
        sheet.write_blank(first + offset, 1, None, money)
