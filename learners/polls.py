"""What the founders of a path answer to its polls: counted together, never who."""

from uuid import UUID

from django.core.cache import cache
from django.db.models import Count

from courses.activities import Activity
from courses.activities.base import Value
from courses.activities.poll import Others, PollKind, others_of, tally
from learners.models import Answer, Enrolment

KEPT = 15 * 60
"""Seconds. Many read, one counts; and a number that moves at each answer would tell whose it is."""


def others_in(enrolment: Enrolment, activity: Activity, answer: Value) -> Others:
    """Return what her path answers to this poll, once she has; nothing for other activities."""
    if activity.kind != PollKind.name or not answer.get("choices"):
        return Others()
    return others_of(activity.block, answer, counts_of(enrolment.path_id, activity.id))


def counts_of(path_id: int, activity_id: UUID) -> dict[str, int]:
    """Return how many of the path chose each choice, as `tally` tells it. One query, kept."""
    key = f"poll:{path_id}:{activity_id}"
    counts: dict[str, int] | None = cache.get(key)
    if counts is None:
        answers = Answer.objects.filter(
            kind=PollKind.name, activity_id=activity_id, enrolment__path_id=path_id
        )
        counts = tally(answers.values_list("value").annotate(people=Count("pk")).order_by())
        cache.set(key, counts, KEPT)
    return counts
