"""Images and documents of authors, through Wagtail.

Not named Image and Document: their reverse accessors would clash with those of Wagtail.
"""

from typing import Any

from django.core.files.base import ContentFile, File
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

from core.events import publish
from media.events import PictureAdded


class MediaImage(AbstractImage):
    """An image with its licence; the text for those who do not see it is given where it is used."""

    licence = models.CharField(_("licence"), max_length=40, default="CC-BY-SA-4.0")
    credit = models.CharField(_("crédit"), max_length=200, blank=True)

    admin_form_fields = ("title", "file", "description", "collection", "tags", "licence", "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            # Wagtail notes a hash or a colour with `update_fields`: the file is the same.
            if not kwargs.get("update_fields"):
                publish(PictureAdded(image_id=self.pk))

    def generate_rendition_file(self, *args: Any, **kwargs: Any) -> "File[bytes]":
        """Draw in memory: Wagtail leaves its temporary files open."""
        with super().generate_rendition_file(*args, **kwargs) as drawn:
            drawn.seek(0)
            return ContentFile(drawn.read(), name=drawn.name)


class Rendition(AbstractRendition):
    image = models.ForeignKey(MediaImage, on_delete=models.CASCADE, related_name="renditions")

    def get_upload_to(self, filename: str) -> str:
        """Name the folder after the content: what browsers keep for a year never changes."""
        return f"images/{self.image.get_file_hash()[:12]}/{filename}"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_filter"
            )
        ]


class MediaDocument(AbstractDocument):
    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
