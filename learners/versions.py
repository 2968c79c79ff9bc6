"""The versions of an answer, as a person would tell them apart."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from courses import activities
from courses.activities.base import Line
from learners.models import Enrolment, Verb


@dataclass(frozen=True)
class Version:
    statement_id: UUID
    written_at: datetime
    lines: list[Line]
    is_current: bool


def versions_of(enrolment: Enrolment, activity: activities.Activity) -> list[Version]:
    """Return what was written, latest first, without what the next version only continues.

    Saving as one types keeps a version every second: nobody wants to read them all.
    """
    acts = enrolment.statements.filter(activity_id=activity.id, verb=Verb.ANSWERED).order_by(
        "-occurred_at", "-stored_at"
    )
    kind = activities.get(activity.kind)
    versions: list[Version] = []
    later: dict[str, Any] | None = None
    for act in acts:
        value = act.result["value"]
        if act.result["kind"] == activity.kind and not (later and is_continued(value, later)):
            lines = kind.as_lines(activity.block, value)
            versions.append(Version(act.pk, act.occurred_at, lines, is_current=later is None))
            later = value
    return versions


def is_continued(value: dict[str, Any], later: dict[str, Any]) -> bool:
    """Return whether `later` holds all of `value`: the same words, and more of them."""
    return set(value) == set(later) and all(_holds(later[key], value[key]) for key in value)


def _holds(later: Any, earlier: Any) -> bool:
    if isinstance(earlier, str) and isinstance(later, str):
        return later.startswith(earlier.rstrip())
    return bool(later == earlier)
