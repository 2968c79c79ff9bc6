"""A file as an answer: whole, the part that was asked for, or word that nothing changed."""

from collections.abc import Callable
from typing import IO

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from media.serving import UnsatisfiableRangeError, chunks, wanted_range


def answer_with_file(
    request: HttpRequest, opened: Callable[[], IO[bytes]], size: int, etag: str
) -> HttpResponseBase:
    """Return the file, the part of it that is asked for, or that nothing changed.

    `opened` is called only when something is read.
    """
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    header = request.headers.get("Range", "") if _range_holds(request, etag) else ""
    try:
        part = wanted_range(header, size)
    except UnsatisfiableRangeError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = part or (0, size - 1)
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse()
    else:
        response = StreamingHttpResponse(chunks(opened(), first, last))
    response["Content-Length"] = str(last - first + 1)
    if part:
        response.status_code = 206
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _range_holds(request: HttpRequest, etag: str) -> bool:
    """Whether the file is still the one of which the browser has the beginning."""
    return request.headers.get("If-Range", etag) == etag
