"""A path: ordered blocks of competences, each an ordered set of modules."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from core.models import Role, User
from courses.models.module import Licence, Module
from courses.models.preview import FounderPreview


def may_read_paths(user: User) -> bool:
    teaches = user.has_role(Role.TRAINER, Role.COORDINATOR)
    return teaches or user.has_perm("courses.change_learningpath")


class LearningPathQuerySet(models.QuerySet["LearningPath"]):
    def published(self) -> Self:
        return self.filter(live=True)

    def visible_to(self, user: User) -> Self:
        """Those who teach, coordinate or write: drafts too. Founders see theirs by enrolling."""
        return self if may_read_paths(user) else self.none()


class LearningPath(
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
    """What a founder climbs. The order is advice, never a lock."""

    title = models.CharField(_("titre"), max_length=150)
    slug = models.SlugField(_("identifiant"), max_length=80)
    summary = models.CharField(_("en une phrase"), max_length=300)
    promise = models.TextField(_("ce que vous aurez en main à la fin"), blank=True)
    audience = models.TextField(_("pour qui"), blank=True)
    licence = models.CharField(
        _("licence"), max_length=30, choices=Licence.choices, default=Licence.CC_BY_SA
    )

    glossary = ParentalManyToManyField(
        "courses.GlossaryTerm",
        blank=True,
        related_name="paths",
        verbose_name=_("mots expliqués"),
        help_text=_("Ceux qui partent avec le parcours quand on l'exporte."),
    )

    # Its blocks are copied once, when the translation begins: people's decisions hang on them.
    translatable_fields = [
        SynchronizedField("slug", overridable=False),
        SynchronizedField("licence"),
        *(TranslatableField(name) for name in ("title", "summary", "promise", "audience")),
    ]

    objects = LearningPathQuerySet.as_manager()

    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("summary"),
        index.FilterField("live"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("parcours")
        verbose_name_plural = _("parcours")
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "locale"],
                name="one_path_per_slug",
                violation_error_message=_("Un parcours porte déjà cet identifiant."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_preview_template(self, request: Any, mode_name: str) -> str:  # noqa: ARG002 - Wagtail's call
        return "courses/path_preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:  # noqa: ARG002 - Wagtail's call
        return {"request": request, "path": self, "helper": None}


class PathBlock(Orderable, ClusterableModel):
    """A flight of the staircase. Not a registered RNCP block."""

    class Step(models.TextChoices):
        SELF_KNOWLEDGE = "self_knowledge", _("Connaissance de soi")
        FEASIBILITY = "feasibility", _("Faisabilité")
        REALITY_CHECK = "reality_check", _("Confrontation à la réalité")

    path = ParentalKey(LearningPath, on_delete=models.CASCADE, related_name="blocks")
    key = models.SlugField(_("identifiant"), max_length=60)
    step = models.CharField(_("étape"), max_length=20, choices=Step.choices)
    title = models.CharField(_("titre"), max_length=100)
    summary = models.CharField(_("en une phrase"), max_length=300)
    outcome = models.TextField(
        _("ce que vous savez faire maintenant"),
        help_text=_("Montré quand le bloc est terminé."),
    )
    competences = ParentalManyToManyField(
        "competences.Competence",
        blank=True,
        related_name="path_blocks",
        verbose_name=_("compétences"),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("bloc")
        verbose_name_plural = _("blocs")
        constraints = [
            models.UniqueConstraint(
                fields=["path", "key"],
                name="one_block_per_key",
                violation_error_message=_("Deux blocs portent le même identifiant."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class PathModule(Orderable):
    """The place of a module in a block."""

    block = ParentalKey(PathBlock, on_delete=models.CASCADE, related_name="path_modules")
    module = models.ForeignKey(
        Module, on_delete=models.PROTECT, related_name="path_modules", verbose_name=_("module")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("module du bloc")
        verbose_name_plural = _("modules du bloc")
        constraints = [
            models.UniqueConstraint(
                fields=["block", "module"],
                name="module_once_per_block",
                violation_error_message=_("Ce module est déjà dans le bloc."),
            )
        ]

    def __str__(self) -> str:
        return str(self.module)
