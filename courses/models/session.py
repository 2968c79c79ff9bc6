"""When a live module takes place."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Organization, Role, User
from courses.models.module import Module


class LiveSessionQuerySet(models.QuerySet["LiveSession"]):
    def visible_to(self, user: User) -> Self:
        """Those who run it and the team of its organisation; founders see it by their path."""
        return self.filter(
            models.Q(trainer=user)
            | models.Q(
                organization__in=user.organization_ids(
                    Role.TRAINER, Role.COORDINATOR, Role.COUNSELLOR
                )
            )
        )

    def editable_by(self, user: User) -> Self:
        """The trainers and coordinators of its organisation."""
        return self.filter(organization__in=user.organization_ids(Role.TRAINER, Role.COORDINATOR))

    def planned(self) -> Self:
        return self.filter(cancelled_at=None)

    def upcoming(self, at: datetime) -> Self:
        return self.planned().filter(ends_at__gt=at)

    def past(self, at: datetime) -> Self:
        return self.filter(ends_at__lte=at)


class LiveSession(models.Model):
    """One dated occurrence of a synchronous module (*séance*)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    module = models.ForeignKey(
        Module, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("module")
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="sessions",
        verbose_name=_("organisation"),
    )
    trainer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="led_sessions",
        verbose_name=_("animée par"),
    )
    starts_at = models.DateTimeField(_("début"))
    ends_at = models.DateTimeField(_("fin"))
    location = models.CharField(
        _("lieu"), max_length=250, blank=True, help_text=_("Adresse, salle, comment venir.")
    )
    room_url = models.URLField(_("lien de la salle"), blank=True)
    seats = models.PositiveSmallIntegerField(_("places"), validators=[MinValueValidator(1)])
    note = models.TextField(_("à savoir avant de venir"), blank=True)
    cancelled_at = models.DateTimeField(_("annulée le"), null=True, blank=True)
    cancel_reason = models.CharField(_("raison de l'annulation"), max_length=250, blank=True)
    room_opened_at = models.DateTimeField(_("salle ouverte le"), null=True, blank=True)

    objects = LiveSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("séance")
        verbose_name_plural = _("séances")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="session_ends_after_it_starts",
                violation_error_message=_("La fin doit être après le début."),
            ),
            models.CheckConstraint(
                condition=~models.Q(location="", room_url=""),
                name="session_has_a_place_or_a_room",
                violation_error_message=_("Indiquez un lieu ou le lien d'une salle."),
            ),
            models.CheckConstraint(
                condition=models.Q(seats__gte=1),
                name="session_has_seats",
                violation_error_message=_("Il faut au moins une place."),
            ),
        ]
        indexes = [models.Index(fields=["organization", "starts_at"], name="session_agenda")]

    def __str__(self) -> str:
        return f"{self.module} — {self.starts_at:%d/%m/%Y %H:%M}"

    @property
    def is_remote(self) -> bool:
        return bool(self.room_url)

    def open_room(self, at: datetime) -> None:
        if self.room_opened_at is None:
            self.room_opened_at = at
            self.save(update_fields=["room_opened_at"])

    def cancel(self, *, reason: str, at: datetime) -> bool:
        """Return whether this call cancelled it."""
        if self.cancelled_at is not None:
            return False
        self.cancelled_at, self.cancel_reason = at, reason
        self.save(update_fields=["cancelled_at", "cancel_reason"])
        return True
