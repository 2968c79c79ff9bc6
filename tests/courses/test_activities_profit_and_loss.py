from decimal import Decimal
from io import BytesIO

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given, strategies as st
from openpyxl import load_workbook

from courses.activities import AnswerError, get
from courses.activities.account_sheet import account_workbook
from courses.activities.break_even import LARGEST
from courses.activities.profit_and_loss import profit_and_loss_of
from tests.courses.factories import ACTIVITIES

KIND = get("profit_and_loss")


def plain(text: str) -> str:
    """Return the words with ordinary spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


amounts = st.decimals(min_value=0, max_value=LARGEST, places=2)


def as_read(raw):
    """Return the block as a page reads it: items without their envelope, keyed by rank."""
    return raw | {
        side: [each["value"] | {"example": Decimal(each["value"]["example"])} for each in raw[side]]
        for side in ("products", "charges")
    }


BLOCK = as_read(ACTIVITIES["profit_and_loss"])


@pytest.fixture(autouse=True)
def _in_french():
    with translation.override("fr"):
        yield


def parse(**fields):
    return KIND.parse(BLOCK, {name.replace("__", "-"): text for name, text in fields.items()})


def account(**fields):
    return profit_and_loss_of(BLOCK, parse(**fields))


class TestProfitAndLoss:
    def test_is_what_comes_in_less_what_goes_out(self):
        found = account(products__0="1 200,50", products__1="300", charges__0="450,25")

        assert (found.income, found.spending) == (Decimal("1500.50"), Decimal("450.25"))
        assert found.result == Decimal("1050.25")

    @given(st.lists(amounts, min_size=2, max_size=2), amounts)
    def test_is_exact_to_the_cent(self, products, charge):
        typed = {f"products-{rank}": str(each) for rank, each in enumerate(products)}
        found = profit_and_loss_of(BLOCK, KIND.parse(BLOCK, typed | {"charges-0": str(charge)}))

        assert found.result == sum(products) - charge

    def test_counts_the_lines_that_she_adds(self):
        found = account(**{"products__other-1": "80", "label-products__other-1": "Ateliers"})

        assert [(each.label, each.amount) for each in found.products] == [("Ateliers", Decimal(80))]

    def test_names_a_line_without_a_name(self):
        assert account(**{"charges__other-2": "15"}).charges[0].label == "Autre dépense"

    def test_is_nothing_without_an_amount(self):
        assert profit_and_loss_of(BLOCK, {}) is None
        assert not KIND.is_answered(parse(**{"label-products__other-1": "Ateliers"}))

    def test_forgets_a_line_that_the_author_took_out(self):
        answer = {"amounts": {"products-9": "100.00", "charges-0": "5.00"}}

        assert profit_and_loss_of(BLOCK, answer).income == 0


class TestProfitAndLossKind:
    def test_keeps_amounts_as_they_count(self):
        value = parse(products__0="1 200,5", products__1="  ", charges__0="0")

        assert value == {"amounts": {"products-0": "1200.50", "charges-0": "0.00"}, "labels": {}}

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ("NaN", "en chiffres"),
            ("Infinity", "en chiffres"),
            ("1e9", "en chiffres"),
            ("-3", "négatif"),
            ("1,234", "Deux chiffres après la virgule"),
            ("9" * 5000, "trop grand"),
            ("\x00douze 🐣", "en chiffres"),
        ],
    )
    def test_refuses_what_is_no_amount_and_gives_it_back(self, typed, words):
        payload = QueryDict(mutable=True)
        payload.update({"products-1": typed})

        with pytest.raises(AnswerError, match=words) as refusal:
            KIND.parse(BLOCK, payload)

        assert refusal.value.field == "products-1"
        shown = KIND.context(BLOCK, KIND.read(BLOCK, payload))
        assert shown["sides"][0]["lines"][1]["amount"] == typed.replace("\x00", "")
        assert not shown["has_result"]

    def test_refuses_a_line_with_too_long_a_name(self):
        with pytest.raises(AnswerError) as refusal:
            parse(**{"label-charges__other-1": "x" * 81})

        assert refusal.value.field == "label-charges-other-1"

    @pytest.mark.parametrize(
        ("charge", "words"),
        [
            ("900", "Il rentre 1 200,00 € et il sort 900,00 € par mois. Il reste 300,00 €"),
            ("1200", "il en sort autant par mois"),
            ("1500", "Il manque 300,00 €"),
        ],
    )
    def test_says_the_result_in_words(self, charge, words):
        shown = KIND.context(BLOCK, parse(products__0="1200", charges__0=charge))

        assert words in plain(shown["sentence"])

    def test_draws_the_longer_bar_as_wide_as_can_be(self):
        shown = KIND.context(BLOCK, parse(products__0="1000", charges__0="250"))

        assert [bar["width"] for bar in shown["bars"]] == ["300.0", "75.0"]
        assert (shown["rest"]["start"], shown["rest"]["width"]) == ("75.0", "225.0")

    def test_draws_nothing_at_all_without_dividing_by_it(self):
        shown = KIND.context(BLOCK, parse(products__0="0"))

        assert [bar["width"] for bar in shown["bars"]] == ["0.0", "0.0"]

    def test_tells_the_notebook_each_line_and_what_they_come_to(self):
        lines = KIND.as_lines(BLOCK, parse(products__0="1200", charges__0="900"))

        told = {label: plain(words) for label, words in lines}
        assert told["Ce qui rentre"] == "Ventes au marché : 1 200,00 €"
        assert told["Ce qui sort"] == "Matières : 900,00 €"
        assert "Il reste 300,00 €" in told["Mon mois type"]

    def test_shows_a_draft_whose_examples_are_not_written_yet(self):
        draft = BLOCK | {"charges": [{"label": "Matières", "help": "", "example": None}]}

        assert KIND.context(draft, {})["sides"][1]["lines"][0]["example"] == "0"


class TestAccountWorkbook:
    def opened(self, answer):
        return load_workbook(BytesIO(account_workbook(BLOCK, answer))).active

    def cells(self, sheet):
        return {row[0].value: row[1].value for row in sheet.iter_rows(min_row=4) if row[0].value}

    def test_counts_again_when_a_figure_changes(self):
        cells = self.cells(self.opened(parse(products__0="1200", charges__0="900")))

        assert cells["Ventes au marché"] == 1200
        assert cells["Total"].startswith("=SUM(")
        assert cells["Ce qui reste (résultat)"].startswith("=ROUND(")

    def test_sums_every_line_of_its_side(self):
        sheet = self.opened(parse(products__0="1", products__1="2", charges__0="4"))

        rows = {row[0].value: row[0].row for row in sheet.iter_rows(min_row=4, max_col=1)}
        first, last = rows["Ventes au marché"], rows["Commandes"] + 3
        totals = [row[1].value for row in sheet.iter_rows() if row[0].value == "Total"]
        assert totals[0] == f"=SUM(B{first}:B{last})"
        assert len(totals) == 2

    def test_begins_with_the_example(self):
        assert self.cells(self.opened({}))["Ventes au marché"] == 1200

    def test_never_takes_words_for_a_formula(self):
        bad = '=HYPERLINK("http://example.org")'
        answer = parse(**{"products__other-1": "5", "label-products__other-1": bad})

        row = next(row for row in self.opened(answer).iter_rows() if row[0].value == bad)
        assert row[0].data_type == "s"
