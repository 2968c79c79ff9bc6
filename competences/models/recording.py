"""A voice that says a competence: for who would rather listen."""

import hashlib
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from competences.models.framework import Competence

EXTENSIONS = ["mp3", "ogg", "opus", "m4a"]
LARGEST = 300_000  # a sentence weighs ten to sixty kilobytes
# How these files begin: MP3 with and without a tag, Ogg, MPEG-4.
SIGNATURES = ((0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xf3"), (0, b"OggS"), (4, b"ftyp"))


def check_sound(file: Any) -> None:
    """Refuse what is too heavy for a telephone, or is no sound, whatever its name says."""
    if file.size > LARGEST:
        raise ValidationError(
            _("Ce son est trop lourd pour un téléphone : 300 ko au plus, une phrase suffit.")
        )
    file.seek(0)
    head = file.read(12)
    file.seek(0)
    if not any(head[at : at + len(sign)] == sign for at, sign in SIGNATURES):
        raise ValidationError(_("Ce fichier n'est pas un son que les téléphones lisent."))


def content_name(_recording: "CompetenceRecording", name: str) -> str:
    """Name the file after what it holds: browsers keep it for good."""
    content = _recording.file
    content.seek(0)
    digest = hashlib.sha256(content.read()).hexdigest()[:32]
    content.seek(0)
    return f"audio/{digest}{PurePath(name).suffix.lower()}"


class CompetenceRecording(models.Model):
    """The words of a published competence do not change; a voice may be added to them later."""

    competence = models.OneToOneField(
        Competence,
        on_delete=models.CASCADE,
        related_name="recording",
        verbose_name=_("compétence"),
    )
    file = models.FileField(
        _("son"),
        upload_to=content_name,
        validators=[FileExtensionValidator(EXTENSIONS), check_sound],
        help_text=_("Quelqu'un qui lit la phrase, lentement. MP3, Ogg ou M4A, 300 ko au plus."),
    )
    size = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("voix d'une compétence")
        verbose_name_plural = _("voix des compétences")

    def __str__(self) -> str:
        return str(self.competence)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.size = self.file.size
        super().save(*args, **kwargs)

    @property
    def kilobytes(self) -> int:
        return max(round(self.size / 1000), 1)
