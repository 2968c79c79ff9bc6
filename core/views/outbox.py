"""What leaves the house, for administrators: what waits, and what could not be delivered."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from core.events import dead_letters, revive_dead_letters, waiting_count
from core.http import UserRequest


def _administrators_only(request: UserRequest) -> None:
    if not request.user.is_superuser:
        raise Http404


@require_safe
def outbox(request: UserRequest) -> HttpResponse:
    _administrators_only(request)
    now = timezone.now()
    context = {"dead": dead_letters(limit=100), "waiting": waiting_count(), "now": now}
    return render(request, "core/outbox.html", context)


@require_POST
def outbox_revive(request: UserRequest) -> HttpResponse:
    _administrators_only(request)
    count = revive_dead_letters(at=timezone.now())
    text = ngettext("%(count)d envoi est relancé.", "%(count)d envois sont relancés.", count)
    messages.success(request, text % {"count": count})
    return redirect("core:outbox")
