"""Badges: what can be earned, what a founder was offered, and what she made of it."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from competences.models.badge_keys import StatusEntry
from core.models import Organization, Role, User


class AchievementQuerySet(models.QuerySet["Achievement"]):
    def published(self) -> Self:
        """Everybody: what a badge stands for is public."""
        return self.all()


class Achievement(models.Model):
    """What a block or a path promises, as it stands today; a signed badge keeps its own words."""

    key = models.CharField(
        _("identifiant"),
        max_length=200,
        unique=True,
        help_text=_("Celui du parcours, et celui du bloc : ne change jamais."),
    )
    name = models.CharField(_("nom"), max_length=150)
    description = models.TextField(_("ce que c'est"))
    criteria = models.TextField(_("comment on l'obtient"))
    skills = models.JSONField(
        _("compétences"), default=list, help_text="[{code, name, framework}], in their order"
    )
    language = models.CharField(_("langue"), max_length=10, default="fr")
    flight = models.PositiveSmallIntegerField(
        _("volée"), default=0, help_text=_("Le numéro du bloc ; 0 pour tout le parcours.")
    )
    flights = models.PositiveSmallIntegerField(_("volées du parcours"), default=3)
    updated_at = models.DateTimeField(_("décrit le"))

    objects = AchievementQuerySet.as_manager()

    class Meta:
        verbose_name = _("réussite")
        verbose_name_plural = _("réussites")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_whole_path(self) -> bool:
        return self.flight == 0

    @property
    def tint(self) -> int:
        """The tint of its block, as elsewhere on the pages."""
        return (max(self.flight, 1) - 1) % 3 + 1


class BadgeQuerySet(models.QuerySet["Badge"]):
    def visible_to(self, user: User) -> Self:
        """The founder, and the counsellors and coordinators of the organisation that gives it."""
        return self.filter(
            models.Q(learner=user)
            | models.Q(organization__in=user.organization_ids(Role.COUNSELLOR, Role.COORDINATOR))
        )

    def editable_by(self, user: User) -> Self:
        """The founder alone accepts, shares and deletes."""
        return self.filter(learner=user)

    def followed_by(self, user: User) -> Self:
        """The counsellors and coordinators of the organisation that gives it may take it back."""
        return self.filter(
            organization__in=user.organization_ids(Role.COUNSELLOR, Role.COORDINATOR)
        )

    def published(self) -> Self:
        """Everybody who has the address, once the founder made the badge public."""
        return self.exclude(shared_at=None)

    def to_answer(self) -> Self:
        return self.filter(status=Badge.Status.OFFERED)

    def of(self, learner: User) -> Self:
        return self.filter(learner=learner)


class Badge(models.Model):
    """One achievement of one founder: offered, accepted, issued, perhaps withdrawn."""

    class Status(models.TextChoices):
        OFFERED = "offered", _("Proposé")
        DECLINED = "declined", _("Non demandé")
        ACCEPTED = "accepted", _("En préparation")
        ISSUED = "issued", _("Délivré")
        WITHDRAWN = "withdrawn", _("Retiré")

    class NameShown(models.TextChoices):
        FULL = "full", _("Mon prénom et mon nom")
        FIRST = "first", _("Mon prénom seulement")
        NONE = "none", _("Aucun nom")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="badges"
    )
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="badges")
    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="badges")
    status = models.CharField(
        _("état"), max_length=10, choices=Status.choices, default=Status.OFFERED
    )
    display_name = models.CharField(_("nom inscrit"), max_length=201, blank=True)
    offered_at = models.DateTimeField(_("proposé le"))
    accepted_at = models.DateTimeField(_("accepté le"), null=True, blank=True)
    issued_at = models.DateTimeField(_("délivré le"), null=True, blank=True)
    shared_at = models.DateTimeField(_("rendu public le"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("retiré par"),
    )
    withdrawal_reason = models.CharField(_("pourquoi il est retiré"), max_length=500, blank=True)
    entry = models.OneToOneField(
        StatusEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="badge"
    )
    jwt = models.TextField(_("badge signé"), blank=True)

    objects = BadgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("badge")
        verbose_name_plural = _("badges")
        ordering = ["-offered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "achievement"],
                name="one_badge_per_achievement",
                violation_error_message=_("Ce badge a déjà été proposé à cette personne."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="issued")
                | (~models.Q(jwt="") & models.Q(issued_at__isnull=False, entry__isnull=False)),
                name="badge_issued_is_signed",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="withdrawn")
                | (models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawal_reason="")),
                name="badge_withdrawn_says_why",
                violation_error_message=_("Dites pourquoi ce badge est retiré."),
            ),
            models.CheckConstraint(
                condition=models.Q(shared_at=None) | models.Q(status__in=["issued", "withdrawn"]),
                name="badge_shared_was_issued",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.achievement} — {self.learner}"

    @property
    def is_issued(self) -> bool:
        return self.status == self.Status.ISSUED

    @property
    def is_withdrawn(self) -> bool:
        return self.status == self.Status.WITHDRAWN

    @property
    def can_be_accepted(self) -> bool:
        return self.status in (self.Status.OFFERED, self.Status.DECLINED)

    def name_for(self, shown: str) -> str:
        """Return the name that the badge would bear."""
        return {
            self.NameShown.FULL: self.learner.get_full_name(),
            self.NameShown.FIRST: self.learner.first_name,
        }.get(self.NameShown(shown), "")

    def accept(self, display_name: str, at: datetime) -> bool:
        """Return whether this call accepted it: a second click changes nothing."""
        if not self.can_be_accepted:
            return False
        self.status, self.accepted_at = self.Status.ACCEPTED, at
        self.display_name = display_name
        self.save(update_fields=["status", "accepted_at", "display_name"])
        return True

    def decline(self) -> bool:
        if self.status != self.Status.OFFERED:
            return False
        self.status = self.Status.DECLINED
        self.save(update_fields=["status"])
        return True

    def issue(self, *, jwt: str, entry: StatusEntry, at: datetime) -> None:
        self.status, self.issued_at = self.Status.ISSUED, at
        self.jwt, self.entry = jwt, entry
        self.save(update_fields=["status", "issued_at", "jwt", "entry"])

    def withdraw(self, *, by: User, reason: str, at: datetime) -> bool:
        """Return whether this call took it back."""
        if not self.is_issued:
            return False
        self.status, self.withdrawn_at = self.Status.WITHDRAWN, at
        self.withdrawn_by, self.withdrawal_reason = by, reason
        self.save(update_fields=["status", "withdrawn_at", "withdrawn_by", "withdrawal_reason"])
        return True

    def share(self, at: datetime | None) -> None:
        """Make it public, or private again (None)."""
        self.shared_at = at
        self.save(update_fields=["shared_at"])

    def forget(self) -> None:
        """Erase what was made. A new address: the old one must lead nowhere, even if asked again.

        A withdrawn badge stays withdrawn, so that deleting it does not offer it again.
        """
        if not self.is_withdrawn:
            self.status = self.Status.DECLINED
        self.uuid = uuid.uuid4()
        self.display_name = self.jwt = ""
        self.accepted_at = self.issued_at = self.shared_at = self.entry = None
        self.save()


class BakedFile(models.Model):
    """The very file that was handed over: another one that says the same was tampered with."""

    class Kind(models.TextChoices):
        PNG = "png", "PNG"
        SVG = "svg", "SVG"

    badge = models.ForeignKey(Badge, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(_("sorte"), max_length=3, choices=Kind.choices)
    content = models.BinaryField(_("contenu"))
    sha256 = models.CharField(_("empreinte"), max_length=64)

    class Meta:
        verbose_name = _("image de badge")
        verbose_name_plural = _("images de badge")
        constraints = [
            models.UniqueConstraint(
                fields=["badge", "kind"],
                name="one_badge_file_per_kind",
                violation_error_message=_("Ce badge a déjà cette image."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.badge_id}.{self.kind}"
