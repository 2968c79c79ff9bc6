"""Self-knowledge: several profiles, true at once, and no score. A result is hers who took it."""

import uuid
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from competences.blocks import PostureQuestionBlock
from core.models import Organization, User

ONE_A_LINE = _("Un par ligne.")


class PostureProfile(models.Model):
    """One way of going about things. No way is better than another."""

    slug = models.SlugField(_("identifiant"), unique=True)
    title = models.CharField(_("nom"), max_length=60, help_text=_("Un verbe : « Explorer »."))
    sentence = models.CharField(_("en une phrase"), max_length=200)
    description = models.TextField(_("ce que c'est"), help_text=_("Chaleureux, à « vous »."))
    strengths = models.TextField(_("ses forces"), help_text=ONE_A_LINE)
    supports = models.TextField(_("ce qui l'aide"), help_text=ONE_A_LINE)
    questions = models.TextField(_("des questions à se poser"), help_text=ONE_A_LINE)
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        verbose_name = _("façon de faire")
        verbose_name_plural = _("façons de faire")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class PostureTestQuerySet(models.QuerySet["PostureTest"]):
    def published(self) -> Self:
        return self.filter(live=True)


class PostureTest(DraftStateMixin, RevisionMixin, PreviewableMixin, models.Model):
    slug = models.SlugField(_("identifiant"), unique=True)
    title = models.CharField(_("titre"), max_length=100)
    intro = models.TextField(_("ce que l'on en attend"))
    questions: Any = StreamField(
        [("question", PostureQuestionBlock())],
        verbose_name=_("situations"),
        help_text=_("Huit à douze : trois à cinq minutes."),
    )

    objects = PostureTestQuerySet.as_manager()

    class Meta:
        verbose_name = _("test de posture")
        verbose_name_plural = _("tests de posture")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_preview_template(self, request: Any, mode_name: str) -> str:  # noqa: ARG002 - Wagtail's call
        return "competences/posture_preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:  # noqa: ARG002 - Wagtail's call
        return {"request": request, "test": self, "helper": None}


class PostureRunQuerySet(models.QuerySet["PostureRun"]):
    def visible_to(self, user: User) -> Self:
        """The founder alone: to everybody else it does not exist."""
        return self.filter(learner=user)

    def editable_by(self, user: User) -> Self:
        """The founder alone."""
        return self.filter(learner=user)

    def readable_by(self, user: User) -> Self:
        """Whom she showed it to, as long as she wants and as that person works there."""
        works_in = [membership.organization_id for membership in user.active_memberships]
        shares = PostureShare.objects.standing().filter(reader=user, organization__in=works_in)
        return self.exclude(finished_at=None).filter(shares__in=shares)


class PostureRun(models.Model):
    """Once through the test. Deleted for good when she wants: answers, result, sharings."""

    # Wagtail would otherwise list founders' rows where an editor asks where a test is used.
    wagtail_reference_index_ignore = True

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="posture_runs"
    )
    test = models.ForeignKey(PostureTest, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(
        default=dict, blank=True, help_text="{question id: [answer id, …]}; [] is none of them."
    )
    started_at = models.DateTimeField(_("commencé le"))
    finished_at = models.DateTimeField(_("terminé le"), null=True, blank=True)

    objects = PostureRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("test de posture passé")
        verbose_name_plural = _("tests de posture passés")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "test"],
                condition=models.Q(finished_at=None),
                name="one_posture_run_at_a_time",
                violation_error_message=_("Vous avez déjà commencé : reprenez où vous en étiez."),
            )
        ]

    def __str__(self) -> str:
        return str(self.uuid)  # never a name: it may stand in a log

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None


class PostureShareQuerySet(models.QuerySet["PostureShare"]):
    def standing(self) -> Self:
        return self.filter(revoked_at=None)


class PostureShare(models.Model):
    """She shows one result to one person, until she stops."""

    wagtail_reference_index_ignore = True

    run = models.ForeignKey(PostureRun, on_delete=models.CASCADE, related_name="shares")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="postures_to_read"
    )
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    shared_at = models.DateTimeField(_("montré le"))
    revoked_at = models.DateTimeField(_("repris le"), null=True, blank=True)

    objects = PostureShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("test de posture montré")
        verbose_name_plural = _("tests de posture montrés")
        ordering = ["shared_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "reader"],
                condition=models.Q(revoked_at=None),
                name="one_posture_share_per_reader",
                violation_error_message=_("Cette personne le voit déjà."),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def revoke(self, at: datetime) -> bool:
        """Return whether this call withdrew it."""
        if self.revoked_at is not None:
            return False
        self.revoked_at = at
        self.save(update_fields=["revoked_at"])
        return True
