"""*Sondage*: what she answers, then what the others do, counted, never who."""

from collections.abc import Iterable
from dataclasses import dataclass
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
    in_order,
    keyed,
    many,
)

FEWEST = 5
"""Under so many answers nothing is shown: a number that small is somebody."""


class PollKind(ActivityKind):
    """``{"choices": [choice id, …]}``, in the order of the question."""

    name = "poll"
    answers_back = True

    def read(self, block: Block, payload: Payload) -> Value:
        return {"choices": in_order(many(payload, "choice"), keyed(block["choices"]))}

    def check(self, block: Block, answer: Value) -> None:
        known = {key for key, _text in keyed(block["choices"])}
        if not known.issuperset(answer["choices"]):
            raise AnswerError(CHANGED)
        if len(answer["choices"]) > 1 and not block["multiple"]:
            raise AnswerError(_("Choisissez une seule réponse."))

    def is_answered(self, answer: Value) -> bool:
        return bool(answer.get("choices"))

    def as_lines(self, block: Block, answer: Value) -> list[Line]:
        chosen = answer.get("choices", [])
        texts = [text for key, text in keyed(block["choices"]) if key in chosen]
        return [(block["question"], "\n".join(texts))] if texts else []

    def context(self, block: Block, answer: Value) -> dict[str, Any]:
        chosen = answer.get("choices", [])
        choices = [
            {"key": key, "text": text, "checked": key in chosen}
            for key, text in keyed(block["choices"])
        ]
        return {"choices": choices, "has_feedback": any(each["checked"] for each in choices)}


@dataclass(frozen=True)
class Row:
    text: str
    hers: bool
    count: int
    """0 when there are too few to be told."""
    share: int
    """Of a hundred: how long the bar is."""

    @property
    def said(self) -> str:
        if not self.count:
            return _("moins de %d personnes") % FEWEST
        return ngettext("%d personne", "%d personnes", self.count) % self.count


@dataclass(frozen=True)
class Others:
    """What a path answers, together. No rows: too few people."""

    people: int = 0
    rows: tuple[Row, ...] = ()


def others_of(block: Block, answer: Value, counts: dict[str, int]) -> Others:
    """Return what `counts` (see `tally`) says of the choices that are still there."""
    people = counts.get("", 0)
    if not people:
        return Others()
    chosen = answer.get("choices", [])
    rows = []
    for key, text in keyed(block["choices"]):
        count = counts.get(key, 0)
        rows.append(Row(text, key in chosen, count, min(100, 100 * count // people)))
    return Others(people, tuple(rows))


def tally(counted: Iterable[tuple[Value, int]]) -> dict[str, int]:
    """Return how many people chose each choice, "" being how many answered.

    `counted`: each answer and how many people gave it. Counts under FEWEST are left out, and the
    total is told in fives: a difference of one would be somebody.
    """
    counts: dict[str, int] = {}
    people = 0
    for answer, number in counted:
        chosen = answer.get("choices", [])
        people += number if chosen else 0
        for key in chosen:
            counts[key] = counts.get(key, 0) + number
    if people < FEWEST:
        return {}
    enough = {key: number for key, number in counts.items() if number >= FEWEST}
    return {"": people - people % FEWEST} | enough
