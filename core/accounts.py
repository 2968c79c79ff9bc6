"""How django-allauth is used: no sign-up, mail through the outbox, no password for founders."""

from typing import Any
from urllib.parse import urljoin

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from core.models import User
from core.services import queue_mail
from core.signing_in import apply_device


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Founders come with a card or through a counsellor, staff are invited."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        apply_device(request)

    def format_email_subject(self, subject: str) -> str:
        return f"{subject} · Palier"

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Founders have no password: whoever asks for a new one is told of the code instead."""
        if (user.email or "").lower() != email.lower():
            return  # a former address opens nothing
        template = "password_reset_key" if user.is_team_member() else "no_password"
        code_url = urljoin(settings.BASE_URL, reverse("account_request_login_code"))
        self.send_mail(f"account/email/{template}", email, {**context, "code_url": code_url})

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return a link that does not trust the Host header of whoever asked."""
        uidb36, _dash, token = key.partition("-")
        path = reverse("account_reset_password_from_key", args=[uidb36, token])
        return f"{settings.BASE_URL}{path}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail that allauth would have sent from the request."""
        now = timezone.now()
        context = {"email": email, **context}
        queue_mail(
            to=email,
            subject=self.format_email_subject(
                render_to_string(f"{template_prefix}_subject.txt", context).strip()
            ),
            text=render_to_string(f"{template_prefix}_message.txt", context).strip() + "\n",
            dedupe_key=f"account:{template_prefix}:{email}:{now.isoformat()}"[:150],
            is_secret=True,
            at=now,
        )
