"""The structure's side of the hand-over: by the link of its message, or with an account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accompaniment.forms.referrals import ANSWERS, AnswerForm, answer_forms
from accompaniment.links import ForgedLink, is_expired, read
from accompaniment.models import Referral
from accompaniment.services import sheet
from accompaniment.services.referrals import ReferralRefused
from core.http import UserRequest, role_required
from core.models import Role, User
from learners.helper import helper_for

PAGE_SIZE = 25


def take_answer(
    request: HttpRequest, referral: Referral, *, by: User | None = None
) -> AnswerForm | None:
    """Record the posted answer; return its form when something in it is to be looked at again.

    An answer that was already given, or that comes too late, changes nothing and says so.
    """
    kind = ANSWERS.get(request.POST.get("answer", ""))
    if kind is None:
        raise Http404
    form = kind(request.POST, referral=referral)
    if not form.is_valid():
        return form
    try:
        changed = form.record(by=by, at=timezone.now())
    except ReferralRefused as refusal:
        form.add_error("on", str(refusal))
        return form
    if changed:
        messages.success(request, form.said)
    else:
        messages.info(request, _("C'était déjà noté\u00a0: rien n'a changé."))
    return None


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, signed: str) -> HttpResponse:
    """Looking changes nothing: mail scanners open links. Only a button answers."""
    try:
        uuid = read(signed)
    except ForgedLink:
        return render(request, "accompaniment/answer_unknown.html", status=404)
    referral = get_object_or_404(Referral.objects.matching(uuid).with_names())
    if is_expired(referral, timezone.now()):
        context = {"referral": referral, "helper": helper_for(referral.enrolment)}
        return render(request, "accompaniment/answer_expired.html", context, status=410)

    bound = take_answer(request, referral) if request.method == "POST" else None
    if request.method == "POST" and bound is None:
        return redirect("accompaniment:answer", signed)
    return _show(request, "accompaniment/answer.html", referral, bound)


@require_safe
@role_required(Role.STRUCTURE_MEMBER)
def received_list(request: UserRequest) -> HttpResponse:
    rows = Referral.objects.visible_to(request.user).received_by(request.user)
    page = Paginator(rows.with_names().waiting_first(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "accompaniment/referral_received_list.html", {"page_obj": page})


@require_http_methods(["GET", "HEAD", "POST"])
def received_detail(request: UserRequest, referral_uuid: str) -> HttpResponse:
    rows = Referral.objects.visible_to(request.user).received_by(request.user)
    referral = get_object_or_404(rows.with_names(), uuid=referral_uuid)

    bound = take_answer(request, referral, by=request.user) if request.method == "POST" else None
    if request.method == "POST" and bound is None:
        return redirect("accompaniment:received", referral.uuid)
    return _show(request, "accompaniment/referral_received.html", referral, bound)


def _show(
    request: HttpRequest, template: str, referral: Referral, bound: AnswerForm | None
) -> HttpResponse:
    context = {
        "referral": referral,
        # Once it is closed, what she shared is no longer shown to the structure.
        "rows": sheet.rows(referral.shared) if referral.is_open else [],
        "forms": answer_forms(referral, bound, timezone.now()) if referral.is_open else {},
        "opened": bound.name if bound else "",
        "helper": helper_for(referral.enrolment),
    }
    return render(request, template, context)
