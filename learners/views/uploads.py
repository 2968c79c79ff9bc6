"""Files of founders: private, given to those who may see them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.http import UserRequest
from learners.desk import page_of
from learners.models import Upload
from learners.place import with_helper
from learners.services.uploads import delete_upload
from media.parts import answer_with_file


@require_safe
def upload(request: UserRequest, upload_id: UUID) -> HttpResponseBase:
    kept = get_object_or_404(Upload.objects.visible_to(request.user), uuid=upload_id)
    try:
        size = kept.file.size
    except OSError:
        raise Http404 from None
    is_document = kept.kind == Upload.Kind.DOCUMENT
    etag = quote_etag(f"{kept.uuid.hex}-{size:x}")

    response = answer_with_file(request, lambda: kept.file.open("rb").file, size, etag)

    response["Content-Type"] = kept.content_type
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    # A document is never opened inside the site, whatever its type.
    response["Content-Disposition"] = content_disposition_header(is_document, kept.name) or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # These are packed already, and a part of a file is not to be packed at all.
    response["Content-Encoding"] = "identity"
    return response


@require_http_methods(["GET", "POST"])
def upload_delete(request: UserRequest, upload_id: UUID) -> HttpResponse:
    uploads = Upload.objects.editable_by(request.user).select_related("enrolment__organization")
    kept = get_object_or_404(uploads, uuid=upload_id)
    page = page_of(kept)
    if request.method == "GET":
        context = with_helper(kept.enrolment, upload=kept, page_url=page)
        return render(request, "learners/upload_delete.html", context)

    delete_upload(upload=kept)

    messages.success(request, _("Le fichier est supprimé."))
    return redirect(page)
