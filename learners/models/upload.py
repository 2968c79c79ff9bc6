"""Files that founders send: private, of a type that was read in them, never in their name."""

import uuid
from pathlib import PurePosixPath
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Role, User
from learners.models.enrolment import Enrolment
from learners.models.hand_in import HandIn


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, user: User) -> Self:
        """The founder who sent it, each person of the team to whom she shows it as evidence, and
        those who read the work that it was handed in with.
        """
        here = user.organization_ids(Role.COUNSELLOR, Role.TRAINER, Role.COORDINATOR)
        shown = self.model.objects.filter(
            evidence__removed_at=None,
            evidence__shares__person=user,
            evidence__shares__revoked_at=None,
            enrolment__organization__in=here,
        )
        handed_in = HandIn.objects.visible_to(user).exclude(upload=None)
        return self.filter(
            models.Q(enrolment__learner=user)
            | models.Q(pk__in=shown.values("pk"))
            | models.Q(pk__in=handed_in.values("upload"))
        )

    def editable_by(self, user: User) -> Self:
        """The founder who sent it: she alone takes it away."""
        return self.filter(enrolment__learner=user)


class Upload(models.Model):
    """A picture, a recording or a document, without its place, its date and its tags."""

    class Kind(models.TextChoices):
        IMAGE = "image", _("Photo")
        AUDIO = "audio", _("Enregistrement")
        DOCUMENT = "document", _("Document")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="uploads")
    activity_id = models.UUIDField(_("activité"), null=True, blank=True)
    kind = models.CharField(
        _("sorte"), max_length=10, choices=Kind.choices, default=Kind.IMAGE, db_default=Kind.IMAGE
    )
    file = models.FileField(_("fichier"), upload_to="private/uploads/")
    original_name = models.CharField(
        _("nom d'origine"), max_length=120, blank=True, default="", db_default=""
    )
    content_type = models.CharField(
        _("type"), max_length=100, default="image/jpeg", db_default="image/jpeg"
    )
    size = models.PositiveIntegerField(_("taille en octets"), default=0, db_default=0)
    sha256 = models.CharField(
        _("empreinte"), max_length=64, blank=True, default="", db_default="", editable=False
    )
    duration = models.PositiveIntegerField(_("durée en secondes"), null=True, blank=True)
    uploaded_at = models.DateTimeField(_("envoyé le"))

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("fichier envoyé")
        verbose_name_plural = _("fichiers envoyés")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """A name to show and to save it under; its ending says what it is."""
        ending = PurePosixPath(str(self.file.name)).suffix
        return self.original_name or f"{self.get_kind_display().lower()}{ending}"
