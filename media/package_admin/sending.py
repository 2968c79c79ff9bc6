"""Sending files to the workshop, with or without a script, and hearing how far they are."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from core.http import UserRequest
from media.importing import ImportRefused, receive_upload
from media.importing.problems import as_json
from media.importing.uploading import expect_package
from media.models import Package, PackageImport
from media.package_admin.addresses import package_url
from media.package_admin.progress import followed, state_of
from media.refusals import sentences

MOST_FOLLOWED = 50
MOST_DIGITS = 19
# Python reads no endless number, and the database none beyond.
_KEY = re.compile(r"\d{1,18}", re.ASCII)


# The token is a field of the form: Django would look for it, and read the file, before
# `expect_package` says where the file goes. `_keep_sent` asks for it.
@csrf_exempt
@require_POST
def send(request: UserRequest) -> HttpResponse:
    """Keep the files of the form; `package` is the one whose file is replaced."""
    if not request.user.has_perm("media.add_package"):
        raise PermissionDenied
    try:
        expect_package(request)
    except ImportRefused as refused:
        return _Answer(request).refused([("", refused)], status=413)
    return _keep_sent(request)


@csrf_protect
def _keep_sent(request: UserRequest) -> HttpResponse:
    replaced = _replaced(request)
    answer = _Answer(request, replaced)
    files = request.FILES.getlist("file")
    if not files:
        return answer.refused([("", ImportRefused.because("upload-missing"))])
    kept, refusals = [], []
    for file in files:
        try:
            kept.append(_kept(file, request, replaced))
        except ImportRefused as refused:
            refusals.append((file.name or "", refused))
    return answer.given(kept, refusals)


def _kept(
    file: "UploadedFile[Any]", request: UserRequest, replaced: Package | None
) -> PackageImport:
    name = file.name or ""
    at = timezone.now()
    return receive_upload(file=file, file_name=name, by=request.user, package=replaced, at=at)


def _replaced(request: UserRequest) -> Package | None:
    key = request.POST.get("package", "")
    if not key:
        return None
    if not request.user.has_perm("media.change_package"):
        raise PermissionDenied
    return get_object_or_404(Package, pk=int(key) if _KEY.fullmatch(key) else 0)


Refusals = Sequence[tuple[str, ImportRefused]]


class _Answer:
    """The same facts for the script, which draws them, and for a form without one."""

    def __init__(self, request: HttpRequest, replaced: Package | None = None) -> None:
        self.request = request
        self.is_script = request.headers.get("Accept") == "application/json"
        name = "replace" if replaced else "add"
        self.page = package_url(name, *([replaced.pk] if replaced else []))

    def refused(self, refusals: Refusals, status: int = 422) -> HttpResponse:
        reasons = [_named(name, refused) for name, refused in refusals]
        if self.is_script:
            return JsonResponse({"message": " ".join(reasons)}, status=status)
        for reason in reasons:
            messages.error(self.request, reason)
        return redirect(self.page)

    def given(self, kept: list[PackageImport], refusals: Refusals) -> HttpResponse:
        if refusals and (self.is_script or not kept):
            return self.refused(refusals)
        if self.is_script:
            return JsonResponse(_drawn(kept[0]), status=202)
        count = len(kept)
        said = ngettext("%d fichier reçu.", "%d fichiers reçus.", count) % count
        messages.success(self.request, _("%s La vérification commence.") % said)
        return self.refused(refusals)


def _named(name: str, refused: ImportRefused) -> str:
    reasons = " ".join(sentences(as_json(refused.problems)))
    return _("%(name)s : %(reasons)s") % {"name": name, "reasons": reasons} if name else reasons


@require_GET
def states(request: UserRequest) -> JsonResponse:
    """Say how far the imports named by `id` are; those of somebody else are left out."""
    if not request.user.has_perm("media.add_package"):
        raise PermissionDenied
    keys = filter(None, map(_uuid, request.GET.getlist("id")[:MOST_FOLLOWED]))
    rows = followed(request.user).filter(uuid__in=list(keys))
    return JsonResponse({"imports": [_drawn(row) for row in rows]})


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _drawn(row: PackageImport) -> dict[str, Any]:
    state = state_of(row)
    html = render_to_string("media/package_admin/_import.html", {"state": state})
    return {"id": str(row.uuid), "is_over": state.is_over, "html": html}
