"""*Idées reçues*: true or false, and the story that tells it."""

from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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

VIEWS: dict[str, str | Promise] = {
    "true": _("Plutôt vrai"),
    "false": _("Plutôt faux"),
    "unsure": _("Je ne sais pas"),
}


class BeliefsKind(ActivityKind):
    """``{"views": {belief id: "true" | "false" | "unsure"}}``.

    The form names its fields ``belief-<belief>``.
    """

    name = "beliefs"
    answers_back = True

    def read(self, block: Block, payload: Payload) -> Value:
        sent = {key: one(payload, f"belief-{key}") for key, _each in keyed(block["beliefs"])}
        return {"views": {key: view for key, view in sent.items() if view}}

    def check(self, block: Block, answer: Value) -> None:  # noqa: ARG002 - as every kind
        if not VIEWS.keys() >= set(answer["views"].values()):
            raise AnswerError(CHANGED)

    def is_answered(self, answer: Value) -> bool:
        return bool(answer.get("views"))

    def as_lines(self, block: Block, answer: Value) -> list[Line]:
        views = answer.get("views", {})
        return [
            (each["statement"], str(VIEWS[views[key]]))
            for key, each in keyed(block["beliefs"])
            if views.get(key) in VIEWS
        ]

    def share_right(self, block: Block, answer: Value) -> Fraction:
        """Of all ideas, those she judged as the story does; not to know is not to judge."""
        views, beliefs = answer.get("views", {}), keyed(block["beliefs"])
        right = sum(views.get(key) == self._truth(each) for key, each in beliefs)
        return Fraction(right, len(beliefs))

    def context(self, block: Block, answer: Value) -> dict[str, Any]:
        views = answer.get("views", {})
        return {
            "beliefs": [
                {
                    "key": key,
                    "belief": each,
                    "views": [
                        {"key": view, "name": name, "checked": views.get(key) == view}
                        for view, name in VIEWS.items()
                    ],
                    "answered": views.get(key) in VIEWS,
                    "same": views.get(key) == self._truth(each),
                }
                for key, each in keyed(block["beliefs"])
            ]
        }

    @staticmethod
    def _truth(belief: Any) -> str:
        return "true" if belief["correct"] else "false"
