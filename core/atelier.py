"""The door of the workshop (Wagtail, `/atelier/`)."""

from collections.abc import Callable

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import reverse

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Wagtail 8.0 writes `<script>new SnippetChooser(…)</script>` beside its choosers and dates, and in
# the templates that its inline panels insert; its rich text editor writes style attributes. A nonce
# added to all of them on the way out would protect no better. Everything else of the policy holds:
# no other origin, no plug-in, framed by ourselves alone.
POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
}


class AtelierMiddleware:
    """Lets in those who write, by the one way to sign in; to others the workshop does not exist.

    Wagtail's own login form would ask for no second factor, and Wagtail sends a signed-in person
    without permission back to the login page, which sends her back: here it is a 404.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.workshop: GetResponse = csp_replace(POLICY)(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(reverse("wagtailadmin_home")):
            return self.get_response(request)
        if not request.user.is_authenticated:
            return self._to_login(request)
        if not request.user.has_perm("wagtailadmin.access_admin"):
            raise Http404
        return self.workshop(request)

    def _to_login(self, request: HttpRequest) -> HttpResponse:
        home = reverse("wagtailadmin_home")
        is_login = request.path.startswith(reverse("wagtailadmin_login"))
        wanted = home if is_login else request.get_full_path()
        return redirect_to_login(wanted, resolve_url(settings.LOGIN_URL))
