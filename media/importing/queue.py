"""Which import is next: one at a time, the oldest first, whoever was interrupted again."""

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from media.importing.incoming import RECEIVING, Incoming, incoming_dir, turn
from media.importing.running import UNFINISHED, import_package
from media.models import PackageImport

ABANDONED_AFTER = timedelta(days=1)


def import_next(*, at: datetime) -> bool:
    """Import what waited longest; return whether to ask again.

    It is asked before the turn is taken: who fails to take it leaves the rest to who has it.
    """
    waiting = _next_due(at)
    if waiting is None:
        return False
    with turn() as is_mine:
        if is_mine:
            import_package(package_import=waiting, at=at)
        return is_mine


def _next_due(at: datetime) -> PackageImport | None:
    for waiting in PackageImport.objects.filter(status__in=UNFINISHED).order_by("asked_at", "pk"):
        incoming = Incoming(waiting.uuid)
        if incoming.due_at(waiting.asked_at) <= at and not incoming.is_busy():
            return waiting
    return None


def forget_abandoned(*, at: datetime) -> int:
    """Delete what no import waits for: a reception that was cut off. Return how many."""
    wanted = set(PackageImport.objects.filter(status__in=UNFINISHED).values_list("uuid", flat=True))
    count = 0
    for path in incoming_dir().glob("*-*"):
        # The request that wrote it may end, or a worker, at this very moment.
        with suppress(FileNotFoundError):
            age = at.timestamp() - path.stat().st_mtime
            if age >= ABANDONED_AFTER.total_seconds() and _forgotten(path, wanted):
                count += 1
    return count


def _forgotten(path: Path, wanted: set[UUID]) -> bool:
    if path.name.startswith(RECEIVING):
        path.unlink()
        return True
    uuid = _uuid(path.name)
    if uuid is None or uuid in wanted:
        return False
    Incoming(uuid).forget()
    return True


def _uuid(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None
