"""Facts that accompaniment states."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True)
class ProposalMade(Event):
    proposal_id: int


@dataclass(frozen=True)
class ServiceSuggested(Event):
    """A counsellor added a service to what is proposed."""

    choice_id: int


@dataclass(frozen=True)
class ReferralSent(Event):
    referral_id: int


@dataclass(frozen=True)
class ReferralReminded(Event):
    """Ten days without an answer."""

    referral_id: int


@dataclass(frozen=True)
class ReferralAccepted(Event):
    referral_id: int


@dataclass(frozen=True)
class ReferralReturned(Event):
    """Declined, left without an answer, or the structure's door closed: another way is sought."""

    referral_id: int


@dataclass(frozen=True)
class ReferralWithdrawn(Event):
    referral_id: int


@dataclass(frozen=True)
class FirstMeetingHeld(Event):
    """The hand-over succeeded."""

    referral_id: int
