"""*Réflexion*: an open question."""

from typing import Any

from django.utils.translation import gettext as _

from courses.activities.base import ActivityKind, AnswerError, Block, Line, Payload, Value, one

LONGEST = 20_000
"""Characters: about eight pages."""


class ReflectionKind(ActivityKind):
    """``{"text": words}``."""

    name = "reflection"

    def read(self, block: Block, payload: Payload) -> Value:  # noqa: ARG002 - as every kind
        return {"text": one(payload, "text")}

    def check(self, block: Block, answer: Value) -> None:  # noqa: ARG002 - as every kind
        length = len(answer["text"])
        if length > LONGEST:
            raise AnswerError(
                _(
                    "Votre texte est très long : %(length)d caractères. Nous pouvons en garder"
                    " %(longest)d. Il est toujours à l'écran : coupez-le, ou copiez la suite"
                    " ailleurs."
                )
                % {"length": length, "longest": LONGEST},
                "text",
            )

    def is_answered(self, answer: Value) -> bool:
        return bool(str(answer.get("text", "")).strip())

    def as_lines(self, block: Block, answer: Value) -> list[Line]:
        return [(block["label"], answer["text"].strip())] if self.is_answered(answer) else []

    def context(self, block: Block, answer: Value) -> dict[str, Any]:  # noqa: ARG002 - as every kind
        return {"text": answer.get("text", ""), "longest": LONGEST}
