"""What a team reads of a package activity: how its questions go, never who is better."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Count,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    Min,
    Q,
    QuerySet,
    Sum,
    Window,
)
from django.db.models.functions import RowNumber

from core.models import User
from courses.activities import Activity, find_activity
from courses.activities.package import percent
from courses.models import Module
from learners.models import Answer, Attempt, Cohort, Enrolment, Interaction
from learners.models.attempt import AttemptQuerySet
from media.models import PackageVersion

KIND = "package"


def readable_attempts(reader: User) -> AttemptQuerySet:
    """Return the attempts of others that `reader` may see: her own are on the step's page."""
    return Attempt.objects.visible_to(reader).exclude(enrolment__learner=reader)


@dataclass(frozen=True)
class Use:
    """One activity that people opened, by the name that its author gave it."""

    activity_id: UUID
    module: Module
    title: str
    people: int
    attempts: int
    last_at: datetime
    done: int = 0


@dataclass(frozen=True)
class Report:
    """One activity, and the attempts that are told of."""

    module: Module
    activity_id: UUID
    attempts: AttemptQuerySet
    version: PackageVersion
    """The last one that was played: its parts give the order and the names."""
    activity: Activity | None
    """As the module has it now; None when its author took it away."""

    @property
    def title(self) -> str:
        return str(self.activity.block["title"]) if self.activity else self.version.title

    @property
    def interactions(self) -> QuerySet[Interaction]:
        return Interaction.objects.filter(attempt__in=self.attempts.order_by()).order_by()


@dataclass(frozen=True)
class Summary:
    people: int
    done: int
    passed: int
    to_rework: int
    attempts: int
    centiseconds: float | None
    """Of an attempt; the one in the middle, as for the score."""
    score: float | None

    @property
    def percent(self) -> int | None:
        return None if self.score is None else percent(self.score)


@dataclass(frozen=True)
class PersonUse:
    """One person in one activity."""

    enrolment: Enrolment
    attempts: int
    centiseconds: int
    last_at: datetime
    counted: Mapping[str, Any]
    """The summary of the attempt that counts, as the step keeps it; {} when there is none."""

    @property
    def percent(self) -> int | None:
        score = self.counted.get("score")
        return None if score is None else percent(score)


def report_of(
    reader: User, slug: str, activity_id: UUID, *, enrolment_id: UUID | None = None
) -> Report | None:
    """Return what `reader` may know of this activity, or None where she may know nothing."""
    attempts = readable_attempts(reader).filter(module__slug=slug, activity_id=activity_id)
    if enrolment_id is not None:
        attempts = attempts.filter(enrolment__uuid=enrolment_id)
    last = (
        attempts.select_related("module", "version")
        .defer("module__body", "sequencing")
        .order_by("-started_at", "-pk")
        .first()
    )
    if last is None:
        return None
    found = find_activity(last.module, activity_id)
    activity = found if found is not None and found.kind == KIND else None
    return Report(last.module, activity_id, attempts, last.version, activity)


# --- Which activities ----------------------------------------------------------------------------


def grouped_uses(attempts: AttemptQuerySet) -> QuerySet[Any, Any]:
    """Return one row an activity, by the title of its step. Translations are the same activity."""
    return (
        attempts.order_by()
        .values("activity_id")
        .annotate(
            step=Min("module"),
            step_title=Min("module__title"),
            people=Count("enrolment", distinct=True),
            count=Count("pk"),
            last_at=Max("last_commit_at"),
            version_title=Max("version__title"),
        )
        .order_by("step_title", "version_title", "activity_id")
    )


def uses_in(rows: Sequence[Mapping[str, Any]], attempts: AttemptQuerySet) -> list[Use]:
    """Return the activities of one page: two queries, whatever their number."""
    modules = Module.objects.in_bulk({row["step"] for row in rows})
    titles = {key: title for module in modules.values() for key, title in _titles(module)}
    done = _done_by_activity([row["activity_id"] for row in rows], attempts)
    return [
        Use(
            activity_id=row["activity_id"],
            module=modules[row["step"]],
            title=titles.get(row["activity_id"]) or row["version_title"],
            people=row["people"],
            attempts=row["count"],
            last_at=row["last_at"],
            done=done.get(row["activity_id"], 0),
        )
        for row in rows
    ]


