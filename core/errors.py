"""Pages for what goes wrong: what happened, that nothing is lost, what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's
    return render(request, "core/csrf_failure.html", status=403)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's
    return render(request, "403.html", status=403)


def server_error(_request: HttpRequest) -> HttpResponse:
    """Without the request's context: what failed may be the session or the database."""
    return HttpResponse(render_to_string("500.html"), status=500)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's
    return render(request, "404.html", status=404)
