"""The sheets on which the team says what founders can do, and what stands there already."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from competences.models import (
    Assessment,
    AssessmentDraft,
    AssessmentRequest,
    Competence,
    CompetenceProgress,
    Level,
    LevelCriterion,
)
from core.models import User
from courses.models import LiveSession, Module, PathModule
from learners.models import Enrolment, Evidence
from learners.sheet import sheet_of

Key = tuple[int, int]
"""(learner, competence)"""


@dataclass(frozen=True)
class Line:
    """One competence of one person, and what is known of it. An outsider is not told who."""

    enrolment: Enrolment | None
    competence: Competence
    levels: tuple[Level, ...]
    criteria: tuple[LevelCriterion, ...] = ()
    progress: CompetenceProgress | None = None
    draft: AssessmentDraft | None = None
    evidence: tuple[Evidence, ...] = field(default=())

    @property
    def prefix(self) -> str:
        return f"{self.enrolment.uuid.hex if self.enrolment else 'c'}-{self.competence.pk}"


def competences_of_path(path_id: int) -> list[Competence]:
    """Return the competences of the path, block by block, with their criteria."""
    found = with_criteria(Competence.objects.filter(path_blocks__path=path_id))
    in_order = found.order_by("path_blocks__sort_order", "position", "pk")
    # One that two blocks work on stands where it comes first.
    return list(dict.fromkeys(in_order.select_related("framework")))


def with_criteria(competences: QuerySet[Competence]) -> QuerySet[Competence]:
    criteria = LevelCriterion.objects.select_related("level")
    return competences.prefetch_related(
        Prefetch("criteria", criteria.order_by("level__rank", "position", "pk")),
        Prefetch("framework__levels", Level.objects.order_by("rank")),
    )


def lines_for(
    enrolments: Sequence[Enrolment], competences: Sequence[Competence], author: User
) -> list[Line]:
    """Return a line for each person and competence. Three queries, whatever the number."""
    people = [each.learner_id for each in enrolments]
    about = Q(learner__in=people, competence__in=competences)
    progress: dict[Key, CompetenceProgress] = {
        (each.learner_id, each.competence_id): each
        for each in CompetenceProgress.objects.visible_to(author)
        .filter(about)
        .select_related("level", "assessment")
    }
    drafts: dict[Key, AssessmentDraft] = {
        (each.learner_id, each.competence_id): each
        for each in AssessmentDraft.objects.filter(about, author=author)
    }
    shown = _shown(author, people, competences)
    return [
        Line(
            enrolment=enrolment,
            competence=competence,
            levels=tuple(competence.framework.levels.all()),
            criteria=tuple(competence.criteria.all()),
            progress=progress.get((enrolment.learner_id, competence.pk)),
            draft=drafts.get((enrolment.learner_id, competence.pk)),
            evidence=tuple(shown.get((enrolment.learner_id, competence.pk), ())),
        )
        for enrolment in enrolments
        for competence in competences
    ]


def _shown(
    author: User, people: Iterable[int], competences: Sequence[Competence]
) -> dict[Key, list[Evidence]]:
    """Return the evidence that these people chose to show to `author`."""
    found: dict[Key, list[Evidence]] = {}
    pieces = Evidence.objects.reviewable_by(author).filter(
        enrolment__learner__in=list(people), competence__in=competences
    )
    for piece in pieces.select_related("enrolment"):
        found.setdefault((piece.enrolment.learner_id, piece.competence_id), []).append(piece)
    return found


def people_of_session(session: LiveSession, author: User) -> list[Enrolment]:
    """Return who was there; before the marks are made, who is expected. Never oneself."""
    sheet = sheet_of(session)
    present = [each for each in sheet.people if each.attendance == "present"]
    wanted = present or sheet.booked
    may = set(
        Enrolment.objects.assessed_by(author)
        .exclude(learner=author)
        .filter(pk__in=[each.enrolment.pk for each in wanted])
        .values_list("pk", flat=True)
    )
    return [each.enrolment for each in wanted if each.enrolment.pk in may]


def people_of_module(module: Module, author: User) -> QuerySet[Enrolment]:
    """Return those of the organisation who began the module, by name."""
    return (
        Enrolment.objects.assessed_by(author)
        .exclude(learner=author)
        .filter(stopped_at=None, module_progress__module=module)
        .select_related("learner", "organization")
        .order_by("learner__first_name", "learner__last_name", "pk")
    )


def modules_for(author: User) -> QuerySet[Module]:
    """Return the modules that work on a competence and that somebody followed here began."""
    paths = Enrolment.objects.assessed_by(author).values("path")
    places = PathModule.objects.filter(block__path__in=paths)
    return (
        Module.objects.published()
        .filter(pk__in=places.values("module"), competences__isnull=False)
        .defer("body")
        .order_by("title")
        .distinct()
    )


def competences_of_module(module: Module) -> list[Competence]:
    """Return what the module works on; what its blocks work on if it says nothing."""
    own = with_criteria(Competence.objects.filter(modules=module)).select_related("framework")
    found = list(own.order_by("position", "pk"))
    if found:
        return found
    blocks = PathModule.objects.filter(module=module).values("block")
    around = with_criteria(Competence.objects.filter(path_blocks__in=blocks))
    return list(around.select_related("framework").order_by("position", "pk").distinct())


def chosen_competence(competences: Sequence[Competence], wanted: str) -> Competence | None:
    """Return the one whose number the address says, else the first."""
    return next(
        (each for each in competences if str(each.pk) == wanted),
        competences[0] if competences else None,
    )


@dataclass(frozen=True)
class Told:
    """Everything said of one competence of one person, the latest first."""

    competence: Competence
    views: list[Assessment]
    progress: CompetenceProgress | None
    evidence: tuple[Evidence, ...]


def latest_views(learner: User, viewer: User) -> QuerySet[Assessment]:
    """Return what stands of her, the latest first, as far as `viewer` may know."""
    views = Assessment.objects.visible_to(viewer).of(learner).standing()
    return views.select_related("competence", "level").order_by("-assessed_at", "-stored_at", "pk")


def standing_views(learner: User, viewer: User, competence: Competence) -> list[Assessment]:
    """Return what stands of one competence, the latest first, as far as `viewer` may know."""
    return list(latest_views(learner, viewer).filter(competence=competence))


def competence_of(enrolment: Enrolment, competence_id: int) -> Competence | None:
    """Return a competence of her path, or one that something was said of."""
    told = Assessment.objects.of(enrolment.learner).values("competence")
    known = Competence.objects.filter(
        Q(path_blocks__path=enrolment.path_id) | Q(pk__in=told), pk=competence_id
    )
    return with_criteria(known.select_related("framework")).distinct().first()


def asked_lines(asked: AssessmentRequest) -> list[tuple[Line, Assessment | None]]:
    """Return what an outsider is asked, and what he answered already."""
    answers = {
        each.competence_id: each
        for each in asked.assessments.filter(withdrawn_at=None).select_related("level")
    }
    competences = with_criteria(asked.competences.select_related("framework"))
    return [
        (
            Line(None, each, tuple(each.framework.levels.all()), tuple(each.criteria.all())),
            answers.get(each.pk),
        )
        for each in competences.order_by("position", "pk")
    ]


def history_of(enrolment: Enrolment, viewer: User) -> list[Told]:
    """Return every view of her that `viewer` may know, those taken back too. Three queries."""
    learner = enrolment.learner
    views = Assessment.objects.visible_to(viewer).of(learner)
    found: dict[Competence, list[Assessment]] = {}
    for view in views.select_related("competence", "level").order_by(
        "competence__position", "competence__pk", "-assessed_at", "-stored_at", "pk"
    ):
        found.setdefault(view.competence, []).append(view)
    standing = {
        each.competence_id: each
        for each in CompetenceProgress.objects.visible_to(viewer)
        .of(learner)
        .select_related("level", "entry_level")
    }
    shown = _shown(viewer, [learner.pk], list(found))
    return [
        Told(each, told, standing.get(each.pk), tuple(shown.get((learner.pk, each.pk), ())))
        for each, told in found.items()
    ]


def sheet_number(text: str) -> UUID | None:
    """Return the number that the page was rendered with."""
    try:
        return UUID(text)
    except ValueError:
        return None
