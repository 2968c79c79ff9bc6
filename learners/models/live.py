"""Seats in live sessions, and who was there."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Role, User
from courses.models import LiveSession
from learners.models.enrolment import Enrolment


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, user: User) -> Self:
        """The founder, and the trainers and coordinators of the session's organisation."""
        return self.filter(
            models.Q(enrolment__learner=user)
            | models.Q(
                session__organization__in=user.organization_ids(Role.TRAINER, Role.COORDINATOR)
            )
        )

    def booked(self) -> Self:
        return self.filter(status=Booking.Status.BOOKED)

    def waiting(self) -> Self:
        return self.filter(status=Booking.Status.WAITING)

    def active(self) -> Self:
        return self.exclude(status=Booking.Status.CANCELLED)


class Booking(models.Model):
    """A seat, or a place on the waiting list in order of arrival."""

    class Status(models.TextChoices):
        BOOKED = "booked", _("Inscrit·e")
        WAITING = "waiting", _("Sur liste d'attente")
        CANCELLED = "cancelled", _("Désinscrit·e")

    session = models.ForeignKey(LiveSession, on_delete=models.PROTECT, related_name="bookings")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="bookings")
    status = models.CharField(_("état"), max_length=10, choices=Status.choices)
    booked_at = models.DateTimeField(_("demandé le"))

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("inscription à une séance")
        verbose_name_plural = _("inscriptions à une séance")
        ordering = ["booked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "enrolment"],
                name="one_booking_per_session",
                violation_error_message=_("Cette personne est déjà inscrite à la séance."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} — {self.session}"


class Attendance(models.Model):
    """Who was there, as declared by the trainer."""

    class Status(models.TextChoices):
        PRESENT = "present", _("Présent·e")
        ABSENT = "absent", _("Absent·e")
        EXCUSED = "excused", _("Excusé·e")

    session = models.ForeignKey(LiveSession, on_delete=models.PROTECT, related_name="attendances")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="attendances")
    status = models.CharField(_("présence"), max_length=10, choices=Status.choices)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    marked_at = models.DateTimeField(_("noté le"))

    class Meta:
        verbose_name = _("présence")
        verbose_name_plural = _("présences")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "enrolment"], name="one_attendance_per_session"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} — {self.get_status_display()}"
