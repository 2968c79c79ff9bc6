"""An activity as a page shows it: with an answer, and where the form leads."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from courses import activities
from courses.activities.base import Value
from courses.activities.lookup import Activity, read_activities
from courses.activities.poll import Others
from courses.illustrations import illustrations_of
from courses.models import Module


@dataclass(frozen=True)
class KeptFile:
    """A file that came with an answer."""

    id: str
    name: str
    kind: str
    url: str


@dataclass(frozen=True)
class Round:
    """One sending of a piece of work, and what was answered."""

    sent: str
    text: str
    file: KeptFile | None
    decision: str
    """``accepted``, ``again``, or "" while it waits."""
    comment: str = ""
    answered: str = ""
    """By whom and when, in words."""


@dataclass(frozen=True)
class Play:
    """A package as this founder may play it now."""

    state: str
    """``missing``, ``new``, ``running`` or ``ended``."""
    open_url: str
    page_url: str
    """The player on a page of its own: a window apart, or a browser without script."""
    state_url: str
    token_url: str
    replay_url: str
    attempt: str = ""
    is_over: bool = False
    """Whether the last attempt went to the end."""
    left: int | None = None
    """How many attempts may still be begun; None for as many as she wants."""
    may_review: bool = False
    may_begin_again: bool = False
    weight: str = ""
    wait: str = ""
    """How long it takes to arrive on a poor network, when that is long."""


@dataclass
class Shown:
    """What `courses/blocks/<kind>.html` reads as ``activity``; a preview has no action."""

    activity: Activity
    answer: Value = field(default_factory=dict)
    action: str = ""
    versions_url: str = ""
    export_url: str = ""
    photos: Mapping[str, str] = field(default_factory=dict)
    """The address of each photo that is there, by its id."""
    version: str = ""
    """When the words on the screen were written: what another tab is told apart by."""
    saved: str = ""
    error: str = ""
    error_field: str = ""
    is_open: bool = True
    others: Others = field(default_factory=Others)
    """What the others answered to a poll, for who answered it."""
    file: KeptFile | None = None
    """The recording of a pitch, the file of a piece of work, as long as it is there."""
    sheet_url: str = ""
    reader: str = ""
    """To whom a piece of work is handed in."""
    rounds: Sequence[Round] = ()
    """What was handed in, the last first."""
    play: Play | None = None

    @property
    def id(self) -> str:
        return str(self.activity.id)

    @property
    def records(self) -> bool:
        """Whether a voice may be recorded with it."""
        return self.kind == "pitch" and bool(self.block["recorded"])

    @property
    def is_accepted(self) -> bool:
        """Whether the last thing handed in is what was asked for."""
        return bool(self.rounds) and self.rounds[0].decision == "accepted"

    @property
    def kind(self) -> str:
        return self.activity.kind

    @property
    def block(self) -> Mapping[str, Any]:
        return self.activity.block

    @property
    def template(self) -> str:
        return f"courses/blocks/{self.kind}.html"

    @property
    def answers_back(self) -> bool:
        return activities.get(self.kind).answers_back

    @property
    def is_answered(self) -> bool:
        return activities.get(self.kind).is_answered(self.answer)

    @cached_property
    def data(self) -> dict[str, Any]:
        data = activities.get(self.kind).context(self.block, self.answer)
        for entry in data.get("entries", []):
            entry["photo_url"] = self.photos.get(entry["photo"], "")
        return data

    @cached_property
    def form_id(self) -> str:
        """Name this showing of the form: a double click is one act."""
        return str(uuid.uuid4())


@dataclass(frozen=True)
class Part:
    """One block of a module; `activity` is what a form needs, None for texts and pictures."""

    type: str
    value: Any
    activity: Shown | None = None


def parts_of(module: Module, shown: Mapping[uuid.UUID, Shown] | None = None) -> list[Part]:
    """Return the body of `module` in order. Without `shown` it is a preview: forms lead nowhere."""
    found = activities.activities_of(module) if shown is not None else read_activities(module)
    illustrations = illustrations_of(module, keep=shown is not None)
    parts = []
    # The types first: to touch a picture's block is to fetch every picture.
    for rank, raw in enumerate(module.body.raw_data):
        kind, key = raw["type"], raw.get("id")
        activity = found.get(uuid.UUID(key)) if key else None
        if rank in illustrations:
            parts.append(Part(kind, illustrations[rank]))
        elif activity is not None:
            form = (shown or {}).get(activity.id) or Shown(activity)
            parts.append(Part(kind, activity.block, form))
        elif kind not in activities.KINDS:
            parts.append(Part(kind, module.body[rank].value))
    return parts
