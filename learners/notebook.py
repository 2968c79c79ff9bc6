"""The *carnet de projet*: what a project's founders wrote, in the order in which one tells it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from core.models import User
from courses import activities
from courses.activities.base import Line
from courses.activities.kinds import has_right_answers
from courses.activities.lookup import Activity, read_activities
from courses.models import Module, PathBlock, PathModule
from learners.models import (
    Answer,
    BlockDecision,
    Chapter,
    Enrolment,
    NotebookPage,
    Project,
    ProjectMember,
)

# Figures are looked for together, wherever they were worked on.
CALCULATORS = frozenset({"break_even", "profit_and_loss"})
CHAPTER_OF_KIND = {
    "survey": Chapter.GROUND,
    "pitch": Chapter.IDEA,
    "card_sort": Chapter.ME,
}
CHAPTER_OF_STEP = {
    PathBlock.Step.SELF_KNOWLEDGE: Chapter.ME,
    PathBlock.Step.FEASIBILITY: Chapter.PEOPLE,
    PathBlock.Step.REALITY_CHECK: Chapter.GROUND,
}


@dataclass(frozen=True)
class Place:
    """Where a module stands in a path: its rank, and the step of its block."""

    rank: int
    step: str


NOWHERE = Place(10_000, "")


@dataclass(frozen=True)
class Passage:
    """What stands for one activity of one founder."""

    answer: Answer
    activity: Activity
    module: Module
    author: User
    lines: tuple[Line, ...]
    place: Place

    @property
    def chapter(self) -> Chapter:
        kind = self.activity.kind
        if kind in CALCULATORS:
            return Chapter.FIGURES
        if self.module.notebook_chapter:
            return Chapter(self.module.notebook_chapter)
        by_step = CHAPTER_OF_STEP.get(PathBlock.Step(self.place.step)) if self.place.step else None
        return CHAPTER_OF_KIND.get(kind) or by_step or Chapter.ME

    @cached_property
    def is_aside(self) -> bool:
        """Whether it is a question to learn by, or asked to a group: not a word of her project."""
        return self.activity.kind == "poll" or has_right_answers(self.activity.kind)


@dataclass(frozen=True)
class Article:
    """What one module left in a chapter."""

    title: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Decision:
    row: BlockDecision
    author: User


@dataclass(frozen=True)
class Part:
    """One chapter in which something is written."""

    chapter: Chapter
    number: int
    articles: tuple[Article, ...] = ()
    asides: tuple[Passage, ...] = ()
    decisions: tuple[Decision, ...] = ()
    pages: tuple[NotebookPage, ...] = ()

    @property
    def title(self) -> str:
        return str(self.chapter.label)

    @property
    def tint(self) -> int:
        return (self.number - 1) % 3 + 1

    @property
    def says_something(self) -> bool:
        return bool(self.articles or self.asides or self.decisions or self.pages)


@dataclass(frozen=True)
class Notebook:
    project: Project | None
    founders: tuple[User, ...]
    parts: tuple[Part, ...]

    @property
    def is_empty(self) -> bool:
        return not self.parts

    @property
    def is_common(self) -> bool:
        return len(self.founders) > 1

    @property
    def missing(self) -> list[Chapter]:
        """The chapters that the path still has to write."""
        there = {part.chapter for part in self.parts}
        return [each for each in Chapter if each not in {*there, Chapter.PAGES}]

    def passage(self, pk: int) -> Passage | None:
        found = (
            passage
            for part in self.parts
            for passage in (*(p for each in part.articles for p in each.passages), *part.asides)
        )
        return next((passage for passage in found if passage.answer.pk == pk), None)


def read_notebook(
    founder: User, *, only: User | None = None, chapters: Collection[str] = ()
) -> Notebook:
    """Return what is written in the project that `founder` carries. Eight queries at most.

    `only` keeps the words of one founder beside the common pages, `chapters` some chapters.
    """
    project = Project.objects.carried_by(founder.pk).first()
    founders = _founders(project, founder)
    writers = {each.pk: each for each in founders if only is None or each == only}
    founders = tuple(writers.values())
    enrolments = {
        each.pk: each
        for each in Enrolment.objects.filter(learner__in=writers).order_by("started_at", "pk")
    }
    passages = _passages(enrolments, writers, founder if only is None else None)
    decisions = BlockDecision.objects.filter(enrolment__in=enrolments).latest_by_block()
    decided = [
        Decision(row, writers[enrolments[row.enrolment_id].learner_id])
        for row in decisions.select_related("block").order_by("decided_at", "pk")
    ]
    pages = project.pages.kept().select_related("written_by") if project else []
    wanted = [each for each in Chapter if not chapters or each in chapters]
    parts = (
        _part(chapter, number, passages, decided, pages)
        for number, chapter in enumerate(wanted, start=1)
    )
    return Notebook(project, founders, tuple(part for part in parts if part.says_something))


def _founders(project: Project | None, founder: User) -> tuple[User, ...]:
    if project is None:
        return (founder,)
    members = ProjectMember.objects.current().filter(project=project).select_related("founder")
    return tuple(member.founder for member in members)


def _passages(
    enrolments: dict[int, Enrolment], writers: dict[int, User], reader: User | None
) -> list[Passage]:
    """Return what is written, in the order of the paths, then of who joined first.

    What was answered to a poll is told to nobody but who answered, when she is the `reader`.
    """
    answers = list(Answer.objects.filter(enrolment__in=enrolments).order_by("pk"))
    modules = Module.objects.in_bulk({answer.module_id for answer in answers})
    places = _places({each.path_id for each in enrolments.values()})
    order = {pk: rank for rank, pk in enumerate(writers)}
    # The texts came with one query: no cache to fill module by module.
    found = {
        pk: {key: (rank, each) for rank, (key, each) in enumerate(read_activities(module).items())}
        for pk, module in modules.items()
    }
    passages = []
    for answer in answers:
        rank, activity = found[answer.module_id].get(answer.activity_id, (0, None))
        # An activity taken out of the module since no longer has a question to show.
        if activity is None or activity.kind != answer.kind:
            continue
        enrolment = enrolments[answer.enrolment_id]
        if activity.kind == "poll" and writers[enrolment.learner_id] != reader:
            continue
        answer.enrolment = enrolment
        lines = activities.get(activity.kind).as_lines(activity.block, answer.value)
        if lines:
            place = places.get((enrolment.path_id, answer.module_id), NOWHERE)
            passage = Passage(
                answer=answer,
                activity=activity,
                module=modules[answer.module_id],
                author=writers[enrolment.learner_id],
                lines=tuple((str(label), str(words)) for label, words in lines),
                place=place,
            )
            key = (place.rank, answer.module_id, rank, order[enrolment.learner_id], answer.pk)
            passages.append((key, passage))
    return [passage for _key, passage in sorted(passages, key=lambda each: each[0])]


def _places(paths: Collection[int]) -> dict[tuple[int, int], Place]:
    rows = (
        PathModule.objects.filter(block__path__in=paths)
        .order_by("block__path", "block__sort_order", "block", "sort_order", "pk")
        .values_list("block__path", "module", "block__step")
    )
    return {(path, module): Place(rank, step) for rank, (path, module, step) in enumerate(rows)}


def _part(
    chapter: Chapter,
    number: int,
    passages: Iterable[Passage],
    decisions: Iterable[Decision],
    pages: Iterable[NotebookPage],
) -> Part:
    here = [passage for passage in passages if passage.chapter == chapter]
    return Part(
        chapter,
        number,
        articles=_articles(passage for passage in here if not passage.is_aside),
        asides=tuple(passage for passage in here if passage.is_aside),
        decisions=tuple(decisions) if chapter == Chapter.DECISIONS else (),
        pages=tuple(pages) if chapter == Chapter.PAGES else (),
    )


def _articles(passages: Iterable[Passage]) -> tuple[Article, ...]:
    by_module: dict[int, list[Passage]] = {}
    for passage in passages:
        by_module.setdefault(passage.module.pk, []).append(passage)
    return tuple(Article(each[0].module.title, tuple(each)) for each in by_module.values())


def decision_words(decision: BlockDecision) -> list[str]:
    words = [decision.get_choice_display(), decision.get_next_step_display(), decision.note]
    return [str(each) for each in words if each]


def project_of(enrolment: Enrolment) -> str:
    """Return her project in one sentence, if she wrote one."""
    carried = Project.objects.carried_by(enrolment.learner_id)
    return carried.values_list("sentence", flat=True).first() or ""


@dataclass(frozen=True)
class LatestWords:
    text: str
    title: str
    written_at: datetime


def latest_words(enrolment: Enrolment) -> LatestWords | None:
    """Return the last thing she wrote at length."""
    recent = (
        enrolment.answers.filter(kind="reflection")
        .order_by("-written_at")
        .values_list("value", "module__title", "written_at")[:3]
    )
    for value, title, written_at in recent:
        if text := value.get("text", "").strip():
            return LatestWords(text, title, written_at)
    return None
