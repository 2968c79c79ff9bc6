"""Signing in with a printed card."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from core.forms import AccessCodeForm
from core.models import AccessCard
from core.signing_in import sign_in
from core.throttle import Throttle

wrong_codes = Throttle("access-code", per_address=10, in_all=1000, seconds=600)


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def access(request: HttpRequest) -> HttpResponse:
    """Type the code of a card."""
    form = AccessCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        card = _find(request, form.cleaned_data["code"])
        if card is not None:
            return _enter(request, card, not_mine=form.cleaned_data["not_mine"])
        form.add_error("code", _refusal(request))
    context = {"form": form, "next": _next(request)}
    return render(request, "core/access.html", context)


@login_not_required
@never_cache
@sensitive_variables("code")
@require_http_methods(["GET", "HEAD", "POST"])
def access_card(request: HttpRequest, code: str) -> HttpResponse:
    """Scan the card: the page asks who is there, the button signs in."""
    card = _find(request, code)
    if card is None:
        response = render(
            request, "core/access_refused.html", {"why": _refusal(request)}, status=404
        )
    elif request.method == "POST":
        return _enter(request, card, not_mine=bool(request.POST.get("not_mine")))
    else:
        response = render(request, "core/access_card.html", {"person": card.user})
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _find(request: HttpRequest, code: str) -> AccessCard | None:
    """Return the card of this code, unless there were too many wrong ones before."""
    if wrong_codes.is_closed_to(request):
        return None
    card = AccessCard.objects.matching(code).select_related("user").first()
    if card is None or card.user.is_team_member():
        wrong_codes.note_failure(request)
        return None
    return card


def _refusal(request: HttpRequest) -> str:
    if wrong_codes.is_closed_to(request):
        return _("Beaucoup d'essais en peu de temps. Attendez dix minutes, puis essayez encore.")
    return _("Ce code n'ouvre rien : il est peut-être mal recopié, ou la carte a été remplacée.")


def _enter(request: HttpRequest, card: AccessCard, *, not_mine: bool) -> HttpResponse:
    sign_in(request, card.user, not_mine=not_mine)
    card.use(timezone.now())
    return redirect(_next(request) or "core:home")


def _next(request: HttpRequest) -> str:
    url = request.POST.get("next") or request.GET.get("next") or ""
    hosts = {request.get_host()}
    return url if url_has_allowed_host_and_scheme(url, hosts, request.is_secure()) else ""
