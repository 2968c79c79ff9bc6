"""The API for programs, assembled from the apps' routers.

A program shows a token (`manage.py issue_api_token`) and may what its person may. There is neither
a page of documentation nor a schema to fetch: `docs/features/packages.md` says what there is.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from core.api_tokens import user_of_token
from core.models import User
from media.api import router as packages
from media.importing import ImportRefused
from media.importing.problems import as_json
from media.refusals import sentence, sentences


class TokenAuth(HttpBearer):
    """A session opens nothing here: what a program may must not depend on a browser."""

    def __call__(self, request: HttpRequest) -> User | None:
        request.user = AnonymousUser()
        found: User | None = super().__call__(request)
        return found

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        user = user_of_token(token.strip(), at=timezone.now())
        if user is not None:
            request.user = user
        return user


api = NinjaAPI(
    title="Palier", urls_namespace="api", auth=TokenAuth(), docs_url=None, openapi_url=None
)
api.add_router("/packages", packages)


def _answer(request: HttpRequest, status: int, message: str, **more: Any) -> HttpResponse:
    return api.create_response(request, {"error": message} | more, status=status)


@api.exception_handler(AuthenticationError)
def unauthenticated(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    response = _answer(
        request, 401, _("Montrez une clé d'API valable : « Authorization: Bearer … ».")
    )
    response["WWW-Authenticate"] = 'Bearer realm="Palier"'
    return response


@api.exception_handler(PermissionDenied)
def forbidden(request: HttpRequest, _error: PermissionDenied) -> HttpResponse:
    return _answer(
        request,
        403,
        _("La personne de cette clé n'a pas ce droit. Demandez-le à votre coordination."),
    )


@api.exception_handler(Http404)
def not_found(request: HttpRequest, _error: Http404) -> HttpResponse:
    return _answer(request, 404, _("Rien de tel, ou rien que cette clé puisse voir."))


@api.exception_handler(HttpError)
@api.exception_handler(MultiPartParserError)
def not_understood(request: HttpRequest, _error: Exception) -> HttpResponse:
    return _answer(request, 400, _("La demande n'a pas été comprise. Vérifiez ce qui est envoyé."))


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = sorted({str(problem["loc"][-1]) for problem in error.errors})
    message = _("À corriger : %(fields)s.") % {"fields": ", ".join(fields)}
    return _answer(request, 422, message, fields=fields)


@api.exception_handler(ImportRefused)
def refused(request: HttpRequest, error: ImportRefused) -> HttpResponse:
    found = as_json(error.problems)
    problems = [problem | {"message": sentence(problem)} for problem in found]
    return _answer(request, 422, " ".join(sentences(found)), problems=problems)


def _patterns() -> tuple[list[Any], str, str]:
    """Return the URLs of the API; its root says nothing, so it is not there."""
    found, app_name, namespace = api.urls
    kept: list[Any] = [each for each in found if getattr(each, "name", "") != "api-root"]
    for pattern in kept:
        login_not_required(pattern.callback)
    return kept, app_name, namespace


urls = _patterns()
