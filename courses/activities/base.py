"""What every kind of activity shares."""

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping
from fractions import Fraction
from hashlib import sha256
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

Block = Mapping[str, Any]
"""The value of a block of `courses.blocks`."""
Value = dict[str, Any]
"""An answer as it is stored: JSON."""
Payload = QueryDict | Mapping[str, Any]
Line = tuple[str, str]

# Control characters have no meaning in words, and PostgreSQL refuses NUL. Tab and newline stay.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class AnswerError(ValueError):
    """An answer that cannot be kept as it is, said in words fit for the screen."""

    def __init__(self, message: str | Promise, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


def clean_text(text: object) -> str:
    """Return `text` in NFC with plain line ends, without what no database or reader wants."""
    plain = str(text).replace("\r\n", "\n").replace("\r", "\n")
    # Half of a surrogate pair is no character: it cannot be written as UTF-8.
    whole = plain.encode("utf-8", "ignore").decode()
    return unicodedata.normalize("NFC", _CONTROLS.sub("", whole))


def one(payload: Payload, name: str) -> str:
    """Return the field `name`, or nothing."""
    value: object = payload.get(name)
    return "" if value is None else clean_text(value)


def many(payload: Payload, name: str) -> list[str]:
    """Return every value of the field `name`."""
    if isinstance(payload, QueryDict):
        return [clean_text(value) for value in payload.getlist(name)]
    value: object = payload.get(name, [])
    return [clean_text(each) for each in (value if isinstance(value, list | tuple) else [value])]


def keyed(items: Any) -> list[tuple[str, Any]]:
    """Return the (id, value) of each item of a ListBlock; its rank stands for an id it lacks."""
    bound = getattr(items, "bound_blocks", None)
    if bound is None:
        return [(str(rank), value) for rank, value in enumerate(items)]
    return [(str(each.id or rank), each.value) for rank, each in enumerate(bound)]


def in_order(sent: list[str], known: list[tuple[str, Any]]) -> list[str]:
    """Return what was chosen, once each, in the order of the list; what is not in it comes last."""
    ranks = {key: rank for rank, (key, _value) in enumerate(known)}
    return sorted({key for key in sent if key}, key=lambda key: (ranks.get(key, len(ranks)), key))


def mixed(items: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Return the items in an order that tells nothing, and is the same each time."""
    found = sorted(items, key=lambda item: sha256(item[0].encode()).digest())
    return found[1:] + found[:1] if found == items else found


CHANGED = gettext_lazy("La question a changé entre-temps : choisissez de nouveau.")
"""What was chosen is not there any more: the page was open while the author wrote."""


class ActivityKind(ABC):
    """One kind of activity. `name` is its block type."""

    name: ClassVar[str]
    answers_back: ClassVar[bool] = False
    """Whether the page shows something computed from the answer."""

    def parse(self, block: Block, payload: Payload) -> Value:
        """Return the answer to store; raise AnswerError for what cannot be kept."""
        answer = self.read(block, payload)
        self.check(block, answer)
        return answer

    @abstractmethod
    def read(self, block: Block, payload: Payload) -> Value:
        """Return what was sent, whatever it is: a refused answer is given back on the screen."""

    @abstractmethod
    def check(self, block: Block, answer: Value) -> None:
        """Raise AnswerError for what cannot be kept."""

    @abstractmethod
    def is_answered(self, answer: Value) -> bool:
        """Return whether `answer` says something."""

    @abstractmethod
    def as_lines(self, block: Block, answer: Value) -> list[Line]:
        """Return the answer as (label, text) lines, for the notebook and for print."""

    def share_right(self, block: Block, answer: Value) -> Fraction | None:  # noqa: ARG002 - for kinds that judge
        """Return how far `answer` is right, from 0 to 1; None where nothing is right or wrong.

        An answer that says nothing is 0. It is judged by the present wording: an item that is gone
        counts neither way. It is for rules of assessment, never for a screen.
        """
        return None

    @abstractmethod
    def context(self, block: Block, answer: Value) -> dict[str, Any]:
        """Return what the template of the block shows for `answer`."""
