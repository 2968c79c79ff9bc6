"""*Mettre dans l'ordre*: each step in its turn, and why it comes then."""

from fractions import Fraction
from itertools import combinations
from typing import Any

from courses.activities.base import (
    CHANGED,
    ActivityKind,
    AnswerError,
    Block,
    Line,
    Payload,
    Value,
    keyed,
    many,
    mixed,
    one,
)


class OrderingKind(ActivityKind):
    """``{"order": [item id, …]}``.

    The form sends ``item`` (ids, as they stand on the screen) and ``rank-<item>`` (from 1).
    """

    name = "ordering"
    answers_back = True

    def read(self, block: Block, payload: Payload) -> Value:  # noqa: ARG002 - as every kind
        shown = list(dict.fromkeys(many(payload, "item")))[:100]
        return {"order": [key for key in self._moved(shown, payload) if key]}

    @staticmethod
    def _moved(shown: list[str], payload: Payload) -> list[str]:
        """Return the order that the ranks ask for: who is given a taken rank takes it."""

        def place(key: str) -> tuple[int, int]:
            now, typed = shown.index(key) + 1, one(payload, f"rank-{key}")
            wanted = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else now
            return wanted, (wanted > now) - (wanted < now)

        return sorted(shown, key=place)

    def check(self, block: Block, answer: Value) -> None:
        known = {key for key, _item in keyed(block["items"])}
        if not known.issuperset(answer["order"]):
            raise AnswerError(CHANGED)

    def is_answered(self, answer: Value) -> bool:
        return bool(answer.get("order"))

    def as_lines(self, block: Block, answer: Value) -> list[Line]:
        texts = {key: item["text"] for key, item in keyed(block["items"])}
        known = [texts[key] for key in answer.get("order", []) if key in texts]
        lines = [f"{rank}. {text}" for rank, text in enumerate(known, start=1)]
        return [(block["question"], "\n".join(lines))] if lines else []

    def share_right(self, block: Block, answer: Value) -> Fraction:
        """Of all pairs of steps, those in the right order: one step late is not all wrong."""
        keys = [key for key, _item in keyed(block["items"])]
        order = [key for key in answer.get("order", []) if key in keys]
        if len(order) < 2:
            return Fraction(0)
        pairs = list(combinations([keys.index(key) for key in order], 2))
        return Fraction(sum(before < after for before, after in pairs), len(pairs))

    def context(self, block: Block, answer: Value) -> dict[str, Any]:
        items = keyed(block["items"])
        texts = dict(items)
        order = [key for key in answer.get("order", []) if key in texts]
        # A step that the author added since stands at the end.
        shown = order + [key for key, _item in mixed(items) if key not in order]
        ranks = {key: rank for rank, key in enumerate(shown, start=1)}
        return {
            "items": [
                {"key": key, "text": texts[key]["text"], "rank": ranks[key]} for key in shown
            ],
            "ranks": range(1, len(items) + 1),
            "has_feedback": bool(order),
            "right": [
                {
                    "text": item["text"],
                    "feedback": item["feedback"],
                    "hers": ranks[key],
                    "same": ranks[key] == rank,
                }
                for rank, (key, item) in enumerate(items, start=1)
            ],
        }
