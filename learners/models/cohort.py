"""People who climb at the same time, and who follows whom."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Organization, Role, User
from courses.models import LearningPath

SILENCE = timedelta(days=14)
"""How long without an act before someone counts as silent."""


class CohortQuerySet(models.QuerySet["Cohort"]):
    def visible_to(self, user: User) -> Self:
        """The counsellors and coordinators of its organisation."""
        return self.filter(
            organization__in=user.organization_ids(Role.COUNSELLOR, Role.COORDINATOR)
        )

    def open(self) -> Self:
        return self.filter(closed_on=None)

    def with_counts(self, at: datetime) -> Self:
        """With how many people it has, are on the way, silent, arrived and stopped."""
        on_the_way = models.Q(enrolments__stopped_at=None, enrolments__completed_at=None)
        silent = on_the_way & models.Q(enrolments__last_activity_at__lte=at - SILENCE)
        return self.annotate(
            people=models.Count("enrolments"),
            under_way=models.Count("enrolments", filter=on_the_way),
            silent=models.Count("enrolments", filter=silent),
            arrived=models.Count(
                "enrolments", filter=models.Q(enrolments__completed_at__isnull=False)
            ),
            stopped=models.Count(
                "enrolments", filter=models.Q(enrolments__stopped_at__isnull=False)
            ),
        )


class Cohort(models.Model):
    """A group of one organisation on one path; `is_rolling` = permanent entries and exits."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="cohorts")
    path = models.ForeignKey(LearningPath, on_delete=models.PROTECT, related_name="cohorts")
    name = models.CharField(_("nom"), max_length=120)
    slug = models.SlugField(_("identifiant"), max_length=80, unique=True)
    is_rolling = models.BooleanField(_("entrées et sorties permanentes"), default=True)
    starts_on = models.DateField(_("ouverte le"))
    closed_on = models.DateField(_("fermée le"), null=True, blank=True)

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohorte")
        verbose_name_plural = _("cohortes")
        ordering = ["-starts_on", "name"]

    def __str__(self) -> str:
        return self.name


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def current(self) -> Self:
        return self.filter(ended_at=None)


class Assignment(models.Model):
    """Who is a founder's counsellor (*référent·e*) — one at a time, history kept."""

    enrolment = models.ForeignKey(
        "learners.Enrolment", on_delete=models.CASCADE, related_name="assignments"
    )
    counsellor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments"
    )
    started_at = models.DateTimeField(_("depuis le"))
    ended_at = models.DateTimeField(_("jusqu'au"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("référent·e")
        verbose_name_plural = _("référent·es")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=models.Q(ended_at=None),
                name="one_current_counsellor",
                violation_error_message=_("Cette personne a déjà un·e référent·e."),
            )
        ]

    def __str__(self) -> str:
        return str(self.counsellor)

    def end(self, at: datetime) -> None:
        self.ended_at = at
        self.save(update_fields=["ended_at"])
