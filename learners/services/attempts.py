"""Beginning a package, or taking it up again. One attempt runs at a time for each activity."""

import uuid
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.models import User
from courses.activities import Activity
from courses.blocks.package import VIEWED
from courses.models import Module
from learners.models import Attempt, Completion, Enrolment, Verb
from learners.services.attempt_outcomes import keep_outcome
from learners.services.rows import insert
from learners.services.statements import (
    EnrolmentStopped,
    LearningRefused,
    is_on_hold,
    record_statement,
)
from media.models import Package


class AttemptsExhausted(LearningRefused):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Vous avez fait toutes les tentatives prévues pour cette activité. Pour la refaire,"
                " demandez à la personne qui vous accompagne."
            )
        )


class PackageMissing(LearningRefused):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Cette activité n'est pas encore prête. Continuez l'étape,"
                " et revenez la faire plus tard."
            )
        )


def open_attempt(
    *,
    enrolment: Enrolment,
    module: Module,
    activity: Activity,
    actor: User,
    at: datetime,
    again: bool = False,
) -> Attempt:
    """Return the attempt to play: the one that runs, the finished one to read again, or a new one.

    A running attempt stays on its version; a new one takes the package's current version. `again`
    asks for a new one where the last is over. Raise EnrolmentStopped, AttemptsExhausted or
    PackageMissing.
    """
    if is_on_hold(enrolment, at):
        raise EnrolmentStopped
    while True:
        last = last_attempt(enrolment, activity.id)
        if last is not None and not _starts_anew(last, activity, again=again):
            return last
        begun = _begin(enrolment, module, activity, actor, last, at)
        # Another tab may have been quicker: the next look finds what it began.
        if begun is not None:
            return begun


def last_attempt(enrolment: Enrolment, activity_id: UUID) -> Attempt | None:
    attempts = Attempt.objects.filter(enrolment=enrolment, activity_id=activity_id)
    return attempts.select_related("version").order_by("-number").first()


def allows(activity: Activity, number: int) -> bool:
    """Return whether this use of the package allows that many attempts."""
    limit = activity.block["attempts"]
    return not limit or number <= limit


def may_leave(last: Attempt) -> bool:
    """Return whether a new attempt may follow: many packages are done and never say so."""
    return last.ended_at is not None or last.completion == Completion.COMPLETED


def _starts_anew(last: Attempt, activity: Activity, *, again: bool) -> bool:
    if again:
        return may_leave(last)
    return last.ended_at is not None and not activity.block["review"]


def _begin(
    enrolment: Enrolment,
    module: Module,
    activity: Activity,
    actor: User,
    last: Attempt | None,
    at: datetime,
) -> Attempt | None:
    """Return a new attempt; None when it was begun elsewhere at the same time."""
    number = last.number + 1 if last else 1
    if not allows(activity, number):
        raise AttemptsExhausted
    attempt = Attempt(
        enrolment_id=enrolment.pk,
        module_id=module.pk,
        activity_id=activity.id,
        version_id=_current_version(activity),
        number=number,
        started_at=at,
        last_commit_at=at,
    )
    with transaction.atomic():
        if last is not None:
            Attempt.objects.filter(pk=last.pk, ended_at=None).update(ended_at=at)
        if not insert(attempt, "(enrolment_id, activity_id, number) DO NOTHING"):
            return None
        record_statement(
            statement_id=uuid.uuid5(attempt.uuid, "attempted"),
            enrolment=enrolment,
            actor=actor,
            verb=Verb.ATTEMPTED,
            module=module,
            activity_id=activity.id,
            value={"attempt": str(attempt.uuid)},
            occurred_at=at,
            at=at,
        )
        kept = Attempt.objects.select_related("version").get(uuid=attempt.uuid)
        if activity.block["completion"] == VIEWED:
            keep_outcome(attempt=kept, statement_id=uuid.uuid5(kept.uuid, "viewed"), at=at)
    return kept


def _current_version(activity: Activity) -> int:
    # The block is kept per process: its package may have got another version since.
    chosen = activity.block["package"]
    found = Package.objects.filter(pk=chosen.pk).values_list("current_id", flat=True).first()
    if found is None:
        raise PackageMissing
    return int(found)
