"""What players ask and send, on their content host. The token in the path says whose attempt."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.throttle import Pace
from learners.runtime.bodies import BodyRefused, read_body
from learners.runtime.launching import attempt_launch, preview_launch
from learners.runtime.player import player_page
from learners.runtime.receiving import REFUSALS, receive, refusal_of
from learners.runtime.tokens import RuntimeToken, TokenRefused, read_preview_token, read_runtime
from learners.services.attempt_rows import AttemptGone, AttemptOver
from learners.services.attempt_states import read_state
from learners.services.statements import LearningRefused
from media.h5p_upgrades import TRIED_LIBRARY
from media.origin import ContentRequest, log_refusal, refused

# A player sends a few times a minute, and a dozen when it closes.
PACE = Pace(limit=600, seconds=10)

Sending = Callable[..., HttpResponse]


@require_GET
def player(request: ContentRequest, token: str) -> HttpResponse:
    at = timezone.now()
    try:
        opened = read_runtime(token, at=at)
        _check_label(request, opened.label)
        launch = attempt_launch(opened.attempt, token=token, review=opened.is_review, at=at)
    except TokenRefused as refusal:
        return refused(request, refusal.reason)
    except AttemptGone:
        return refused(request, "gone", status=404)
    return player_page(launch)


@require_GET
def preview(request: ContentRequest, token: str) -> HttpResponse:
    at = timezone.now()
    try:
        version = read_preview_token(token, at=at)
    except TokenRefused as refusal:
        return refused(request, refusal.reason)
    launch = preview_launch(
        version,
        language=get_language() or "fr",
        at=at,
        library=request.GET.get(TRIED_LIBRARY, ""),
    )
    if launch is None:
        raise Http404
    _check_label(request, launch.version.label)
    return player_page(launch)


def _check_label(request: ContentRequest, label: str) -> None:
    if request.content_label != label:
        log_refusal(request, "label")
        raise Http404


def tokened(view: Sending) -> Sending:
    """Give the view what the token opens and the time; answer in JSON whatever is refused."""

    @wraps(view)
    def guarded(request: ContentRequest, token: str, **names: str) -> HttpResponse:
        at = timezone.now()
        try:
            opened = read_runtime(token, at=at)
        except TokenRefused as refusal:
            log_refusal(request, refusal.reason)
            return _said(403, refusal.reason, _("Rouvrez l'activité depuis votre étape."))
        _check_label(request, opened.label)
        if PACE.is_too_fast(str(opened.attempt), at):
            log_refusal(request, "pace")
            answer = _said(429, "pace", _("Trop d'envois à la fois : ils repartiront d'eux-mêmes."))
            answer["Retry-After"] = str(PACE.seconds)
            return answer
        return view(request, opened, at, **names)

    return guarded


def _said(status: int, code: str, message: str) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status)


def _kept(request: HttpRequest, opened: RuntimeToken, route: str, at: datetime) -> HttpResponse:
    if opened.is_review:
        log_refusal(request, "review")
        status, code = REFUSALS[AttemptOver]
        return _said(status, code, str(AttemptOver()))
    try:
        body = read_body(request)
    except BodyRefused as refusal:
        return _said(refusal.status, refusal.code, str(refusal))
    answer = receive(opened.attempt, route, body, at=at)
    return JsonResponse(answer.data, status=answer.status)


@require_POST
@tokened
def commit(request: ContentRequest, opened: RuntimeToken, at: datetime) -> HttpResponse:
    return _kept(request, opened, "commit", at)


@require_POST
@tokened
def xapi(request: ContentRequest, opened: RuntimeToken, at: datetime) -> HttpResponse:
    return _kept(request, opened, "xapi", at)


@require_POST
@tokened
def finished(request: ContentRequest, opened: RuntimeToken, at: datetime) -> HttpResponse:
    return _kept(request, opened, "finished", at)


@require_http_methods(["GET", "POST"])
@tokened
def state(
    request: ContentRequest,
    opened: RuntimeToken,
    at: datetime,
    *,
    data_type: str,
    sub_content_id: str,
) -> HttpResponse:
    """H5P's own protocol: ``{"success": true, "data": "<its state>" or false}``."""
    if request.method == "POST":
        query = urlencode({"sequence": request.GET.get("sequence", "")})
        return _kept(request, opened, f"state/{data_type}/{sub_content_id}?{query}", at)
    try:
        found = read_state(
            attempt=opened.attempt, data_type=data_type, sub_content_id=sub_content_id
        )
    except LearningRefused as refusal:
        status, code = refusal_of(refusal)
        return _said(status, code, str(refusal))
    return JsonResponse({"success": True, "data": False if found is None else found})
