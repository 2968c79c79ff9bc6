"""« De la part de quelqu'un »."""

import secrets
import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Organization, User
from courses.models import LearningPath
from learners.models import Enrolment


def new_token() -> str:
    return secrets.token_urlsafe(16)


class RecommendationCardQuerySet(models.QuerySet["RecommendationCard"]):
    def visible_to(self, user: User) -> Self:
        """The person who wrote it."""
        return self.filter(prescriber=user)

    def editable_by(self, user: User) -> Self:
        """The person who wrote it."""
        return self.filter(prescriber=user)

    def matching(self, token: str) -> Self:
        """Whoever holds the link: the token is the secret."""
        # PostgreSQL refuses to look for a NUL.
        return self.none() if "\0" in token else self.filter(token=token)

    def with_names(self) -> Self:
        """With everyone and everything that a card names."""
        return self.select_related(
            "prescriber", "prescriber_organization", "organization", "path", "enrolment"
        )

    def named_like(self, text: str) -> Self:
        return self.filter(first_name__icontains=text) if text else self.all()


class RecommendationCard(models.Model):
    """A first name and a handwritten word: no more is known of a person who has not come yet."""

    class State(models.TextChoices):
        PREPARED = "prepared", _("Préparée")
        OPENED = "opened", _("Ouverte")
        STARTED = "started", _("Commencée")
        REVOKED = "revoked", _("Annulée")
        EXPIRED = "expired", _("Plus valable")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    prescriber = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recommendation_cards"
    )
    prescriber_organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="recommendation_cards"
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="expected_cards",
        verbose_name=_("qui accueillera la personne"),
    )
    path = models.ForeignKey(
        LearningPath,
        on_delete=models.PROTECT,
        related_name="recommendation_cards",
        verbose_name=_("parcours"),
    )
    first_name = models.CharField(_("prénom"), max_length=100)
    word = models.TextField(_("votre mot"), max_length=600)
    created_at = models.DateTimeField(_("écrite le"))
    expires_at = models.DateTimeField(_("valable jusqu'au"))
    opened_at = models.DateTimeField(_("ouverte le"), null=True, blank=True)
    started_at = models.DateTimeField(_("commencée le"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("annulée le"), null=True, blank=True)
    enrolment = models.OneToOneField(
        Enrolment,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="recommendation_card",
    )

    objects = RecommendationCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("carte de recommandation")
        verbose_name_plural = _("cartes de recommandation")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.first_name} — {self.prescriber}"

    def state(self, at: datetime) -> State:
        if self.started_at is not None:
            return self.State.STARTED
        if self.revoked_at is not None:
            return self.State.REVOKED
        if self.expires_at <= at:
            return self.State.EXPIRED
        return self.State.OPENED if self.opened_at else self.State.PREPARED

    def is_usable(self, at: datetime) -> bool:
        return self.state(at) in {self.State.PREPARED, self.State.OPENED}

    def note_opened(self, at: datetime) -> bool:
        """Return whether this was the first time: reading again writes nothing."""
        if self.opened_at is not None:
            return False
        self.opened_at = at
        self.save(update_fields=["opened_at"])
        return True

    def start(self, enrolment: Enrolment | None, at: datetime) -> None:
        self.enrolment, self.started_at = enrolment, at
        self.opened_at = self.opened_at or at
        self.save(update_fields=["enrolment", "started_at", "opened_at"])

    def revoke(self, at: datetime) -> bool:
        """Return whether this call revoked it: a card that served, or was revoked, stays so."""
        if self.started_at is not None or self.revoked_at is not None:
            return False
        self.revoked_at = at
        self.save(update_fields=["revoked_at"])
        return True
