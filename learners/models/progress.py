"""Where a founder stands: projections of her statements."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import Module
from learners.models.enrolment import Enrolment


class ModuleProgress(models.Model):
    """One module of one founder."""

    class CompletedBy(models.TextChoices):
        """What counts. Consultation is never attendance."""

        WORK = "work", _("Travail produit")
        CONSULTATION = "consultation", _("Consultation")
        ATTENDANCE = "attendance", _("Présence à la séance")
        CATCH_UP = "catch_up", _("Rattrapage")

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="module_progress"
    )
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="progress")
    started_at = models.DateTimeField(_("commencé le"))
    last_activity_at = models.DateTimeField(_("dernière activité"))
    completed_at = models.DateTimeField(_("terminé le"), null=True, blank=True)
    completed_by = models.CharField(
        _("terminé par"), max_length=12, choices=CompletedBy.choices, blank=True
    )

    class Meta:
        verbose_name = _("avancement dans un module")
        verbose_name_plural = _("avancements dans un module")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "module"], name="one_progress_per_module"),
            models.CheckConstraint(
                condition=models.Q(completed_at=None, completed_by="")
                | (models.Q(completed_at__isnull=False) & ~models.Q(completed_by="")),
                name="completion_says_what_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module}"


class Answer(models.Model):
    """The words that stand for one activity; earlier ones stay in the statements."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="answers")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="answers")
    activity_id = models.UUIDField(_("activité"))
    kind = models.CharField(_("type d'activité"), max_length=20)
    value = models.JSONField(_("réponse"), default=dict)
    written_at = models.DateTimeField(_("écrit le"))

    class Meta:
        verbose_name = _("réponse")
        verbose_name_plural = _("réponses")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "activity_id"], name="one_answer_per_activity"
            )
        ]
        indexes = [
            # What a path answers to one poll, without reading what its founders wrote elsewhere.
            models.Index(
                fields=["activity_id"], condition=models.Q(kind="poll"), name="answers_to_polls"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.activity_id}"
