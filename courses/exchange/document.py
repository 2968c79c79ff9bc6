"""A path between its folder and the database: plain values, nothing saved."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Model

from competences.exchange.document import FrameworkDocument
from courses.activities import KINDS
from courses.exchange.rules import RuleDocument
from courses.models import Module

FORMAT = "palier-path/1"

# Names in the files → fields of the models, in canonical order.
PATH_FIELDS = {name: name for name in ("title", "licence", "summary", "promise", "audience")}
BLOCK_FIELDS = {name: name for name in ("step", "title", "summary", "outcome")}
AXES = ("place", "timing", "guidance", "grouping", "duration")
MODULE_FIELDS = {
    "title": "title",
    "summary": "summary",
    **{name: name for name in AXES},
    "evidence": "evidence_kind",
    "notebook": "notebook_chapter",
    "licence": "licence",
}
# Activities whose answers are kept: their id travels with them.
ANSWERED = KINDS


@dataclass
class Piece:
    """One block of a module. `value` is rich text (HTML), or the named values of an activity."""

    kind: str
    value: Any
    id: UUID | None = None
    line: int = 0


@dataclass
class ModuleDocument:
    slug: str
    fields: dict[str, Any]
    objectives: list[str] = field(default_factory=list)
    competences: list[str] = field(default_factory=list)
    catch_up: str = ""
    pieces: list[Piece] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    @property
    def file(self) -> str:
        return f"modules/{self.slug}.md"

    @property
    def is_synchronous(self) -> bool:
        return bool(self.fields["timing"] == Module.Timing.SYNCHRONOUS)


@dataclass
class BlockDocument:
    key: str
    fields: dict[str, Any]
    competences: list[str]
    modules: list[str]
    line: int = 0


@dataclass
class FrameworkReference:
    """The framework that ``path.yaml`` names; `document`, what it holds, once it is found."""

    slug: str
    version: str
    document: FrameworkDocument | None = None
    line: int = 0

    @property
    def codes(self) -> list[str]:
        return [each.code for each in self.document.competences] if self.document else []


@dataclass
class Word:
    term: str
    variants: list[str]
    definition: str


@dataclass
class PathDocument:
    slug: str
    language: str
    fields: dict[str, Any]
    framework: FrameworkReference | None
    blocks: list[BlockDocument]
    modules: dict[str, ModuleDocument] = field(default_factory=dict)
    glossary: list[Word] = field(default_factory=list)
    media: dict[str, bytes] = field(default_factory=dict)
    rules: list[RuleDocument] = field(default_factory=list)

    @property
    def modules_of_rules(self) -> set[str]:
        return {each.module for rule in self.rules for each in rule.conditions}


def field_of(model: type[Model] | Model, name: str) -> Any:
    return model._meta.get_field(name)  # noqa: SLF001 - the documented way to a model's fields


def fields_of(model: type[Model], names: dict[str, str]) -> dict[str, Any]:
    return {key: field_of(model, name) for key, name in names.items()}
