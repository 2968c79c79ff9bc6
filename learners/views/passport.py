"""The *passeport de compétences*: the founder chooses, prints, shares; a reader reads."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from core.http import UserRequest
from learners import links
from learners.forms.passport import OralConsentForm, PassportForm, PassportShareForm
from learners.models import Enrolment, PassportConsent, PassportShare
from learners.notebook_page import founder_page
from learners.passport import PassportPage, has_something_to_say, read_passport
from learners.passport_files import passport_pdf
from learners.place import on_my_path
from learners.services.passport import (
    PassportRefused,
    choose_items,
    give_consent,
    may_prepare,
    share_passport,
    stop_sharing_passport,
    withdraw_consents,
)

LINK = "shared_passport"


@require_GET
@on_my_path
def passport(request: UserRequest, _enrolment: Enrolment) -> HttpResponse:
    now = timezone.now()
    shares = PassportShare.objects.visible_to(request.user).usable(now)
    consents = PassportConsent.objects.editable_by(request.user).standing(now)
    context = founder_page(
        request,
        page=read_passport(request.user),
        knows_something=has_something_to_say(request.user),
        shares=[(each, links.address(each.uuid, LINK)) for each in shares],
        consents=consents.select_related("recorded_by"),
    )
    return render(request, "learners/passport.html", context)


@on_my_path
def passport_choose(request: UserRequest, _enrolment: Enrolment) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = PassportForm(data, learner=request.user, seen_by=request.user)
    if form.is_valid():
        choose_items(learner=request.user, chosen=form.chosen, by=request.user, at=timezone.now())
        messages.success(request, _("C'est choisi. Voici ce que dit votre passeport."))
        return redirect("learners:passport")
    status = 422 if form.is_bound else 200
    context = founder_page(request, form=form)
    return render(request, "learners/passport_choose.html", context, status=status)


@require_GET
@on_my_path
def passport_file(request: UserRequest, _enrolment: Enrolment) -> HttpResponse:
    return pdf_response(read_passport(request.user))


def pdf_response(page: PassportPage) -> HttpResponse:
    name = f"passeport-{slugify(page.learner.first_name)[:40] or 'competences'}"
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return HttpResponse(passport_pdf(page), content_type="application/pdf", headers=headers)


@on_my_path
def passport_share(request: UserRequest, _enrolment: Enrolment) -> HttpResponse:
    form = PassportShareForm(request.POST or None)
    if form.is_valid():
        at = timezone.now()
        try:
            share_passport(
                learner=request.user, name=form.cleaned_data["name"], until=form.until(at), at=at
            )
        except PassportRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Le lien est prêt : copiez-le ci-dessous."))
            return redirect("learners:passport")
    status = 422 if form.is_bound else 200
    context = founder_page(request, form=form)
    return render(request, "learners/passport_share.html", context, status=status)


@require_POST
def passport_share_stop(request: UserRequest, share_id: UUID) -> HttpResponse:
    share = get_object_or_404(PassportShare.objects.editable_by(request.user), uuid=share_id)
    stop_sharing_passport(share=share, at=timezone.now())
    messages.success(request, _("C'est arrêté : ce lien ne montre plus rien."))
    return redirect("learners:passport")


@require_POST
@on_my_path
def passport_consent(request: UserRequest, _enrolment: Enrolment) -> HttpResponse:
    """Let the team print it, or no longer: both by one button of hers."""
    if request.POST.get("agreed"):
        give_consent(learner=request.user, by=request.user, at=timezone.now())
        messages.success(request, _("C'est noté : l'équipe qui vous suit peut l'imprimer."))
    else:
        withdraw_consents(learner=request.user, at=timezone.now())
        messages.success(request, _("C'est noté : plus personne d'autre ne peut l'imprimer."))
    return redirect("learners:passport")


@login_not_required
@never_cache
@require_safe
def shared_passport(request: HttpRequest, signed: str) -> HttpResponse:
    return _shared(request, signed, _show)


@login_not_required
@never_cache
@require_safe
def shared_passport_file(request: HttpRequest, signed: str) -> HttpResponse:
    return _shared(request, signed, lambda _request, page, **_link: pdf_response(page))


def _shared(request: HttpRequest, signed: str, answer: Any) -> HttpResponse:
    """Looking changes nothing; what is over says so, and what is forged does not exist."""
    try:
        uuid = links.read(signed, LINK)
    except links.ForgedLink:
        response = render(request, "learners/shared_notebook_ended.html", status=404)
    else:
        usable = PassportShare.objects.usable(timezone.now()).filter(uuid=uuid)
        share = usable.select_related("passport__learner").first()
        if share is None:
            response = render(request, "learners/shared_notebook_ended.html", status=410)
        else:
            page = read_passport(share.passport.learner)
            response = answer(request, page, share=share, signed=signed)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _show(request: HttpRequest, page: PassportPage, **link: Any) -> HttpResponse:
    return render(request, "learners/shared_passport.html", {"page": page, **link})


def passport_prepare(request: UserRequest, enrolment_id: UUID) -> HttpResponse:
    """For a founder without a device: chosen and printed with her, once she said yes."""
    enrolment = _followed(request, enrolment_id)
    learner, now = enrolment.learner, timezone.now()
    if not may_prepare(learner=learner, at=now):
        return _ask_consent(request, enrolment)
    form = PassportForm(
        request.POST if request.method == "POST" else None, learner=learner, seen_by=request.user
    )
    if form.is_valid():
        choose_items(learner=learner, chosen=form.chosen, by=request.user, at=now)
        messages.success(request, _("C'est choisi, avec son accord. Vous pouvez l'imprimer."))
        return redirect("learners:passport_prepare", enrolment.uuid)
    context = {
        "enrolment": enrolment,
        "form": form,
        "page": read_passport(learner),
        "consents": learner.passport_consents.standing(now).select_related("recorded_by"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "learners/passport_prepare.html", context, status=status)


def _ask_consent(request: UserRequest, enrolment: Enrolment) -> HttpResponse:
    form = OralConsentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        give_consent(learner=enrolment.learner, by=request.user, at=timezone.now())
        return redirect("learners:passport_prepare", enrolment.uuid)
    status = 422 if form.is_bound else 200
    context = {"enrolment": enrolment, "form": form}
    return render(request, "learners/passport_oral.html", context, status=status)


@require_GET
def passport_print(request: UserRequest, enrolment_id: UUID) -> HttpResponse:
    enrolment = _followed(request, enrolment_id)
    if not may_prepare(learner=enrolment.learner, at=timezone.now()):
        messages.info(request, _("Il faut d'abord l'accord de la personne."))
        return redirect("learners:passport_prepare", enrolment.uuid)
    return pdf_response(read_passport(enrolment.learner))


def _followed(request: UserRequest, enrolment_id: UUID) -> Enrolment:
    people = Enrolment.objects.followed_by(request.user).select_related("learner")
    return get_object_or_404(people, uuid=enrolment_id)
