"""What is proposed to a founder who finished her path, and what a counsellor changes in it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accompaniment.events import ProposalMade, ServiceSuggested
from accompaniment.matching import MAX_CHOICES, REACH_KM, Match, Wish, find_matches, reasons
from accompaniment.models import Proposal, ProposedService, Service
from accompaniment.models.proposal import ProposalQuerySet
from accompaniment.models.structure import ServiceQuerySet
from core.events import publish
from core.models import User
from learners.models import Enrolment, FounderProfile


class ProposalRefused(Exception):
    """Its text is fit for the screen."""


class TooManyChoices(ProposalRefused):
    def __init__(self) -> None:
        super().__init__(_("Trois propositions au plus\u00a0: remplacez-en une."))


class AlreadyProposed(ProposalRefused):
    def __init__(self) -> None:
        super().__init__(_("Cette structure est déjà proposée."))


class NotAvailable(ProposalRefused):
    def __init__(self) -> None:
        super().__init__(_("Cette structure n'accueille plus en ce moment."))


def wish_of(enrolment: Enrolment, need: str = "") -> Wish:
    profile = FounderProfile.objects.filter(user=enrolment.learner_id)
    found = profile.select_related("commune").first()
    commune = found.commune if found else None
    territory_id = (commune and commune.territory_id) or enrolment.organization.territory_id
    return Wish(commune=commune, territory_id=territory_id, need=need)


def services_around(wish: Wish) -> ServiceQuerySet:
    """The available services that she could reach, with what is shown of them."""
    point = (wish.commune.latitude, wish.commune.longitude) if wish.commune else None
    return (
        Service.objects.available()
        .near(point, wish.territory_id, REACH_KM)
        .select_related("structure__territory", "structure__commune")
    )


def _matches(proposal: Proposal) -> list[Match]:
    wish = wish_of(proposal.enrolment, proposal.need)
    asked = proposal.enrolment.referrals.values("service__structure")
    return find_matches(services_around(wish).exclude(structure__in=asked), wish)


def _put(proposal: Proposal, matches: list[Match]) -> None:
    ProposedService.objects.bulk_create(
        ProposedService(
            proposal=proposal, service=found.service, rank=rank, reasons=list(found.reasons)
        )
        for rank, found in enumerate(matches, start=1)
    )


@transaction.atomic
def propose_services(*, enrolment_id: int, at: datetime) -> Proposal:
    """Propose one to three services, once; when none suits, a counsellor is asked to look."""
    Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment_id)
    proposal, created = Proposal.objects.select_related("enrolment__organization").get_or_create(
        enrolment_id=enrolment_id, defaults={"created_at": at}
    )
    if created:
        matches = _matches(proposal)
        _put(proposal, matches)
        if not matches:
            proposal.ask_counsellor(at)
        publish(ProposalMade(proposal_id=proposal.pk))
    return proposal


@transaction.atomic
def choose_need(*, proposal: Proposal, need: str, at: datetime) -> bool:
    """Propose again after what she says she needs; what a counsellor composed is left as it is.

    Return whether the proposals were made again.
    """
    proposal = _lock(proposal)
    proposal.need = need
    proposal.save(update_fields=["need"])
    if proposal.reviewed_at is not None or proposal.enrolment.referrals.exists():
        return False
    matches = _matches(proposal)
    proposal.choices.all().delete()
    _put(proposal, matches)
    if not matches:
        proposal.ask_counsellor(at)
    return True


@transaction.atomic
def suggest_service(
    *,
    proposal: Proposal,
    service: Service,
    note: str,
    by: User,
    at: datetime,
    replaced_id: int = 0,
) -> ProposedService:
    """Add a service with a counsellor's word, in the place of another if `replaced_id` is given.

    Raise TooManyChoices, AlreadyProposed or NotAvailable.
    """
    proposal = _lock(proposal)
    others = list(proposal.choices.exclude(pk=replaced_id).select_related("service"))
    _refuse_what_cannot_be(service, others)
    proposal.choices.filter(pk=replaced_id).delete()
    rank = next(rank for rank in range(1, 4) if rank not in {other.rank for other in others})
    choice = proposal.choices.create(
        service=service,
        rank=rank,
        reasons=reasons(service, wish_of(proposal.enrolment, proposal.need)),
        added_by=by,
        note=note,
    )
    proposal.review(by=by, at=at)
    proposal.settle()
    publish(ServiceSuggested(choice_id=choice.pk))
    return choice


def _refuse_what_cannot_be(service: Service, others: list[ProposedService]) -> None:
    if not Service.objects.available().filter(pk=service.pk).exists():
        raise NotAvailable
    if any(other.service.structure_id == service.structure_id for other in others):
        raise AlreadyProposed
    if len(others) >= MAX_CHOICES:
        raise TooManyChoices


@transaction.atomic
def remove_choice(*, proposal: Proposal, choice_id: int, by: User, at: datetime) -> bool:
    """Take a service out of the proposals; return whether this call did."""
    proposal = _lock(proposal)
    removed, _details = proposal.choices.filter(pk=choice_id).delete()
    if removed:
        proposal.review(by=by, at=at)
    return bool(removed)


def _lock(proposal: Proposal) -> Proposal:
    rows: ProposalQuerySet = Proposal.objects.select_related("enrolment__organization")
    return rows.select_for_update(of=("self",)).get(pk=proposal.pk)
