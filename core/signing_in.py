"""What the ways of signing in share: a card, a code by e-mail, a password, a recommendation."""

from django.contrib.auth import login
from django.http import HttpRequest

from core.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"
NOT_MINE = "not_my_device"


def sign_in(request: HttpRequest, user: User, *, not_mine: bool = False) -> None:
    """Open a session under a new key; on a device that is not hers, it ends with the browser."""
    login(request, user, backend=BACKEND)
    request.session.set_expiry(0 if not_mine else None)


def remember_device(request: HttpRequest, *, not_mine: bool) -> None:
    """Keep the answer to "is this device yours?" until the sign-in under way ends."""
    request.session[NOT_MINE] = not_mine


def apply_device(request: HttpRequest) -> None:
    if request.session.pop(NOT_MINE, False):
        request.session.set_expiry(0)
