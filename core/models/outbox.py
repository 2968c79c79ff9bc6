"""Facts on their way to whoever listens, and messages on their way out of the house."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

MAX_ATTEMPTS = 10
RETRY_SECONDS = 15
RETRY_CEILING_SECONDS = 6 * 3600


class OutboxEventQuerySet(models.QuerySet["OutboxEvent"]):
    def waiting(self) -> Self:
        return self.filter(delivered_at=None, dead_at=None)

    def due(self, at: datetime) -> Self:
        return self.waiting().filter(due_at__lte=at)

    def dead(self) -> Self:
        return self.filter(delivered_at=None).exclude(dead_at=None)


class OutboxEvent(models.Model):
    """A fact, written in the transaction that made it true."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("fait"), max_length=80)
    payload = models.JSONField(_("contenu"), help_text=_("Identifiants et dates seulement."))
    occurred_at = models.DateTimeField(_("survenu le"))
    due_at = models.DateTimeField(_("à remettre à partir du"))
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    handled = models.JSONField(_("déjà traité par"), default=list)
    delivered_at = models.DateTimeField(_("remis le"), null=True, blank=True)
    dead_at = models.DateTimeField(_("laissé le"), null=True, blank=True)
    last_error = models.CharField(_("dernière erreur"), max_length=500, blank=True)

    objects = OutboxEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("fait à remettre")
        verbose_name_plural = _("faits à remettre")
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(delivered_at=None, dead_at=None),
                name="outbox_waiting",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(delivered_at=None) | models.Q(dead_at=None),
                name="outbox_event_delivered_or_dead",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def lease(self, at: datetime) -> None:
        """Keep the fact for this worker: if it dies, the fact is due again after the lease."""
        self.attempts += 1
        self.due_at = at + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
        self.save(update_fields=["attempts", "due_at"])

    def mark_delivered(self, at: datetime) -> None:
        self.delivered_at = at
        self.last_error = ""
        self.save(update_fields=["delivered_at", "last_error", "handled"])

    def mark_failed(self, error: str, at: datetime) -> None:
        """Try again later, twice as late each time; give up visibly after the last try."""
        self.last_error = error[:500]
        delay = min(RETRY_SECONDS * 2 ** (self.attempts - 1), RETRY_CEILING_SECONDS)
        self.due_at = at + timedelta(seconds=delay)
        self.dead_at = at if self.attempts >= MAX_ATTEMPTS else None
        self.save(update_fields=["last_error", "due_at", "dead_at", "handled"])

    def revive(self, at: datetime) -> None:
        """Give a dead letter a new set of tries."""
        self.attempts, self.dead_at, self.due_at = 0, None, at
        self.save(update_fields=["attempts", "dead_at", "due_at"])


class OutgoingMessage(models.Model):
    """A mail to one person. Its id is its Message-ID: sent twice, it is still one message."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dedupe_key = models.CharField(_("clé d'unicité"), max_length=150, unique=True)
    to = models.EmailField(_("à"))
    subject = models.CharField(_("objet"), max_length=200)
    text = models.TextField(_("texte"))
    html = models.TextField(_("texte mis en forme"), blank=True)
    headers = models.JSONField(_("autres en-têtes"), default=dict, blank=True)
    is_secret = models.BooleanField(
        _("effacé après envoi"), default=False, help_text=_("Un code de connexion, par exemple.")
    )
    created_at = models.DateTimeField(_("écrit le"))
    sent_at = models.DateTimeField(_("parti le"), null=True, blank=True)

    class Meta:
        verbose_name = _("message sortant")
        verbose_name_plural = _("messages sortants")

    def __str__(self) -> str:
        return self.subject

    def mark_sent(self, at: datetime) -> None:
        self.sent_at = at
        if self.is_secret:
            self.text = self.html = ""
        self.save(update_fields=["sent_at", "text", "html"])
