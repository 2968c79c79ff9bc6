"""Facts that media states."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True)
class PictureAdded(Event):
    """An image is there, or has another file."""

    image_id: int


@dataclass(frozen=True)
class PackageReceived(Event):
    """A file was taken in, and waits to be imported."""

    import_id: int
