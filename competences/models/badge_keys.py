"""What signs badges, and where one reads that a badge was taken back."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Organization


class BadgeKeyQuerySet(models.QuerySet["BadgeKey"]):
    def published(self) -> Self:
        """Everybody reads the public half of every key, retired ones too: old badges need them."""
        return self.order_by("-created_at", "-pk")

    def current(self) -> Self:
        return self.filter(is_current=True)


class BadgeKey(models.Model):
    """A key pair. A retired one signs nothing but the lists of the badges that it signed."""

    kid = models.URLField(_("adresse de la clé"), unique=True, editable=False)
    name = models.SlugField(_("nom"), unique=True, editable=False)
    public_jwk = models.JSONField(_("partie publique"))
    sealed = models.TextField(_("partie privée, chiffrée"))
    is_current = models.BooleanField(_("signe les nouveaux badges"), default=True)
    created_at = models.DateTimeField(_("créée le"))
    retired_at = models.DateTimeField(_("remplacée le"), null=True, blank=True)

    objects = BadgeKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("clé de signature")
        verbose_name_plural = _("clés de signature")
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"],
                condition=models.Q(is_current=True),
                name="one_current_badge_key",
                violation_error_message=_("Une clé signe déjà les nouveaux badges."),
            ),
            models.CheckConstraint(
                condition=models.Q(is_current=True, retired_at=None)
                | models.Q(is_current=False, retired_at__isnull=False),
                name="badge_key_current_or_retired",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def retire(self, at: datetime) -> None:
        self.is_current, self.retired_at = False, at
        self.save(update_fields=["is_current", "retired_at"])


class StatusListQuerySet(models.QuerySet["StatusList"]):
    def published(self) -> Self:
        """Everybody: it holds bits, not people."""
        return self.exclude(document="")


class StatusList(models.Model):
    """The withdrawals of one organisation among the badges of one key, as a signed document."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.ForeignKey(BadgeKey, on_delete=models.PROTECT, related_name="status_lists")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="badge_status_lists"
    )
    document = models.TextField(_("document signé"), blank=True)
    signed_at = models.DateTimeField(_("signé le"), null=True, blank=True)

    objects = StatusListQuerySet.as_manager()

    class Meta:
        verbose_name = _("liste d'état des badges")
        verbose_name_plural = _("listes d'état des badges")

    def __str__(self) -> str:
        return str(self.uuid)

    def publish(self, document: str, at: datetime) -> None:
        self.document, self.signed_at = document, at
        self.save(update_fields=["document", "signed_at"])


class StatusEntry(models.Model):
    """One bit. It outlives its badge, so that a place is never given twice."""

    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="entries")
    index = models.PositiveIntegerField(_("place dans la liste"))
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True, blank=True)

    class Meta:
        verbose_name = _("place dans une liste d'état")
        verbose_name_plural = _("places dans une liste d'état")
        constraints = [
            models.UniqueConstraint(
                fields=["status_list", "index"],
                name="one_badge_per_status_place",
                violation_error_message=_("Cette place est déjà prise."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.status_list_id}#{self.index}"

    def withdraw(self, at: datetime) -> bool:
        """Return whether this call set the bit."""
        if self.withdrawn_at is not None:
            return False
        self.withdrawn_at = at
        self.save(update_fields=["withdrawn_at"])
        return True
