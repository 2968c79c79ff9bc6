"""What content hosts give of H5P libraries: the assembled script and style sheet, their files.

Addresses are made of digests: whatever they once gave, they give for ever, to any page.
"""

import hashlib
import re
from collections.abc import Collection
from functools import partial
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header, quote_etag

from media.content_types import UNKNOWN, content_type, is_document
from media.h5p_bundles import SUFFIXES, file_of_library, stored_name
from media.origin import content_policy
from media.parts import answer_with_file
from media.serving import best_encoding

SAFE = ["GET", "HEAD"]
FOR_EVER = "public, max-age=31536000, immutable"
_SCRIPT = "text/javascript; charset=utf-8"
_STYLE = "text/css; charset=utf-8"
# How files of the core are named.
_PLAIN = re.compile(r"(?:[\w-]+/)*[\w-]+(?:\.[\w-]+)+", re.ASCII)


def bundle(request: HttpRequest, digest: str, suffix: str) -> HttpResponseBase:
    """The assembled script or style sheet of that digest."""
    kind = _SCRIPT if suffix == ".js" else _STYLE
    return _given(request, stored_name(f"{digest}{suffix}"), kind, SUFFIXES)


def library_file(request: HttpRequest, digest: str, path: str) -> HttpResponseBase:
    """A file of a library, or of the core, named by a script or a style sheet."""
    stored, available = _found(digest, path)
    kind = content_type(path)
    response = _given(request, stored, kind, available)
    if kind == UNKNOWN:
        response["Content-Disposition"] = content_disposition_header(
            as_attachment=True, filename=path.rpartition("/")[2]
        )
    if is_document(kind):
        # Opened as a page, a drawing would run its scripts in the origin of whose host was asked.
        response["Content-Security-Policy"] = f"{content_policy()}; sandbox"
    return response


def _found(digest: str, path: str) -> tuple[str, Collection[str]]:
    """Return where the storage has the file, and its compressed forms."""
    if file := file_of_library(digest, path):
        return file["stored"], [each for each in file.get("encodings", "").split(",") if each]
    if not _PLAIN.fullmatch(path):
        raise Http404
    return stored_name(f"{digest}/{path}"), ()


def _given(
    request: HttpRequest, stored: str, kind: str, available: Collection[str]
) -> HttpResponseBase:
    if request.method not in SAFE:
        return HttpResponseNotAllowed(SAFE)
    encoding = ""
    if "Range" not in request.headers:
        encoding = best_encoding(request.headers.get("Accept-Encoding", ""), available)
    response = _bytes(request, stored + SUFFIXES.get(encoding, ""))
    response["Content-Type"] = kind
    if encoding:
        response["Content-Encoding"] = encoding
    if available:
        patch_vary_headers(response, ["Accept-Encoding"])
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = FOR_EVER
    return response


def _bytes(request: HttpRequest, stored: str) -> HttpResponseBase:
    # Names in the storage are made of the content too.
    etag = quote_etag(hashlib.sha256(stored.encode()).hexdigest()[:40])
    try:
        # Also for a proxy: an address that gives nothing must not be kept for ever.
        size = default_storage.size(stored)
        if settings.CONTENT_ACCEL_PREFIX:
            address = settings.CONTENT_ACCEL_PREFIX + quote(stored)
            return HttpResponse(headers={"X-Accel-Redirect": address})
        response = answer_with_file(request, partial(default_storage.open, stored), size, etag)
    except OSError as error:
        raise Http404 from error
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    return response
