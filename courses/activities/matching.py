"""*Relier deux à deux*: what goes with what."""

from fractions import Fraction
from string import ascii_uppercase
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
    mixed,
    one,
)


class MatchingKind(ActivityKind):
    """``{"pairs": {left id: right id}}``: a pair is right when both are the same.

    The form names its fields ``pair-<left>``.
    """

    name = "matching"
    answers_back = True

    def read(self, block: Block, payload: Payload) -> Value:
        sent = {key: one(payload, f"pair-{key}") for key, _pair in keyed(block["pairs"])}
        return {"pairs": {left: right for left, right in sent.items() if right}}

    def check(self, block: Block, answer: Value) -> None:
        known = {key for key, _pair in keyed(block["pairs"])}
        if not known.issuperset(answer["pairs"].values()):
            raise AnswerError(CHANGED)

    def is_answered(self, answer: Value) -> bool:
        return bool(answer.get("pairs"))

    def as_lines(self, block: Block, answer: Value) -> list[Line]:
        pairs = dict(keyed(block["pairs"]))
        found = [
            f"{pairs[left]['left']} → {pairs[right]['right']}"
            for left, right in self._known(block, answer).items()
        ]
        return [(block["question"], "\n".join(found))] if found else []

    def share_right(self, block: Block, answer: Value) -> Fraction:
        """Of all pairs, those she made."""
        right = sum(left == chosen for left, chosen in self._known(block, answer).items())
        return Fraction(right, len(block["pairs"]))

    def context(self, block: Block, answer: Value) -> dict[str, Any]:
        pairs, chosen = keyed(block["pairs"]), self._known(block, answer)
        options = [
            {"key": key, "letter": letter, "text": pair["right"]}
            for letter, (key, pair) in zip(ascii_uppercase, mixed(pairs), strict=False)
        ]
        return {
            "options": options,
            "pairs": [
                {
                    "key": key,
                    "pair": pair,
                    "chosen": chosen.get(key, ""),
                    "right": chosen.get(key) == key,
                }
                for key, pair in pairs
            ],
            "has_feedback": bool(chosen),
            "is_whole": len(chosen) == len(pairs),
        }

    @staticmethod
    def _known(block: Block, answer: Value) -> dict[str, str]:
        """Return the pairs she made of what is still there, in the order of the question."""
        keys = [key for key, _pair in keyed(block["pairs"])]
        made = answer.get("pairs", {})
        return {key: made[key] for key in keys if made.get(key) in keys}
