"""Facts that competences states."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True)
class BadgeAccepted(Event):
    """The founder wants the badge: it can be signed."""

    badge_id: int


@dataclass(frozen=True)
class BadgeIssued(Event):
    badge_id: int


@dataclass(frozen=True)
class BadgeWithdrawn(Event):
    badge_id: int


@dataclass(frozen=True)
class StatusChanged(Event):
    """A bit of a list changed: the list is to be signed again."""

    status_list_id: int
