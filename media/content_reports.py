"""What browsers say they refused to a package: kept as a line, without any address."""

import json
import logging
import re
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import cache
from django.http import HttpResponse, HttpResponseNotAllowed

from media.origin import LIBRARY_LABEL, ContentRequest, app_origin, label_of

log = logging.getLogger("palier.content")

LONGEST = 16 * 1024
# Some packages try the same thing at every second.
QUIET_SECONDS = 60
MOST_LINES = 120
"""In `QUIET_SECONDS`, whoever sends them."""
_DIRECTIVES = {
    *("default-src", "script-src", "script-src-elem", "script-src-attr", "style-src"),
    *("style-src-elem", "style-src-attr", "img-src", "media-src", "font-src", "connect-src"),
    *("frame-src", "child-src", "worker-src", "manifest-src", "object-src", "base-uri"),
    *("form-action", "frame-ancestors", "sandbox"),
}
_LABEL = re.compile(rf"{LIBRARY_LABEL}|p[0-9a-f]{{20}}")
_EVERYBODY = "content-reports"


def report(request: ContentRequest) -> HttpResponse:
    """Content-Security-Policy reports: anybody may send one, so it is believed for a line only."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    said = _read(request)
    directive = str(said.get("effective-directive") or said.get("violated-directive") or "")
    directive = directive.partition(" ")[0]
    if directive in _DIRECTIVES:
        towards = _towards(str(said.get("blocked-uri") or ""))
        # Names that nobody was given are all the same to us.
        label = request.content_label if _LABEL.fullmatch(request.content_label) else ""
        _note(label, directive, towards)
    return HttpResponse(status=204)


def _read(request: ContentRequest) -> dict[str, Any]:
    try:
        said = json.loads(request.read(LONGEST)).get("csp-report", {})
    except (ValueError, AttributeError, OSError):
        return {}
    return said if isinstance(said, dict) else {}


def _towards(blocked: str) -> str:
    """Return who was to be reached; never where exactly, which may hold what someone wrote."""
    try:
        host = urlsplit(blocked).netloc
    except ValueError:
        return "elsewhere"
    if host == urlsplit(app_origin()).netloc:
        return "application"
    return "package" if label_of(host) is not None else "elsewhere"


def _note(label: str, directive: str, towards: str) -> None:
    # Asked first: what is above the limit takes no place in the cache either.
    if cache.get(_EVERYBODY, 0) >= MOST_LINES:
        return
    if cache.add(f"content-report:{label}:{directive}:{towards}", 1, QUIET_SECONDS):
        _count_line()
        extra = {"reason": directive, "label": label, "towards": towards}
        log.warning("refused %s on %s towards %s", directive, label, towards, extra=extra)


def _count_line() -> None:
    cache.add(_EVERYBODY, 0, QUIET_SECONDS)
    # It may end between the two.
    with suppress(ValueError):
        cache.incr(_EVERYBODY)
