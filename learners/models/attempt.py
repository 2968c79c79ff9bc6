"""What a founder did in a package: one attempt, its parts, its state, what she answered."""

import uuid
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Role, User
from courses.models import Module
from learners.models.enrolment import Enrolment
from media.models import PackageVersion


class Completion(models.TextChoices):
    UNKNOWN = "unknown", _("pas commencé")
    INCOMPLETE = "incomplete", _("en cours")
    COMPLETED = "completed", _("terminé")


class Success(models.TextChoices):
    UNKNOWN = "unknown", _("sans résultat")
    PASSED = "passed", _("réussi")
    FAILED = "failed", _("à retravailler")


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def visible_to(self, user: User) -> Self:
        """The founder, and the trainers and coordinators of the organisation she learns with."""
        here = user.organization_ids(Role.TRAINER, Role.COORDINATOR)
        return self.filter(
            models.Q(enrolment__learner=user) | models.Q(enrolment__organization__in=here)
        )

    def editable_by(self, user: User) -> Self:
        """The founder whose attempt it is."""
        return self.filter(enrolment__learner=user)


class Outcome(models.Model):
    """What a package said of itself. Never goes down by coming back."""

    completion = models.CharField(
        _("avancement"), max_length=10, choices=Completion.choices, default=Completion.UNKNOWN
    )
    success = models.CharField(
        _("résultat"), max_length=10, choices=Success.choices, default=Success.UNKNOWN
    )
    score_scaled = models.FloatField(_("score (-1 à 1)"), null=True, blank=True)
    score_raw = models.FloatField(_("points"), null=True, blank=True)
    score_min = models.FloatField(_("points au moins"), null=True, blank=True)
    score_max = models.FloatField(_("points au plus"), null=True, blank=True)
    centiseconds = models.PositiveBigIntegerField(_("temps passé (centièmes)"), default=0)

    class Meta:
        abstract = True


class Attempt(Outcome):
    """One way through a package, on the version with which it began."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="attempts")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="attempts")
    activity_id = models.UUIDField(_("activité"))
    version = models.ForeignKey(PackageVersion, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField(_("tentative"))
    started_at = models.DateTimeField(_("commencée le"))
    last_commit_at = models.DateTimeField(_("dernier envoi le"))
    ended_at = models.DateTimeField(_("finie le"), null=True, blank=True)
    """Set when the package says that it is over: coming back is then a review or a new attempt."""
    current_item = models.CharField(_("où reprendre"), max_length=255, blank=True)
    sequencing = models.JSONField(_("enchaînement"), default=dict)
    """Opaque state of the 2004 sequencing engine, and its global objectives."""

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("tentative")
        verbose_name_plural = _("tentatives")
        ordering = ["enrolment", "activity_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "activity_id", "number"],
                name="one_attempt_per_number",
                violation_error_message=_("Cette tentative existe déjà."),
            ),
            models.CheckConstraint(
                condition=models.Q(score_scaled=None)
                | models.Q(score_scaled__gte=-1, score_scaled__lte=1),
                name="attempt_score_is_scaled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} #{self.number}"


class AttemptItem(Outcome):
    """One SCO of an attempt; one row named "" for H5P. `sequence` orders its commits."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="items")
    identifier = models.CharField(_("identifiant"), max_length=255, blank=True)
    sequence = models.BigIntegerField(_("dernier envoi"), default=0)
    values = models.JSONField(_("valeurs"), default=dict)
    """The CMI elements by flat name, as the SCO left them."""
    session = models.UUIDField(_("séance"), null=True, blank=True)
    session_centiseconds = models.PositiveBigIntegerField(default=0)
    """Time of `session`, not yet in `centiseconds`: the same session sent again replaces it."""
    updated_at = models.DateTimeField(_("modifié le"))

    class Meta:
        verbose_name = _("partie d'une tentative")
        verbose_name_plural = _("parties de tentatives")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "identifier"], name="one_item_per_attempt"),
        ]

    def __str__(self) -> str:
        return self.identifier


class AttemptState(models.Model):
    """What an H5P content keeps to start again from where she was."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="states")
    data_type = models.CharField(_("sorte"), max_length=60)
    sub_content_id = models.CharField(_("sous-contenu"), max_length=60, default="0")
    data = models.TextField(_("données"))
    sequence = models.BigIntegerField(_("dernier envoi"), default=0)
    updated_at = models.DateTimeField(_("modifié le"))

    class Meta:
        verbose_name = _("état d'un contenu")
        verbose_name_plural = _("états de contenus")
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "data_type", "sub_content_id"], name="one_state_per_content"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.data_type} {self.sub_content_id}"


class Interaction(models.Model):
    """One question of a package and how it was answered last: detail, never a module's end."""

    class Result(models.TextChoices):
        CORRECT = "correct", _("juste")
        WRONG = "wrong", _("à revoir")
        NEUTRAL = "neutral", _("sans juste ni faux")

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="interactions")
    key = models.CharField(_("question"), max_length=600)
    """``item#interaction id`` for SCORM, the sub-content's id for H5P."""
    position = models.PositiveIntegerField(_("rang"), default=0)
    kind = models.CharField(_("forme"), max_length=40, blank=True)
    label = models.TextField(_("énoncé"), blank=True)
    response = models.TextField(_("réponse"), blank=True)
    expected = models.TextField(_("réponse attendue"), blank=True)
    result = models.CharField(
        _("résultat"), max_length=10, choices=Result.choices, default=Result.NEUTRAL
    )
    first_result = models.CharField(
        _("premier résultat"), max_length=10, choices=Result.choices, default=Result.NEUTRAL
    )
    """For how hard a question is: the later tries have seen the answer."""
    score_scaled = models.FloatField(_("score (-1 à 1)"), null=True, blank=True)
    centiseconds = models.PositiveBigIntegerField(_("temps (centièmes)"), null=True, blank=True)
    tries = models.PositiveIntegerField(_("essais"), default=1)
    answered_at = models.DateTimeField(_("répondu le"))

    class Meta:
        verbose_name = _("réponse dans un paquet")
        verbose_name_plural = _("réponses dans des paquets")
        ordering = ["attempt", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "key"],
                name="one_interaction_per_question",
                violation_error_message=_("Cette question a déjà une réponse."),
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.key
