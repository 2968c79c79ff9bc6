"""*Liste à cocher*."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.activities.base import (
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


class ChecklistKind(ActivityKind):
    """``{"items": [item id, …]}``, in the order of the list."""

    name = "checklist"

    def read(self, block: Block, payload: Payload) -> Value:
        return {"items": in_order(many(payload, "item"), keyed(block["items"]))}

    def check(self, block: Block, answer: Value) -> None:
        known = {key for key, _item in keyed(block["items"])}
        if not known.issuperset(answer["items"]):
            raise AnswerError(_("La liste a changé entre-temps : cochez de nouveau."))

    def is_answered(self, answer: Value) -> bool:
        return bool(answer.get("items"))

    def as_lines(self, block: Block, answer: Value) -> list[Line]:
        ticked = frozenset(answer.get("items", []))
        texts = [text for key, text in keyed(block["items"]) if key in ticked]
        return [(block["title"], "\n".join(texts))] if texts else []

    def context(self, block: Block, answer: Value) -> dict[str, Any]:
        ticked = frozenset(answer.get("items", []))
        return {
            "items": [
                {"key": key, "text": text, "checked": key in ticked}
                for key, text in keyed(block["items"])
            ]
        }
