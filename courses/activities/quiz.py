"""*Question à choix*: an answer teaches, it is never a fault."""

from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.activities.base import (
    CHANGED,
    ActivityKind,
    AnswerError,
    Block,
    Line,
    Payload,
    Value,
    in_order,
    keyed,
    many,
)


class QuizKind(ActivityKind):
    """``{"choices": [answer id, …]}``, in the order of the question."""

    name = "quiz"
    answers_back = True

    def read(self, block: Block, payload: Payload) -> Value:
        return {"choices": in_order(many(payload, "choice"), keyed(block["answers"]))}

    def check(self, block: Block, answer: Value) -> None:
        known = {key for key, _answer in keyed(block["answers"])}
        if not known.issuperset(answer["choices"]):
            raise AnswerError(CHANGED)
        if len(answer["choices"]) > 1 and not block["multiple"]:
            raise AnswerError(_("Choisissez une seule réponse."))

    def is_answered(self, answer: Value) -> bool:
        return bool(answer.get("choices"))

    def as_lines(self, block: Block, answer: Value) -> list[Line]:
        chosen = self._chosen(answer)
        texts = [each["text"] for key, each in keyed(block["answers"]) if key in chosen]
        return [(block["question"], "\n".join(texts))] if texts else []

    def share_right(self, block: Block, answer: Value) -> Fraction:
        """Each answer counts: chosen if it is right, left if it is not; nothing chosen is 0.

        Where one answer is right, it is all or nothing.
        """
        chosen = self._chosen(answer)
        answers = keyed(block["answers"])
        if not any(key in chosen for key, _each in answers):
            return Fraction(0)
        well = sum((key in chosen) == bool(each["correct"]) for key, each in answers)
        return Fraction(well, len(answers)) if block["multiple"] else Fraction(well == len(answers))

    def context(self, block: Block, answer: Value) -> dict[str, Any]:
        chosen = self._chosen(answer)
        choices = [
            {"key": key, "answer": each, "checked": key in chosen}
            for key, each in keyed(block["answers"])
        ]
        # An answer of an earlier wording may name choices that are gone.
        return {"choices": choices, "has_feedback": any(each["checked"] for each in choices)}

    @staticmethod
    def _chosen(answer: Value) -> frozenset[str]:
        return frozenset(answer.get("choices", []))
