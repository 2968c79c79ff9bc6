"""A framework between its file and the database: plain values, nothing saved."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from competences.models import Alignment, Framework

MAX_BYTES = 24 * 1024 * 1024
MAX_COMPETENCES = 12_000
Extra = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """Where it stands in the file: a JSON path, or a line of a table."""

    path: str = ""
    line: int = 0


@dataclass
class LevelDocument:
    rank: int
    label: str
    description: str = ""


@dataclass
class BlockDocument:
    uuid: UUID
    code: str
    title: str
    description: str = ""
    extra: Extra = field(default_factory=dict)
    place: Place = field(default=Place(), compare=False)


@dataclass
class AlignmentDocument:
    framework: str
    code: str
    label: str = ""
    url: str = ""
    kind: str = Alignment.Kind.RELATED.value
    place: Place = field(default=Place(), compare=False)

    @property
    def key(self) -> tuple[str, str]:
        return self.framework, self.code


@dataclass
class CompetenceDocument:
    """`criteria` are texts by rank of the level; `replaces` are uuids of an earlier version."""

    uuid: UUID
    code: str
    statement: str
    formal: str
    block: UUID | None = None
    parent: UUID | None = None
    replaces: list[UUID] = field(default_factory=list)
    criteria: dict[int, list[str]] = field(default_factory=dict)
    alignments: list[AlignmentDocument] = field(default_factory=list)
    extra: Extra = field(default_factory=dict)
    place: Place = field(default=Place(), compare=False)


@dataclass
class FrameworkDocument:
    uuid: UUID
    slug: str
    version: str
    title: str
    description: str = ""
    creator: str = ""
    language: str = "fr"
    state: str = Framework.State.DRAFT.value
    published_on: date | None = None
    retired_on: date | None = None
    changed_at: datetime | None = None
    replaces: UUID | None = None
    levels: list[LevelDocument] = field(default_factory=list)
    blocks: list[BlockDocument] = field(default_factory=list)
    competences: list[CompetenceDocument] = field(default_factory=list)
    extra: Extra = field(default_factory=dict)

    @property
    def parts(self) -> list["Part"]:
        return [*self.blocks, *self.competences]

    def as_draft(self) -> None:
        self.state = Framework.State.DRAFT.value
        self.published_on = self.retired_on = None

    def put_in_order(self) -> None:
        """Block by block, each competence before its parts: one order for everybody."""
        children: dict[UUID | None, list[CompetenceDocument]] = {}
        for each in self.competences:
            children.setdefault(each.parent or each.block, []).append(each)
        self.competences = [
            each
            for root in (*(block.uuid for block in self.blocks), None)
            for each in _walk(root, children)
        ]
        for each in self.competences:
            each.alignments.sort(key=lambda alignment: alignment.key)


def _walk(
    root: UUID | None, children: dict[UUID | None, list[CompetenceDocument]]
) -> Iterator[CompetenceDocument]:
    waiting = list(reversed(children.get(root, [])))
    while waiting:
        each = waiting.pop()
        yield each
        waiting += reversed(children.get(each.uuid, []))


Part = BlockDocument | CompetenceDocument


OURS = UUID("5f0c3ad1-1a5c-4a52-9b3e-0d5d5b6f7a10")


def own_uuid(*names: object) -> UUID:
    """Return the identifier of what a file does not name: the same each time it is read."""
    return uuid5(OURS, ":".join(str(name) for name in names))


def named(owner: UUID, name: str) -> UUID:
    """Return the identifier of what has none of its own: always the same for the same thing."""
    return uuid5(owner, name)
