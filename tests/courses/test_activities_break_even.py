from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import translation
from hypothesis import given, strategies as st
from openpyxl import load_workbook

from courses.activities import AnswerError, get
from courses.activities.break_even import LARGEST, BreakEven, break_even_of, parse_amount
from courses.activities.spreadsheet import break_even_workbook
from tests.courses.factories import ACTIVITIES

BLOCK = ACTIVITIES["break_even"]

amounts = st.decimals(min_value=0, max_value=LARGEST, places=2)


@pytest.fixture(autouse=True)
def _in_french():
    with translation.override("fr"):
        yield


def answer(price, variable_cost, fixed_costs) -> dict[str, str]:
    return {"price": price, "variable_cost": variable_cost, "fixed_costs": fixed_costs}


def calculation(*typed: str) -> BreakEven:
    found = break_even_of(answer(*typed))
    assert found is not None
    return found


class TestParseAmount:
    @pytest.mark.parametrize(
        ("typed", "amount"),
        [
            ("12,50", "12.50"),
            ("12.5", "12.50"),
            ("12,", "12.00"),
            ("1 200,50 €", "1200.50"),
            ("1\u202f200", "1200.00"),
            ("0", "0.00"),
            ("007", "7.00"),
            ("99999999,99", "99999999.99"),
        ],
    )
    def test_reads_what_people_type(self, typed, amount):
        assert str(parse_amount(typed)) == amount

    @pytest.mark.parametrize("typed", ["", "   ", "€"])
    def test_reads_nothing_in_nothing(self, typed):
        assert parse_amount(typed) is None

    @pytest.mark.parametrize(
        "typed",
        ["douze", "1e5", "NaN", "Infinity", "12,505", "-3", "−3", ",", "1.200,50", "٣", "9" * 5000],
    )
    def test_refuses_the_rest_in_plain_words(self, typed):
        with pytest.raises(AnswerError) as error:
            parse_amount(typed, "price")

        assert error.value.field == "price"


class TestBreakEven:
    def test_counts_units_and_turnover(self):
        found = calculation("12", "4.50", "300")

        assert (found.margin, found.units, found.turnover) == (Decimal("7.50"), 40, Decimal(480))

    def test_counts_the_unit_that_is_begun(self):
        assert calculation("0.30", "0.20", "0.31").units == 4

    def test_is_exact_where_floats_are_not(self):
        assert calculation("0.30", "0.20", "0.10").units == 1

    def test_needs_no_sale_without_fixed_costs(self):
        assert calculation("12", "4", "0").units == 0

    @pytest.mark.parametrize("price", ["4.50", "4.49", "0"])
    def test_is_out_of_reach_of_a_low_price(self, price):
        found = calculation(price, "4.50", "300")

        assert not found.is_reachable
        assert found.curve().crossing is None

    def test_waits_for_the_three_amounts(self):
        assert break_even_of(answer("12", "", "300")) is None

    @given(amounts, amounts, amounts)
    def test_pays_the_fixed_costs_with_the_fewest_units(self, price, variable_cost, fixed_costs):
        found = BreakEven(price, variable_cost, fixed_costs)
        curve = found.curve()

        assert all(0 <= float(p.y) <= curve.height for p in (*curve.turnover, *curve.costs))
        if found.is_reachable:
            assert found.units * found.margin >= fixed_costs
            assert found.units == 0 or (found.units - 1) * found.margin < fixed_costs


class TestBreakEvenKind:
    def test_says_the_result(self):
        parsed = get("break_even").parse(BLOCK, answer("12,00", "4,50", "300"))

        said = dict(get("break_even").as_lines(BLOCK, parsed))

        assert said["Charges fixes par mois"] == "300,00\xa0€"
        assert said["Mon seuil"].startswith(
            "À partir de 40 ventes (panier) par mois, soit 480,00\xa0€"
        )

    @pytest.mark.parametrize(
        ("typed", "words"),
        [(("4", "4", "300"), "pas la fin du projet"), (("4", "1", "0"), "dès la première vente")],
    )
    def test_explains_what_has_no_number(self, typed, words):
        ((_label, text), *_rest) = reversed(get("break_even").as_lines(BLOCK, answer(*typed)))

        assert words in text

    def test_shows_again_what_it_refused(self):
        typed = get("break_even").read(BLOCK, answer("douze", "Infinity", "1e999999999"))

        shown = get("break_even").context(BLOCK, typed)

        assert shown["amounts"]["price"] == "douze"
        assert not shown["has_result"]


def sheet_of(block, typed):
    workbook = BytesIO(break_even_workbook(block, typed))
    return load_workbook(workbook).active, load_workbook(workbook, data_only=True).active


class TestWorkbook:
    def test_calculates_by_itself(self):
        formulas, values = sheet_of(BLOCK, answer("12.00", "4.50", "300.00"))

        assert formulas["B8"].value == "=B4-B5"
        assert formulas["B9"].value.startswith("=IF(B8>0,ROUNDUP(")
        assert (values["B4"].value, values["B9"].value, values["B10"].value) == (12, 40, 480)
        assert formulas["A14"].value.startswith("=IF(")
        assert (values["A24"].value, values["D24"].value) == (80, 300)

    def test_says_a_dash_where_there_is_no_number(self):
        _formulas, values = sheet_of(BLOCK, answer("4.00", "4.50", "300.00"))

        assert values["B9"].value == "—"

    def test_holds_the_example_before_an_answer(self):
        _formulas, values = sheet_of(BLOCK, {})

        assert values["B4"].value == 12

    @pytest.mark.parametrize("words", ["=cmd|'/C calc'!A0", "+1", "-1", "@SUM(A1)", "{=1}"])
    def test_takes_words_for_words(self, words):
        formulas, _values = sheet_of({**BLOCK, "title": words, "unit": words}, {})

        assert formulas["A1"].data_type == "s"
        assert formulas["A1"].value == words
