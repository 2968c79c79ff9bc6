"""Where mail goes: to the outbox from everywhere, to a folder from the embedded worker."""

import re
import uuid
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from core.services import queue_mail


class OutboxBackend(BaseEmailBackend):
    """Queue what a library (Wagtail's notifications) sends by Django's functions.

    It is written in the transaction it tells of; `send_message` alone talks to the mail server.
    """

    @transaction.atomic
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for email in email_messages:
            self._queue(email)
        return len(email_messages)

    def _queue(self, email: EmailMessage) -> None:
        """Queue one message a recipient: none reads the address of another."""
        html = _html_part(email)
        now = timezone.now()
        for recipient in dict.fromkeys(email.recipients()):
            queue_mail(
                to=recipient,
                subject=str(email.subject),
                text=str(email.body),
                html=html,
                headers=_headers(email),
                dedupe_key=f"library:{uuid.uuid4()}",
                at=now,
            )


def _html_part(email: EmailMessage) -> str:
    """Return the message as HTML, or nothing; raise ValueError for what the outbox cannot keep."""
    parts = email.alternatives if isinstance(email, EmailMultiAlternatives) else []
    is_plain = email.content_subtype == "plain" and not email.attachments
    if not is_plain or [kind for _content, kind in parts] not in ([], ["text/html"]):
        message = "The outbox keeps a text and its HTML: no attachment, no other part."
        raise ValueError(message)
    return str(parts[0][0]) if parts else ""


def _headers(email: EmailMessage) -> dict[str, str]:
    """Return the headers that are not the outbox's own."""
    headers = {name: str(value) for name, value in email.extra_headers.items()}
    headers = {name: value for name, value in headers.items() if name.lower() != "message-id"}
    if email.from_email != settings.DEFAULT_FROM_EMAIL:
        headers.setdefault("From", str(email.from_email))
    if email.reply_to:
        headers.setdefault("Reply-To", ", ".join(map(str, email.reply_to)))
    return headers


class FolderBackend(BaseEmailBackend):
    """Write each message to `EMAIL_FILE_PATH`; the same message twice is one file."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for email in email_messages:
            message = email.message()
            name = re.sub(r"[^\w-]", "", str(message["Message-ID"]).split("@")[0])
            temporary = folder / f".{name}.part"
            temporary.write_bytes(message.as_bytes())
            temporary.replace(folder / f"{name}.eml")
        return len(email_messages)
