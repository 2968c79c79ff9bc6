"""The page of one badge, for whoever its founder gave the address to."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from competences.badge_files import file_response
from competences.models import Badge
from competences.services.verification import verify_token


def _public(badge_id: UUID) -> Badge:
    badges = Badge.objects.published().select_related("achievement")
    return get_object_or_404(badges, uuid=badge_id)


@login_not_required
@require_safe
def badge(request: HttpRequest, badge_id: UUID) -> HttpResponse:
    found = _public(badge_id)
    context = {"badge": found, "verdict": verify_token(token=found.jwt)}
    response = render(request, "competences/badge.html", context)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    return response


@login_not_required
@require_safe
def badge_file(_request: HttpRequest, badge_id: UUID, kind: str) -> HttpResponse:
    response = file_response(_public(badge_id), kind)
    response["Access-Control-Allow-Origin"] = "*"
    return response
