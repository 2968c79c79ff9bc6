"""Organisations, and what a person does in them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.territory import Territory
from core.models.user import User


class Role(models.TextChoices):
    COUNSELLOR = "counsellor", _("Conseiller·ère")
    TRAINER = "trainer", _("Formateur·rice")
    COORDINATOR = "coordinator", _("Coordinateur·rice")
    PRESCRIBER = "prescriber", _("Prescripteur·rice")
    STRUCTURE_MEMBER = "structure_member", _("Membre d'une structure")


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def visible_to(self, user: User) -> Self:
        """The people who work in it."""
        return self.filter(pk__in=[m.organization_id for m in user.active_memberships])

    def following(self, user: User) -> Self:
        """The organisations in whose name `user` follows founders."""
        return self.filter(pk__in=user.organization_ids(Role.COUNSELLOR, Role.COORDINATOR))


class Organization(models.Model):
    """An organisation that runs paths, sends people, or receives them."""

    class Kind(models.TextChoices):
        MISSION_LOCALE = "mission_locale", _("Mission locale")
        TRAINING = "training", _("Organisme de formation")
        RELAY = "relay", _("Relais de quartier ou de village")
        SUPPORT = "support", _("Structure d'accompagnement")

    name = models.CharField(_("nom"), max_length=150, unique=True)
    slug = models.SlugField(_("identifiant"), unique=True)
    kind = models.CharField(_("type"), max_length=20, choices=Kind.choices)
    territory = models.ForeignKey(
        Territory,
        on_delete=models.PROTECT,
        related_name="organizations",
        verbose_name=_("territoire"),
    )
    phone = models.CharField(_("téléphone"), max_length=20, blank=True)
    email = models.EmailField(_("adresse e-mail"), blank=True)
    address = models.CharField(_("adresse"), max_length=250, blank=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> Self:
        return self.filter(ended_on=None)

    def with_role(self, *roles: str) -> Self:
        return self.filter(role__in=roles)


class Membership(models.Model):
    """What a person does in an organisation. Ended rather than deleted: others point to it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("rôle"), max_length=20, choices=Role.choices)
    started_on = models.DateField(_("depuis le"))
    ended_on = models.DateField(_("jusqu'au"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("appartenance")
        verbose_name_plural = _("appartenances")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization", "role"],
                condition=models.Q(ended_on=None),
                name="one_active_membership_per_role",
                violation_error_message=_("Cette personne a déjà ce rôle dans l'organisation."),
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("started_on")),
                name="membership_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} — {self.get_role_display()} ({self.organization})"
