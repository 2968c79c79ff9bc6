"""A founder on one module: she reads, she says it is done, she takes her calculation along."""

import uuid
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe

from core.http import UserRequest, with_microphone
from courses import activities
from courses.activities.workbooks import SPREADSHEETS
from learners.desk import client_id, module_of, own_enrolment
from learners.module_page import ModulePage
from learners.place import with_helper
from learners.services.statements import LearningRefused, complete_module, open_module
from media.origin import with_package_windows

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def module(request: UserRequest, enrolment_id: UUID, slug: str) -> HttpResponse:
    enrolment = own_enrolment(request, enrolment_id)
    page = ModulePage.of(enrolment, module_of(enrolment, slug), timezone.now())

    if page.is_new and is_reading(request) and not enrolment.is_stopped:
        open_module(enrolment=enrolment, module=page.module, actor=request.user, at=page.at)

    context = with_helper(enrolment, page=page, module=page.module, form_id=uuid.uuid4())
    response = render(request, "learners/module.html", context)
    if page.has_packages:
        response = with_package_windows(response)
    return with_microphone(response) if page.records else response


def is_reading(request: HttpRequest) -> bool:
    """Whether someone asked for the page, and not her browser in advance."""
    purpose = request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    return request.method == "GET" and "prefetch" not in purpose


@require_POST
def module_complete(request: UserRequest, enrolment_id: UUID, slug: str) -> HttpResponse:
    enrolment = own_enrolment(request, enrolment_id)
    done = module_of(enrolment, slug)

    try:
        complete_module(
            enrolment=enrolment,
            module=done,
            actor=request.user,
            statement_id=client_id(request) or uuid.uuid4(),
            at=timezone.now(),
        )
    except LearningRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("learners:module", enrolment.uuid, done.slug)

    return redirect(f"{reverse('learners:module', args=[enrolment.uuid, done.slug])}#fin")


@require_GET
def activity_spreadsheet(
    request: UserRequest, enrolment_id: UUID, slug: str, activity_id: UUID
) -> HttpResponse:
    enrolment = own_enrolment(request, enrolment_id)
    activity = activities.find_activity(module_of(enrolment, slug), activity_id)
    if activity is None or activity.kind not in SPREADSHEETS:
        raise Http404
    spreadsheet = SPREADSHEETS[activity.kind]
    answer = enrolment.answers.filter(activity_id=activity_id).first()

    workbook = spreadsheet.write(activity.block, answer.value if answer else {})

    headers = {"Content-Disposition": f'attachment; filename="{spreadsheet.file_name}"'}
    return HttpResponse(workbook, content_type=XLSX, headers=headers)
