"""Every projection can be thrown away: it comes back the same from the statements."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from learners.models import Answer, Enrolment, Statement, Verb
from learners.services.progress import (
    SILENT,
    PathPlan,
    as_row,
    count_done,
    standings,
    write_standings,
)
from learners.services.rules import RuleBook, apply_rules, rule_changes

Row = dict[str, Any]


@dataclass(frozen=True)
class Projection:
    """What the statements of one enrolment say."""

    enrolment: Row
    progress: dict[int, Row]
    answers: dict[UUID, Row]


@dataclass
class Difference:
    """Where a kept row and the statements disagree. No words: those are the founder's."""

    enrolment_id: int
    where: list[str] = field(default_factory=list)


@transaction.atomic
def rebuild_enrolment(*, enrolment: Enrolment, dry_run: bool = False) -> Difference:
    """Compute the projections of `enrolment` again; return where they differed."""
    enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    plan = PathPlan.of(enrolment)
    stands = standings(enrolment, plan)
    projection = Projection(
        enrolment=_activity(enrolment),
        progress={module: as_row(standing) for module, standing in stands.items()},
        answers=_answers(enrolment),
    )
    difference = Difference(enrolment.pk)
    difference.where += _compare_progress(enrolment, projection)
    difference.where += _compare_answers(enrolment, projection)
    if not dry_run:
        modules = stands.keys() | set(enrolment.module_progress.values_list("module", flat=True))
        write_standings(enrolment, stands, modules)
        _write_answers(enrolment, projection.answers)
    difference.where += _rebuild_counters(enrolment, plan, projection, dry_run=dry_run)
    return difference


def _activity(enrolment: Enrolment) -> Row:
    """Return the last activity and its module, as each act moved them in order of arrival."""
    last, module = enrolment.started_at, None
    acts = enrolment.statements.exclude(verb__in=SILENT).defer("result")
    # Acts of one microsecond have no order left but the one that stands.
    for act in sorted(
        acts,
        key=lambda act: (
            act.stored_at,
            act.occurred_at,
            act.module_id == enrolment.last_module_id,
        ),
    ):
        if act.occurred_at >= last or module is None:
            module = act.module_id
        last = max(last, act.occurred_at)
    return {"last_activity_at": last, "last_module_id": module}


def _answers(enrolment: Enrolment) -> dict[UUID, Row]:
    standing: dict[UUID | None, Any] = {
        answer.activity_id: answer.value for answer in enrolment.answers.all()
    }

    def order(act: Statement) -> tuple[datetime, datetime, bool]:
        is_standing = standing.get(act.activity_id) == act.result["value"]
        return act.occurred_at, act.stored_at, is_standing

    acts = enrolment.statements.filter(verb=Verb.ANSWERED)
    return {
        act.activity_id: _as_answer(act)
        for act in sorted(acts, key=order)
        if act.activity_id is not None
    }


def _as_answer(act: Statement) -> Row:
    return {
        "module_id": act.module_id,
        "kind": act.result["kind"],
        "value": act.result["value"],
        "written_at": act.occurred_at,
    }


def _differing(kept: dict[Any, Row], computed: dict[Any, Row], what: str) -> list[str]:
    return [
        f"{what} {key}"
        for key in sorted(kept.keys() | computed.keys(), key=str)
        if kept.get(key) != computed.get(key)
    ]


def _compare_progress(enrolment: Enrolment, projection: Projection) -> list[str]:
    names = ("started_at", "last_activity_at", "completed_at", "completed_by")
    kept = {
        row.pop("module_id"): row for row in enrolment.module_progress.values("module_id", *names)
    }
    return _differing(kept, projection.progress, "module")


def _compare_answers(enrolment: Enrolment, projection: Projection) -> list[str]:
    names = ("module_id", "kind", "value", "written_at")
    kept = {row.pop("activity_id"): row for row in enrolment.answers.values("activity_id", *names)}
    return _differing(kept, projection.answers, "answer")


def _write_answers(enrolment: Enrolment, answers: dict[UUID, Row]) -> None:
    enrolment.answers.exclude(activity_id__in=answers).delete()
    for activity_id, row in answers.items():
        Answer.objects.update_or_create(enrolment=enrolment, activity_id=activity_id, defaults=row)


def _rebuild_counters(
    enrolment: Enrolment, plan: PathPlan, projection: Projection, *, dry_run: bool
) -> list[str]:
    done = {module for module, row in projection.progress.items() if row["completed_at"]}
    count, by_block = count_done(done, plan)
    row = projection.enrolment | {"done_count": count, "done_by_block": by_block}
    where = [
        f"enrolment {name}" for name, value in row.items() if getattr(enrolment, name) != value
    ]
    if where and not dry_run:
        Enrolment.objects.filter(pk=enrolment.pk).update(**row)
    return where


def rebuild_activity_views(*, at: datetime, dry_run: bool = False) -> Iterator[tuple[UUID, int]]:
    """Yield each enrolment for which the rules say more or less than is written, and by how much.

    Rules are read once a path and enrolments streamed.
    """
    books: dict[int, RuleBook] = {}
    enrolments = Enrolment.objects.select_related("learner", "organization")
    for enrolment in enrolments.order_by("pk").iterator(chunk_size=500):
        if enrolment.path_id not in books:
            books[enrolment.path_id] = RuleBook.of(enrolment.path_id)
        book = books[enrolment.path_id]
        if dry_run:
            count = rule_changes(enrolment=enrolment, book=book).count
        else:
            count = apply_rules(enrolment=enrolment, at=at, book=book)
        if count:
            yield enrolment.uuid, count
