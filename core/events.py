"""Facts that travel up: written with the change they report, delivered at least once.

A fact is a frozen dataclass of ids and ISO times. `publish` stores it, a worker calls `deliver`.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar

from django.db import connection, transaction
from django.utils import timezone

from core.models import OutboxEvent
from core.models.outbox import MAX_ATTEMPTS

log = logging.getLogger(__name__)

E = TypeVar("E", bound="Event")


@dataclass(frozen=True)
class Event:
    """Something that happened, in the past tense. Fields are ids and ISO times only."""

    registry: ClassVar[dict[str, type[Event]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        Event.registry[cls.__name__] = cls


@dataclass(frozen=True)
class Subscription:
    name: str
    handle: Callable[[Any], None]
    atomic: bool


_subscriptions: dict[str, list[Subscription]] = {}
_wakers: list[Callable[[], None]] = []


def subscribe(event_type: type[E], *, atomic: bool = True) -> Callable[..., Callable[[E], None]]:
    """Have the decorated handler called with each `event_type`; it may hear a fact twice.

    `atomic=False` is for the handler that talks to the outside: no transaction is held meanwhile.
    """

    def register(handle: Callable[[E], None]) -> Callable[[E], None]:
        name = f"{handle.__module__}.{handle.__qualname__}"
        listeners = _subscriptions.setdefault(event_type.__name__, [])
        listeners.append(Subscription(name=name, handle=handle, atomic=atomic))
        return handle

    return register


def wake_with(waker: Callable[[], None]) -> None:
    """Have `waker` called after each commit that published something."""
    _wakers.append(waker)


def publish(event: Event) -> None:
    """Store `event` in the current transaction; raise RuntimeError outside of one."""
    if not connection.in_atomic_block:
        message = f"{type(event).__name__} must be published in the transaction it reports."
        raise RuntimeError(message)
    now = timezone.now()
    OutboxEvent.objects.create(
        name=type(event).__name__, payload=asdict(event), occurred_at=now, due_at=now
    )
    _wake_after_commit()


def _wake_after_commit() -> None:
    """Wake once a transaction, however many facts it states."""
    planned = [entry[1] for entry in connection.run_on_commit]
    for waker in _wakers:
        if waker not in planned:
            # A broker that is down must not fail the request: beat relays a little later.
            transaction.on_commit(waker, robust=True)


def deliver_due(*, at: datetime, limit: int = 100) -> int:
    """Hand up to `limit` due facts to their handlers; return how many were tried."""
    started = time.monotonic()
    for done in range(limit):
        # A batch may last longer than a lease: each one counts from when it is taken.
        now = at + timedelta(seconds=time.monotonic() - started)
        row = _lease_one(now)
        if row is None:
            return done
        if row.attempts > MAX_ATTEMPTS:
            row.mark_failed("every worker that took it died", now)
        else:
            deliver(row, at=now)
    return limit


@transaction.atomic
def _lease_one(at: datetime) -> OutboxEvent | None:
    due = OutboxEvent.objects.due(at).order_by("due_at")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    row = due.first()
    if row is not None:
        row.lease(at)
    return row


def deliver(row: OutboxEvent, *, at: datetime) -> bool:
    """Call each handler that has not yet handled `row`; return whether all of them did."""
    event_type = Event.registry.get(row.name)
    if event_type is None:
        row.mark_failed(f"unknown fact {row.name}", at)
        return False
    errors = []
    for listener in _subscriptions.get(row.name, []):
        if listener.name in row.handled:
            continue
        error = _call(listener, event_type, row.payload)
        if error:
            errors.append(f"{listener.name}: {error}")
        else:
            row.handled.append(listener.name)
    if errors:
        log.error("outbox: %s %s failed: %s", row.name, row.pk, "; ".join(errors))
        row.mark_failed("; ".join(errors), at)
    else:
        row.mark_delivered(at)
    return not errors


def _call(listener: Subscription, event_type: type[Event], payload: dict[str, Any]) -> str:
    """Return what went wrong, or nothing. One listener's failure is not the next one's."""
    try:
        event = event_type(**payload)
        if listener.atomic:
            with transaction.atomic():
                listener.handle(event)
        else:
            listener.handle(event)
    except Exception as error:  # noqa: BLE001 - whatever a handler raises, the fact is tried again
        frames = "".join(traceback.format_tb(error.__traceback__))
        log.error("outbox: %s raised %s\n%s", listener.name, type(error).__name__, frames)  # noqa: TRY400 - its text may hold personal data
        return type(error).__name__
    return ""


def dead_letters(*, limit: int) -> list[OutboxEvent]:
    """Return the facts that were given up, the latest first."""
    return list(OutboxEvent.objects.dead().order_by("-dead_at")[:limit])


def waiting_count() -> int:
    return OutboxEvent.objects.waiting().count()


@transaction.atomic
def revive_dead_letters(*, at: datetime) -> int:
    """Give every fact that was given up a new set of tries; return how many."""
    rows = list(OutboxEvent.objects.select_for_update(of=("self",)).dead())
    for row in rows:
        row.revive(at)
    if rows:
        _wake_after_commit()
    return len(rows)
