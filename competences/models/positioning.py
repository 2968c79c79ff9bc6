"""Where a founder thinks she stands, and where those who work with her think she does."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from competences.models.framework import Competence, Framework, Level
from competences.models.privacy import AboutFounderQuerySet, staff_organizations
from core.models import Organization, User


class PositioningQuerySet(AboutFounderQuerySet):
    def editable_by(self, user: User) -> Self:
        """Its author: the founder her own view, a member of the team his."""
        return self.filter(author=user).filter(
            models.Q(learner=user) | models.Q(organization__in=staff_organizations(user))
        )

    def own(self) -> Self:
        return self.filter(view=Positioning.View.OWN)

    def by_staff(self) -> Self:
        return self.filter(view=Positioning.View.STAFF)

    def finished(self) -> Self:
        return self.exclude(finished_at=None)


class Positioning(models.Model):
    """One person's look at every competence of a framework, at one moment of a path."""

    class Moment(models.TextChoices):
        ENTRY = "entry", _("Au départ")
        MID = "mid", _("En chemin")
        EXIT = "exit", _("À l'arrivée")

    class View(models.TextChoices):
        OWN = "own", _("Son propre regard")
        STAFF = "staff", _("Le regard de l'équipe")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="positionings"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="positionings"
    )
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="positionings")
    moment = models.CharField(_("moment"), max_length=5, choices=Moment.choices)
    view = models.CharField(_("regard"), max_length=5, choices=View.choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="written_positionings"
    )
    started_at = models.DateTimeField(_("commencé le"))
    finished_at = models.DateTimeField(_("terminé le"), null=True, blank=True)

    objects = PositioningQuerySet.as_manager()

    class Meta:
        verbose_name = _("positionnement")
        verbose_name_plural = _("positionnements")
        ordering = ["started_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "framework", "moment", "author"],
                name="one_positioning_per_moment",
                violation_error_message=_("Ce positionnement existe déjà."),
            ),
            models.CheckConstraint(
                condition=models.Q(view="own", author=models.F("learner"))
                | (models.Q(view="staff") & ~models.Q(author=models.F("learner"))),
                name="own_view_is_the_learners",
                violation_error_message=_("Chacun écrit son propre regard."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_moment_display()} — {self.get_view_display()}"

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None

    def finish(self, at: datetime) -> bool:
        """Return whether this call finished it: a second click changes nothing."""
        if self.finished_at is not None:
            return False
        self.finished_at = at
        self.save(update_fields=["finished_at"])
        return True


class PositioningAnswer(models.Model):
    """One card of a positioning. No level is an answer too: "je ne sais pas dire"."""

    positioning = models.ForeignKey(Positioning, on_delete=models.CASCADE, related_name="answers")
    competence = models.ForeignKey(Competence, on_delete=models.PROTECT, related_name="+")
    level = models.ForeignKey(
        Level, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(_("dans mes mots"), blank=True)
    answered_at = models.DateTimeField(_("répondu le"))

    class Meta:
        verbose_name = _("réponse de positionnement")
        verbose_name_plural = _("réponses de positionnement")
        constraints = [
            models.UniqueConstraint(
                fields=["positioning", "competence"], name="one_positioning_answer_per_competence"
            )
        ]

    def __str__(self) -> str:
        return f"{self.competence_id}: {self.level_id}"
