"""What views share."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django_htmx.middleware import HtmxDetails

from core.middleware import PermissionsPolicyMiddleware
from core.models import User

P = ParamSpec("P")
# `Any` for the request: a view names the narrower request that it is given.
View = Callable[Concatenate[Any, P], HttpResponseBase]


class UserRequest(HttpRequest):
    """A request behind LoginRequiredMiddleware."""

    user: User
    htmx: HtmxDetails


R = TypeVar("R", bound=HttpResponseBase)


def with_microphone(response: R) -> R:
    """Let this page of ours, and nothing it frames, ask for the microphone."""
    policy = PermissionsPolicyMiddleware.POLICY
    response["Permissions-Policy"] = policy.replace("microphone=()", "microphone=(self)")
    return response


def role_required(*roles: str) -> Callable[[View[P]], View[P]]:
    """Show the page to people who hold one of `roles`; to others it does not exist."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: UserRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.has_role(*roles):
                raise Http404
            return view(request, *args, **kwargs)

        return cast("View[P]", guarded)

    return decorate


def team_required(
    view: Callable[Concatenate[UserRequest, P], HttpResponseBase],
) -> Callable[Concatenate[UserRequest, P], HttpResponseBase]:
    """Show the page to people who work here; for founders it does not exist."""

    @wraps(view)
    def guarded(request: UserRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_team_member():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
