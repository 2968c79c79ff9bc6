"""The free pages of the *carnet*: common to its founders."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.http import UserRequest
from learners.desk import client_id
from learners.forms.notebook import PageForm
from learners.models import NotebookPage
from learners.module_page import saved_words
from learners.notebook_page import founder_page
from learners.services.notebook import (
    PageChanged,
    PageRefused,
    add_page,
    place_page,
    put_page_back,
    remove_page,
    restore_page,
    save_page,
)


@require_POST
def page_new(request: UserRequest) -> HttpResponse:
    founder_page(request)
    try:
        page = add_page(founder=request.user, act=client_id(request), at=timezone.now())
    except PageRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("learners:notebook")
    return redirect("learners:notebook_page", page.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: UserRequest, page_id: UUID) -> HttpResponse:
    found = _page(request, page_id)
    if request.method != "POST":
        return _show(request, found, PageForm(initial=_said(found)))
    form = PageForm(request.POST)
    if not form.is_valid():
        return _refused(request, found, form, _first_error(form), status=422)
    at, said = timezone.now(), form.cleaned_data
    try:
        save_page(
            page=found,
            act=_act(request, said),
            version=_version(request),
            by=request.user,
            at=at,
            **said,
        )
    except PageChanged as refusal:
        return _refused(request, refusal.page, form, str(refusal), status=409)
    if _by_script(request):
        found.refresh_from_db()
        answer = {"saved": saved_words(at, at), "version": str(found.version), "note": ""}
        return JsonResponse(answer | {"html": ""})
    return redirect(_place(found))


def _page(request: UserRequest, page_id: UUID) -> NotebookPage:
    pages = NotebookPage.objects.editable_by(request.user).select_related("written_by")
    return get_object_or_404(pages, uuid=page_id)


def _said(page: NotebookPage) -> dict[str, str]:
    return {"title": page.title, "words": page.words}


def _by_script(request: UserRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _version(request: UserRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _act(request: UserRequest, said: dict[str, Any]) -> UUID | None:
    """A script names each of its writes; a form sent again with other words is another act."""
    named = client_id(request)
    if named is None or _by_script(request):
        return named
    return uuid.uuid5(named, f"{said['title']}\n{said['words']}")


def _first_error(form: PageForm) -> str:
    return next(str(each) for errors in form.errors.values() for each in errors)


def _place(page: NotebookPage) -> str:
    return f"{reverse('learners:notebook')}#page-{page.uuid}"


def _show(request: UserRequest, page: NotebookPage, form: PageForm, **more: Any) -> HttpResponse:
    context = {"page": page, "form": form, "form_id": uuid.uuid4(), "standing": None}
    saved = saved_words(page.written_at if page.version else None, timezone.now())
    context = founder_page(request, **context, saved=saved) | more
    return render(request, "learners/notebook_page.html", context, status=more.get("status", 200))


def _refused(
    request: UserRequest, page: NotebookPage, form: PageForm, message: str, *, status: int
) -> HttpResponse:
    """Give her words back; beside them, what stands now."""
    if _by_script(request):
        return JsonResponse({"message": message, "field": ""}, status=status)
    standing = page if status == 409 else None
    more = {"message": message, "standing": standing, "saved": "", "status": status}
    return _show(request, page, form, **more)


@require_POST
def page_move(request: UserRequest, page_id: UUID) -> HttpResponse:
    found = _page(request, page_id)
    rank = request.POST.get("rank", "")
    if not (rank.isascii() and rank.isdigit() and len(rank) < 6):
        raise Http404
    place_page(page=found, rank=int(rank))
    return redirect(_place(found))


@require_POST
def page_remove(request: UserRequest, page_id: UUID) -> HttpResponse:
    """Nothing is asked first: the next screen offers to undo it."""
    found = _page(request, page_id)
    remove_page(page=found, at=timezone.now())
    return redirect("learners:notebook_page_removed", found.uuid)


@require_safe
def page_removed(request: UserRequest, page_id: UUID) -> HttpResponse:
    found = _page(request, page_id)
    return render(request, "learners/notebook_page_removed.html", founder_page(request, page=found))


@require_POST
def page_put_back(request: UserRequest, page_id: UUID) -> HttpResponse:
    found = _page(request, page_id)
    put_page_back(page=found)
    messages.success(request, _("La page est revenue dans le carnet."))
    return redirect(_place(found))


@require_safe
def page_versions(request: UserRequest, page_id: UUID) -> HttpResponse:
    found = _page(request, page_id)
    versions = found.versions.select_related("written_by")
    context = founder_page(
        request,
        page=found,
        page_obj=Paginator(versions, 20).get_page(request.GET.get("page")),
    )
    return render(request, "learners/notebook_page_versions.html", context)


@require_POST
def page_restore(request: UserRequest, page_id: UUID, number: int) -> HttpResponse:
    found = _page(request, page_id)
    get_object_or_404(found.versions, number=number)
    restore_page(page=found, number=number, by=request.user, at=timezone.now())
    messages.success(request, _("Cette version est reprise. Les autres restent gardées."))
    return redirect(_place(found))
