"""The break-even calculation as a spreadsheet whose formulas live on."""

from decimal import Decimal
from io import BytesIO

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from courses.activities.base import Block, Value
from courses.activities.break_even import BreakEven, break_even_of

ROWS = 10
FIRST_ROW = 13
"""Of the table that the chart draws, counted from zero."""


def break_even_workbook(block: Block, answer: Value) -> bytes:
    """Return an .xlsx of the three amounts, what follows, a table and its chart.

    Without an answer it holds the examples of the block.
    """
    found = break_even_of(answer) or BreakEven(
        *(Decimal(block[name]) for name in ("price", "variable_cost", "fixed_costs"))
    )
    stream = BytesIO()
    # Words come from people: a cell that begins with = + - @ stays a word.
    with Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet(_("Seuil de rentabilité"))
        bold = book.add_format({"bold": True})
        money = book.add_format({"num_format": '#,##0.00\\ "€"'})
        sheet.set_column("A:A", 44)
        sheet.set_column("B:D", 18)
        sheet.write_string("A1", str(block["title"]), bold)
        _write_amounts(sheet, found, str(block["unit"]), money)
        _write_results(sheet, found, money)
        _write_table(sheet, found, bold, money)
        _draw(book, sheet)
    return stream.getvalue()


def _write_amounts(sheet: Worksheet, found: BreakEven, unit: str, money: Format) -> None:
    labels = [
        (_("Prix de vente (%s)") % unit, found.price),
        (_("Coût variable d'une unité"), found.variable_cost),
        (_("Charges fixes par mois"), found.fixed_costs),
    ]
    sheet.write_string("A2", _("Changez les trois montants : le reste se recalcule."))
    for row, (label, amount) in enumerate(labels, start=3):
        sheet.write_string(row, 0, label)
        sheet.write_number(row, 1, float(amount), money)


def _write_results(sheet: Worksheet, found: BreakEven, money: Format) -> None:
    # The second value is what a reader that does not calculate shows.
    units: int | str = found.units if found.is_reachable else "—"
    turnover: float | str = float(found.turnover) if found.is_reachable else "—"
    sheet.write_string("A8", _("Ce que laisse une unité"))
    sheet.write_formula("B8", "=B4-B5", money, float(found.margin))
    sheet.write_string("A9", _("Unités à vendre par mois"))
    # Cents are whole numbers: rounding them first keeps 0.1 + 0.2 from costing one unit more.
    sheet.write_formula(
        "B9", '=IF(B8>0,ROUNDUP(ROUND(B6*100,0)/ROUND(B8*100,0),0),"—")', None, units
    )
    sheet.write_string("A10", _("Ventes correspondantes"))
    sheet.write_formula("B10", '=IF(B8>0,B9*B4,"—")', money, turnover)


def _write_table(sheet: Worksheet, found: BreakEven, bold: Format, money: Format) -> None:
    headings = [_("Unités vendues"), _("Ventes"), _("Dépenses"), _("Il reste")]
    for column, heading in enumerate(headings):
        sheet.write_string(FIRST_ROW - 1, column, heading, bold)
    last = 2 * found.units if found.is_reachable and found.units else ROWS
    for step in range(ROWS + 1):
        row = FIRST_ROW + step
        sold = -(-last * step // ROWS)
        line = row + 1
        sheet.write_formula(
            row, 0, f"=IF(N(B$9)>0,ROUNDUP(2*B$9*{step}/{ROWS},0),{step})", None, sold
        )
        turnover, costs = found.price * sold, found.costs(sold)
        sheet.write_formula(row, 1, f"=A{line}*B$4", money, float(turnover))
        sheet.write_formula(row, 2, f"=B$6+A{line}*B$5", money, float(costs))
        sheet.write_formula(row, 3, f"=B{line}-C{line}", money, float(turnover - costs))


def _draw(book: Workbook, sheet: Worksheet) -> None:
    chart = book.add_chart({"type": "scatter", "subtype": "straight"})
    last = FIRST_ROW + ROWS
    for column in (1, 2):
        chart.add_series(
            {
                "name": [sheet.name, FIRST_ROW - 1, column],
                "categories": [sheet.name, FIRST_ROW, 0, last, 0],
                "values": [sheet.name, FIRST_ROW, column, last, column],
            }
        )
    chart.set_x_axis({"name": _("Unités vendues"), "min": 0})
    chart.set_y_axis({"name": "€", "min": 0})
    chart.set_legend({"position": "bottom"})
    sheet.insert_chart(
        "F3", chart, {"description": _("Ventes et dépenses selon les unités vendues")}
    )
