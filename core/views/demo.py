"""The demonstration's mailbox and ways in. Without PALIER_DEMO, none of this exists."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html, format_html_join
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.signing_in import sign_in

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
NAME = re.compile(r"[\w-]{1,80}")
SHOWN = 50


def demonstration_only(view: View[P]) -> View[P]:
    @login_not_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@dataclass(frozen=True)
class Letter:
    """A message of the mail folder; `text` has its links to this site made clickable."""

    name: str
    to: str
    subject: str
    sent_at: datetime | None
    text: SafeString


def read_letter(path: Path) -> Letter:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what this policy makes
    body = message.get_body(preferencelist=("plain",))
    date = message["Date"]
    return Letter(
        name=path.stem,
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        sent_at=parsedate_to_datetime(str(date)) if date else None,
        text=with_links(str(body.get_content()) if body else ""),
    )


def with_links(text: str) -> SafeString:
    """Escape everything; make links of the addresses of this site alone."""
    parts = re.split(rf"({re.escape(settings.BASE_URL)}/[^\s<>\"']*)", text)
    return format_html_join(
        "", "{}", ((_link(part) if number % 2 else part,) for number, part in enumerate(parts))
    )


def _link(url: str) -> SafeString:
    # Without the host: the demonstration answers under several names.
    return format_html('<a href="{}">{}</a>', url.removeprefix(settings.BASE_URL), url)


def _letters() -> list[Path]:
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", "") or settings.VAR_DIR / "mail")
    found = [path for path in folder.glob("*.eml") if NAME.fullmatch(path.stem)]
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


@demonstration_only
@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    context = {
        "accounts": import_string(settings.DEMO_ACCOUNTS)(),
        "letters": [read_letter(path) for path in _letters()[:SHOWN]],
    }
    return render(request, "core/demo.html", context)


@demonstration_only
@require_safe
def demo_message(request: HttpRequest, name: str) -> HttpResponse:
    for path in _letters():
        if path.stem == name:
            return render(request, "core/demo_message.html", {"letter": read_letter(path)})
    raise Http404


@demonstration_only
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Enter as one of the listed accounts, and no other."""
    wanted = request.POST.get("account", "")
    for account in import_string(settings.DEMO_ACCOUNTS)():
        if account.user is not None and str(account.user.uuid) == wanted:
            sign_in(request, account.user)
            return redirect("core:home")
    raise Http404
