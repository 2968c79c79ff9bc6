"""A founder opens a package, and her device sends what waited."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.http import UserRequest
from learners.desk import Desk, desk_of, module_of, own_enrolment, page_url
from learners.models import Attempt
from learners.packages import KIND, is_review, player_url
from learners.place import with_helper
from learners.runtime.bodies import BodyRefused
from learners.runtime.replaying import read_replay, replay
from learners.runtime.tokens import runtime_token
from learners.services.attempts import AttemptsExhausted, PackageMissing, last_attempt, open_attempt
from learners.services.statements import LearningRefused
from media.origin import with_package_windows

CODES = {AttemptsExhausted: "exhausted", PackageMissing: "missing"}


@require_http_methods(["GET", "POST"])
def package_open(
    request: UserRequest, enrolment_id: UUID, slug: str, activity_id: UUID
) -> HttpResponse:
    if request.method == "GET":  # back from signing in
        return redirect(page_url(enrolment_id, slug, activity_id))
    desk, at = package_desk(request, enrolment_id, slug, activity_id), timezone.now()
    by_script = request.headers.get("Accept") == "application/json"

    try:
        attempt = open_attempt(
            enrolment=desk.enrolment,
            module=desk.module,
            activity=desk.activity,
            actor=request.user,
            at=at,
            again=request.POST.get("again") == "1",
        )
    except LearningRefused as refusal:
        return refused(request, desk, refusal)

    if by_script:
        return JsonResponse(opening(attempt, at))
    # On the way to a window apart: a page of another policy would cut it off from this one.
    return with_package_windows(redirect("learners:package_page", enrolment_id, slug, activity_id))


def package_desk(request: UserRequest, enrolment_id: UUID, slug: str, activity_id: UUID) -> Desk:
    desk = desk_of(request, enrolment_id, slug, activity_id)
    if desk.activity.kind != KIND:
        raise Http404
    return desk


def opening(attempt: Attempt, at: datetime) -> dict[str, Any]:
    return {
        "url": player_url(attempt, at=at),
        "attempt": str(attempt.uuid),
        "number": attempt.number,
        "mode": "review" if is_review(attempt) else "normal",
    }


def refused(request: UserRequest, desk: Desk, refusal: LearningRefused) -> HttpResponse:
    if request.headers.get("Accept") == "application/json":
        code = CODES.get(type(refusal), "stopped")
        return JsonResponse({"code": code, "message": str(refusal)}, status=409)
    messages.error(request, str(refusal))
    return redirect(page_url(desk.enrolment.uuid, desk.module.slug, desk.activity.id))


@require_GET
def package_page(
    request: UserRequest, enrolment_id: UUID, slug: str, activity_id: UUID
) -> HttpResponse:
    """The player on a page of its own: what a browser without script is led to."""
    desk, at = package_desk(request, enrolment_id, slug, activity_id), timezone.now()
    attempt = last_attempt(desk.enrolment, activity_id)
    if attempt is None:
        return redirect(page_url(enrolment_id, slug, activity_id))
    enrolment = own_enrolment(request, enrolment_id)
    context = with_helper(
        enrolment,
        module=module_of(enrolment, slug),
        activity=desk.activity,
        attempt=attempt,
        is_review=is_review(attempt),
        player_url=player_url(attempt, at=at),
        back=page_url(enrolment_id, slug, activity_id),
    )
    return with_package_windows(render(request, "learners/package.html", context))


@require_POST
def package_token(
    request: UserRequest, enrolment_id: UUID, slug: str, activity_id: UUID
) -> HttpResponse:
    """Give the player that is open two hours more."""
    desk, at = package_desk(request, enrolment_id, slug, activity_id), timezone.now()
    attempt = own_attempt(request, desk, request.POST.get("attempt", ""))
    # A visit that ended the attempt may still have a last word to send.
    token = runtime_token(attempt, at=at)
    return JsonResponse({"attempt": str(attempt.uuid), "token": token})


def own_attempt(request: UserRequest, desk: Desk, uuid: object) -> Attempt:
    """Return her attempt at this activity; raise Http404 for any other."""
    try:
        sought = UUID(str(uuid))
    except ValueError:
        raise Http404 from None
    attempts = Attempt.objects.editable_by(request.user).select_related("version")
    return get_object_or_404(
        attempts, uuid=sought, enrolment=desk.enrolment.pk, activity_id=desk.activity.id
    )


@require_POST
def package_replay(
    request: UserRequest, enrolment_id: UUID, slug: str, activity_id: UUID
) -> HttpResponse:
    """Take what her device kept while it could not send, in order."""
    desk, at = package_desk(request, enrolment_id, slug, activity_id), timezone.now()
    try:
        sent = read_replay(request)
    except BodyRefused as refusal:
        return JsonResponse({"code": refusal.code, "message": str(refusal)}, status=refusal.status)
    attempt = own_attempt(request, desk, sent.attempt)
    return JsonResponse({"results": replay(attempt, sent.entries, at=at)})