def _titles(module: Module) -> Iterable[tuple[UUID, str]]:
    # The raw text: asking blocks for their values would fetch every package.
    for raw in module.body.raw_data:
        if raw["type"] == KIND and raw.get("id"):
            yield UUID(raw["id"]), str(raw["value"].get("title", ""))


def _done_by_activity(activities: list[UUID], attempts: AttemptQuerySet) -> dict[UUID, int]:
    met = Answer.objects.filter(
        activity_id__in=activities,
        enrolment__in=attempts.order_by().values("enrolment"),
        value__met=True,
    )
    rows = met.values("activity_id").annotate(people=Count("enrolment", distinct=True))
    return {row["activity_id"]: row["people"] for row in rows.order_by()}


# --- The activity as a whole ---------------------------------------------------------------------


def summary_of(report: Report) -> Summary:
    """Return the numbers of an activity: four queries."""
    begun = report.attempts.aggregate(
        people=Count("enrolment", distinct=True), attempts=Count("pk")
    )
    counted = Answer.objects.filter(
        activity_id=report.activity_id, enrolment__in=report.attempts.order_by().values("enrolment")
    ).aggregate(
        done=Count("pk", filter=Q(value__met=True)),
        passed=Count("pk", filter=Q(value__success="passed")),
        to_rework=Count("pk", filter=Q(value__success="failed")),
    )
    timed = report.attempts.exclude(centiseconds=0)
    return Summary(
        **begun,
        **counted,
        centiseconds=middle(timed, "centiseconds").get(report.activity_id),
        score=middle(report.attempts, "score_scaled").get(report.activity_id),
    )


def middle(rows: QuerySet[Any], column: str, by: str = "activity_id") -> dict[Any, float]:
    """Return the median of `column` for each `by`: no database function is common to ours."""
    rank = Window(RowNumber(), partition_by=by, order_by=[F(column).asc(), F("pk").asc()])
    ranked = (
        rows.exclude(**{column: None})
        .order_by()
        .annotate(
            twice=ExpressionWrapper(rank * 2, output_field=IntegerField()),
            among=Window(Count("pk"), partition_by=by),
        )
        .filter(twice__gte=F("among"), twice__lte=F("among") + 2)
    )
    found: dict[Any, list[float]] = {}
    for key, value in ranked.values_list(by, column):
        found.setdefault(key, []).append(value)
    return {key: sum(values) / len(values) for key, values in found.items()}


# --- People --------------------------------------------------------------------------------------


def people_of(report: Report) -> QuerySet[Enrolment]:
    """Return who began, by name: nothing here puts people above others."""
    begun = Enrolment.objects.filter(pk__in=report.attempts.order_by().values("enrolment"))
    return begun.select_related("learner", "cohort").order_by(
        "learner__first_name", "learner__last_name", "pk"
    )


def person_uses(report: Report, people: Sequence[Enrolment]) -> list[PersonUse]:
    """Return one row a person, with two queries."""
    rows = (
        report.attempts.filter(enrolment__in=people)
        .order_by()
        .values("enrolment")
        .annotate(count=Count("pk"), spent=Sum("centiseconds"), last_at=Max("last_commit_at"))
    )
    made = {row["enrolment"]: row for row in rows}
    answers = Answer.objects.filter(activity_id=report.activity_id, enrolment__in=people)
    counted = dict(answers.values_list("enrolment", "value"))
    return [
        PersonUse(
            enrolment=each,
            attempts=made[each.pk]["count"],
            centiseconds=made[each.pk]["spent"],
            last_at=made[each.pk]["last_at"],
            counted=counted.get(each.pk, {}),
        )
        for each in people
        # A founder may have deleted hers between two queries.
        if each.pk in made
    ]


def attempts_of(report: Report) -> QuerySet[Attempt]:
    """Return the attempts, the last first, with what was answered in each."""
    return (
        report.attempts.select_related("version")
        .defer("sequencing")
        .prefetch_related("interactions")
        .order_by("-number", "-pk")
    )


def cohorts_of(attempts: AttemptQuerySet) -> QuerySet[Cohort]:
    return Cohort.objects.filter(pk__in=attempts.order_by().values("enrolment__cohort"))
