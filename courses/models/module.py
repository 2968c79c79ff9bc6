"""The smallest thing that is taught."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.models import User
from courses.models.fields import BodyField, TextsField
from courses.models.preview import FounderPreview


class Licence(models.TextChoices):
    CC_BY_SA = "CC-BY-SA-4.0", _("CC BY-SA 4.0 (partage dans les mêmes conditions)")
    CC_BY = "CC-BY-4.0", _("CC BY 4.0 (citer l'auteur)")
    CC0 = "CC0-1.0", _("CC0 (libre)")
    ALL_RIGHTS = "all-rights-reserved", _("Tous droits réservés")


class ModuleQuerySet(models.QuerySet["Module"]):
    def published(self) -> Self:
        return self.filter(live=True)

    def synchronous(self) -> Self:
        return self.filter(timing=Module.Timing.SYNCHRONOUS)


class Module(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    FounderPreview,
    PreviewableMixin,
    TranslatableMixin,
    index.Indexed,
    ClusterableModel,
):
    """A teachable unit, on four independent axes; several paths may use it."""

    class Place(models.TextChoices):
        ONSITE = "onsite", _("Sur place")
        REMOTE = "remote", _("À distance")
        HYBRID = "hybrid", _("Sur place ou à distance")

    class Timing(models.TextChoices):
        SYNCHRONOUS = "synchronous", _("En direct, à une heure fixée")
        ASYNCHRONOUS = "asynchronous", _("Quand vous voulez")

    class Guidance(models.TextChoices):
        GUIDED = "guided", _("Avec quelqu'un")
        SELF_PACED = "self_paced", _("En autonomie")

    class Grouping(models.TextChoices):
        INDIVIDUAL = "individual", _("Seul·e")
        GROUP = "group", _("En groupe")

    class EvidenceKind(models.TextChoices):
        NONE = "none", _("Rien")
        CONSULTATION = "consultation", _("Consultation (ne vaut pas présence)")
        WORK = "work", _("Travail produit")

    class NotebookChapter(models.TextChoices):
        """Where in the *carnet de projet* what is written here goes."""

        ME = "me", _("Moi, pour ce projet")
        IDEA = "idea", _("Mon idée")
        PEOPLE = "people", _("Pour qui")
        GROUND = "ground", _("Ce que m'apprend le terrain")
        FIGURES = "figures", _("Les chiffres")
        NEXT = "next", _("La suite")

    title = models.CharField(_("titre"), max_length=150)
    slug = models.SlugField(_("identifiant"), max_length=80)
    summary = models.CharField(_("en une phrase"), max_length=300)
    objectives = TextsField(_("objectifs"), default=list, blank=True)
    competences = ParentalManyToManyField(
        "competences.Competence",
        blank=True,
        related_name="modules",
        verbose_name=_("compétences travaillées"),
    )
    place = models.CharField(_("lieu"), max_length=10, choices=Place.choices, default=Place.REMOTE)
    timing = models.CharField(
        _("moment"), max_length=12, choices=Timing.choices, default=Timing.ASYNCHRONOUS
    )
    guidance = models.CharField(
        _("accompagnement"), max_length=10, choices=Guidance.choices, default=Guidance.SELF_PACED
    )
    grouping = models.CharField(
        _("groupe"), max_length=10, choices=Grouping.choices, default=Grouping.INDIVIDUAL
    )
    # Null only while it is a draft: see `module_published_with_duration`.
    duration = models.PositiveSmallIntegerField(
        _("durée moyenne (minutes)"),
        null=True,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
    )
    evidence_kind = models.CharField(
        _("ce qui reste"),
        max_length=12,
        choices=EvidenceKind.choices,
        default=EvidenceKind.WORK,
        help_text=_("Seul un travail produit peut justifier d'un temps passé."),
    )
    notebook_chapter = models.CharField(
        _("chapitre du carnet"),
        max_length=10,
        choices=NotebookChapter.choices,
        blank=True,
        help_text=_(
            "Où se retrouve, dans le carnet de projet, ce qui est écrit ici. Sans choix : selon"
            " l'activité et le bloc."
        ),
    )
    catch_up = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("module de rattrapage"),
        help_text=_("Obligatoire pour un module en direct."),
    )
    licence = models.CharField(
        _("licence"), max_length=30, choices=Licence.choices, default=Licence.CC_BY_SA
    )
    body: Any = BodyField(verbose_name=_("contenu"), blank=True)

    # The same page in another language: the same address, the same activities, the same frame.
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]

    objects = ModuleQuerySet.as_manager()

    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("summary"),
        index.FilterField("live"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "locale"],
                name="one_module_per_slug",
                violation_error_message=_("Un module porte déjà cet identifiant."),
            ),
            models.CheckConstraint(
                condition=models.Q(live=False) | models.Q(duration__gte=1),
                name="module_published_with_duration",
                violation_error_message=_("Indiquez la durée moyenne avant de publier."),
            ),
            models.CheckConstraint(
                condition=models.Q(live=False)
                | ~models.Q(timing="synchronous")
                | models.Q(catch_up__isnull=False),
                name="live_module_has_catch_up",
                violation_error_message=_(
                    "Un module en direct a toujours un module de rattrapage : choisissez-le."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.catch_up_id is not None and self.catch_up_id == self.pk:
            raise ValidationError({"catch_up": _("Un module ne se rattrape pas par lui-même.")})

    @property
    def is_synchronous(self) -> bool:
        return self.timing == self.Timing.SYNCHRONOUS

    def get_preview_template(self, request: Any, mode_name: str) -> str:  # noqa: ARG002 - Wagtail's call
        return "courses/module_preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:  # noqa: ARG002 - Wagtail's call
        return {"request": request, "module": self, "helper": None, "user_is_author": True}

    def editable_by(self, user: User) -> bool:
        return user.has_perm("courses.change_module")
