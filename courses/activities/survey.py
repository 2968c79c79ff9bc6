"""*Enquête métier*: one sheet a person met."""

import uuid
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
    many,
    one,
)

MOST_ENTRIES = 20
LONGEST_FIELD = 5_000


def is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def too_long(label: str, text: str, field: str) -> AnswerError:
    return AnswerError(
        _(
            "« %(label)s » est trop long : %(length)d caractères, %(longest)d au plus."
            " Rien n'est effacé de l'écran : raccourcissez-le."
        )
        % {"label": label, "length": len(text), "longest": LONGEST_FIELD},
        field,
    )


class SurveyKind(ActivityKind):
    """``{"entries": [{"id": uuid, "fields": {field id: words}, "photo": upload uuid or ""}, …]}``.

    The form names its fields ``entry`` (ids), ``photo-<entry>`` and ``field-<entry>-<field>``.
    """

    name = "survey"

    def read(self, block: Block, payload: Payload) -> Value:
        ids = dict.fromkeys(many(payload, "entry"))
        return {"entries": [self._entry(block, payload, entry) for entry in ids if is_uuid(entry)]}

    def check(self, block: Block, answer: Value) -> None:
        if len(answer["entries"]) > MOST_ENTRIES:
            raise AnswerError(_("Une enquête garde %d fiches au plus.") % MOST_ENTRIES)
        labels = {key: field["label"] for key, field in keyed(block["fields"])}
        for entry in answer["entries"]:
            for key, text in entry["fields"].items():
                if len(text) > LONGEST_FIELD:
                    raise too_long(labels[key], text, f"field-{entry['id']}-{key}")

    @staticmethod
    def _entry(block: Block, payload: Payload, entry: str) -> dict[str, Any]:
        photo = one(payload, f"photo-{entry}")
        fields = {
            key: one(payload, f"field-{entry}-{key}") for key, _field in keyed(block["fields"])
        }
        return {"id": entry, "fields": fields, "photo": photo if is_uuid(photo) else ""}

    def is_answered(self, answer: Value) -> bool:
        return any(map(self._says_something, answer.get("entries", [])))

    def add_entry(self, answer: Value, entry: uuid.UUID) -> Value:
        blank = {"id": str(entry), "fields": {}, "photo": ""}
        return {"entries": [*answer["entries"], blank]}

    def without_entry(self, answer: Value, entry: str) -> Value:
        return {"entries": [each for each in answer["entries"] if each["id"] != entry]}

    def with_photo(self, answer: Value, entry: str, photo: str) -> Value:
        """Return the answer with `photo` ("" for none) on one of its sheets."""
        return {
            "entries": [
                each | {"photo": photo} if each["id"] == entry else each
                for each in answer["entries"]
            ]
        }

    def as_lines(self, block: Block, answer: Value) -> list[Line]:
        labels = {key: field["label"] for key, field in keyed(block["fields"])}
        told = [entry for entry in answer.get("entries", []) if self._says_something(entry)]
        return [
            (f"{block['title']} ({number}) · {labels[key]}", text.strip())
            for number, entry in enumerate(told, start=1)
            for key, text in entry["fields"].items()
            if key in labels and text.strip()
        ]

    def context(self, block: Block, answer: Value) -> dict[str, Any]:
        entries = answer.get("entries") or [{"id": str(uuid.uuid4()), "fields": {}, "photo": ""}]
        shown = [self._shown(block, number, entry) for number, entry in enumerate(entries, 1)]
        return {
            "entries": shown,
            "told": sum(map(self._says_something, entries)),
            "may_add": len(entries) < MOST_ENTRIES,
            "longest": LONGEST_FIELD,
        }

    @staticmethod
    def _shown(block: Block, number: int, entry: dict[str, Any]) -> dict[str, Any]:
        fields = [
            {
                "name": f"field-{entry['id']}-{key}",
                "label": field["label"],
                "help": field["help"],
                "long": field["long"],
                "text": entry["fields"].get(key, ""),
            }
            for key, field in keyed(block["fields"])
        ]
        return {"id": entry["id"], "number": number, "fields": fields, "photo": entry["photo"]}

    @staticmethod
    def _says_something(entry: dict[str, Any]) -> bool:
        return bool(entry.get("photo")) or any(map(str.strip, entry["fields"].values()))
