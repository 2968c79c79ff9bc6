"""The founder's side of the hand-over."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accompaniment.forms.referrals import ConsentForm, NeedForm
from accompaniment.models import Proposal, ProposedService, Referral, Service
from accompaniment.services import sheet
from accompaniment.services.proposals import ProposalRefused, choose_need
from accompaniment.services.referrals import ReferralRefused, send_referral, withdraw_referral
from core.http import UserRequest
from learners.helper import helper_for
from learners.models import Enrolment

Uuid = str


def _enrolment(request: UserRequest, enrolment_uuid: Uuid) -> Enrolment:
    rows = Enrolment.objects.editable_by(request.user).select_related("learner", "organization")
    return get_object_or_404(rows, uuid=enrolment_uuid)


def _choice(request: UserRequest, enrolment: Enrolment, service_id: int) -> ProposedService:
    proposal = get_object_or_404(Proposal.objects.visible_to(request.user), enrolment=enrolment)
    return get_object_or_404(proposal.choices.with_structure(), service=service_id)


@require_safe
def proposal(request: UserRequest, enrolment_uuid: Uuid) -> HttpResponse:
    enrolment = _enrolment(request, enrolment_uuid)
    found = Proposal.objects.visible_to(request.user).filter(enrolment=enrolment).first()
    referrals = list(Referral.objects.visible_to(request.user).filter(enrolment=enrolment))
    choices = found.choices.with_structure().not_asked_in(referrals) if found else []
    context = {
        "enrolment": enrolment,
        "proposal": found,
        "choices": choices,
        "referrals": referrals,
        "is_under_way": any(each.is_open or each.status == "met" for each in referrals),
        "need_form": NeedForm(initial={"need": found.need}) if found else None,
        "helper": helper_for(enrolment),
    }
    return render(request, "accompaniment/proposal.html", context)


@require_POST
def need_choose(request: UserRequest, enrolment_uuid: Uuid) -> HttpResponse:
    enrolment = _enrolment(request, enrolment_uuid)
    found = get_object_or_404(Proposal.objects.visible_to(request.user), enrolment=enrolment)
    form = NeedForm(request.POST)

    if form.is_valid():
        need = form.cleaned_data["need"]
        if choose_need(proposal=found, need=need, at=timezone.now()):
            messages.success(request, _("Les propositions suivent ce que vous avez dit."))
        else:
            messages.info(request, _("C'est noté, pour la personne qui vous accompagne."))
    return redirect("accompaniment:proposal", enrolment.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: UserRequest, enrolment_uuid: Uuid, service_id: int) -> HttpResponse:
    """Choose what is told, then look at the sheet as it would leave. Nothing leaves from here."""
    enrolment = _enrolment(request, enrolment_uuid)
    choice = _choice(request, enrolment, service_id)
    form = ConsentForm(request.POST or None, enrolment=enrolment)

    if request.method == "POST" and "change" not in request.POST and form.is_valid():
        return _show_sheet(request, choice, form)
    return _show_consent(request, choice, form)


@require_POST
def referral_send(request: UserRequest, enrolment_uuid: Uuid, service_id: int) -> HttpResponse:
    enrolment = _enrolment(request, enrolment_uuid)
    choice = _choice(request, enrolment, service_id)
    form = ConsentForm(request.POST, enrolment=enrolment)
    if not form.is_valid():
        return _show_consent(request, choice, form)
    shared = form.sheet()
    if sheet.fingerprint(shared) != request.POST.get("seen"):
        messages.info(request, _("La fiche a changé entre-temps\u00a0: relisez-la avant l'envoi."))
        return _show_sheet(request, choice, form)
    return _send(request, enrolment, choice.service, shared)


def _send(
    request: UserRequest, enrolment: Enrolment, service: Service, shared: dict[str, str]
) -> HttpResponse:
    try:
        referral, sent = send_referral(
            enrolment=enrolment,
            service=service,
            shared=shared,
            by=request.user,
            at=timezone.now(),
        )
    except (ReferralRefused, ProposalRefused) as refusal:
        messages.warning(request, str(refusal))
        return redirect("accompaniment:proposal", enrolment.uuid)
    if sent:
        messages.success(request, _("C'est parti\u00a0: votre demande est envoyée."))
    else:
        messages.info(request, _("Votre demande était déjà partie\u00a0: elle part une fois."))
    return redirect("accompaniment:my_referral", referral.uuid)


def _show_consent(request: UserRequest, choice: ProposedService, form: ConsentForm) -> HttpResponse:
    context = {
        "enrolment": form.enrolment,
        "choice": choice,
        "form": form,
        "helper": helper_for(form.enrolment),
    }
    return render(request, "accompaniment/consent.html", context)


def _show_sheet(request: UserRequest, choice: ProposedService, form: ConsentForm) -> HttpResponse:
    shared = form.sheet()
    context = {
        "enrolment": form.enrolment,
        "choice": choice,
        "form": form,
        "rows": sheet.rows(shared),
        "seen": sheet.fingerprint(shared),
        "helper": helper_for(form.enrolment),
    }
    return render(request, "accompaniment/consent_sheet.html", context)


def _my_referral(request: UserRequest, referral_uuid: Uuid) -> Referral:
    rows = Referral.objects.visible_to(request.user).filter(enrolment__learner=request.user)
    return get_object_or_404(rows.with_names(), uuid=referral_uuid)


@require_safe
def my_referral(request: UserRequest, referral_uuid: Uuid) -> HttpResponse:
    referral = _my_referral(request, referral_uuid)
    context = {
        "referral": referral,
        "rows": sheet.rows(referral.shared),
        "helper": helper_for(referral.enrolment),
    }
    return render(request, "accompaniment/referral.html", context)


@require_POST
def referral_withdraw(request: UserRequest, referral_uuid: Uuid) -> HttpResponse:
    referral = _my_referral(request, referral_uuid)

    if withdraw_referral(referral=referral, at=timezone.now()):
        messages.success(request, _("Votre demande est retirée. La structure en est prévenue."))
    else:
        messages.info(request, _("Cette demande est déjà close\u00a0: rien n'a changé."))
    return redirect("accompaniment:my_referral", referral.uuid)
