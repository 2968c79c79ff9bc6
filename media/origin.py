"""The content hosts: where packages made by others live, apart from the application.

A version is served from a host label of its own under `CONTENT_HOST`, shared scripts from ``lib``.
Nothing of the application answers there, and nothing of it is known there: no session, no cookie.
"""

import logging
import re
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.exception import response_for_exception
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.template.loader import render_to_string
from django.urls import get_resolver, set_urlconf
from django.utils import translation

from core.middleware import PermissionsPolicyMiddleware

log = logging.getLogger("palier.content")

GetResponse = Callable[[HttpRequest], HttpResponseBase]
R = TypeVar("R", bound=HttpResponseBase)

LIBRARY_LABEL = "lib"
REPORTS = "/rapport"
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_COMPRESSED_HERE = ("text/html", "application/json")


class ContentRequest(HttpRequest):
    """A request to a content host."""

    content_label: str
    """The part of the host before `CONTENT_HOST`; "" when it is none that we give."""


def app_origin() -> str:
    """Return the scheme, host and port of the application."""
    parts = urlsplit(settings.BASE_URL)
    return f"{parts.scheme}://{parts.netloc}"


def content_url(label: str, path: str) -> str:
    """Return the absolute URL of `path` (with its first slash) on the host of `label`."""
    return f"{urlsplit(settings.BASE_URL).scheme}://{label}.{settings.CONTENT_HOST}{path}"


def with_package_windows(response: R) -> R:
    """Let what this page of the application frames open windows that talk to their opener.

    Packages do. Elsewhere the browser cuts such windows off, as it should.
    """
    response["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups"
    return response


def content_domain() -> str:
    """Return `CONTENT_HOST` without its port: browsers share cookies between ports."""
    return split_domain_port(settings.CONTENT_HOST)[0]


def label_of(host: str) -> str | None:
    """Return the label of a content host; None for a host of the application."""
    domain = split_domain_port(host)[0]
    if domain == content_domain():
        return ""
    if not domain.endswith(f".{content_domain()}"):
        return None
    label = domain.removesuffix(f".{content_domain()}")
    return label if _LABEL.fullmatch(label) else ""


class ContentHostMiddleware:
    """Answers content hosts by itself.

    No session, CSRF or sign-in runs there, and no log holds an address, whose tokens are secrets.
    """

    def __init__(self, get_response: GetResponse) -> None:
        if shares_host():
            raise ImproperlyConfigured("CONTENT_HOST holds the application's own host.")
        self.get_response = get_response
        self.compressing = GZipMiddleware(lambda _request: HttpResponse())

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        label = label_of(request.META.get("HTTP_HOST", ""))
        if label is None:
            return self.get_response(request)
        request.content_label = label  # type: ignore[attr-defined]  # makes it a ContentRequest
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            return HttpResponsePermanentRedirect(content_url(label, request.get_full_path()))
        with translation.override(translation.get_language_from_request(request)):
            response = answer(request)
        set_headers(request, response)
        return self._compressed(request, response)

    def _compressed(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_page = response.get("Content-Type", "").startswith(_COMPRESSED_HERE)
        if not is_page or not isinstance(response, HttpResponse):
            return response
        return self.compressing.process_response(request, response)


def answer(request: HttpRequest) -> HttpResponseBase:
    """Return what a content route answers, errors included."""
    try:
        if is_service_worker(request):
            return refused(request, "service-worker")
        match = get_resolver(settings.CONTENT_URLCONF).resolve(request.path_info)
        request.resolver_match = match
        response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    except Exception as error:  # noqa: BLE001 - what Django does around every middleware
        # The error pages of the application would tell its address and carry its scripts.
        set_urlconf(settings.CONTENT_URLCONF)
        try:
            return response_for_exception(request, error)
        finally:
            set_urlconf(None)
    return response


def is_service_worker(request: HttpRequest) -> bool:
    """A worker would outlive its page, and answer for every package of its label."""
    headers = request.headers
    return "Service-Worker" in headers or headers.get("Sec-Fetch-Dest") == "serviceworker"


def refused(request: HttpRequest, reason: str, *, status: int = 403) -> HttpResponse:
    """Return a short page that says what to do, and leave a line in the log: no token, nobody."""
    log_refusal(request, reason)
    return HttpResponse(render_to_string("media/content_refused.html"), status=status)


def log_refusal(request: HttpRequest, reason: str) -> None:
    label = getattr(request, "content_label", "")
    log.warning("refused %s on %s", reason, label, extra={"reason": reason, "label": label})


def set_headers(request: HttpRequest, response: HttpResponseBase) -> None:
    """Set what every answer of a content host carries; a view's own headers stay."""
    headers = {
        "Content-Security-Policy": content_policy(),
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-site",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": PermissionsPolicyMiddleware.POLICY,
        "Cache-Control": "no-store",
    }
    if settings.SECURE_HSTS_SECONDS and request.is_secure():
        headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
    for name, value in headers.items():
        response.setdefault(name, value)
    del response["X-Frame-Options"]
    response.cookies.clear()


def without_power_alone(request: HttpRequest, response: HttpResponseBase) -> None:
    """Take a package's page its origin away when someone followed a link to it.

    Outside its frame it could pass for the application. A window that a package opens on itself
    keeps it: it talks to its opener, as SCORM wants.
    """
    if request.headers.get("Sec-Fetch-Dest") != "document":
        return
    # The same address inside its frame is answered with another policy.
    response["Cache-Control"] = "no-store"
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        response["Content-Security-Policy"] = f"{content_policy()}; sandbox allow-scripts"


def content_policy() -> str:
    """Packages need inline scripts and `eval`; what they may not is reach anybody else."""
    ours = ["'self'", content_url(LIBRARY_LABEL, ""), "data:", "blob:"]
    anything = [*ours, "'unsafe-inline'", "'unsafe-eval'", *settings.CONTENT_MEDIA_HOSTS]
    directives: dict[str, list[str]] = {
        "default-src": anything,
        "connect-src": ours,
        "form-action": ["'self'"],
        "base-uri": ["'self'"],
        "frame-ancestors": ["'self'", app_origin()],
        "report-uri": [REPORTS],
    }
    if settings.CONTENT_S3_REDIRECT:
        directives["media-src"] = [*anything, settings.CONTENT_S3_REDIRECT]
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())


def shares_host() -> bool:
    """Whether the application's own host is a content host."""
    return label_of(urlsplit(settings.BASE_URL).netloc) is not None
