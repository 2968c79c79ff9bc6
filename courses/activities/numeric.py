"""*Question à nombre*: a number, near enough. A hint first, then the way to it."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from courses.activities.base import ActivityKind, AnswerError, Block, Line, Payload, Value, one

LONGEST = 12
"""Digits before the point: told before it is computed, a million digits are no number."""

_FILLING = re.compile(r"[\s\u00a0\u202f€%]")
_NUMBER = re.compile(r"([-−]?)(\d+)(?:[.,](\d{0,4}))?", re.ASCII)


def parse_number(text: str, unit: str = "") -> Decimal | None:
    """Return the number typed in `text` (« 1 200,50 € »), None when it is empty."""
    plain = _FILLING.sub("", text.strip().removesuffix(unit) if unit else text)
    if not plain:
        return None
    match = _NUMBER.fullmatch(plain)
    if match is None:
        message = _("Écrivez un nombre en chiffres, par exemple 12 ou 12,50.")
        raise AnswerError(message, "number")
    if len(match[2].lstrip("0")) > LONGEST:
        raise AnswerError(_("Ce nombre est trop grand pour cette question."), "number")
    return Decimal(f"{'-' if match[1] else ''}{match[2]}.{match[3] or 0}").normalize()


def stored(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"


class NumericKind(ActivityKind):
    """``{"number": "12.5"}``, "" when empty."""

    name = "numeric"
    answers_back = True

    def parse(self, block: Block, payload: Payload) -> Value:
        return {"number": stored(parse_number(one(payload, "number"), block["unit"]))}

    def read(self, block: Block, payload: Payload) -> Value:  # noqa: ARG002 - as every kind
        return {"number": one(payload, "number")}

    def check(self, block: Block, answer: Value) -> None:
        parse_number(answer["number"], block["unit"])

    def is_answered(self, answer: Value) -> bool:
        return bool(answer.get("number"))

    def as_lines(self, block: Block, answer: Value) -> list[Line]:
        if not self.is_answered(answer):
            return []
        return [(block["question"], self._said(answer["number"], block))]

    def share_right(self, block: Block, answer: Value) -> Fraction:
        """Near enough or not."""
        return Fraction(self._distance(block, answer) == 0)

    def context(self, block: Block, answer: Value) -> dict[str, Any]:
        number, distance = str(answer.get("number", "")), self._distance(block, answer)
        shown = {"number": number.replace(".", ","), "has_feedback": distance is not None}
        if distance is None:
            return shown
        hint = block["too_low"] if distance < 0 else block["too_high"]
        return shown | {
            "said": self._said(number, block),
            "found": distance == 0,
            "hint": hint,
            "right": self._said(str(block["answer"]), block),
            "is_near": bool(block["tolerance"]),
        }

    @staticmethod
    def _distance(block: Block, answer: Value) -> int | None:
        """Return -1 when it is too small, 0 when it is near enough, 1 when it is too great."""
        try:
            number = parse_number(str(answer.get("number", "")), block["unit"])
        except AnswerError:  # what was refused is on the screen again
            return None
        if number is None:
            return None
        away = number - Decimal(block["answer"])
        if abs(away) <= Decimal(block["tolerance"] or 0):
            return 0
        return -1 if away < 0 else 1

    @staticmethod
    def _said(number: str, block: Block) -> str:
        """Return « 12,50 € »."""
        whole, _point, rest = number.partition(".")
        cents = rest.rstrip("0")
        cents = cents.ljust(2, "0") if cents and block["unit"] == "€" else cents
        text = f"{whole},{cents}" if cents else whole
        return f"{text}\u00a0{block['unit']}" if block["unit"] else text
