"""What a founder can do, block by block: the facts of the picture. Four queries, whatever they are.

A step of the staircase is a competence; it fills row by row with the levels of its framework.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby
from operator import itemgetter

from django.db.models import F

from competences.models import CompetenceProgress, Level, Positioning, PositioningAnswer, Source
from core.graded_staircase import GradedFlight, Step
from core.models import User
from courses.models import PathBlock


def full_from(levels: int) -> int:
    """Return the rank from which someone manages alone: three quarters of the way, rounded up.

    Of the four usual levels it is the third, *seul·e*; *je transmets* is more than is asked.
    """
    return -(-3 * levels // 4)


@dataclass(frozen=True)
class Skill:
    """One competence: where she stands now, where she stood on other days."""

    pk: int
    code: str
    statement: str
    formal: str
    levels: int
    now: Level | None = None
    entry: Level | None = None
    exit: Level | None = None
    source: str = ""
    assessed_at: datetime | None = None
    views: int = 0
    former: bool = False
    """Seen on the version of the framework that this one replaces."""

    @cached_property
    def is_full(self) -> bool:
        return self.now is not None and self.now.rank >= self.of

    @cached_property
    def of(self) -> int:
        """How many rows fill its step."""
        return max(full_from(self.levels), 1)

    @cached_property
    def gained(self) -> int:
        """How many rows since the start; never shown as a figure."""
        return self.now.rank - self.entry.rank if self.now and self.entry else 0

    @cached_property
    def source_words(self) -> str:
        return str(Source(self.source).label) if self.source else ""

    def as_step(self, *, overlay: bool) -> Step:
        return Step(
            grade=_rank(self.now),
            of=self.of,
            entry=_rank(self.entry) if overlay else 0,
            exit=_rank(self.exit) if overlay else 0,
        )


@dataclass(frozen=True)
class SkillBlock:
    number: int
    key: str
    title: str
    skills: tuple[Skill, ...]

    @cached_property
    def tint(self) -> int:
        return (self.number - 1) % 3 + 1

    @cached_property
    def full(self) -> int:
        return sum(skill.is_full for skill in self.skills)

    def as_flight(self, *, overlay: bool = False) -> GradedFlight:
        return GradedFlight(self.title, tuple(s.as_step(overlay=overlay) for s in self.skills))


@dataclass(frozen=True)
class Picture:
    """All that the drawing and its table show of one founder on one path."""

    blocks: tuple[SkillBlock, ...]
    levels: tuple[Level, ...]

    @cached_property
    def skills(self) -> tuple[Skill, ...]:
        return tuple(skill for block in self.blocks for skill in block.skills)

    @cached_property
    def is_empty(self) -> bool:
        """Nobody has said anything yet."""
        return all(skill.now is None for skill in self.skills)

    @cached_property
    def has_exit(self) -> bool:
        return any(skill.exit for skill in self.skills)

    @cached_property
    def flights(self) -> tuple[GradedFlight, ...]:
        return tuple(block.as_flight() for block in self.blocks)

    @cached_property
    def flights_with_marks(self) -> tuple[GradedFlight, ...]:
        return tuple(block.as_flight(overlay=True) for block in self.blocks)


def picture_of(*, learner: User, viewer: User, path_id: int) -> Picture:
    """Return what `learner` can do of what the path works on, as far as `viewer` may know."""
    blocks = _blocks(path_id)
    ids = [each[3] for _head, group in blocks for each in group]
    standing = _standing(learner, viewer, ids)
    exits = _exits(learner, viewer, ids)
    frameworks = {each[7] for _head, group in blocks for each in group}
    frameworks |= {each.level.framework_id for each in standing.values()}
    levels = list(Level.objects.filter(framework__in=frameworks).order_by("framework", "rank"))
    counts = {key: len(list(group)) for key, group in groupby(levels, lambda e: e.framework_id)}
    drawn = tuple(
        SkillBlock(
            number,
            key,
            title,
            tuple(_skill(row, standing.get(row[3]), exits.get(row[3]), counts) for row in group),
        )
        for number, ((_pk, key, title), group) in enumerate(blocks, start=1)
    )
    main = blocks[0][1][0][7] if ids else None
    return Picture(drawn, tuple(each for each in levels if each.framework_id == main))


Line = tuple[int, str, str, int, str, str, str, int]


def _blocks(path_id: int) -> list[tuple[tuple[int, str, str], list[Line]]]:
    """Return the blocks that work on something, with their competences."""
    rows = (
        PathBlock.objects.filter(path=path_id, competences__isnull=False)
        .order_by("sort_order", "pk", "competences__position", "competences__pk")
        .values_list(
            "pk",
            "key",
            "title",
            "competences",
            "competences__code",
            "competences__statement",
            "competences__formal",
            "competences__framework",
        )
    )
    return [(head, list(group)) for head, group in groupby(rows, key=itemgetter(0, 1, 2))]


def _standing(
    learner: User, viewer: User, competences: Iterable[int]
) -> dict[int, CompetenceProgress]:
    """Return her progress by competence of the path; on the version before, where that is all."""
    told = CompetenceProgress.objects.visible_to(viewer).of(learner)
    told = told.select_related("level", "entry_level")
    known = {each.competence_id: each for each in told.filter(competence__in=competences)}
    before = told.filter(competence__replaced_by__in=competences)
    renamed = before.annotate(now_called=F("competence__replaced_by")).order_by("assessed_at", "pk")
    return {each.now_called: each for each in renamed} | known


def _exits(learner: User, viewer: User, competences: Iterable[int]) -> dict[int, Level]:
    """Return the level given at the end: the team's, else her own."""
    answers = PositioningAnswer.objects.filter(
        positioning__in=Positioning.objects.visible_to(viewer).of(learner).finished(),
        positioning__moment=Positioning.Moment.EXIT,
        competence__in=competences,
        level__isnull=False,
    )
    # "own" sorts before "staff": what comes last prevails.
    answers = answers.order_by("positioning__view", "positioning__finished_at", "pk")
    told = answers.select_related("level")
    return {each.competence_id: each.level for each in told if each.level is not None}


def _skill(
    row: Line, standing: CompetenceProgress | None, exit_level: Level | None, counts: dict[int, int]
) -> Skill:
    pk, code, statement, formal, framework = row[3:]
    if standing is None:
        return Skill(pk, code, statement, formal, counts.get(framework, 0), exit=exit_level)
    return Skill(
        pk=pk,
        code=code,
        statement=statement,
        formal=formal,
        levels=counts.get(standing.level.framework_id, 0),
        now=standing.level,
        entry=standing.entry_level,
        exit=exit_level,
        source=standing.source,
        assessed_at=standing.assessed_at,
        views=standing.views_count,
        former=standing.competence_id != pk,
    )


def _rank(level: Level | None) -> int:
    return level.rank if level else 0
