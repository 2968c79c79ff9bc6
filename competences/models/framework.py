"""What a path promises, in words that can be observed."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from competences.models.frozen import FrameworkFrozen, FrameworkPart, FrameworkQuerySet


class Framework(ClusterableModel):
    """One version of a set of competences (*référentiel*). Once published it never changes."""

    CONTENT: ClassVar[tuple[str, ...]] = (
        *("uuid", "slug", "version", "title", "description", "creator", "language"),
        *("replaces_id", "changed_at", "extra"),
    )

    class State(models.TextChoices):
        DRAFT = "draft", _("Brouillon")
        PUBLISHED = "published", _("Publié")
        RETIRED = "retired", _("Retiré")

    uuid = models.UUIDField(_("identifiant CASE"), default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("identifiant"))
    version = models.CharField(_("version"), max_length=20, default="1")
    title = models.CharField(_("titre"), max_length=200)
    description = models.TextField(_("à quoi il sert"), blank=True)
    creator = models.CharField(_("écrit par"), max_length=200, blank=True)
    language = models.CharField(_("langue"), max_length=10, default="fr")
    state = models.CharField(
        _("état"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    published_on = models.DateField(_("publié le"), null=True, blank=True, editable=False)
    retired_on = models.DateField(_("retiré le"), null=True, blank=True, editable=False)
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="replaced_by",
        verbose_name=_("version précédente"),
    )
    changed_at = models.DateTimeField(_("modifié le"), default=timezone.now, editable=False)
    # What a CASE file says and Palier has no use for, given back as it came.
    extra = models.JSONField(default=dict, blank=True, editable=False)

    objects = FrameworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("référentiel")
        verbose_name_plural = _("référentiels")
        ordering = ["title", "-published_on", "-pk"]
        permissions = [("publish_framework", "Can publish framework")]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "version"],
                name="one_framework_per_version",
                violation_error_message=_("Cette version du référentiel existe déjà."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft", published_on=None, retired_on=None)
                | models.Q(state="published", published_on__isnull=False, retired_on=None)
                | models.Q(state="retired", published_on__isnull=False, retired_on__isnull=False),
                name="framework_state_has_its_date",
                violation_error_message=_("Un référentiel publié ou retiré porte sa date."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.refuse_frozen()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        Framework.objects.filter(pk=self.pk).refuse_frozen()
        deleted: tuple[int, dict[str, int]] = super().delete(*args, **kwargs)
        return deleted

    def clean(self) -> None:
        super().clean()
        self.refuse_frozen()

    def refuse_frozen(self) -> None:
        """Let a version be published, then retired; refuse any other change from then on."""
        if self.pk is None:
            return
        kept = Framework.objects.exclude(state=self.State.DRAFT)
        before = kept.filter(pk=self.pk).values(*self.CONTENT).first()
        if before is None:
            return
        if self.is_draft or any(getattr(self, name) != value for name, value in before.items()):
            raise FrameworkFrozen


class Level(FrameworkPart):
    """One step of mastery, the same words for every competence of the framework."""

    framework = ParentalKey(
        Framework, on_delete=models.CASCADE, related_name="levels", verbose_name=_("référentiel")
    )
    rank = models.PositiveSmallIntegerField(_("marche"), help_text=_("1 est la première marche."))
    sort_order_field = "order"
    label = models.CharField(
        _("dans les mots de la personne"), max_length=60, help_text=_("Par exemple « avec aide ».")
    )
    description = models.CharField(_("ce que cela veut dire"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("niveau")
        verbose_name_plural = _("niveaux")
        ordering = ["framework", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "rank"],
                name="one_level_per_rank",
                violation_error_message=_("Deux niveaux sont sur la même marche."),
            ),
            # Ten steps at most; the others are where steps wait while their order changes.
            models.CheckConstraint(
                condition=models.Q(rank__gte=1, rank__lte=20),
                name="level_rank_from_1_to_20",
                violation_error_message=_("Une marche va de 1 à 10."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def order(self) -> int:
        """Its place from 0, which the workshop sets when steps are dragged."""
        return self.rank - 1

    @order.setter
    def order(self, place: int) -> None:
        self.rank = place + 1


class CompetenceBlock(FrameworkPart):
    """A coherent group of competences. Not a registered RNCP block."""

    framework = ParentalKey(
        Framework, on_delete=models.CASCADE, related_name="blocks", verbose_name=_("référentiel")
    )
    uuid = models.UUIDField(_("identifiant CASE"), default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=40)
    title = models.CharField(_("titre"), max_length=200)
    description = models.TextField(_("ce que l'on y apprend"), blank=True)
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)
    sort_order_field = "position"
    extra = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("bloc de compétences")
        verbose_name_plural = _("blocs de compétences")
        ordering = ["framework", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "code"],
                name="one_competence_block_per_code",
                violation_error_message=_("Deux blocs du référentiel portent le même code."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} — {self.title}"


class Competence(FrameworkPart, ClusterableModel):
    """An observable capacity: "je …" for the founder, formal words for staff."""

    framework = models.ForeignKey(
        Framework,
        on_delete=models.PROTECT,
        related_name="competences",
        verbose_name=_("référentiel"),
    )
    block = models.ForeignKey(
        CompetenceBlock,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="competences",
        verbose_name=_("bloc"),
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("compétence plus large"),
    )
    uuid = models.UUIDField(_("identifiant CASE"), default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=40)
    statement = models.CharField(
        _("ce que je sais faire"), max_length=250, help_text=_("Commence par « je ».")
    )
    formal = models.CharField(
        _("formulation professionnelle"),
        max_length=2000,
        help_text=_("Un verbe et ce que l'on peut observer : « Établir un prix de vente… »."),
    )
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)
    replaces = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("remplace"),
        help_text=_("Les compétences de la version précédente qu'elle reprend."),
    )
    extra = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("compétence")
        verbose_name_plural = _("compétences")
        ordering = ["framework", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "code"],
                name="one_competence_per_code",
                violation_error_message=_("Ce code existe déjà dans le référentiel."),
            ),
            models.CheckConstraint(
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("pk")),
                name="competence_is_not_its_own_parent",
                violation_error_message=_("Une compétence ne fait pas partie d'elle-même."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} — {self.statement}"


class LevelCriterion(FrameworkPart):
    """What can be observed of one competence at one level."""

    owner = "competence__framework"

    competence = ParentalKey(
        Competence, on_delete=models.CASCADE, related_name="criteria", verbose_name=_("compétence")
    )
    # Protected: a level that says something cannot vanish under it.
    level = models.ForeignKey(
        Level, on_delete=models.PROTECT, related_name="criteria", verbose_name=_("niveau")
    )
    text = models.CharField(_("ce que l'on peut observer"), max_length=400)
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        verbose_name = _("critère observable")
        verbose_name_plural = _("critères observables")
        ordering = ["level__rank", "position", "pk"]

    def __str__(self) -> str:
        return self.text


class Alignment(FrameworkPart):
    """The same capacity in another framework: EntreComp, ROME, Formacode…"""

    class Kind(models.TextChoices):
        """Written as CASE does."""

        RELATED = "isRelatedTo", _("proche")
        EXACT = "exactMatchOf", _("la même")

    owner = "competence__framework"

    competence = ParentalKey(
        Competence,
        on_delete=models.CASCADE,
        related_name="alignments",
        verbose_name=_("compétence"),
    )
    framework = models.CharField(
        _("autre référentiel"), max_length=100, help_text=_("Par exemple EntreComp ou ROME 4.0.")
    )
    code = models.CharField(_("code dans cet autre référentiel"), max_length=100)
    label = models.CharField(_("intitulé"), max_length=250, blank=True)
    url = models.URLField(_("adresse"), max_length=500, blank=True)
    kind = models.CharField(
        _("ressemblance"), max_length=12, choices=Kind.choices, default=Kind.RELATED
    )

    class Meta:
        verbose_name = _("correspondance")
        verbose_name_plural = _("correspondances")
        ordering = ["framework", "code", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(code=""),
                name="alignment_has_a_code",
                violation_error_message=_("Une correspondance porte un code."),
            ),
            models.UniqueConstraint(
                fields=["competence", "framework", "code"],
                name="one_alignment_per_code",
                violation_error_message=_("Cette correspondance existe déjà."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework} {self.code}"
