"""The team says what founders can do: one person, or many at once; and takes an error back."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from competences.models import Assessment, Competence, Source
from competences.services.assessments import AssessmentRefused, withdraw_assessment
from core.http import UserRequest, role_required
from courses.models import LiveSession
from learners.assessing import (
    Line,
    chosen_competence,
    competences_of_module,
    competences_of_path,
    history_of,
    lines_for,
    modules_for,
    people_of_module,
    people_of_session,
    sheet_number,
)
from learners.forms.assessments import SheetForm
from learners.models import Enrolment
from learners.services.assessments import TEAM, keep_drafts, record_views

PER_PAGE = 25
MANY = 30
"""How many people one sheet holds."""


@require_safe
@role_required(*TEAM)
def assessment_people(request: UserRequest) -> HttpResponse:
    """Whom one may say something of, and the sheets for several people."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    people = (
        Enrolment.objects.assessed_by(request.user)
        .exclude(learner=request.user)
        .open()
        .matching(words)
        .select_related("learner", "cohort")
        .order_by("learner__first_name", "learner__last_name", "pk")
    )
    now = timezone.now()
    sessions = LiveSession.objects.visible_to(request.user).filter(starts_at__lte=now).planned()
    context = {
        "page_obj": Paginator(people, PER_PAGE).get_page(request.GET.get("page")),
        "words": words,
        "modules": modules_for(request.user),
        "sessions": sessions.select_related("module").order_by("-starts_at")[:8],
    }
    return render(request, "learners/assessments/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def person_views(request: UserRequest, enrolment_id: UUID) -> HttpResponse:
    enrolment = _followed(request, enrolment_id)
    competences = competences_of_path(enrolment.path_id)
    lines = lines_for([enrolment], competences, request.user)
    context = {"enrolment": enrolment}
    return _sheet(request, lines, "learners/assessments/person.html", context)


@require_safe
def person_history(request: UserRequest, enrolment_id: UUID) -> HttpResponse:
    """Every view of her, by competence, with who gave it, on what; what was taken back too."""
    enrolment = _followed(request, enrolment_id)
    context = {"enrolment": enrolment, "rows": history_of(enrolment, request.user)}
    return render(request, "learners/assessments/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*TEAM)
def session_views(request: UserRequest, session_id: UUID) -> HttpResponse:
    """One competence, everybody who was there."""
    sessions = LiveSession.objects.visible_to(request.user).select_related("module")
    session = get_object_or_404(sessions, uuid=session_id)
    people = people_of_session(session, request.user)
    context = {"session": session, "title": session.module.title, "page_obj": None}
    return _group(request, people, competences_of_module(session.module), context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*TEAM)
def module_views(request: UserRequest, slug: str) -> HttpResponse:
    """One competence, the people who began the module."""
    module = get_object_or_404(modules_for(request.user), slug=slug)
    people = people_of_module(module, request.user)
    page = Paginator(people, MANY).get_page(request.GET.get("page"))
    context = {"session": None, "title": module.title, "page_obj": page}
    return _group(request, list(page), competences_of_module(module), context)


def _group(
    request: UserRequest,
    people: list[Enrolment],
    competences: list[Competence],
    context: dict[str, Any],
) -> HttpResponse:
    competence = chosen_competence(competences, request.GET.get("competence", ""))
    lines = lines_for(people, [competence] if competence else [], request.user)
    context |= {"competence": competence, "competences": competences}
    return _sheet(request, lines, "learners/assessments/group.html", context)


def _sheet(
    request: UserRequest, lines: list[Line], template: str, context: dict[str, Any]
) -> HttpResponse:
    """Show the sheet, keep it for later, or record it; what is wrong is given back as written."""
    is_draft = "keep" in request.POST
    form = SheetForm(request.POST if request.method == "POST" else None, lines)
    refusal = ""
    if form.is_valid(as_draft=is_draft):
        try:
            return _take(request, form, is_draft=is_draft)
        except AssessmentRefused as refused:
            refusal = str(refused)
    context |= {"form": form, "sheet_id": uuid.uuid4(), "refusal": refusal}
    status = 422 if form.is_bound else 200
    return render(request, template, context, status=status)


def _take(request: UserRequest, form: SheetForm, *, is_draft: bool) -> HttpResponse:
    now = timezone.now()
    if is_draft:
        keep_drafts(said=form.said(), author=request.user, at=now)
        messages.success(request, _("C'est gardé pour plus tard. Vous seul·e le voyez."))
        return HttpResponseRedirect(request.get_full_path())
    new = record_views(
        sheet_id=sheet_number(request.POST.get("sheet", "")) or uuid.uuid4(),
        said=form.said(),
        author=request.user,
        source=Source.STAFF,
        at=now,
    )
    if new:
        words = ngettext(
            "C'est enregistré : %(count)d regard, que la personne peut lire.",
            "C'est enregistré : %(count)d regards, que les personnes concernées peuvent lire.",
            new,
        )
        messages.success(request, words % {"count": new})
    else:
        messages.info(request, _("Rien n'a changé : tout était déjà noté, ou rien n'est choisi."))
    return HttpResponseRedirect(request.get_full_path())


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*TEAM)
def view_withdraw(request: UserRequest, assessment_id: UUID) -> HttpResponse:
    """Take one's own view back: it stays in the history, with its date."""
    views = Assessment.objects.editable_by(request.user).exclude(learner=request.user)
    view = get_object_or_404(
        views.select_related("competence", "level", "learner"), pk=assessment_id
    )
    people = Enrolment.objects.assessed_by(request.user).filter(learner=view.learner)
    enrolment = people.order_by("-started_at", "-pk").first()
    if request.method == "POST":
        if withdraw_assessment(assessment=view, at=timezone.now()):
            messages.success(request, _("Votre regard est repris. Le précédent compte de nouveau."))
        else:
            messages.info(request, _("Ce regard était déjà repris : rien n'a changé."))
        if enrolment is None:
            return redirect("learners:assessment_people")
        return redirect("learners:person_history", enrolment.uuid)
    context = {"view": view, "enrolment": enrolment}
    return render(request, "learners/assessments/withdraw.html", context)


def _followed(request: UserRequest, enrolment_id: UUID) -> Enrolment:
    people = Enrolment.objects.assessed_by(request.user).exclude(learner=request.user)
    people = people.select_related("learner", "path", "organization", "cohort")
    return get_object_or_404(people, uuid=enrolment_id)
