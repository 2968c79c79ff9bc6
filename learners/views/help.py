"""*De l'aide*: who follows her, what they see, how she comes back, who she is."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, override

from core.http import UserRequest
from core.models import User
from learners.forms.founder import AddressForm, CodeForm, ProfileForm
from learners.helper import helper_for
from learners.models import Project
from learners.phone import show_phone
from learners.place import place_of
from learners.services.profile import (
    AddressRefused,
    PendingAddress,
    confirm_address,
    send_address_code,
    update_profile,
)

PENDING = "pending_address"


def help_context(request: UserRequest, **context: Any) -> dict[str, Any]:
    """Return the context of pages that also serve people without a path."""
    place = place_of(request)
    enrolment = place.enrolment or next(iter(place.choices), None)
    helper = helper_for(enrolment) if enrolment else None
    return {"enrolment": enrolment, "helper": helper, "choices": place.choices, **context}


def help_page(request: UserRequest) -> HttpResponse:
    return render(request, "learners/help.html", help_context(request))


def refuse_without_a_path(request: UserRequest) -> None:
    """These pages are a founder's: the team's names and addresses are its organisation's affair."""
    if not place_of(request).choices:
        raise Http404


def profile(request: UserRequest) -> HttpResponse:
    refuse_without_a_path(request)
    user = request.user
    form = ProfileForm(request.POST or None, initial=_what_is_known(user))
    if not form.is_valid():
        return render(request, "learners/help_profile.html", help_context(request, form=form))
    update_profile(founder=user, at=timezone.now(), **form.cleaned_data)
    language = form.cleaned_data["language"]
    with override(language):
        messages.success(request, _("C'est enregistré."))
    response = redirect("learners:help")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.SESSION_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


def _what_is_known(user: User) -> dict[str, Any]:
    known: dict[str, Any] = {
        "first_name": user.first_name,
        "last_name": user.last_name,
        "phone": show_phone(user.phone),
        "language": user.language,
    }
    project = Project.objects.visible_to(user).first()
    if project is not None:
        known["project"] = project.sentence
    profile = getattr(user, "founder_profile", None)
    if profile is not None:
        known |= {
            "commune": profile.commune_id,
            "contact_preference": profile.contact_preference,
        }
    return known


def address(request: UserRequest) -> HttpResponse:
    """Add the address that keeps her place. The answer never says whether it is somebody's."""
    refuse_without_a_path(request)
    form = AddressForm(request.POST or None)
    if form.is_valid():
        try:
            pending = send_address_code(
                founder=request.user, email=form.cleaned_data["email"], at=timezone.now()
            )
        except AddressRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            _keep(request, pending)
            return redirect("learners:address_code")
    return render(request, "learners/help_address.html", help_context(request, form=form))


def address_code(request: UserRequest) -> HttpResponse:
    refuse_without_a_path(request)
    pending = _kept(request)
    if pending is None:
        return redirect("learners:address")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            confirm_address(
                founder=request.user,
                pending=pending,
                code=form.cleaned_data["code"],
                at=timezone.now(),
            )
        except AddressRefused as refusal:
            _keep(request, pending)
            form.add_error("code", str(refusal))
        else:
            del request.session[PENDING]
            messages.success(
                request, _("Votre adresse est confirmée : elle suffit pour retrouver votre place.")
            )
            return redirect("learners:help")
    context = help_context(request, form=form, email=pending.email)
    return render(request, "learners/help_address_code.html", context)


def _keep(request: UserRequest, pending: PendingAddress) -> None:
    kept = asdict(pending) | {"expires_at": pending.expires_at.isoformat()}
    request.session[PENDING] = kept


def _kept(request: UserRequest) -> PendingAddress | None:
    kept = request.session.get(PENDING)
    if kept is None:
        return None
    return PendingAddress(**kept | {"expires_at": datetime.fromisoformat(kept["expires_at"])})
