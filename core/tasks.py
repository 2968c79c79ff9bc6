"""When things of core run."""

import logging
import time

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone
from kombu.exceptions import OperationalError

from core.events import deliver_due, wake_with

log = logging.getLogger(__name__)


@shared_task
def relay_outbox() -> int:
    return deliver_due(at=timezone.now())


@shared_task
def clear_expired() -> None:
    call_command("clearsessions")


class RelayWaker:
    """Wake the relay after a commit: one try, then silence while the broker is down.

    The schedule relays anyway, and requests must not wait, one after the other, for nothing.
    """

    SILENCE_SECONDS = 30

    def __init__(self) -> None:
        self.silent_until = 0.0

    def __call__(self) -> None:
        if time.monotonic() < self.silent_until:
            return
        try:
            relay_outbox.apply_async(retry=False, expires=60)
        except OperationalError:
            self.silent_until = time.monotonic() + self.SILENCE_SECONDS
            log.warning("outbox: the broker does not answer; the schedule relays meanwhile")


wake_with(RelayWaker())
