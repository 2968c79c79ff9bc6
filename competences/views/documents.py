"""Documents that verifiers fetch: keys, issuers, achievements, lists. Public, nobody in them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import condition, require_safe

from competences.badges import credential
from competences.models import Achievement, BadgeKey, StatusList
from competences.services.badge_keys import public_keys
from competences.services.badge_status import find_issuer
from competences.services.badges import achievement_picture as draw, achievement_text

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]

LINKED_DATA = "application/ld+json"
FIVE_MINUTES, DAY = 300, 86_400


def public_document(seconds: int) -> Callable[[Page[P]], Page[P]]:
    """Let every verifier read the page, from a script elsewhere too, and keep it a while."""

    def decorate(view: Page[P]) -> Page[P]:
        @wraps(view)
        def served(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            response = view(request, *args, **kwargs)
            response["Access-Control-Allow-Origin"] = "*"
            response["Cache-Control"] = f"public, max-age={seconds}"
            return response

        return login_not_required(require_safe(served))

    return decorate


def _json(document: dict[str, Any], content_type: str) -> JsonResponse:
    options = {"ensure_ascii": False}
    return JsonResponse(document, content_type=content_type, json_dumps_params=options)


@public_document(FIVE_MINUTES)
def keys(_request: HttpRequest) -> HttpResponse:
    return _json({"keys": list(public_keys().values())}, "application/jwk-set+json")


@public_document(FIVE_MINUTES)
def key(_request: HttpRequest, name: str) -> HttpResponse:
    found = get_object_or_404(BadgeKey.objects.published(), name=name)
    return _json(found.public_jwk, "application/jwk+json")


@public_document(FIVE_MINUTES)
def issuer(_request: HttpRequest, slug: str) -> HttpResponse:
    found = find_issuer(slug=slug)
    if found is None:
        raise Http404
    return _json(credential.profile_document(found), LINKED_DATA)


@public_document(FIVE_MINUTES)
def achievement(_request: HttpRequest, key: str) -> HttpResponse:
    found = get_object_or_404(Achievement.objects.published(), key=key)
    return _json(credential.achievement_document(achievement_text(found)), LINKED_DATA)


PICTURES = {"png": "image/png", "svg": "image/svg+xml"}


@public_document(DAY)
def achievement_picture(_request: HttpRequest, key: str, kind: str) -> HttpResponse:
    found = get_object_or_404(Achievement.objects.published(), key=key)
    if kind not in PICTURES:
        raise Http404
    return HttpResponse(draw(found, kind), content_type=PICTURES[kind])


def _signed_at(_request: HttpRequest, list_id: UUID) -> Any:
    found = StatusList.objects.published().filter(uuid=list_id)
    return found.values_list("signed_at", flat=True).first()


@public_document(FIVE_MINUTES)
@condition(last_modified_func=_signed_at)
def status_list(_request: HttpRequest, list_id: UUID) -> HttpResponse:
    found = get_object_or_404(StatusList.objects.published(), uuid=list_id)
    return HttpResponse(found.document, content_type="application/vc+jwt")
