"""*Compte de résultat prévisionnel*: what comes in, what goes out, what is left. Exact."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from courses.activities.base import (
    ActivityKind,
    AnswerError,
    Block,
    Line,
    Payload,
    Value,
    keyed,
    one,
)
from courses.activities.break_even import euros, parse_amount, typed

SIDES = ("products", "charges")
OTHERS = 3
"""Lines of her own, on each side."""
LONGEST_LABEL = 80
ZERO = Decimal(0)


@dataclass(frozen=True)
class Entry:
    label: str
    amount: Decimal


@dataclass(frozen=True)
class ProfitAndLoss:
    """The lines that have an amount, and what they come to."""

    products: tuple[Entry, ...]
    charges: tuple[Entry, ...]

    @property
    def income(self) -> Decimal:
        return sum((entry.amount for entry in self.products), ZERO)

    @property
    def spending(self) -> Decimal:
        return sum((entry.amount for entry in self.charges), ZERO)

    @property
    def result(self) -> Decimal:
        return self.income - self.spending


def field_name(side: str, key: str) -> str:
    return f"{side}-{key}"


def amount_of(answer: Value, name: str) -> Decimal | None:
    """Return an amount that was kept; None for none, or for what was refused."""
    try:
        return parse_amount(str(answer.get("amounts", {}).get(name, "")))
    except AnswerError:
        return None


def lines_of(block: Block, side: str, answer: Value) -> list[tuple[str, str, Any]]:
    """Return (field name, label, block of the line or None) of every line of `side`."""
    given = [(field_name(side, key), line["label"], line) for key, line in keyed(block[side])]
    labels = answer.get("labels", {})
    own = [field_name(side, f"other-{rank}") for rank in range(1, OTHERS + 1)]
    return given + [(name, str(labels.get(name, "")), None) for name in own]


def profit_and_loss_of(block: Block, answer: Value) -> ProfitAndLoss | None:
    """Return the account; None as long as no amount is there."""
    sides = {
        side: tuple(
            Entry(label or other_label(side), amount)
            for name, label, _line in lines_of(block, side, answer)
            if (amount := amount_of(answer, name)) is not None
        )
        for side in SIDES
    }
    return ProfitAndLoss(**sides) if any(sides.values()) else None


def example_of(block: Block) -> ProfitAndLoss:
    """Return the account of the author's example."""
    return ProfitAndLoss(
        **{
            side: tuple(
                Entry(line["label"], Decimal(line["example"] or 0))  # a draft may lack it
                for _key, line in keyed(block[side])
            )
            for side in SIDES
        }
    )


def other_label(side: str) -> str:
    return _("Autre recette") if side == "products" else _("Autre dépense")


class ProfitAndLossKind(ActivityKind):
    """``{"amounts": {"products-<item id>" | "products-other-1": "12.50", "charges-…": …},
    "labels": {"products-other-1": words}}``; what is empty is left out.
    """

    name = "profit_and_loss"
    answers_back = True

    def parse(self, block: Block, payload: Payload) -> Value:
        sent = self.read(block, payload)
        self.check(block, sent)
        amounts = {name: parse_amount(text, name) for name, text in sent["amounts"].items()}
        return sent | {"amounts": {name: str(each) for name, each in amounts.items()}}

    def read(self, block: Block, payload: Payload) -> Value:
        names = [name for side in SIDES for name, _label, _line in lines_of(block, side, {})]
        amounts = {name: one(payload, name).strip() for name in names}
        labels = {name: one(payload, f"label-{name}").strip() for name in names}
        return {
            "amounts": {name: text for name, text in amounts.items() if text},
            "labels": {name: text for name, text in labels.items() if text},
        }

    def check(self, block: Block, answer: Value) -> None:  # noqa: ARG002 - as every kind
        for name, text in answer["amounts"].items():
            parse_amount(text, name)
        for name, text in answer["labels"].items():
            if len(text) > LONGEST_LABEL:
                raise AnswerError(
                    _("Le nom d'une ligne tient en %d caractères : raccourcissez-le.")
                    % LONGEST_LABEL,
                    f"label-{name}",
                )

    def is_answered(self, answer: Value) -> bool:
        return bool(answer.get("amounts"))

    def as_lines(self, block: Block, answer: Value) -> list[Line]:
        found = profit_and_loss_of(block, answer)
        if found is None:
            return []
        sides = [(_("Ce qui rentre"), found.products), (_("Ce qui sort"), found.charges)]
        lines = [
            (title, "\n".join(f"{entry.label} : {euros(entry.amount)}" for entry in entries))
            for title, entries in sides
            if entries
        ]
        return [*lines, (block["title"], sentence(found, block["period"]))]

    def context(self, block: Block, answer: Value) -> dict[str, Any]:
        found = profit_and_loss_of(block, answer)
        example = example_of(block)
        shown: dict[str, Any] = {
            "sides": [_side(block, side, answer) for side in SIDES],
            "period": spoken_period(block["period"]),
            "example": sentence(example, block["period"]),
            "has_result": found is not None,
        }
        return shown if found is None else shown | _result(found, block["period"])


