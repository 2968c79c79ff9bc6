"""*Travail à remettre*: words or a file, handed to a trainer, who answers."""

from typing import Any

from django.utils.translation import gettext as _

from courses.activities.base import ActivityKind, AnswerError, Block, Line, Payload, Value, one
from courses.activities.reflection import LONGEST
from courses.activities.survey import is_uuid


class HandInKind(ActivityKind):
    """``{"text": words, "file": upload uuid or ""}``, and ``"handed_in": true`` once it is sent."""

    name = "hand_in"

    def read(self, block: Block, payload: Payload) -> Value:  # noqa: ARG002 - as every kind
        file = one(payload, "file")
        return {"text": one(payload, "text"), "file": file if is_uuid(file) else ""}

    def check(self, block: Block, answer: Value) -> None:  # noqa: ARG002 - as every kind
        length = len(answer["text"])
        if length > LONGEST:
            raise AnswerError(
                _(
                    "Votre texte est très long : %(length)d caractères. Nous pouvons en garder"
                    " %(longest)d. Il est toujours à l'écran : coupez-le, ou envoyez-le en fichier."
                )
                % {"length": length, "longest": LONGEST},
                "text",
            )

    def with_file(self, answer: Value, file: str) -> Value:
        return answer | {"file": file}

    def handed_in(self, answer: Value) -> Value:
        """Return the answer as it is sent; raise AnswerError when there is nothing to read."""
        if not self.is_answered(answer):
            raise AnswerError(
                _("Il n'y a encore rien à envoyer : écrivez quelques mots, ou joignez un fichier."),
                "text",
            )
        return answer | {"handed_in": True}

    def is_answered(self, answer: Value) -> bool:
        return bool(str(answer.get("text", "")).strip() or answer.get("file"))

    def as_lines(self, block: Block, answer: Value) -> list[Line]:
        if not self.is_answered(answer):
            return []
        joined = [_("Un fichier est joint.")] if answer.get("file") else []
        words = [each for each in (str(answer.get("text", "")).strip(), *joined) if each]
        return [(block["title"], "\n".join(words))]

    def context(self, block: Block, answer: Value) -> dict[str, Any]:
        return {
            "text": answer.get("text", ""),
            "file": answer.get("file", ""),
            "criteria": list(block["criteria"]),
            "longest": LONGEST,
        }
