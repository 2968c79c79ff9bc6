"""The one-page sheet of a pitch: hers, on the screen and as a PDF."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from core.http import UserRequest
from courses.activities import find_activity
from courses.activities.pitch import PitchKind, PitchSheet
from learners.desk import module_of, own_enrolment, page_url
from learners.models import Answer
from learners.pitch_sheet import pitch_pdf
from learners.place import with_helper


def sheet_of(
    request: UserRequest, enrolment_id: UUID, slug: str, activity_id: UUID
) -> tuple[PitchSheet, Answer]:
    """Return the sheet and the answer it is made of; raise Http404 for what is not hers."""
    enrolment = own_enrolment(request, enrolment_id)
    activity = find_activity(module_of(enrolment, slug), activity_id)
    if activity is None or activity.kind != PitchKind.name:
        raise Http404
    answer = enrolment.answers.filter(activity_id=activity_id, kind=PitchKind.name).first()
    if answer is None:
        raise Http404
    answer.enrolment = enrolment
    return PitchKind().sheet(activity.block, answer.value), answer


@require_safe
def pitch_sheet(
    request: UserRequest, enrolment_id: UUID, slug: str, activity_id: UUID
) -> HttpResponse:
    sheet, answer = sheet_of(request, enrolment_id, slug, activity_id)
    context = with_helper(
        answer.enrolment,
        sheet=sheet,
        answer=answer,
        slug=slug,
        page_url=page_url(enrolment_id, slug, activity_id),
    )
    return render(request, "learners/pitch_sheet.html", context)


@require_GET
def pitch_file(
    request: UserRequest, enrolment_id: UUID, slug: str, activity_id: UUID
) -> HttpResponse:
    sheet, answer = sheet_of(request, enrolment_id, slug, activity_id)

    pdf = pitch_pdf(sheet=sheet, answer=answer)

    headers = {"Content-Disposition": 'attachment; filename="mon-pitch.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
