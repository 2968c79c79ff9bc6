"""Which module of a path works on which competence: what is missing, what is too much."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext as _, gettext_lazy

from competences.models import Competence, Framework
from courses.models import LearningPath, Module, PathBlock, PathModule

# Beyond, a module works on too much to be worth any of it: shown as a remark, never a refusal.
MOST_BY_MODULE = 4
# A competence that takes more than this share of the minutes of the path weighs a lot.
LARGE_SHARE = 4


class Sign(models.TextChoices):
    """What stands where a competence meets a module: a shape, and its words."""

    WORKED = "●", gettext_lazy("travaillée")
    CATCH_UP = "○", gettext_lazy("travaillée, en rattrapage")
    BESIDE = "◇", gettext_lazy("travaillée sans que le bloc l'annonce")


class Remark(models.TextChoices):
    NONE = "", ""
    GAP = "gap", gettext_lazy("Aucun module")
    THIN = "thin", gettext_lazy("Un seul module")
    HEAVY = "heavy", gettext_lazy("Prend beaucoup de place")
    EMPTY = "empty", gettext_lazy("Aucune compétence")
    FULL = "full", gettext_lazy("Trop de compétences")


@dataclass
class Column:
    """One module in one block. `minutes` are 0 for what only replaces a live module."""

    number: str
    module: Module
    minutes: int
    is_catch_up: bool
    count: int = 0
    remark: Remark = Remark.NONE


@dataclass
class Flight:
    """A block of the path, and what it announces."""

    block: PathBlock
    columns: list[Column] = field(default_factory=list)
    announced: set[int] = field(default_factory=set)

    @property
    def minutes(self) -> int:
        return sum(column.minutes for column in self.columns)


@dataclass
class Cells:
    """What one flight does for one competence. `subtotal` is how many modules."""

    signs: list[Sign | None]
    subtotal: int
    announced: bool


@dataclass
class Row:
    competence: Competence
    flights: list[Cells] = field(default_factory=list)
    total: int = 0
    minutes: float = 0
    remark: Remark = Remark.NONE


@dataclass
class Group:
    """The competences of one block of the framework; not a registered RNCP block."""

    title: str
    rows: list[Row] = field(default_factory=list)

    @property
    def minutes(self) -> float:
        return sum(row.minutes for row in self.rows)


@dataclass
class Coverage:
    path: LearningPath
    frameworks: list[Framework]
    flights: list[Flight]
    groups: list[Group]

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]

    @property
    def columns(self) -> list[Column]:
        return [column for flight in self.flights for column in flight.columns]

    @property
    def minutes(self) -> int:
        return sum(flight.minutes for flight in self.flights)

    @property
    def gaps(self) -> list[Row]:
        return [row for row in self.rows if row.remark == Remark.GAP]

    @property
    def overloads(self) -> list[Column]:
        return [column for column in self.columns if column.remark == Remark.FULL]


def coverage(path: LearningPath) -> Coverage:
    """Return the table of `path`, in as many queries for one competence as for forty."""
    flights = _flights(path)
    works = _works(flights)
    wanted = set().union(*works.values(), *(flight.announced for flight in flights))
    frameworks = list(Framework.objects.filter(competences__in=wanted).distinct())
    competences = Competence.objects.filter(framework__in=frameworks).select_related("block")
    groups: dict[tuple[int, int], Group] = {}
    for each in competences.order_by("framework", "block__position", "position", "pk"):
        title = each.block.title if each.block else _("Hors des blocs")
        group = groups.setdefault((each.framework_id, each.block_id or 0), Group(title))
        group.rows.append(_row(each, flights, works))
    found = Coverage(path, frameworks, flights, list(groups.values()))
    _remark(found)
    return found


def _flights(path: LearningPath) -> list[Flight]:
    blocks = {block.pk: Flight(block) for block in path.blocks.order_by("sort_order", "pk")}
    places = PathModule.objects.filter(block__in=blocks).select_related("module")
    placed = list(places.order_by("block__sort_order", "sort_order", "pk"))
    replaced = {place.module.catch_up_id for place in placed}
    numbers = {pk: number for number, pk in enumerate(blocks, start=1)}
    for place in placed:
        flight = blocks[place.block_id]
        is_catch_up = place.module_id in replaced
        flight.columns.append(
            Column(
                number=f"{numbers[place.block_id]}.{len(flight.columns) + 1}",
                module=place.module,
                minutes=0 if is_catch_up else place.module.duration or 0,
                is_catch_up=is_catch_up,
            )
        )
    pairs = PathBlock.competences.through.objects.filter(pathblock__in=blocks)
    for block, competence in pairs.values_list("pathblock_id", "competence_id"):
        blocks[block].announced.add(competence)
    return list(blocks.values())


def _works(flights: Iterable[Flight]) -> dict[int, set[int]]:
    """Return the competences of each module, by key."""
    modules = [column.module.pk for flight in flights for column in flight.columns]
    pairs = Module.competences.through.objects.filter(module__in=modules)
    found: dict[int, set[int]] = defaultdict(set)
    for module, competence in pairs.values_list("module_id", "competence_id"):
        found[module].add(competence)
    return found


def _row(competence: Competence, flights: list[Flight], works: dict[int, set[int]]) -> Row:
    row = Row(competence)
    for flight in flights:
        announced = competence.pk in flight.announced
        signs: list[Sign | None] = []
        for column in flight.columns:
            worked = works.get(column.module.pk, set())
            if competence.pk not in worked:
                signs.append(None)
                continue
            column.count = len(worked)
            # A module that works on several shares its minutes between them.
            row.minutes += column.minutes / len(worked)
            beside = Sign.CATCH_UP if column.is_catch_up else Sign.WORKED
            signs.append(beside if announced else Sign.BESIDE)
        subtotal = sum(sign is not None for sign in signs)
        row.flights.append(Cells(signs, subtotal, announced))
        row.total += subtotal
    return row


def _remark(found: Coverage) -> None:
    for row in found.rows:
        if not row.total:
            row.remark = Remark.GAP
        elif row.total == 1:
            row.remark = Remark.THIN
        elif row.minutes * LARGE_SHARE > found.minutes:
            row.remark = Remark.HEAVY
    for column in found.columns:
        if not column.count:
            column.remark = Remark.EMPTY
        elif column.count > MOST_BY_MODULE:
            column.remark = Remark.FULL


def as_csv(found: Coverage) -> bytes:
    """Return the table as a spreadsheet: one line a competence, one column a module."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    modules = [f"{each.number} {each.module.title}" for each in found.columns]
    ends = [_("Modules"), _("Minutes"), _("Remarque")]
    writer.writerow([_("Bloc"), _("Code"), _("Compétence"), *map(_safe, modules), *ends])
    for group in found.groups:
        for row in group.rows:
            signs = [str(sign.label) if sign else "" for c in row.flights for sign in c.signs]
            about = [group.title, row.competence.code, row.competence.statement]
            end = [row.total, round(row.minutes), row.remark.label]
            writer.writerow([*map(_safe, about), *signs, *end])
    minutes = [each.minutes for each in found.columns]
    writer.writerow(["", "", _("Minutes"), *minutes, len(minutes), found.minutes, ""])
    remarks = [str(each.remark.label) for each in found.columns]
    writer.writerow(["", "", _("Remarque"), *remarks, "", "", ""])
    return out.getvalue().encode("utf-8-sig")


def _safe(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
