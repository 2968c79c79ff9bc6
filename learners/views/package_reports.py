"""Trainers: how the packages of their paths go, question by question and person by person."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.http import UserRequest, role_required
from core.models import Role
from learners.forms.package_reports import AttemptFilter
from learners.package_exports import XLSX, answer_rows, csv_lines, question_rows, workbook
from learners.package_questions import grouped_questions, questions_in, shown_attempt
from learners.package_report import (
    Report,
    attempts_of,
    grouped_uses,
    people_of,
    person_uses,
    readable_attempts,
    report_of,
    summary_of,
    uses_in,
)

PER_PAGE = 25
ATTEMPTS_PER_PAGE = 5
"""Each may hold hundreds of answers."""
trainers_only = role_required(Role.TRAINER, Role.COORDINATOR)


@require_safe
@trainers_only
def package_reports(request: UserRequest) -> HttpResponse:
    everything = readable_attempts(request.user)
    form = AttemptFilter(request.GET, attempts=everything, of_one=False)
    attempts = form.narrow(everything)
    page = _page(request, grouped_uses(attempts))
    context = {"form": form, "page_obj": page, "uses": uses_in(list(page), attempts)}
    return render(request, "learners/package_report/list.html", context)


@require_safe
@trainers_only
def package_report(request: UserRequest, slug: str, activity_id: UUID) -> HttpResponse:
    report, form = _narrowed(request, slug, activity_id)
    context: dict[str, Any] = {
        "report": report,
        "form": form,
        "summary": summary_of(report),
        "shows_people": request.GET.get("vue") == "personnes",
    }
    if context["shows_people"]:
        page = _page(request, people_of(report))
        context["people"] = person_uses(report, list(page))
    else:
        page = _page(request, grouped_questions(report))
        context["questions"] = questions_in(report, list(page), start=page.start_index())
    return render(request, "learners/package_report/activity.html", context | {"page_obj": page})


@require_safe
@trainers_only
def package_report_csv(
    request: UserRequest, slug: str, activity_id: UUID, rows: str
) -> HttpResponseBase:
    report, form = _narrowed(request, slug, activity_id)
    if form.errors:
        return _what_is_wrong(request, report)
    found = question_rows(report) if rows == "questions" else answer_rows(report)
    response = StreamingHttpResponse(csv_lines(found), content_type="text/csv; charset=utf-8")
    name = f"{_file_name(report)}-{rows}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@trainers_only
def package_report_xlsx(request: UserRequest, slug: str, activity_id: UUID) -> HttpResponseBase:
    report, form = _narrowed(request, slug, activity_id)
    if form.errors:
        return _what_is_wrong(request, report)
    name = f"{_file_name(report)}.xlsx"
    return FileResponse(workbook(report), as_attachment=True, filename=name, content_type=XLSX)


@require_safe
@trainers_only
def person_packages(request: UserRequest, enrolment_id: UUID) -> HttpResponse:
    attempts = readable_attempts(request.user).filter(enrolment__uuid=enrolment_id)
    whole = attempts.select_related("enrolment__learner", "enrolment__path").defer("sequencing")
    one = whole.first()
    if one is None:
        raise Http404
    page = _page(request, grouped_uses(attempts))
    context = {
        "enrolment": one.enrolment,
        "page_obj": page,
        "uses": uses_in(list(page), attempts),
    }
    return render(request, "learners/package_report/person.html", context)


@require_safe
@trainers_only
def person_package(
    request: UserRequest, enrolment_id: UUID, slug: str, activity_id: UUID
) -> HttpResponse:
    report = report_of(request.user, slug, activity_id, enrolment_id=enrolment_id)
    if report is None:
        raise Http404
    page = _page(request, attempts_of(report), ATTEMPTS_PER_PAGE)
    people = person_uses(report, list(people_of(report)))
    if not people:
        raise Http404
    context = {
        "report": report,
        "person": people[0],
        "page_obj": page,
        "attempts": [shown_attempt(each) for each in page],
    }
    return render(request, "learners/package_report/attempts.html", context)


def _page(request: UserRequest, rows: QuerySet[Any, Any], per_page: int = PER_PAGE) -> Page[Any]:
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


def _narrowed(request: UserRequest, slug: str, activity_id: UUID) -> tuple[Report, AttemptFilter]:
    """Return what is known of the activity, of the attempts that the address asks for."""
    report = report_of(request.user, slug, activity_id)
    if report is None:
        raise Http404
    form = AttemptFilter(request.GET, attempts=report.attempts, of_one=True)
    return replace(report, attempts=form.narrow(report.attempts)), form


def _what_is_wrong(request: UserRequest, report: Report) -> HttpResponse:
    """Lead to the page that says which filter is wrong, rather than export everybody."""
    page = reverse("learners:package_report", args=[report.module.slug, report.activity_id])
    return redirect(f"{page}?{request.GET.urlencode()}")


def _file_name(report: Report) -> str:
    return f"activite-{report.module.slug}-{timezone.localdate():%Y-%m-%d}"
