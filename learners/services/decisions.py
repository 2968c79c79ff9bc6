"""What a founder decides at the end of a block, and when her path is complete."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.events import publish
from core.models import User
from courses.models import PathBlock, PathModule
from learners.events import PathCompleted, PathResumed, PathStopped
from learners.models import BlockDecision, Enrolment
from learners.services.enrolments import AlreadyEnrolled

Choice = BlockDecision.Choice


class DecisionRefused(Exception):
    """Its text is fit for the screen."""


class BlockNotFinished(DecisionRefused):
    def __init__(self) -> None:
        super().__init__(
            _("Il reste des étapes dans ce bloc : vous déciderez de la suite après elles.")
        )


class PathOnHold(DecisionRefused):
    def __init__(self) -> None:
        super().__init__(_("Votre parcours est en pause : reprenez-le d'abord."))


def lock(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)


def _remain(enrolment: Enrolment, **scope: object) -> bool:
    """Return whether a published module of `scope` is still to be done."""
    done = enrolment.module_progress.exclude(completed_at=None)
    remaining = PathModule.objects.filter(module__live=True, **scope)
    return bool(remaining.exclude(module__in=done.values("module")).exists())


@transaction.atomic
def decide_block(
    *,
    enrolment: Enrolment,
    block: PathBlock,
    choice: str,
    next_step: str = "",
    note: str = "",
    at: datetime,
) -> BlockDecision:
    """Keep what she decides. Stopping is possible at any time, the rest when the block is done.

    The same decision sent again changes nothing. Raise BlockNotFinished or PathOnHold.
    """
    enrolment = lock(enrolment)
    latest = enrolment.decisions.filter(block=block).last()
    if latest and (latest.choice, latest.next_step, latest.note) == (choice, next_step, note):
        is_stop_that_holds = choice == Choice.STOP and enrolment.is_stopped
        if is_stop_that_holds or choice != Choice.STOP:
            return latest
    _refuse_what_cannot_be(enrolment, block, choice)
    decision = enrolment.decisions.create(
        block=block, choice=choice, next_step=next_step, note=note, decided_at=at
    )
    if choice == Choice.STOP:
        _stop(enrolment, decision, at)
    else:
        check_path_completed(enrolment=enrolment, at=at)
    return decision


def _refuse_what_cannot_be(enrolment: Enrolment, block: PathBlock, choice: str) -> None:
    if block.path_id != enrolment.path_id:
        raise ValueError("A block of another path.")
    if choice == Choice.STOP:
        return
    if enrolment.is_stopped:
        raise PathOnHold
    if _remain(enrolment, block=block):
        raise BlockNotFinished


def _stop(enrolment: Enrolment, decision: BlockDecision, at: datetime) -> None:
    if enrolment.is_stopped:  # she completes what she said when she stopped
        return
    enrolment.stop(at)
    publish(PathStopped(enrolment_id=enrolment.pk, decision_id=decision.pk))


@transaction.atomic
def resume_path(*, enrolment: Enrolment, at: datetime) -> bool:
    """Open a stopped path again, where she left it; return whether this call did.

    Raise AlreadyEnrolled when she has started the same path anew meanwhile.
    """
    User.objects.select_for_update(of=("self",)).get(pk=enrolment.learner_id)
    enrolment = lock(enrolment)
    if not enrolment.is_stopped:
        return False
    others = Enrolment.objects.open().filter(learner=enrolment.learner_id, path=enrolment.path_id)
    other = others.first()
    if other is not None:
        raise AlreadyEnrolled(other)
    enrolment.resume()
    publish(PathResumed(enrolment_id=enrolment.pk, resumed_at=at.isoformat()))
    return True


@transaction.atomic
def check_path_completed(*, enrolment: Enrolment, at: datetime) -> bool:
    """Complete the path if every module is done and every block is met with "je continue".

    Return whether this call completed it: the fact is stated once.
    """
    # The lock serialises two last acts done at once, so the path completes exactly once.
    enrolment = lock(enrolment)
    if enrolment.completed_at is not None or enrolment.is_stopped:
        return False
    if not _all_blocks_continue(enrolment) or _remain(enrolment, block__path=enrolment.path_id):
        return False
    enrolment.complete(at)
    publish(PathCompleted(enrolment_id=enrolment.pk, completed_at=at.isoformat()))
    return True


def _all_blocks_continue(enrolment: Enrolment) -> bool:
    continued = enrolment.decisions.latest_by_block().filter(choice=Choice.CONTINUE)
    undecided = PathBlock.objects.filter(path=enrolment.path_id).exclude(
        pk__in=continued.values("block")
    )
    return not undecided.exists()
