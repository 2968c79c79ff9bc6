"""The one write path for learning: every act becomes one statement, and moves the projections."""

import uuid
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from core.events import publish
from core.models import User
from courses import activities
from courses.models import Module
from learners.events import BlockCompleted, WorkCounted
from learners.models import Answer, Enrolment, ModuleProgress, Statement, Verb
from learners.services.decisions import check_path_completed
from learners.services.progress import refresh_enrolment, sync_progress
from learners.services.rows import insert

CompletedBy = ModuleProgress.CompletedBy


class LearningRefused(Exception):
    """Its text is fit for the screen."""


class StatementConflict(LearningRefused):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Cet envoi porte le numéro d'un autre : rechargez la page,"
                " puis enregistrez de nouveau."
            )
        )


class EnrolmentStopped(LearningRefused):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Votre parcours est en pause : reprenez-le d'abord."
                " Rien de ce qui est écrit n'est perdu."
            )
        )


class LiveModuleNotCompletable(LearningRefused):
    def __init__(self) -> None:
        super().__init__(
            _("Cette étape se vit en direct : c'est votre présence, ou le rattrapage, qui compte.")
        )


def record_statement(
    *,
    statement_id: UUID,
    enrolment: Enrolment,
    actor: User,
    verb: str,
    module: Module,
    activity_id: UUID | None = None,
    kind: str = "",
    value: dict[str, Any] | None = None,
    occurred_at: datetime,
    at: datetime,
) -> bool:
    """Keep one act; return whether it is new. The same act sent again changes nothing.

    `value` is an answer's value (``answered``), ``{"attempt": uuid}`` (``attempted``),
    ``{"completed_by": …}`` (``completed``), ``{"session": uuid}`` (``attended``) or
    ``{"statement": id}`` (``voided``, xAPI's StatementRef).
    Raise StatementConflict when the id belongs to another act.
    """
    statement = Statement(
        id=statement_id,
        enrolment_id=enrolment.pk,
        actor_id=actor.pk,
        verb=verb,
        module_id=module.pk,
        activity_id=activity_id,
        result={"kind": kind, "value": value} if verb == Verb.ANSWERED else value or {},
        # Nobody acts in the future: a wrong clock must not outrank every later word.
        occurred_at=min(occurred_at, at),
        stored_at=at,
    )
    # No savepoint inside a caller's transaction: this is the hot path.
    with transaction.atomic(savepoint=False):
        is_new = insert(statement, "(id) DO NOTHING")
        if is_new:
            _project(statement, enrolment)
    if not is_new:
        _refuse_another_act(statement)
    return is_new


def _project(act: Statement, enrolment: Enrolment) -> None:
    """Move what is computed from statements, the row of the enrolment first."""
    if act.verb == Verb.VOIDED or _touch_enrolment(act):
        publish(WorkCounted(enrolment_id=act.enrolment_id))
    if act.verb == Verb.ANSWERED:
        _write_answer(act)
    if act.verb in (Verb.ANSWERED, Verb.INITIALIZED, Verb.ATTEMPTED):
        _touch_progress(act)
    else:
        sync_progress(enrolment, module_id=act.module_id)
        for block_id in refresh_enrolment(enrolment, act.stored_at):
            publish(
                BlockCompleted(
                    enrolment_id=enrolment.pk,
                    block_id=block_id,
                    completed_at=act.stored_at.isoformat(),
                )
            )
        check_path_completed(enrolment=enrolment, at=act.stored_at)


def _refuse_another_act(sent: Statement) -> None:
    kept = Statement.objects.get(pk=sent.pk)
    facts = ["enrolment_id", "verb", "module_id", "activity_id"]
    if sent.verb == Verb.ANSWERED:
        facts.append("result")
    if any(getattr(kept, fact) != getattr(sent, fact) for fact in facts):
        raise StatementConflict


TOUCH_ENROLMENT = """
    UPDATE learners_enrolment SET
      last_module_id = CASE
        WHEN last_activity_at <= %s OR last_module_id IS NULL THEN %s ELSE last_module_id
      END,
      last_activity_at = LATEST(last_activity_at, %s)
    WHERE id = %s
    RETURNING EXISTS (
      SELECT 1 FROM courses_rulecondition AS condition
      JOIN courses_assessmentrule AS rule ON rule.id = condition.rule_id
      WHERE rule.path_id = learners_enrolment.path_id AND CONDITION
    )
"""
# An answer counts by its activity; an end or a presence may count for a twin, so any rule will do.
ON_ACTIVITY, ON_ANY = "condition.activity_id = %s", "condition.kind = 'module'"


