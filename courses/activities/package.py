"""What a package said of itself, as the server understood it: never typed by a person."""

from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from courses.activities.base import ActivityKind, AnswerError, Block, Line, Payload, Value
from courses.blocks.package import PASSED, SCORE, VIEWED


class PackageKind(ActivityKind):
    """The summary of the attempt that counts.

    ``{"attempt": uuid, "number": 1, "completion": "unknown|incomplete|completed",
    "success": "unknown|passed|failed", "score": scaled -1…1 or null, "centiseconds": int,
    "met": bool}``; `met` says whether the rule of this use was met by any attempt.
    """

    name = "package"

    def read(self, block: Block, payload: Payload) -> Value:  # noqa: ARG002 - as every kind
        return {}

    def check(self, block: Block, answer: Value) -> None:  # noqa: ARG002 - as every kind
        raise AnswerError(_("Cette activité s'enregistre toute seule : ouvrez-la pour la faire."))

    def is_answered(self, answer: Value) -> bool:
        return bool(answer.get("met"))

    def share_right(self, block: Block, answer: Value) -> Fraction | None:  # noqa: ARG002 - as every kind
        """Return the score that the package gave; None for a package that gives none."""
        if not answer.get("attempt"):
            return Fraction(0)
        score = answer.get("score")
        return None if score is None else Fraction(percent(score), 100)

    def as_lines(self, block: Block, answer: Value) -> list[Line]:
        if not answer.get("attempt"):
            return []
        words = [_("Terminé.") if answer.get("met") else _("Commencé.")]
        if answer.get("score") is not None:
            words.append(_("Résultat : %(score)d %%.") % {"score": percent(answer["score"])})
        return [(block["title"], " ".join(words))]

    def context(self, block: Block, answer: Value) -> dict[str, Any]:  # noqa: ARG002 - as every kind
        score = answer.get("score")
        return {
            "is_started": bool(answer.get("attempt")),
            "is_met": bool(answer.get("met")),
            "percent": None if score is None else percent(score),
        }


def percent(scaled: float) -> int:
    """Return a scaled score (-1 to 1) as it is shown: 0 to 100."""
    return round(max(scaled, 0) * 100)


def meets(block: Block, *, completion: str, success: str, score: float | None) -> bool:
    """Return whether an attempt does what this use of the package asks for."""
    rule = block["completion"]
    if rule == VIEWED:
        return True
    if rule == PASSED:
        return success == "passed"
    if rule == SCORE:
        return score is not None and percent(score) >= int(block["score"] or 0)
    return completion == "completed" or success == "passed"
