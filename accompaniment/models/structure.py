"""Who accompanies, and what they offer (data·inclusion words)."""

from math import cos, radians
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Commune, Organization, Role, Territory, User

KM_PER_DEGREE = 111.2


class Stage(models.TextChoices):
    """*Étape d'intervention*."""

    IDEA = "idea", _("Idée")
    EMERGENCE = "emergence", _("Émergence")
    FEASIBILITY = "feasibility", _("Faisabilité")
    SETUP = "setup", _("Montage")
    FUNDING = "funding", _("Financement")
    TRIAL = "trial", _("Test d'activité")
    CREATION = "creation", _("Création")
    POST_CREATION = "post_creation", _("Après la création")


class Structure(models.Model):
    """A place that accompanies people who start an activity."""

    class Kind(models.TextChoices):
        MICROCREDIT = "microcredit", _("Microcrédit et accompagnement")
        MANAGEMENT_SHOP = "management_shop", _("Boutique de gestion")
        INCUBATOR = "incubator", _("Couveuse d'entreprises")
        COOPERATIVE = "cooperative", _("Coopérative d'activité et d'emploi")
        NEIGHBOURHOOD = "neighbourhood", _("Amorçage de projets en quartier")
        CHAMBER = "chamber", _("Chambre consulaire")
        FUNDING_NETWORK = "funding_network", _("Réseau de financement")
        WOMEN = "women", _("Accompagnement de femmes entrepreneures")
        THIRD_PLACE = "third_place", _("Tiers-lieu")
        OTHER = "other", _("Autre")

    name = models.CharField(_("nom"), max_length=150)
    slug = models.SlugField(_("identifiant"), max_length=80, unique=True)
    kind = models.CharField(_("type"), max_length=20, choices=Kind.choices)
    description = models.TextField(_("présentation"), blank=True)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="structures")
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="structures")
    address = models.CharField(_("adresse"), max_length=250, blank=True)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    phone = models.CharField(_("téléphone"), max_length=20, blank=True)
    email = models.EmailField(_("adresse e-mail"))
    website = models.URLField(_("site"), blank=True)
    organization = models.ForeignKey(
        Organization,
        on_delete=models.SET_NULL,
        related_name="structures",
        null=True,
        blank=True,
        help_text=_("Ses membres, quand ils ont un compte."),
    )
    left_on = models.DateField(_("a quitté le réseau le"), null=True, blank=True)
    updated_on = models.DateField(_("fiche vérifiée le"))

    class Meta:
        verbose_name = _("structure")
        verbose_name_plural = _("structures")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ServiceQuerySet(models.QuerySet["Service"]):
    def available(self) -> Self:
        return self.filter(is_open=True, structure__left_on=None)

    def near(self, point: tuple[float, float] | None, territory_id: int | None, km: float) -> Self:
        """On the territory, possible at a distance, or in a square of `km` around `point`."""
        reach = models.Q(remote=True) | models.Q(structure__territory=territory_id)
        if point is not None:
            latitude, longitude = point
            north = km / KM_PER_DEGREE
            east = north / max(cos(radians(latitude)), 0.01)
            reach |= models.Q(
                structure__latitude__range=(latitude - north, latitude + north),
                structure__longitude__range=(longitude - east, longitude + east),
            )
        return self.filter(reach)

    def matching_words(self, words: str) -> Self:
        """Whose name, description, structure or commune contains each of `words`."""
        found = self
        for word in words.split()[:6]:
            found = found.filter(
                models.Q(name__icontains=word)
                | models.Q(description__icontains=word)
                | models.Q(structure__name__icontains=word)
                | models.Q(structure__commune__name__icontains=word)
            )
        return found


class Service(models.Model):
    """What a structure does for someone."""

    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="services")
    name = models.CharField(_("nom"), max_length=150)
    slug = models.SlugField(_("identifiant"), max_length=80)
    description = models.TextField(_("ce que c'est"))
    stages = models.JSONField(_("étapes"), default=list, help_text="list of Stage values")
    themes = models.JSONField(
        _("thématiques"), default=list, help_text="data·inclusion thematiques"
    )
    remote = models.BooleanField(_("possible à distance"), default=False)
    is_open = models.BooleanField(_("accueille en ce moment"), default=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["structure__name", "name"]
        constraints = [
            models.UniqueConstraint(fields=["structure", "slug"], name="one_service_per_slug")
        ]

    def __str__(self) -> str:
        return f"{self.name} — {self.structure}"


def members_of(user: User) -> models.Q:
    """Return the condition "its structure is one in which `user` works"."""
    return models.Q(
        service__structure__organization__in=user.organization_ids(Role.STRUCTURE_MEMBER)
    )
