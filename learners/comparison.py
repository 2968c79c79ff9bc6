"""What each said at one moment, side by side. What differs is something to talk about."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from competences.models import Competence, Level, Positioning, PositioningAnswer
from competences.services.positioning import answers_of
from core.models import User
from courses.models import PathBlock
from learners.competence_picture import full_from
from learners.models import Enrolment
from learners.positioning import SLUG_OF, Moment, competences_of_path, framework_of


@dataclass(frozen=True)
class Cell:
    """What one person answered; `answer` is None for a card left aside."""

    positioning: Positioning
    answer: PositioningAnswer | None

    @property
    def level(self) -> Level | None:
        return self.answer.level if self.answer else None

    @property
    def note(self) -> str:
        return self.answer.note if self.answer else ""


@dataclass(frozen=True)
class Line:
    """One competence, as each sees it."""

    competence: Competence
    block: str
    cells: tuple[Cell, ...]

    @cached_property
    def differs(self) -> bool:
        """Whether two people named different levels; who cannot say contradicts nobody."""
        return len({cell.level.pk for cell in self.cells if cell.level}) > 1

    @cached_property
    def is_unsure(self) -> bool:
        """Someone looked and could not say, where nobody contradicts anybody."""
        unsure = any(cell.answer is not None and cell.level is None for cell in self.cells)
        return unsure and not self.differs


@dataclass(frozen=True)
class Comparison:
    """The finished views of one moment: hers first, then the team's."""

    moment: Moment
    views: tuple[Positioning, ...]
    lines: tuple[Line, ...]
    full_from: int
    """The rank that fills a step."""

    @cached_property
    def slug(self) -> str:
        return SLUG_OF[self.moment.value]

    @cached_property
    def own(self) -> Positioning | None:
        return next((v for v in self.views if v.view == Positioning.View.OWN), None)

    @cached_property
    def by_team(self) -> list[Positioning]:
        return [view for view in self.views if view.view == Positioning.View.STAFF]

    @cached_property
    def differing(self) -> list[Line]:
        return [line for line in self.lines if line.differs]

    @cached_property
    def agreeing(self) -> list[Line]:
        return [line for line in self.lines if not line.differs]

    @cached_property
    def to_talk_about(self) -> int:
        return len(self.differing)


def comparisons_of(enrolment: Enrolment, reader: User) -> list[Comparison]:
    """Return the moments at which somebody finished a view, as far as `reader` may read them.

    The founder reads the team's view of a moment once it is finished and she has given hers; the
    team reads hers once it is finished. Six queries, whatever the number of views.
    """
    framework = framework_of(enrolment.path_id)
    if framework is None:
        return []
    told = Positioning.objects.visible_to(reader).of(enrolment.learner).finished()
    told = told.filter(framework__slug=framework.slug).select_related("author")
    views = sorted(told, key=lambda v: (_order(v.moment), v.view != "own", v.finished_at, v.pk))
    answers = answers_of(views)
    full = max(full_from(framework.levels.count()), 1)
    placed = competences_of_path(enrolment.path_id, framework)
    found = []
    for moment, group in groupby(views, key=lambda view: view.moment):
        of_moment = list(group)
        if reader.pk == enrolment.learner_id and of_moment[0].view != Positioning.View.OWN:
            continue
        lines = tuple(_lines(placed, of_moment, answers))
        found.append(Comparison(Moment(moment), tuple(of_moment), lines, full))
    return found


def _order(moment: str) -> int:
    return list(SLUG_OF).index(moment)


def _lines(
    placed: list[tuple[Competence, PathBlock]],
    views: list[Positioning],
    answers: dict[int, dict[int, PositioningAnswer]],
) -> Iterable[Line]:
    """Yield the competences in the order of the path, then those it works on no more."""
    known = {competence.pk: (competence, block.title) for competence, block in placed}
    for view in views:
        for pk, answer in answers[view.pk].items():
            known.setdefault(pk, (answer.competence, ""))
    for pk, (competence, block) in known.items():
        cells = tuple(Cell(view, answers[view.pk].get(pk)) for view in views)
        if any(cell.answer for cell in cells):
            yield Line(competence, block, cells)
