"""Too many wrong guesses: slow down, by address and for everybody together."""

from datetime import datetime

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


class Throttle:
    """Counts failures only: a shared computer room where everybody is right is never refused."""

    def __init__(self, name: str, *, per_address: int, in_all: int, seconds: int) -> None:
        self.name = name
        self.per_address = per_address
        self.in_all = in_all
        self.seconds = seconds

    def is_closed_to(self, request: HttpRequest) -> bool:
        limits = self._limits(request)
        counts = cache.get_many(limits)
        return any(counts.get(key, 0) >= limit for key, limit in limits.items())

    def note_failure(self, request: HttpRequest) -> None:
        for key in self._limits(request):
            cache.add(key, 0, self.seconds)
            cache.incr(key)

    def _limits(self, request: HttpRequest) -> dict[str, int]:
        address = get_adapter().get_client_ip(request)
        prefix = f"throttle:{self.name}"
        return {f"{prefix}:{address}": self.per_address, f"{prefix}:all": self.in_all}


class Pace:
    """So many acts of one key in so many seconds. Each process counts for itself: it brakes a loop
    that ran wild, at no cost to the others, and keeps no account.
    """

    def __init__(self, *, limit: int, seconds: int) -> None:
        self.limit = limit
        self.seconds = seconds
        self._window = 0
        self._counts: dict[str, int] = {}

    def is_too_fast(self, key: str, at: datetime) -> bool:
        """Count one more act; return whether it is one too many."""
        window = int(at.timestamp()) // self.seconds
        if window != self._window:
            self._window, self._counts = window, {}
        count = self._counts[key] = self._counts.get(key, 0) + 1
        return count > self.limit
