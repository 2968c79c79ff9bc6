"""*Tri de cartes*: which cards she puts in which pile. No pile is the right one."""

from typing import Any

from django.utils.translation import gettext as _, ngettext

from courses.activities.base import (
    CHANGED,
    ActivityKind,
    AnswerError,
    Block,
    Line,
    Payload,
    Value,
    keyed,
    one,
)


class CardSortKind(ActivityKind):
    """``{"piles": {card id: pile id}}``, without the cards left aside.

    The form names its fields ``card-<card>``.
    """

    name = "card_sort"
    answers_back = True

    def read(self, block: Block, payload: Payload) -> Value:
        sent = {key: one(payload, f"card-{key}") for key, _card in keyed(block["cards"])}
        return {"piles": {card: pile for card, pile in sent.items() if pile}}

    def check(self, block: Block, answer: Value) -> None:
        known = {key for key, _name in keyed(block["piles"])}
        if not known.issuperset(answer["piles"].values()):
            raise AnswerError(CHANGED)

    def is_answered(self, answer: Value) -> bool:
        return bool(answer.get("piles"))

    def as_lines(self, block: Block, answer: Value) -> list[Line]:
        return [
            (f"{block['title']} · {pile['name']}", "\n".join(pile["cards"]))
            for pile in self._piles(block, answer)
            if pile["cards"]
        ]

    def context(self, block: Block, answer: Value) -> dict[str, Any]:
        chosen = answer.get("piles", {})
        piles = keyed(block["piles"])
        cards = [
            {
                "key": key,
                "text": card["text"],
                "help": card["help"],
                "piles": [
                    {"key": pile, "name": name, "checked": chosen.get(key) == pile}
                    for pile, name in piles
                ],
            }
            for key, card in keyed(block["cards"])
        ]
        sorted_out = self._piles(block, answer)
        left = len(cards) - sum(len(pile["cards"]) for pile in sorted_out)
        return {
            "cards": cards,
            "piles": sorted_out,
            "has_feedback": left < len(cards),
            "left": self._left(left),
            "advice": self._advice(block, sorted_out[0]),
        }

    @staticmethod
    def _piles(block: Block, answer: Value) -> list[dict[str, Any]]:
        """Return each pile with the words of its cards; what is gone is passed over."""
        chosen = answer.get("piles", {})
        cards = keyed(block["cards"])
        return [
            {
                "name": name,
                "cards": [card["text"] for key, card in cards if chosen.get(key) == pile],
            }
            for pile, name in keyed(block["piles"])
        ]

    @staticmethod
    def _left(count: int) -> str:
        if not count:
            return _("Toutes les cartes sont rangées.")
        return ngettext(
            "Il reste %(count)d carte à ranger, si vous voulez.",
            "Il reste %(count)d cartes à ranger, si vous voulez.",
            count,
        ) % {"count": count}

    @staticmethod
    def _advice(block: Block, first: dict[str, Any]) -> str:
        if not 0 < block["keep"] < len(first["cards"]):
            return ""
        return _(
            "Vous en avez %(count)d dans « %(pile)s ». Et s'il fallait en garder %(keep)d"
            " seulement ? Déplacez les autres : c'est là que l'on apprend ce qui compte."
        ) % {"count": len(first["cards"]), "pile": first["name"], "keep": block["keep"]}
