"""*Seuil de rentabilité*: how many units pay the fixed costs. Exact, in whole cents."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from courses.activities.base import ActivityKind, AnswerError, Block, Line, Payload, Value, one
from courses.activities.curve import Curve, draw_curve

AMOUNTS = ("price", "variable_cost", "fixed_costs")
LARGEST = Decimal("99999999.99")

_SPACES = re.compile(r"[\s\u00a0\u202f€]")
_AMOUNT = re.compile(r"(\d+)(?:[.,](\d*))?", re.ASCII)


def parse_amount(text: str, field: str = "") -> Decimal | None:
    """Return the amount in euros typed in `text` (« 1 200,50 »), None when it is empty."""
    plain = _SPACES.sub("", text)
    if not plain:
        return None
    if plain.startswith(("-", "−")):
        raise AnswerError(_("Un montant ne peut pas être négatif."), field)
    match = _AMOUNT.fullmatch(plain)
    if match is None:
        raise AnswerError(_("Écrivez un montant en chiffres, par exemple 12,50."), field)
    if len(match[2] or "") > 2:
        raise AnswerError(_("Deux chiffres après la virgule au plus, par exemple 12,50."), field)
    # Told before it is computed: a million digits are no amount.
    digits = match[1].lstrip("0")
    if len(digits) > len(str(int(LARGEST))):
        raise AnswerError(_("Ce montant est trop grand pour ce calcul."), field)
    return Decimal(f"{digits or 0}.{match[2] or 0}").quantize(Decimal("0.01"))


def euros(amount: Decimal) -> str:
    """Return « 1 200,50 € »."""
    return f"{number_format(amount, 2, use_l10n=True, force_grouping=True)}\u00a0€"


def whole(number: int) -> str:
    return number_format(number, 0, use_l10n=True, force_grouping=True)


@dataclass(frozen=True)
class BreakEven:
    """The three amounts and what follows from them."""

    price: Decimal
    variable_cost: Decimal
    fixed_costs: Decimal

    @property
    def margin(self) -> Decimal:
        """What one unit leaves to pay the fixed costs."""
        return self.price - self.variable_cost

    @property
    def is_reachable(self) -> bool:
        return self.margin > 0

    @property
    def units(self) -> int:
        """The fewest units that pay the fixed costs."""
        if not self.is_reachable:
            message = "No number of units pays the fixed costs."
            raise ValueError(message)
        return -(-int(self.fixed_costs * 100) // int(self.margin * 100))

    @property
    def turnover(self) -> Decimal:
        return self.units * self.price

    def costs(self, units: int) -> Decimal:
        return self.fixed_costs + units * self.variable_cost

    def curve(self) -> Curve:
        crossing = self.units if self.is_reachable and self.units else None
        last = 2 * crossing if crossing else 10
        return draw_curve(
            last_units=last,
            turnover=self.price * last,
            costs=(self.fixed_costs, self.costs(last)),
            crossing=(crossing, self.turnover) if crossing else None,
        )


def break_even_of(answer: Value) -> BreakEven | None:
    """Return the calculation when the three amounts are there."""
    try:
        amounts = {name: parse_amount(str(answer.get(name, ""))) for name in AMOUNTS}
    except AnswerError:  # what was refused is on the screen again
        return None
    price, variable_cost, fixed_costs = (amounts[name] for name in AMOUNTS)
    if price is None or variable_cost is None or fixed_costs is None:
        return None
    return BreakEven(price, variable_cost, fixed_costs)


class BreakEvenKind(ActivityKind):
    """``{"price": "12.50", "variable_cost": "4.50", "fixed_costs": "300.00"}``, "" when empty."""

    name = "break_even"
    answers_back = True

    def parse(self, block: Block, payload: Payload) -> Value:
        typed_in = self.read(block, payload)
        amounts = {name: parse_amount(typed_in[name], name) for name in AMOUNTS}
        return {name: "" if each is None else str(each) for name, each in amounts.items()}

    def read(self, block: Block, payload: Payload) -> Value:  # noqa: ARG002 - as every kind
        return {name: one(payload, name) for name in AMOUNTS}

    def check(self, block: Block, answer: Value) -> None:  # noqa: ARG002 - as every kind
        for name in AMOUNTS:
            parse_amount(answer[name], name)

    def is_answered(self, answer: Value) -> bool:
        return any(answer.get(name) for name in AMOUNTS)

    def as_lines(self, block: Block, answer: Value) -> list[Line]:
        found = break_even_of(answer)
        if found is None:
            return []
        if not found.is_reachable:
            return [(block["title"], too_low_a_price(block["unit"]))]
        return [
            (_("Prix de vente : %s") % block["unit"], euros(found.price)),
            (_("Ce que coûte une unité"), euros(found.variable_cost)),
            (_("Charges fixes par mois"), euros(found.fixed_costs)),
            (block["title"], summary(found, block["unit"])),
        ]

    def context(self, block: Block, answer: Value) -> dict[str, Any]:
        found = break_even_of(answer)
        shown: dict[str, Any] = {
            "amounts": {name: typed(answer.get(name, "")) for name in AMOUNTS},
            "examples": {name: typed(str(block[name])) for name in AMOUNTS},
            "has_result": found is not None,
        }
        return shown if found is None else shown | _result(found, block)


def typed(amount: str) -> str:
    """Return a stored amount as it is typed in French."""
    return amount.replace(".", ",")


def summary(found: BreakEven, unit: str) -> str:
    if found.units == 0:
        return _("Pas de charges fixes : vous gagnez de l'argent dès la première vente.")
    return _(
        "À partir de %(units)s ventes (%(unit)s) par mois, soit %(turnover)s,"
        " vos charges sont payées."
    ) % {"units": whole(found.units), "unit": unit, "turnover": euros(found.turnover)}


def too_low_a_price(unit: str) -> str:
    return _(
        "À ce prix, chaque vente (%(unit)s) coûte autant ou plus qu'elle ne rapporte : en vendre"
        " davantage n'y changera rien. Ce n'est pas la fin du projet. Deux pistes : augmenter le"
        " prix, ou dépenser moins pour chaque unité."
    ) % {"unit": unit}


def _result(found: BreakEven, block: Mapping[str, Any]) -> dict[str, Any]:
    curve = found.curve()
    shown = {"curve": curve, "margin": euros(found.margin), "reachable": found.is_reachable}
    shown["table"] = [
        {
            "units": whole(units),
            "turnover": euros(found.price * units),
            "costs": euros(found.costs(units)),
            "rest": euros(found.price * units - found.costs(units)),
        }
        for units in sorted({0, curve.last_units // 2, curve.last_units})
    ]
    if not found.is_reachable:
        return shown | {"sentence": too_low_a_price(block["unit"])}
    return shown | {
        "sentence": summary(found, block["unit"]),
        "units": whole(found.units),
        "turnover": euros(found.turnover),
    }
