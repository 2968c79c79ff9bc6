"""Reactions of core to its own facts."""

from django.utils import timezone

from core.events import subscribe
from core.services import MessageQueued, send_message


@subscribe(MessageQueued, atomic=False)
def send_queued_message(event: MessageQueued) -> None:
    send_message(message_id=event.message_id, at=timezone.now())
