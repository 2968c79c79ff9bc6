"""Sound, always with its words."""

from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Audio(models.Model):
    """A recording. The transcript is required: many read rather than listen, or cannot hear."""

    title = models.CharField(_("titre"), max_length=200)
    file = models.FileField(
        _("fichier"),
        upload_to="audio/",
        validators=[FileExtensionValidator(["mp3", "m4a", "ogg", "opus"])],
    )
    transcript = models.TextField(_("transcription"))
    licence = models.CharField(_("licence"), max_length=40, default="CC-BY-SA-4.0")
    sha256 = models.CharField(_("empreinte"), max_length=64, blank=True, editable=False)
    size = models.PositiveIntegerField(_("taille (octets)"), default=0, editable=False)
    created_at = models.DateTimeField(_("ajouté le"), auto_now_add=True)

    class Meta:
        verbose_name = _("son")
        verbose_name_plural = _("sons")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    @property
    def kilobytes(self) -> int:
        """The size to announce before it is fetched, rounded up: plans are counted."""
        return -(-self.size // 1000)
