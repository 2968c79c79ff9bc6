"""Public files: pictures and sounds of modules, from whichever storage is set."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from media.parts import answer_with_file
from media.serving import is_immutable, public_type

YEAR = 365 * 24 * 3600
HOUR = 3600


@login_not_required
@require_safe
def public_file(request: HttpRequest, name: str) -> HttpResponseBase:
    content_type = public_type(name)
    if content_type is None:
        raise Http404
    try:
        size = default_storage.size(name)
        changed = default_storage.get_modified_time(name)
    except (OSError, SuspiciousOperation, ValueError) as error:
        raise Http404 from error

    etag = quote_etag(f"{size:x}-{int(changed.timestamp() * 1000):x}")
    response = answer_with_file(request, lambda: default_storage.open(name, "rb"), size, etag)
    response["Content-Type"] = content_type
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = _caching(name)
    # Pictures and sounds: opened alone they may load and run nothing.
    response["Content-Security-Policy"] = "default-src 'none'; img-src 'self'; media-src 'self'"
    return response


def _caching(name: str) -> str:
    return f"public, max-age={YEAR}, immutable" if is_immutable(name) else f"public, max-age={HOUR}"