def _side(block: Block, side: str, answer: Value) -> dict[str, Any]:
    amounts = answer.get("amounts", {})
    lines = [
        {
            "name": name,
            "label": label,
            "help": line["help"] if line else "",
            "example": typed(str(line["example"] or 0)) if line else "",
            "amount": typed(str(amounts.get(name, ""))),
            "is_own": line is None,
        }
        for name, label, line in lines_of(block, side, answer)
    ]
    own = [line for line in lines if line["is_own"]]
    return {
        "name": side,
        "title": _("Ce qui rentre") if side == "products" else _("Ce qui sort"),
        "term": _("les produits") if side == "products" else _("les charges"),
        "lines": [line for line in lines if not line["is_own"]],
        "own": own,
        "has_own": any(line["label"] or line["amount"] for line in own),
    }


def spoken_period(period: str) -> str:
    return _("par an") if period == "year" else _("par mois")


def sentence(found: ProfitAndLoss, period: str) -> str:
    """Say the result in words that a person who never read an account understands."""
    words = {
        "income": euros(found.income),
        "spending": euros(found.spending),
        "rest": euros(abs(found.result)),
        "period": spoken_period(period),
    }
    if found.result > 0:
        return (
            _(
                "Il rentre %(income)s et il sort %(spending)s %(period)s. Il reste %(rest)s :"
                " c'est de là que viendra votre revenu."
            )
            % words
        )
    if found.result == 0:
        return (
            _(
                "Il rentre %(income)s et il en sort autant %(period)s : tout est payé, mais il ne"
                " reste rien pour vous."
            )
            % words
        )
    return (
        _(
            "Il rentre %(income)s et il sort %(spending)s %(period)s. Il manque %(rest)s. Ce n'est"
            " qu'une prévision : cherchez ce qui peut rentrer de plus, ou sortir de moins, et"
            " changez un chiffre pour voir."
        )
        % words
    )


WIDEST = Decimal(300)
"""Of a bar, in the units of the drawing."""


def _result(found: ProfitAndLoss, period: str) -> dict[str, Any]:
    most = max(found.income, found.spending) or Decimal(1)
    words = {"income": _("Ce qui rentre"), "spending": _("Ce qui sort")}
    bars = [
        {
            "label": label,
            "amount": euros(getattr(found, name)),
            "width": f"{WIDEST * getattr(found, name) / most:.1f}",
            "name": name,
        }
        for name, label in words.items()
    ]
    least = min(found.income, found.spending)
    return {
        "sentence": sentence(found, period),
        "bars": bars,
        "rest": {
            "label": _("Il reste") if found.result >= 0 else _("Il manque"),
            "amount": euros(abs(found.result)),
            "start": f"{WIDEST * least / most:.1f}",
            "width": f"{WIDEST * abs(found.result) / most:.1f}",
        },
        "is_short": found.result < 0,
        "table": [
            {
                "title": title,
                "rows": [(entry.label, euros(entry.amount)) for entry in entries],
                "total": euros(total),
            }
            for title, entries, total in (
                (_("Ce qui rentre (produits)"), found.products, found.income),
                (_("Ce qui sort (charges)"), found.charges, found.spending),
            )
        ],
    }
