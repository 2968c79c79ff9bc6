"""The founder: what others saw of one competence, what she says herself, whom she asks."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from competences.models import AssessmentRequest, Source
from core.http import UserRequest
from core.printing import qr_svg
from learners import links
from learners.assessing import (
    asked_lines,
    competence_of,
    competences_of_path,
    lines_for,
    sheet_number,
    standing_views,
)
from learners.desk import own_enrolment
from learners.forms.assessments import AskForm, OutsideForm, OwnViewForm, ViewForm
from learners.models import Enrolment, Evidence
from learners.place import on_my_path, own_enrolments, with_helper
from learners.services.assessments import read_views, record_views, unread_views
from learners.services.assessments_asked import (
    LINK,
    AskingRefused,
    LinkEnded,
    answer_asked,
    ask_view,
    revoke_asked,
)

LIMIT = 20


@require_safe
@on_my_path
def my_views(request: UserRequest, enrolment: Enrolment) -> HttpResponse:
    """What others said lately, and whom she asked."""
    asked = AssessmentRequest.objects.editable_by(request.user).prefetch_related("competences")
    context = with_helper(
        enrolment,
        unread=unread_views(request.user)[:LIMIT],
        asked=asked[:LIMIT],
        now=timezone.now(),
    )
    return render(request, "learners/assessments/mine.html", context)


@require_POST
def views_read(request: UserRequest) -> HttpResponse:
    """She has read what was on the page she came from: nothing that arrived since."""
    now = timezone.now()
    try:
        shown = parse_datetime(request.POST.get("until", ""))
    except ValueError:
        shown = None
    if shown is not None and timezone.is_aware(shown):
        read_views(learner=request.user, up_to=min(shown, now))
    return redirect("learners:my_views")


@require_http_methods(["GET", "HEAD", "POST"])
def competence(request: UserRequest, enrolment_id: UUID, competence_id: int) -> HttpResponse:
    """One competence: what others saw, what she showed, and her own word at any time."""
    enrolment = own_enrolment(request, enrolment_id)
    found = competence_of(enrolment, competence_id)
    if found is None:
        raise Http404
    (line,) = lines_for([enrolment], [found], request.user)
    views = standing_views(enrolment.learner, request.user, found)
    own = next((each for each in views if each.source == Source.FOUNDER), None)
    form = OwnViewForm(request.POST if request.method == "POST" else None, line=line, said=own)
    if form.is_valid():
        form.require_level()
    if form.is_bound and not form.errors:
        record_views(
            sheet_id=sheet_number(request.POST.get("sheet", "")) or uuid.uuid4(),
            said=[form.said(enrolment)],
            author=request.user,
            source=Source.FOUNDER,
            at=timezone.now(),
        )
        messages.success(request, _("C'est noté. Vous pourrez changer d'avis quand vous voulez."))
        return redirect("learners:competence", enrolment.uuid, found.pk)
    context = with_helper(
        enrolment,
        competence=found,
        line=line,
        others=[each for each in views if each.source != Source.FOUNDER],
        own=own,
        form=form,
        sheet_id=uuid.uuid4(),
        evidence=Evidence.objects.visible_to(request.user).filter(
            enrolment__learner=request.user, competence=found
        ),
    )
    status = 422 if form.is_bound else 200
    return render(request, "learners/assessments/competence.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: UserRequest, enrolment_id: UUID) -> HttpResponse:
    enrolment = own_enrolment(request, enrolment_id)
    competences = competences_of_path(enrolment.path_id)
    chosen = request.GET.get("competence", "")
    form = AskForm(
        request.POST if request.method == "POST" else None,
        competences=competences,
        initial={"competences": [each.pk for each in competences if str(each.pk) == chosen]},
    )
    if form.is_valid():
        try:
            asked = ask_view(
                form_id=sheet_number(request.POST.get("sheet", "")) or uuid.uuid4(),
                enrolment=enrolment,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except AskingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("learners:asked", asked.uuid)
    context = with_helper(
        enrolment,
        form=form,
        sheet_id=sheet_number(request.POST.get("sheet", "")) or uuid.uuid4(),
        has_competences=bool(competences),
    )
    status = 422 if form.is_bound else 200
    return render(request, "learners/assessments/ask.html", context, status=status)


def _asked(request: UserRequest, request_id: UUID) -> AssessmentRequest:
    mine = AssessmentRequest.objects.editable_by(request.user).select_related("learner")
    found: AssessmentRequest = get_object_or_404(mine, uuid=request_id)
    return found


@require_safe
def asked(request: UserRequest, request_id: UUID) -> HttpResponse:
    """Her demand: the link to give, what came back, and the button that closes it."""
    return render(request, "learners/assessments/asked.html", _about(request, request_id))


@require_safe
def asked_sheet(request: UserRequest, request_id: UUID) -> HttpResponse:
    """The same on paper, to hand over."""
    return render(request, "learners/assessments/asked_sheet.html", _about(request, request_id))


def _about(request: UserRequest, request_id: UUID) -> dict[str, Any]:
    found = _asked(request, request_id)
    link = links.address(found.uuid, LINK)
    return _with_helper(
        request,
        asked=found,
        lines=asked_lines(found),
        is_open=found.is_open(timezone.now()),
        link=link,
        qr=mark_safe(qr_svg(link)),  # noqa: S308 - drawn by segno from our own link
    )


def _with_helper(request: UserRequest, **context: Any) -> dict[str, Any]:
    enrolment = own_enrolments(request.user).first()
    return with_helper(enrolment, **context) if enrolment else {"helper": None, **context}


@require_http_methods(["GET", "HEAD", "POST"])
def asked_revoke(request: UserRequest, request_id: UUID) -> HttpResponse:
    found = _asked(request, request_id)
    if request.method != "POST":
        context = _with_helper(request, asked=found)
        return render(request, "learners/assessments/asked_revoke.html", context)
    if revoke_asked(asked=found, at=timezone.now()):
        messages.success(request, _("C'est retiré : le lien n'ouvre plus rien."))
    return redirect("learners:asked", found.uuid)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def outside_view(request: HttpRequest, signed: str) -> HttpResponse:
    """For whoever holds the link. Looking changes nothing: scanners open links."""
    response = _outside(request, signed)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _outside(request: HttpRequest, signed: str) -> HttpResponse:
    try:
        number = links.read(signed, LINK)
    except links.ForgedLink:
        nobody = {"organization": None}
        return render(request, "learners/assessments/outside_ended.html", nobody, status=404)
    found = get_object_or_404(
        AssessmentRequest.objects.matching(number).select_related("learner", "organization")
    )
    if not found.is_open(timezone.now()):
        return _ended(request, found)
    data = request.POST if request.method == "POST" else None
    lines = asked_lines(found)
    forms = [
        ViewForm(data, line=line, said=answer, nothing=_("Je n'ai pas vu"))
        for line, answer in lines
    ]
    first = next((answer for _line, answer in lines if answer), None)
    who = OutsideForm(
        data,
        initial={
            "name": first.author_name if first else found.name,
            "title": first.author_title if first else found.title,
        },
    )
    if data is not None and _all_valid(who, forms):
        return _take(request, found, who, forms, signed)
    context = {"asked": found, "forms": forms, "who": who}
    status = 422 if data is not None else 200
    return render(request, "learners/assessments/outside.html", context, status=status)


def _all_valid(who: OutsideForm, forms: list[ViewForm]) -> bool:
    valid = [who.is_valid(), *(form.is_valid() for form in forms)]
    for form in forms:
        form.require_level()
    return all(valid) and not any(form.errors for form in forms)


def _take(
    request: HttpRequest,
    found: AssessmentRequest,
    who: OutsideForm,
    forms: list[ViewForm],
    signed: str,
) -> HttpResponse:
    try:
        answer_asked(
            asked=found,
            seen=[form.answer() for form in forms],
            at=timezone.now(),
            **who.cleaned_data,
        )
    except LinkEnded:  # it ended while the page was open
        return _ended(request, found)
    return redirect("learners:outside_view", signed)


def _ended(request: HttpRequest, found: AssessmentRequest) -> HttpResponse:
    context = {"organization": found.organization}
    return render(request, "learners/assessments/outside_ended.html", context, status=410)
