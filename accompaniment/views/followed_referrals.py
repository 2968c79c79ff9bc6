"""The counsellor's side of the hand-over."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accompaniment.forms.referrals import SuggestionForm, answer_forms
from accompaniment.models import Proposal, Referral
from accompaniment.services import sheet
from accompaniment.services.proposals import (
    ProposalRefused,
    remove_choice,
    services_around,
    suggest_service,
    wish_of,
)
from accompaniment.views.answers import take_answer
from core.http import UserRequest, role_required
from core.models import Role
from learners.models import Enrolment

PAGE_SIZE = 25
SEARCH_SIZE = 12


@require_safe
@role_required(Role.COUNSELLOR, Role.COORDINATOR)
def referral_list(request: UserRequest) -> HttpResponse:
    """Everyone handed over, and first of all those who wait for a counsellor."""
    mine = Referral.objects.visible_to(request.user).followed_by(request.user)
    status = request.GET.get("status", "")
    rows = mine.in_state(status).with_names().waiting_first()
    context = {
        "page_obj": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "waiting": Proposal.objects.editable_by(request.user).waiting_for_counsellor(),
        "status": status,
        "statuses": Referral.Status.choices,
    }
    return render(request, "accompaniment/referral_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def referral_detail(request: UserRequest, referral_uuid: str) -> HttpResponse:
    """What was sent and answered; the counsellor notes what the structure said by phone."""
    rows = Referral.objects.visible_to(request.user).followed_by(request.user)
    referral = get_object_or_404(rows.with_names(), uuid=referral_uuid)

    bound = take_answer(request, referral, by=request.user) if request.method == "POST" else None
    if request.method == "POST" and bound is None:
        return redirect("accompaniment:referral", referral.uuid)
    context = {
        "referral": referral,
        "rows": sheet.rows(referral.shared),
        "forms": answer_forms(referral, bound, timezone.now()),
        "opened": bound.name if bound else "",
    }
    return render(request, "accompaniment/referral_detail.html", context)


def _enrolment(request: UserRequest, enrolment_uuid: str) -> Enrolment:
    rows = Enrolment.objects.visible_to(request.user).followed_by(request.user)
    return get_object_or_404(rows.select_related("learner", "organization"), uuid=enrolment_uuid)


def _proposal(request: UserRequest, enrolment_uuid: str) -> Proposal:
    rows = Proposal.objects.editable_by(request.user).select_related("enrolment")
    return get_object_or_404(rows, enrolment__uuid=enrolment_uuid)


@require_safe
def proposal_review(request: UserRequest, enrolment_uuid: str) -> HttpResponse:
    enrolment = _enrolment(request, enrolment_uuid)
    found = Proposal.objects.editable_by(request.user).filter(enrolment=enrolment).first()
    choices = list(found.choices.with_structure()) if found else []
    words = request.GET.get("q", "").replace("\0", "")[:100]
    around = services_around(wish_of(enrolment)).matching_words(words)
    others = around.exclude(structure__in=[choice.service.structure_id for choice in choices])
    context = {
        "enrolment": enrolment,
        "proposal": found,
        "choices": choices,
        "referrals": Referral.objects.visible_to(request.user).filter(enrolment=enrolment),
        "words": words,
        "others": others[:SEARCH_SIZE] if found else [],
        "form": SuggestionForm(),
    }
    return render(request, "accompaniment/proposal_review.html", context)


@require_POST
def service_suggest(request: UserRequest, enrolment_uuid: str, service_id: int) -> HttpResponse:
    proposal = _proposal(request, enrolment_uuid)
    service = get_object_or_404(services_around(wish_of(proposal.enrolment)), pk=service_id)
    form = SuggestionForm(request.POST)
    replaced = request.POST.get("replaced", "")

    try:
        if form.is_valid():
            suggest_service(
                proposal=proposal,
                service=service,
                note=form.cleaned_data["note"],
                by=request.user,
                at=timezone.now(),
                replaced_id=int(replaced) if replaced.isdecimal() else 0,
            )
            messages.success(request, _("C'est proposé. La personne en est prévenue."))
        else:
            messages.warning(request, _("Votre mot est trop long\u00a0: 300 signes au plus."))
    except ProposalRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("accompaniment:proposal_review", enrolment_uuid)


@require_POST
def choice_remove(request: UserRequest, enrolment_uuid: str, choice_id: int) -> HttpResponse:
    proposal = _proposal(request, enrolment_uuid)

    if remove_choice(proposal=proposal, choice_id=choice_id, by=request.user, at=timezone.now()):
        messages.success(request, _("Cette structure n'est plus proposée."))
    return redirect("accompaniment:proposal_review", enrolment_uuid)
