"""A founder's badges; and the page where whoever follows her takes one back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from competences import addresses
from competences.badge_files import file_response
from competences.models import Badge
from competences.services.badges import (
    BadgeRefused,
    accept_badge,
    decline_badge,
    forget_badge,
    share_badge,
    withdraw_badge,
)
from core.http import UserRequest
from learners.forms.badges import BadgeNameForm, WithdrawBadgeForm
from learners.models import Enrolment
from learners.place import on_my_path, own_enrolments, with_helper


@require_safe
@on_my_path
def badge_list(request: UserRequest, enrolment: Enrolment) -> HttpResponse:
    badges = Badge.objects.editable_by(request.user).select_related("achievement")
    context = with_helper(enrolment, badges=list(badges))
    return render(request, "learners/badges/list.html", context)


def _mine(request: UserRequest, badge_id: UUID) -> Badge:
    badges = Badge.objects.editable_by(request.user)
    related = ("achievement", "organization", "learner")
    return get_object_or_404(badges.select_related(*related), uuid=badge_id)


def _page_of(request: UserRequest, badge: Badge, **context: Any) -> dict[str, Any]:
    """Return the context of a page about `badge`, with whom to talk to where it was given."""
    enrolments = own_enrolments(request.user).filter(organization=badge.organization_id)
    enrolment = enrolments.first()
    found = with_helper(enrolment) if enrolment else {"helper": None}
    return found | {"badge": badge, **context}


@require_http_methods(["GET", "HEAD", "POST"])
def badge(request: UserRequest, badge_id: UUID) -> HttpResponse:
    """What the badge is, by its state; posting the name it will bear asks for it."""
    mine = _mine(request, badge_id)
    form = BadgeNameForm(request.POST or None, badge=mine)
    if request.method == "POST" and form.is_valid():
        accept_badge(badge=mine, name_shown=form.cleaned_data["name_shown"], at=timezone.now())
        return redirect("learners:badge", mine.uuid)
    context = _page_of(
        request,
        mine,
        form=form,
        link=addresses.of_badge(mine.uuid),
        verify_link=addresses.of_verification(),
    )
    status = 422 if form.is_bound else 200
    return render(request, "learners/badges/badge.html", context, status=status)


@require_POST
def badge_decline(request: UserRequest, badge_id: UUID) -> HttpResponse:
    decline_badge(badge=_mine(request, badge_id))
    messages.info(request, _("C'est noté. Si vous changez d'avis, il est dans « Mes badges »."))
    return redirect("learners:badge_list")


@require_POST
def badge_share(request: UserRequest, badge_id: UUID) -> HttpResponse:
    mine = _mine(request, badge_id)
    is_public = request.POST.get("public") == "1"
    if share_badge(badge=mine, is_public=is_public, at=timezone.now()):
        messages.success(request, _("La page est ouverte : donnez le lien à qui vous voulez."))
    else:
        messages.success(request, _("La page est fermée : le lien ne mène plus nulle part."))
    return redirect("learners:badge", mine.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def badge_delete(request: UserRequest, badge_id: UUID) -> HttpResponse:
    mine = _mine(request, badge_id)
    if request.method == "POST":
        forget_badge(badge=mine, at=timezone.now())
        messages.success(request, _("Le badge est supprimé, avec ses fichiers et sa page."))
        return redirect("learners:badge_list")
    return render(request, "learners/badges/delete.html", _page_of(request, mine))


@require_safe
def badge_file(request: UserRequest, badge_id: UUID, kind: str) -> HttpResponse:
    return file_response(_mine(request, badge_id), kind)


@require_http_methods(["GET", "HEAD", "POST"])
def badge_withdraw(request: UserRequest, enrolment_id: UUID, badge_id: UUID) -> HttpResponse:
    people = Enrolment.objects.visible_to(request.user).followed_by(request.user)
    enrolment = get_object_or_404(people.select_related("learner"), uuid=enrolment_id)
    given = Badge.objects.visible_to(request.user).followed_by(request.user)
    badges = given.of(enrolment.learner).select_related("achievement")
    badge = get_object_or_404(badges, uuid=badge_id)
    if not (badge.is_issued or badge.is_withdrawn):
        raise Http404
    form = WithdrawBadgeForm(request.POST or None)
    if form.is_valid():
        try:
            withdraw_badge(
                badge=badge, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"]
            )
        except BadgeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Le badge est retiré. La personne en est avertie."))
            return redirect("learners:person_detail", enrolment.uuid)
    context = {"enrolment": enrolment, "badge": badge, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "learners/badges/withdraw.html", context, status=status)
