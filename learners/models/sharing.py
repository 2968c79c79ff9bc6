"""Who may read a founder's *carnet*: only whom she chose, what she chose, as long as she wants."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Organization, User
from learners.models.project import Project, ProjectMember


class NotebookShareQuerySet(models.QuerySet["NotebookShare"]):
    def visible_to(self, user: User) -> Self:
        """The founders of the project: each sees every sharing, hers or not."""
        return self.filter(project__in=Project.objects.visible_to(user))

    def editable_by(self, user: User) -> Self:
        """The founder who shared: she alone withdraws."""
        return self.filter(shared_by=user)

    def usable(self, at: datetime) -> Self:
        """Whoever holds the link, or is named: shared, not withdrawn, not past its date.

        A founder who left the project shares her own words with nobody through it any more.
        """
        here = ProjectMember.objects.current().filter(
            project=models.OuterRef("project"), founder=models.OuterRef("shared_by")
        )
        return self.filter(
            models.Q(expires_at=None) | models.Q(expires_at__gt=at),
            models.Exists(here),
            revoked_at=None,
        )

    def readable_by(self, user: User) -> Self:
        """The person of the team she named, as long as that person works in the organisation."""
        works_in = [membership.organization_id for membership in user.active_memberships]
        return self.filter(reader=user, organization__in=works_in)


class NotebookShare(models.Model):
    """One act of sharing. Without `chapters` it is the whole, what is written later included."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="shares")
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notebook_shares"
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notebooks_to_read",
        null=True,
        blank=True,
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    reader_name = models.CharField(_("pour qui"), max_length=100, blank=True)
    chapters = models.JSONField(_("chapitres"), default=list, blank=True)
    shared_at = models.DateTimeField(_("partagé le"))
    expires_at = models.DateTimeField(_("jusqu'au"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("arrêté le"), null=True, blank=True)

    objects = NotebookShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("partage du carnet")
        verbose_name_plural = _("partages du carnet")
        ordering = ["-shared_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reader__isnull=False, organization__isnull=False, reader_name="")
                | (
                    models.Q(reader=None, organization=None, expires_at__isnull=False)
                    & ~models.Q(reader_name="")
                ),
                name="notebook_share_names_its_reader",
                violation_error_message=_(
                    "Dites pour qui est ce partage ; un lien a toujours une date de fin."
                ),
            ),
            models.UniqueConstraint(
                fields=["project", "shared_by", "reader"],
                condition=models.Q(revoked_at=None, reader__isnull=False),
                name="one_notebook_share_per_reader",
                violation_error_message=_("Cette personne peut déjà lire votre carnet."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} → {self.name}"

    @property
    def name(self) -> str:
        return str(self.reader) if self.reader else self.reader_name

    @property
    def is_link(self) -> bool:
        return self.reader_id is None

    def is_usable(self, at: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)

    def revoke(self, at: datetime) -> bool:
        """Return whether this call withdrew it."""
        if self.revoked_at is not None:
            return False
        self.revoked_at = at
        self.save(update_fields=["revoked_at"])
        return True