def _touch_enrolment(act: Statement) -> bool:
    """Return whether a rule of her path looks at such an act, in the one query there is anyway.

    Also the lock that makes the writers of one founder wait for each other (PostgreSQL).
    """
    moment = connection.ops.adapt_datetimefield_value(act.occurred_at)
    values: list[Any] = [moment, act.module_id, moment, act.enrolment_id]
    condition = ON_ANY
    if act.verb == Verb.ANSWERED:
        condition = ON_ACTIVITY
        field = Statement._meta.get_field("activity_id")  # noqa: SLF001 - documented API
        values.append(field.get_db_prep_value(act.activity_id, connection))
    sql = TOUCH_ENROLMENT.replace("LATEST", latest()).replace("CONDITION", condition)
    with connection.cursor() as cursor:
        # By hand: compiling these expressions costs more than the rest of the write.
        cursor.execute(sql, values)
        row = cursor.fetchone()
    return bool(row and row[0]) and act.verb not in (Verb.INITIALIZED, Verb.ATTEMPTED)


def earliest() -> str:
    return "MIN" if connection.vendor == "sqlite" else "LEAST"


def latest() -> str:
    return "MAX" if connection.vendor == "sqlite" else "GREATEST"


def _write_answer(act: Statement) -> None:
    """The later act stands, an equal one by arrival; the others stay in the statements."""
    if act.activity_id is None:
        message = "An answer is an answer to an activity."
        raise ValueError(message)
    insert(
        Answer(
            enrolment_id=act.enrolment_id,
            module_id=act.module_id,
            activity_id=act.activity_id,
            kind=act.result["kind"],
            value=act.result["value"],
            written_at=act.occurred_at,
        ),
        "(enrolment_id, activity_id) DO UPDATE SET module_id = excluded.module_id,"
        " kind = excluded.kind, value = excluded.value, written_at = excluded.written_at"
        " WHERE excluded.written_at >= learners_answer.written_at",
    )


def _touch_progress(act: Statement) -> None:
    insert(
        ModuleProgress(
            enrolment_id=act.enrolment_id,
            module_id=act.module_id,
            started_at=act.occurred_at,
            last_activity_at=act.occurred_at,
        ),
        "(enrolment_id, module_id) DO UPDATE SET"
        f" started_at = {earliest()}(learners_moduleprogress.started_at, excluded.started_at),"
        f" last_activity_at = {latest()}(learners_moduleprogress.last_activity_at,"
        " excluded.last_activity_at)",
    )


def open_module(*, enrolment: Enrolment, module: Module, actor: User, at: datetime) -> bool:
    """Note that the page was opened for the first time; return whether it was."""
    return record_statement(
        statement_id=uuid.uuid5(enrolment.uuid, f"initialized {module.pk}"),
        enrolment=enrolment,
        actor=actor,
        verb=Verb.INITIALIZED,
        module=module,
        occurred_at=at,
        at=at,
    )


def save_answer(
    *,
    statement_id: UUID,
    enrolment: Enrolment,
    actor: User,
    module: Module,
    activity: activities.Activity,
    value: dict[str, Any],
    occurred_at: datetime,
    at: datetime,
) -> bool:
    """Keep what the founder answered; return whether it is new.

    Raise EnrolmentStopped or StatementConflict.
    """
    if is_on_hold(enrolment, at):
        raise EnrolmentStopped
    return record_statement(
        statement_id=statement_id,
        enrolment=enrolment,
        actor=actor,
        verb=Verb.ANSWERED,
        module=module,
        activity_id=activity.id,
        kind=activity.kind,
        value=value,
        occurred_at=occurred_at,
        at=at,
    )


def is_on_hold(enrolment: Enrolment, at: datetime) -> bool:
    return enrolment.stopped_at is not None and enrolment.stopped_at <= at


@transaction.atomic
def complete_module(
    *, enrolment: Enrolment, module: Module, actor: User, statement_id: UUID, at: datetime
) -> bool:
    """Complete the module by work or by consultation; return whether this call did.

    A second click changes nothing. Raise EnrolmentStopped, LiveModuleNotCompletable or
    StatementConflict.
    """
    # Two clicks at once: the second finds the module done.
    enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if is_on_hold(enrolment, at):
        raise EnrolmentStopped
    if module.is_synchronous:
        raise LiveModuleNotCompletable
    if enrolment.module_progress.filter(module=module).exclude(completed_at=None).exists():
        return False
    return record_statement(
        statement_id=statement_id,
        enrolment=enrolment,
        actor=actor,
        verb=Verb.COMPLETED,
        module=module,
        value={"completed_by": _what_counts(enrolment, module)},
        occurred_at=at,
        at=at,
    )


def _what_counts(enrolment: Enrolment, module: Module) -> str:
    if module.evidence_kind != Module.EvidenceKind.WORK:
        return CompletedBy.CONSULTATION
    answers = enrolment.answers.filter(module=module).values_list("kind", "value")
    answered = any(activities.get(kind).is_answered(value) for kind, value in answers)
    return CompletedBy.WORK if answered else CompletedBy.CONSULTATION
