"""Everything a learner did: append-only, xAPI shaped."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import Module
from learners.models.enrolment import Enrolment


class Verb(models.TextChoices):
    """xAPI verbs by their last segment; the full IRI is ``http://adlnet.gov/expapi/verbs/<verb>``."""

    INITIALIZED = "initialized", _("a ouvert")
    ATTEMPTED = "attempted", _("a commencé")
    PROGRESSED = "progressed", _("a avancé")
    ANSWERED = "answered", _("a répondu")
    COMPLETED = "completed", _("a terminé")
    ATTENDED = "attended", _("a participé")
    VOIDED = "voided", _("a annulé")


class Statement(models.Model):
    """One act. `id` is made by the client: the same act sent again changes nothing."""

    id = models.UUIDField(primary_key=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="statements")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="statements"
    )
    verb = models.CharField(_("verbe"), max_length=20, choices=Verb.choices)
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="statements")
    activity_id = models.UUIDField(_("activité"), null=True, blank=True)
    result = models.JSONField(_("résultat"), default=dict)
    occurred_at = models.DateTimeField(_("fait le"))
    stored_at = models.DateTimeField(_("reçu le"))

    class Meta:
        verbose_name = _("trace d'activité")
        verbose_name_plural = _("traces d'activité")
        indexes = [
            models.Index(
                fields=["enrolment", "activity_id", "occurred_at"], name="statement_history"
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.module_id}"
