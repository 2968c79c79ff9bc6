"""The *passeport de compétences*: what a founder chose to say of what she can do."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from competences.models import Assessment, Badge, Competence
from core.models import User
from learners.models.evidence import Evidence

# Said aloud, it is for the paper of these days; given by her own hand, until she takes it back.
ORAL_LASTS = timedelta(days=7)


class PassportQuerySet(models.QuerySet["Passport"]):
    def visible_to(self, user: User) -> Self:
        """The founder."""
        return self.filter(learner=user)

    def editable_by(self, user: User) -> Self:
        """The founder."""
        return self.filter(learner=user)


class Passport(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="passport"
    )
    introduction = models.CharField(_("ma phrase pour commencer"), max_length=300, blank=True)
    changed_at = models.DateTimeField(_("choisi le"))

    objects = PassportQuerySet.as_manager()

    class Meta:
        verbose_name = _("passeport de compétences")
        verbose_name_plural = _("passeports de compétences")

    def __str__(self) -> str:
        return str(self.learner)

    def introduce(self, words: str, at: datetime) -> None:
        self.introduction, self.changed_at = words, at
        self.save(update_fields=["introduction", "changed_at"])


class PassportItem(models.Model):
    """One thing she chose: a competence in her words, what shows it, who confirms it, a badge."""

    class Kind(models.TextChoices):
        COMPETENCE = "competence", _("Ce que je sais faire")
        EVIDENCE = "evidence", _("Comment je l'ai montré")
        ASSESSMENT = "assessment", _("Qui le confirme")
        BADGE = "badge", _("Badge")

    passport = models.ForeignKey(Passport, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(_("nature"), max_length=10, choices=Kind.choices)
    competence = models.ForeignKey(
        Competence, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    evidence = models.ForeignKey(
        Evidence, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    badge = models.ForeignKey(
        Badge, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    words = models.CharField(_("dans mes mots"), max_length=300, blank=True)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    chosen_at = models.DateTimeField(_("choisi le"))

    class Meta:
        verbose_name = _("élément du passeport")
        verbose_name_plural = _("éléments du passeport")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind="competence",
                    competence__isnull=False,
                    evidence=None,
                    assessment=None,
                    badge=None,
                )
                | models.Q(
                    kind="evidence",
                    competence=None,
                    evidence__isnull=False,
                    assessment=None,
                    badge=None,
                )
                | models.Q(
                    kind="assessment",
                    competence=None,
                    evidence=None,
                    assessment__isnull=False,
                    badge=None,
                )
                | models.Q(
                    kind="badge",
                    competence=None,
                    evidence=None,
                    assessment=None,
                    badge__isnull=False,
                ),
                name="passport_item_holds_what_its_kind_says",
            ),
            *(
                models.UniqueConstraint(
                    fields=["passport", target], name=f"one_passport_item_per_{target}"
                )
                for target in ("competence", "evidence", "assessment", "badge")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target_id}"

    @property
    def target_id(self) -> object:
        return self.competence_id or self.evidence_id or self.assessment_id or self.badge_id


class PassportShareQuerySet(models.QuerySet["PassportShare"]):
    def visible_to(self, user: User) -> Self:
        """The founder."""
        return self.filter(passport__learner=user)

    def editable_by(self, user: User) -> Self:
        """The founder."""
        return self.filter(passport__learner=user)

    def usable(self, at: datetime) -> Self:
        """Whoever holds the link, until its date or until she stops it."""
        return self.filter(revoked_at=None, expires_at__gt=at)


class PassportShare(models.Model):
    """A link for one reader, with an end."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    passport = models.ForeignKey(Passport, on_delete=models.CASCADE, related_name="shares")
    reader_name = models.CharField(_("pour qui"), max_length=100)
    shared_at = models.DateTimeField(_("partagé le"))
    expires_at = models.DateTimeField(_("jusqu'au"))
    revoked_at = models.DateTimeField(_("arrêté le"), null=True, blank=True)

    objects = PassportShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("partage du passeport")
        verbose_name_plural = _("partages du passeport")
        ordering = ["-shared_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("shared_at")),
                name="passport_share_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.reader_name

    def revoke(self, at: datetime) -> bool:
        """Return whether this call withdrew it."""
        if self.revoked_at is not None:
            return False
        self.revoked_at = at
        self.save(update_fields=["revoked_at"])
        return True


class PassportConsentQuerySet(models.QuerySet["PassportConsent"]):
    def editable_by(self, user: User) -> Self:
        """The founder it is about: she alone takes it back."""
        return self.filter(learner=user)

    def standing(self, at: datetime) -> Self:
        return self.filter(withdrawn_at=None).exclude(
            how=PassportConsent.How.ORAL, given_at__lte=at - ORAL_LASTS
        )


class PassportConsent(models.Model):
    """She agrees that the team prints her passport: by her own hand, or aloud before somebody."""

    class How(models.TextChoices):
        HAND = "hand", _("Dans son espace, de sa main")
        ORAL = "oral", _("De vive voix")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="passport_consents"
    )
    how = models.CharField(_("donné"), max_length=4, choices=How.choices)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField(_("donné le"))
    withdrawn_at = models.DateTimeField(_("repris le"), null=True, blank=True)

    objects = PassportConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("accord pour imprimer le passeport")
        verbose_name_plural = _("accords pour imprimer le passeport")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(how="hand", recorded_by=models.F("learner"))
                | (models.Q(how="oral") & ~models.Q(recorded_by=models.F("learner"))),
                name="passport_consent_says_who_wrote_it",
                violation_error_message=_("Un accord de vive voix est noté par quelqu'un d'autre."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.learner} ({self.how})"

    @property
    def is_oral(self) -> bool:
        return self.how == self.How.ORAL

    def withdraw(self, at: datetime) -> bool:
        """Return whether this call took it back."""
        if self.withdrawn_at is not None:
            return False
        self.withdrawn_at = at
        self.save(update_fields=["withdrawn_at"])
        return True
