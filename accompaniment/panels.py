"""What the pages of the apps below show of a hand-over."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accompaniment.models import Proposal, RecommendationCard, Referral
from core.http import UserRequest
from core.navigation import Note, Notes
from learners.models import Enrolment


def founder_handover(request: UserRequest, enrolment: Enrolment) -> str:
    """On the founder's home, once her path is done: who can welcome her, or how it goes."""
    if enrolment.completed_at is None:
        return ""
    referrals = Referral.objects.visible_to(request.user).filter(enrolment=enrolment)
    context = {"enrolment": enrolment, "referral": referrals.first()}
    return render_to_string("accompaniment/referral_panel_founder.html", context, request)


def person_handover(request: UserRequest, enrolment: Enrolment) -> str:
    """On the page of a person who is followed."""
    proposal = Proposal.objects.editable_by(request.user).filter(enrolment=enrolment).first()
    if proposal is None:
        return ""
    context = {
        "enrolment": enrolment,
        "proposal": proposal,
        "referrals": Referral.objects.visible_to(request.user).filter(enrolment=enrolment),
    }
    return render_to_string("accompaniment/referral_panel_person.html", context, request)


def who_waits(request: UserRequest, enrolments: Sequence[Enrolment]) -> Notes:
    """In the list of a cohort: who waits for a counsellor to look for another way."""
    waiting = Proposal.objects.editable_by(request.user).waiting_for_counsellor()
    return {
        proposal.enrolment_id: [
            Note(
                _("Attend une proposition"),
                "warning",
                reverse("accompaniment:proposal_review", args=[proposal.enrolment.uuid]),
            )
        ]
        for proposal in waiting.filter(enrolment__in=enrolments)
    }


def card_status(request: UserRequest, card: RecommendationCard) -> str:
    """For whoever wrote the card: one sentence, no structure, no detail."""
    if card.enrolment_id is None:
        return ""
    status = _statuses(request).get(card.enrolment_id)
    if status is None:
        return ""
    return render_to_string("accompaniment/referral_panel_card.html", {"status": status}, request)


def _statuses(request: UserRequest) -> dict[int, str]:
    """The furthest status by enrolment, read once for all the rows of a page."""
    found: dict[int, str] | None = getattr(request, "referral_statuses", None)
    if found is None:
        found = {}
        rows = Referral.objects.sent_after_card_of(request.user).order_by("sent_at", "pk")
        for enrolment_id, status in rows.values_list("enrolment_id", "status"):
            if found.get(enrolment_id) != Referral.Status.MET:
                found[enrolment_id] = status
        request.referral_statuses = found  # type: ignore[attr-defined]  # lives as long as the request
    return found
