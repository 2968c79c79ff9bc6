"""*Échelle*: on which step one stands."""

from typing import Any

from django.utils.translation import gettext as _

from courses.activities.base import ActivityKind, AnswerError, Block, Line, Payload, Value, one


class ScaleKind(ActivityKind):
    """``{"step": 1 … steps}``, or null."""

    name = "scale"

    def read(self, block: Block, payload: Payload) -> Value:
        chosen = one(payload, "step")
        steps = {str(step): step for step in range(1, block["steps"] + 1)}
        return {"step": steps.get(chosen, chosen) or None}

    def check(self, block: Block, answer: Value) -> None:
        if isinstance(answer["step"], str):
            raise AnswerError(_("Choisissez une marche entre 1 et %d.") % block["steps"], "step")

    def is_answered(self, answer: Value) -> bool:
        return answer.get("step") is not None

    def as_lines(self, block: Block, answer: Value) -> list[Line]:
        if not self.is_answered(answer):
            return []
        text = _("%(step)d sur %(steps)d (1 : %(low)s, %(steps)d : %(high)s)") % {
            "step": answer["step"],
            "steps": block["steps"],
            "low": block["low"],
            "high": block["high"],
        }
        return [(block["question"], text)]

    def context(self, block: Block, answer: Value) -> dict[str, Any]:
        chosen = answer.get("step")
        return {
            "steps": [
                {"number": step, "checked": step == chosen} for step in range(1, block["steps"] + 1)
            ]
        }
