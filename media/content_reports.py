"""What browsers say they refused to a package: kept as a line, without any address."""

import json
import logging
import re
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import cache
from django.http import HttpResponse, HttpResponseNotAllowed

from media.origin import ContentRequest, app_origin, label_of

log = logging.getLogger("palier.content")

LONGEST = 16 * 1024
# Some packages try the same thing at every second.
QUIET_SECONDS = 60
_DIRECTIVE = re.compile(r"[a-z-]{1,40}")


def report(request: ContentRequest) -> HttpResponse:
    """Content-Security-Policy reports: anybody may send one, so it is believed for a line only."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    said = _read(request)
    directive = str(said.get("effective-directive") or said.get("violated-directive") or "")
    directive = directive.partition(" ")[0]
    if _DIRECTIVE.fullmatch(directive):
        towards = _towards(str(said.get("blocked-uri") or ""))
        _note(request.content_label, directive, towards)
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
    if cache.add(f"content-report:{label}:{directive}:{towards}", 1, QUIET_SECONDS):
        extra = {"reason": directive, "label": label, "towards": towards}
        log.warning("refused %s on %s towards %s", directive, label, towards, extra=extra)
