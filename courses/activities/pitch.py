"""*Pitch Creator*: guided questions, a sheet of one page, and a minute of voice."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from courses.activities.base import (
    ActivityKind,
    AnswerError,
    Block,
    Line,
    Payload,
    Value,
    keyed,
    one,
)
from courses.activities.survey import is_uuid

LONGEST_NAME = 80
LONGEST_FIELD = 600
"""Characters: eight such answers still make one page."""


@dataclass(frozen=True)
class PitchSheet:
    """What the page and the PDF show."""

    name: str
    parts: tuple[Line, ...]


class PitchKind(ActivityKind):
    """``{"name": words, "fields": {question id: words}, "recording": upload uuid or ""}``."""

    name = "pitch"
    answers_back = True

    def read(self, block: Block, payload: Payload) -> Value:
        recording = one(payload, "recording")
        return {
            "name": one(payload, "name"),
            "fields": {
                key: one(payload, f"field-{key}") for key, _each in keyed(block["questions"])
            },
            "recording": recording if is_uuid(recording) else "",
        }

    def check(self, block: Block, answer: Value) -> None:
        labels = {key: each["question"] for key, each in keyed(block["questions"])}
        sent = [("name", _("Le nom de votre projet"), answer["name"], LONGEST_NAME)]
        sent += [
            (f"field-{key}", labels[key], text, LONGEST_FIELD)
            for key, text in answer["fields"].items()
        ]
        for field, label, text, longest in sent:
            if len(text) > longest:
                raise AnswerError(
                    _(
                        "« %(label)s » : %(length)d caractères, %(longest)d au plus, pour que tout"
                        " tienne sur une page. Rien n'est effacé de l'écran : gardez le plus"
                        " important."
                    )
                    % {"label": label, "length": len(text), "longest": longest},
                    field,
                )

    def is_answered(self, answer: Value) -> bool:
        said = answer.get("fields", {}).values()
        return bool(answer.get("recording")) or any(str(text).strip() for text in said)

    def with_recording(self, answer: Value, recording: str) -> Value:
        return answer | {"recording": recording}

    def sheet(self, block: Block, answer: Value) -> PitchSheet:
        """Return the answered questions, each under its short title."""
        said = answer.get("fields", {})
        parts = [
            (str(each["title"] or each["question"]), str(said.get(key, "")).strip())
            for key, each in keyed(block["questions"])
        ]
        name = str(answer.get("name", "")).strip()
        return PitchSheet(name, tuple(part for part in parts if part[1]))

    def as_lines(self, block: Block, answer: Value) -> list[Line]:
        if not self.is_answered(answer):
            return []
        sheet = self.sheet(block, answer)
        named = [(_("Le nom de mon projet"), sheet.name)] if sheet.name else []
        said = [(_("Mon pitch"), _("Enregistré avec ma voix."))] if answer.get("recording") else []
        return [*named, *sheet.parts, *said]

    def context(self, block: Block, answer: Value) -> dict[str, Any]:
        said = answer.get("fields", {})
        return {
            "name": answer.get("name", ""),
            "longest_name": LONGEST_NAME,
            "longest": LONGEST_FIELD,
            "questions": [
                {
                    "name": f"field-{key}",
                    "question": each["question"],
                    "help": each["help"],
                    "example": each["example"],
                    "text": said.get(key, ""),
                }
                for key, each in keyed(block["questions"])
            ],
            "sheet": self.sheet(block, answer),
            "recording": answer.get("recording", ""),
            "seconds": block["seconds"] or 60,
        }
