"""What a path takes as showing that a competence is reached: written by its author."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from competences.models import Competence, Level
from courses.models.module import Module
from courses.models.path import LearningPath


class AssessmentRule(Orderable, ClusterableModel):
    """A level of a competence, reached once every condition was met. It never takes one back."""

    path = ParentalKey(LearningPath, on_delete=models.CASCADE, related_name="rules")
    key = models.SlugField(
        _("identifiant"),
        max_length=60,
        help_text=_("Court, sans accent : il voyage avec le parcours. Par exemple « prix »."),
    )
    competence = models.ForeignKey(
        Competence,
        on_delete=models.PROTECT,
        related_name="rules",
        verbose_name=_("compétence"),
    )
    level = models.ForeignKey(
        Level, on_delete=models.PROTECT, related_name="rules", verbose_name=_("niveau atteint")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("règle d'évaluation")
        verbose_name_plural = _("règles d'évaluation")
        constraints = [
            models.UniqueConstraint(
                fields=["path", "key"],
                name="one_rule_per_key",
                violation_error_message=_("Deux règles portent le même identifiant."),
            )
        ]

    def __str__(self) -> str:
        return self.key

    def clean(self) -> None:
        super().clean()
        # Either may be missing from a form that was sent half filled.
        if not self.competence_id or not self.level_id:
            return
        if self.level.framework_id != self.competence.framework_id:
            raise ValidationError(
                {"level": _("Choisissez un niveau du référentiel de la compétence.")}
            )


class RuleCondition(Orderable):
    """One thing that a rule asks for, in a module of the path."""

    class Kind(models.TextChoices):
        DONE = "done", _("Cette activité est faite")
        RIGHT = "right", _("Cette activité est réussie, au moins à…")
        MODULE = "module", _("Ce module est terminé, par le travail ou la présence")
        VALIDATED = "validated", _("Cette activité, montrée ou remise, est validée")

    rule = ParentalKey(AssessmentRule, on_delete=models.CASCADE, related_name="conditions")
    kind = models.CharField(_("condition"), max_length=10, choices=Kind.choices)
    module = models.ForeignKey(
        Module, on_delete=models.PROTECT, related_name="+", verbose_name=_("module")
    )
    activity_id = models.UUIDField(_("activité"), null=True, blank=True, db_index=True)
    share = models.PositiveSmallIntegerField(
        _("part de réponses justes (%)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Pour une activité qui a des réponses justes : 80 par exemple."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="module", activity_id=None, share=None)
                | models.Q(kind__in=["done", "validated"], activity_id__isnull=False, share=None)
                | models.Q(
                    kind="right",
                    activity_id__isnull=False,
                    share__isnull=False,
                    share__gte=1,
                    share__lte=100,
                ),
                name="rule_condition_has_what_its_kind_needs",
                violation_error_message=_("Il manque l'activité ou la part de réponses justes."),
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def clean(self) -> None:
        super().clean()
        # Any of them may be missing from a form that was sent half filled.
        if not self.module_id or not self.kind:
            return
        if self.kind == self.Kind.MODULE:
            self.activity_id = self.share = None
            return
        if self.kind != self.Kind.RIGHT:
            self.share = None
        elif not self.share:
            raise ValidationError({"share": _("Dites à partir de quelle part de réponses justes.")})
        held = {raw.get("id") for raw in self.module.body.raw_data}
        if str(self.activity_id) not in held:
            raise ValidationError({"activity_id": _("Choisissez une activité de ce module.")})

    def as_spec(self) -> dict[str, Any]:
        """Return what is asked, as it is kept beside what it gave."""
        spec: dict[str, Any] = {"kind": self.kind, "module": self.module_id}
        if self.activity_id:
            spec["activity"] = str(self.activity_id)
        if self.share:
            spec["share"] = self.share
        return spec
