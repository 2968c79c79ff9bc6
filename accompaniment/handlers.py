"""Reactions to facts; hearing one twice changes nothing."""

from django.utils import timezone

from accompaniment import events
from accompaniment.services import proposals, referral_mail
from core.events import subscribe
from learners.events import PathCompleted


@subscribe(PathCompleted)
def propose_services(event: PathCompleted) -> None:
    proposals.propose_services(enrolment_id=event.enrolment_id, at=timezone.now())


@subscribe(events.ProposalMade)
def tell_of_proposal(event: events.ProposalMade) -> None:
    referral_mail.tell_of_proposal(proposal_id=event.proposal_id, at=timezone.now())


@subscribe(events.ServiceSuggested)
def tell_of_suggestion(event: events.ServiceSuggested) -> None:
    referral_mail.tell_of_suggestion(choice_id=event.choice_id, at=timezone.now())


@subscribe(events.ReferralSent)
def send_sheet(event: events.ReferralSent) -> None:
    referral_mail.send_sheet(referral_id=event.referral_id, at=timezone.now())


@subscribe(events.ReferralReminded)
def remind_structure(event: events.ReferralReminded) -> None:
    referral_mail.remind_structure(referral_id=event.referral_id, at=timezone.now())


@subscribe(events.ReferralAccepted)
def tell_accepted(event: events.ReferralAccepted) -> None:
    referral_mail.tell_accepted(referral_id=event.referral_id, at=timezone.now())


@subscribe(events.ReferralReturned)
def tell_returned(event: events.ReferralReturned) -> None:
    referral_mail.tell_returned(referral_id=event.referral_id, at=timezone.now())


@subscribe(events.ReferralWithdrawn)
def tell_withdrawn(event: events.ReferralWithdrawn) -> None:
    referral_mail.tell_withdrawn(referral_id=event.referral_id, at=timezone.now())


@subscribe(events.FirstMeetingHeld)
def tell_first_meeting(event: events.FirstMeetingHeld) -> None:
    referral_mail.tell_first_meeting(referral_id=event.referral_id, at=timezone.now())
