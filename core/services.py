"""Rules that move several rows of core."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction

from core.events import Event, publish
from core.models import AccessCard, OutgoingMessage, User
from core.models.access import hash_access_code, new_access_code


@dataclass(frozen=True)
class MessageQueued(Event):
    message_id: str


@transaction.atomic
def queue_mail(
    *,
    to: str,
    subject: str,
    text: str,
    dedupe_key: str,
    at: datetime,
    is_secret: bool = False,
    html: str = "",
    headers: Mapping[str, str] | None = None,
) -> OutgoingMessage:
    """Have one mail sent by a worker; the same `dedupe_key` again sends nothing more."""
    message, created = OutgoingMessage.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "to": to,
            "subject": " ".join(subject.split())[:200],
            "text": text,
            "html": html,
            "headers": dict(headers or {}),
            "is_secret": is_secret,
            "created_at": at,
        },
    )
    if created:
        publish(MessageQueued(message_id=str(message.pk)))
    return message


def send_message(*, message_id: str, at: datetime) -> bool:
    """Send the mail unless it left already; return whether it left now.

    Its Message-ID is fixed, so that a worker killed between sending and noting it
    causes at most a copy that mail servers recognise as the same message.
    """
    message = OutgoingMessage.objects.get(pk=message_id)
    if message.sent_at is not None:
        return False
    domain = settings.DEFAULT_FROM_EMAIL.rsplit("@", 1)[-1].rstrip(">")
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[message.to],
        headers={**message.headers, "Message-ID": f"<{message.pk}@{domain}>"},
        connection=get_connection(settings.EMAIL_SENDING_BACKEND),
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    mail.send()
    message.mark_sent(at)
    return True


@transaction.atomic
def issue_access_card(*, user: User, by: User | None, at: datetime) -> tuple[AccessCard, str]:
    """Return a new card and the code to print; the code is not kept, older cards stop working."""
    User.objects.select_for_update().get(pk=user.pk)
    user.access_cards.usable().update(revoked_at=at)
    code = new_access_code()
    card = AccessCard.objects.create(
        user=user, code_hash=hash_access_code(code), issued_by=by, issued_at=at
    )
    return card, code


@transaction.atomic
def revoke_access_cards(*, user: User, at: datetime) -> int:
    """Stop every card of `user` from working (lost, stolen); return how many did."""
    return user.access_cards.usable().update(revoked_at=at)
