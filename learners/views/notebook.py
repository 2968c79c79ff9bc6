"""The *carnet de projet*, on a screen and to take away."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from core.http import UserRequest, with_microphone
from learners.models import Enrolment
from learners.notebook import read_notebook
from learners.notebook_files import ODT, Sheet, as_odt, as_pdf, as_text, sheet_of
from learners.notebook_page import CHANGE, notebook_context
from learners.place import on_my_path


@require_GET
@on_my_path
def notebook(request: UserRequest, enrolment: Enrolment) -> HttpResponse:
    changing = request.GET.get(CHANGE, "")
    context = notebook_context(request, enrolment, timezone.now(), changing=changing)
    response = render(request, "learners/notebook.html", context)
    form = context["form"]
    return with_microphone(response) if form and form.records else response


@require_GET
@on_my_path
def notebook_file(request: UserRequest, _enrolment: Enrolment) -> HttpResponse:
    """As a text file, which every machine opens."""
    sheet = sheet_of(read_notebook(request.user))
    return _file(sheet, as_text(sheet), "text/plain; charset=utf-8", "txt")


@require_GET
@on_my_path
def notebook_pdf(request: UserRequest, _enrolment: Enrolment) -> HttpResponse:
    sheet = sheet_of(read_notebook(request.user))
    return _file(sheet, as_pdf(sheet), "application/pdf", "pdf")


@require_GET
@on_my_path
def notebook_odt(request: UserRequest, _enrolment: Enrolment) -> HttpResponse:
    sheet = sheet_of(read_notebook(request.user))
    return _file(sheet, as_odt(sheet), ODT, "odt")


def _file(sheet: Sheet, content: str | bytes, kind: str, ending: str) -> HttpResponse:
    name = slugify(sheet.title)[:80] or "carnet"
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
