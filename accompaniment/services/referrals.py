"""The hand-over: sent with consent, answered, brought back when nobody answers."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.events import (
    FirstMeetingHeld,
    ReferralAccepted,
    ReferralReminded,
    ReferralReturned,
    ReferralSent,
    ReferralWithdrawn,
)
from accompaniment.models import Consent, Proposal, Referral, Service
from accompaniment.models.referral import ReferralQuerySet
from accompaniment.services.proposals import NotAvailable
from accompaniment.services.sheet import TEXT_VERSION, WAYS_TO_REACH
from core.events import publish
from core.models import User
from learners.models import Enrolment


class ReferralRefused(Exception):
    """Its text is fit for the screen."""


class NoWayToReach(ReferralRefused):
    def __init__(self) -> None:
        super().__init__(_("Choisissez au moins une façon de vous joindre."))


class WrongMeetingDate(ReferralRefused):
    pass


@transaction.atomic
def send_referral(
    *, enrolment: Enrolment, service: Service, shared: dict[str, str], by: User, at: datetime
) -> tuple[Referral, bool]:
    """Keep her consent and have `shared` leave for the structure.

    Return the referral and whether this call sent it: an open one for the same service is returned
    as it is. Raise NoWayToReach or NotAvailable.
    """
    if not WAYS_TO_REACH & shared.keys():
        raise NoWayToReach
    # The lock serialises a double click, so that the second finds what the first sent.
    Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    already = Referral.objects.open().filter(enrolment=enrolment, service=service).first()
    if already is not None:
        return already, False
    service = _still_available(service)
    consent = Consent.objects.create(
        founder=enrolment.learner,
        fields=list(shared),
        text_version=TEXT_VERSION,
        given_at=at,
        recorded_by=by,
    )
    referral = Referral.objects.create(
        enrolment=enrolment,
        service=service,
        consent=consent,
        structure_name=service.structure.name,
        service_name=service.name,
        sent_to=service.structure.email,
        shared=shared,
        sent_at=at,
    )
    _settle(enrolment.pk)
    publish(ReferralSent(referral_id=referral.pk))
    return referral, True


def _still_available(service: Service) -> Service:
    found = Service.objects.available().select_related("structure").filter(pk=service.pk).first()
    if found is None:
        raise NotAvailable
    return found


@transaction.atomic
def withdraw_referral(*, referral: Referral, at: datetime) -> bool:
    """Take her request back, and her consent with it; return whether this call did."""
    referral = _lock(referral.pk)
    if not referral.withdraw(at):
        return False
    referral.consent.withdraw(at)
    publish(ReferralWithdrawn(referral_id=referral.pk))
    return True


@transaction.atomic
def receive_referral(*, referral: Referral, at: datetime) -> bool:
    return _lock(referral.pk).receive(at)


@transaction.atomic
def accept_referral(
    *, referral: Referral, contact_name: str, note: str, by: User | None, at: datetime
) -> bool:
    """Note that the structure welcomes her; return whether this call did."""
    referral = _lock(referral.pk)
    if not referral.accept(note=note, contact_name=contact_name, by=by, at=at):
        return False
    publish(ReferralAccepted(referral_id=referral.pk))
    return True


@transaction.atomic
def decline_referral(
    *, referral: Referral, reason: str, note: str, by: User | None, at: datetime
) -> bool:
    """Note that the structure cannot welcome her; a counsellor looks for another way."""
    referral = _lock(referral.pk)
    if not referral.decline(reason=reason, note=note, by=by, at=at):
        return False
    _return_to_counsellor(referral, at)
    return True


@transaction.atomic
def confirm_first_meeting(*, referral: Referral, on: date, by: User | None, at: datetime) -> bool:
    """Note the day of the first meeting: the hand-over succeeded. Raise WrongMeetingDate."""
    referral = _lock(referral.pk)
    if not referral.may_be_met:
        return False
    if on > timezone.localdate(at):
        raise WrongMeetingDate(_("Cette date n'est pas encore passée."))
    if on < timezone.localdate(referral.sent_at):
        raise WrongMeetingDate(_("Cette date est antérieure à l'envoi de la demande."))
    referral.confirm_meeting(on=on, by=by, at=at)
    _settle(referral.enrolment_id)
    publish(FirstMeetingHeld(referral_id=referral.pk))
    return True


def advance_referrals(*, at: datetime) -> dict[str, int]:
    """Remind after ten days, give back after thirty, or when the structure's door closed.

    Return how many of each. Run twice, it does nothing more.
    """
    rows = Referral.objects.all()
    return {
        "closed": _advance(rows.stranded(timezone.localdate(at)), _close, at),
        "expired": _advance(rows.to_expire(at), _expire, at),
        "reminded": _advance(rows.to_remind(at), _remind, at),
    }


def _advance(
    rows: ReferralQuerySet, step: Callable[[Referral, datetime], bool], at: datetime
) -> int:
    """Take `step` for each row in a transaction of its own: one that fails holds nobody up."""
    done = 0
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            done += step(_lock(pk), at)
    return done


def _close(referral: Referral, at: datetime) -> bool:
    closed = referral.close(at)
    if closed:
        _return_to_counsellor(referral, at)
    return closed


def _expire(referral: Referral, at: datetime) -> bool:
    expired = referral.expire(at)
    if expired:
        _return_to_counsellor(referral, at)
    return expired


def _remind(referral: Referral, at: datetime) -> bool:
    reminded = referral.remind(at)
    if reminded:
        publish(ReferralReminded(referral_id=referral.pk))
    return reminded


def _return_to_counsellor(referral: Referral, at: datetime) -> None:
    proposal, _created = Proposal.objects.get_or_create(
        enrolment_id=referral.enrolment_id, defaults={"created_at": at}
    )
    proposal.ask_counsellor(at)
    publish(ReferralReturned(referral_id=referral.pk))


def _settle(enrolment_id: int) -> None:
    for proposal in Proposal.objects.filter(enrolment=enrolment_id):
        proposal.settle()


def _lock(pk: int) -> Referral:
    # What was read before may have changed: two people may answer at once.
    rows = Referral.objects.select_for_update(of=("self",)).select_related("consent")
    return rows.get(pk=pk)
