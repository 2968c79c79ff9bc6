"""Reactions of media to its own facts."""

from core.events import subscribe
from media.events import PackageReceived, PictureAdded
from media.models import MediaImage
from media.pictures import picture
from media.tasks import import_waiting_packages


@subscribe(PictureAdded, atomic=False)
def draw_formats(event: PictureAdded) -> None:
    """Make the light formats now: it is long, and a reader must not wait for it."""
    image = MediaImage.objects.filter(pk=event.image_id).first()
    if image is not None:
        picture(image)


@subscribe(PackageReceived, atomic=False)
def import_package_apart(_event: PackageReceived) -> None:
    """Leave it to a task: a large import lasts longer than a lease, and mails wait behind it."""
    import_waiting_packages.apply_async(expires=3600)
