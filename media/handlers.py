"""Reactions of media to its own facts."""

from core.events import subscribe
from media.events import PictureAdded
from media.models import MediaImage
from media.pictures import picture


@subscribe(PictureAdded, atomic=False)
def draw_formats(event: PictureAdded) -> None:
    """Make the light formats now: it is long, and a reader must not wait for it."""
    image = MediaImage.objects.filter(pk=event.image_id).first()
    if image is not None:
        picture(image)
