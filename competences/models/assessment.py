"""What is said of a founder's competence, by whom; and what is computed from it."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from competences.models.framework import Competence, Level
from competences.models.positioning import Positioning
from competences.models.privacy import AboutFounderQuerySet, staff_organizations
from core.models import Organization, User


class Source(models.TextChoices):
    """Who or what says it. The order of prevalence is in ``services.progress``."""

    STAFF = "staff", _("L'équipe")
    ACTIVITIES = "activities", _("Ses activités")
    PROFESSIONAL = "professional", _("Une personne du métier")
    PEER = "peer", _("Une personne qui l'a vue faire")
    FOUNDER = "founder", _("Elle-même")


class AssessmentRequestQuerySet(AboutFounderQuerySet):
    def editable_by(self, user: User) -> Self:
        """The founder who asks."""
        return self.filter(learner=user)

    def waiting(self, at: datetime) -> Self:
        return self.filter(answered_at=None, revoked_at=None, expires_at__gt=at)

    def matching(self, uuid: uuid.UUID) -> Self:
        """The one that a signed link names: whoever holds the link may answer."""
        return self.filter(uuid=uuid)


class AssessmentRequest(models.Model):
    """Someone met is asked, by a signed link and without an account, what the founder can do."""

    class Kind(models.TextChoices):
        PROFESSIONAL = Source.PROFESSIONAL.value, _("Une personne du métier")
        PEER = Source.PEER.value, _("Une personne qui m'a vue faire")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assessment_requests"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="assessment_requests"
    )
    kind = models.CharField(_("qui est-ce"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("son nom"), max_length=100)
    title = models.CharField(_("ce qu'elle fait"), max_length=150, blank=True)
    email = models.EmailField(_("son adresse e-mail"), blank=True)
    word = models.TextField(_("un mot pour elle"), blank=True)
    competences = models.ManyToManyField(
        Competence, related_name="+", verbose_name=_("compétences")
    )
    created_at = models.DateTimeField(_("demandé le"))
    expires_at = models.DateTimeField(_("valable jusqu'au"))
    answered_at = models.DateTimeField(_("répondu le"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("retiré le"), null=True, blank=True)

    objects = AssessmentRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("demande de regard")
        verbose_name_plural = _("demandes de regard")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="assessment_request_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_open(self, at: datetime) -> bool:
        """Return whether its link still receives an answer."""
        return self.revoked_at is None and at < self.expires_at

    def revoke(self, at: datetime) -> bool:
        """Return whether this call closed it: a second click changes nothing."""
        if self.revoked_at is not None:
            return False
        self.revoked_at = at
        self.save(update_fields=["revoked_at"])
        return True


class AssessmentQuerySet(AboutFounderQuerySet):
    def editable_by(self, user: User) -> Self:
        """Its author, while he still works where he wrote it; the founder her own."""
        return self.filter(author=user).filter(
            models.Q(learner=user) | models.Q(organization__in=staff_organizations(user))
        )

    def standing(self) -> Self:
        """Those that nobody took back."""
        return self.filter(withdrawn_at=None)


class Assessment(models.Model):
    """One view of one competence. Append-only: a new view is a new row, an error is withdrawn.

    `id` is made by the client (or derived from what it comes from): the same act sent again
    changes nothing.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assessments"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="assessments"
    )
    competence = models.ForeignKey(Competence, on_delete=models.PROTECT, related_name="assessments")
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="assessments")
    source = models.CharField(_("regard de"), max_length=12, choices=Source.choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="written_assessments",
    )
    # Kept as it was that day: people change jobs and names, and outsiders have no account.
    author_name = models.CharField(_("nom"), max_length=150, blank=True)
    author_title = models.CharField(_("fonction"), max_length=150, blank=True)
    positioning = models.ForeignKey(
        Positioning, on_delete=models.CASCADE, null=True, blank=True, related_name="assessments"
    )
    request = models.ForeignKey(
        AssessmentRequest,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assessments",
    )
    criteria = models.JSONField(
        _("critères observés"), default=list, blank=True, help_text="[LevelCriterion.text, …]"
    )
    basis = models.JSONField(
        _("appuyé sur"), default=dict, blank=True, help_text="What the activities' rule saw."
    )
    comment = models.TextField(_("en quelques mots"), blank=True)
    assessed_at = models.DateTimeField(_("donné le"))
    stored_at = models.DateTimeField(_("reçu le"))
    withdrawn_at = models.DateTimeField(_("repris le"), null=True, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("regard sur une compétence")
        verbose_name_plural = _("regards sur une compétence")
        ordering = ["-assessed_at", "-stored_at", "pk"]
        indexes = [
            models.Index(
                fields=["learner", "competence", "-assessed_at"], name="assessment_history"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(source="founder") | models.Q(author=models.F("learner")),
                name="own_assessment_is_the_learners",
            ),
            models.CheckConstraint(
                condition=~models.Q(source="staff")
                | (models.Q(author__isnull=False) & ~models.Q(author=models.F("learner"))),
                name="staff_assessment_has_another_author",
            ),
            models.CheckConstraint(
                condition=~models.Q(source__in=["professional", "peer"])
                | models.Q(request__isnull=False),
                name="outside_assessment_was_asked_for",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competence_id}: {self.level_id} ({self.source})"


class AssessmentDraft(models.Model):
    """What a member of the team noted and did not say yet. Nobody else reads it."""

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assessment_drafts"
    )
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    competence = models.ForeignKey(Competence, on_delete=models.CASCADE, related_name="+")
    level = models.ForeignKey(
        Level, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    criteria = models.JSONField(_("critères observés"), default=list, blank=True)
    comment = models.TextField(_("en quelques mots"), blank=True)
    kept_at = models.DateTimeField(_("gardé le"))

    class Meta:
        verbose_name = _("brouillon de regard")
        verbose_name_plural = _("brouillons de regard")
        constraints = [
            models.UniqueConstraint(
                fields=["author", "learner", "competence"], name="one_draft_per_competence"
            )
        ]

    def __str__(self) -> str:
        return f"{self.competence_id}: {self.level_id}"


class AssessmentReading(models.Model):
    """Until when a founder has read what others say she can do."""

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assessment_reading"
    )
    read_at = models.DateTimeField(_("lu jusqu'au"))

    class Meta:
        verbose_name = _("lecture des regards")
        verbose_name_plural = _("lectures des regards")

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.read_at}"


class CompetenceProgress(models.Model):
    """Where a founder stands on one competence: a projection of her assessments."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="competence_progress"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="competence_progress"
    )
    competence = models.ForeignKey(Competence, on_delete=models.PROTECT, related_name="progress")
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(_("regard de"), max_length=12, choices=Source.choices)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="+", verbose_name=_("ce qui prévaut")
    )
    entry_level = models.ForeignKey(
        Level, on_delete=models.PROTECT, related_name="+", verbose_name=_("au départ")
    )
    assessed_at = models.DateTimeField(_("depuis le"))
    views_count = models.PositiveSmallIntegerField(_("regards reçus"), default=1)

    objects = AboutFounderQuerySet.as_manager()

    class Meta:
        verbose_name = _("avancement sur une compétence")
        verbose_name_plural = _("avancements sur une compétence")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "competence"], name="one_progress_per_competence"
            )
        ]

    def __str__(self) -> str:
        return f"{self.competence_id}: {self.level_id}"
