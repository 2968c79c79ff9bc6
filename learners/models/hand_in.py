"""Work that a founder hands to a trainer, and what the trainer answers: appended, never changed."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Role, User
from courses.models import Module
from learners.models.enrolment import Enrolment
from learners.models.statement import Statement


class HandInQuerySet(models.QuerySet["HandIn"]):
    def visible_to(self, user: User) -> Self:
        """The founder, and the trainers and coordinators of the organisation that follows her."""
        return self.filter(
            models.Q(enrolment__learner=user)
            | models.Q(enrolment__organization__in=reading_organizations(user))
        )

    def editable_by(self, user: User) -> Self:
        """The trainers and coordinators of the organisation that follows her: they answer."""
        return self.filter(enrolment__organization__in=reading_organizations(user))

    def standing(self) -> Self:
        """The last one of each piece of work: what came before is history."""
        later = HandIn.objects.filter(
            enrolment=models.OuterRef("enrolment"),
            activity_id=models.OuterRef("activity_id"),
            pk__gt=models.OuterRef("pk"),
        )
        return self.filter(~models.Exists(later))

    def waiting(self) -> Self:
        """Sent, and not answered yet."""
        return self.standing().filter(feedbacks=None)

    def answered(self) -> Self:
        return self.standing().filter(
            models.Exists(Feedback.objects.filter(hand_in=models.OuterRef("pk")))
        )

    def matching(self, words: str) -> Self:
        """Those whose founder's name or title holds each of `words`."""
        found = self
        for word in words.split()[:5]:
            found = found.filter(
                models.Q(enrolment__learner__first_name__icontains=word)
                | models.Q(enrolment__learner__last_name__icontains=word)
                | models.Q(title__icontains=word)
            )
        return found

    def with_answers(self) -> Self:
        """With all that a row or a history shows."""
        return self.select_related(
            "upload", "enrolment__learner", "enrolment__cohort"
        ).prefetch_related(
            models.Prefetch("feedbacks", Feedback.objects.select_related("author").order_by("pk"))
        )


def reading_organizations(user: User) -> list[int]:
    """Return the organisations for which `user` reads what founders hand in."""
    return user.organization_ids(Role.TRAINER, Role.COORDINATOR)


class HandIn(models.Model):
    """One sending. Sending again, after an answer or not, is another one."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="hand_ins")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="hand_ins")
    activity_id = models.UUIDField(_("activité"))
    statement = models.OneToOneField(
        Statement, on_delete=models.CASCADE, related_name="hand_in", verbose_name=_("trace")
    )
    title = models.CharField(_("travail"), max_length=150)
    text = models.TextField(_("mots"), blank=True)
    upload = models.ForeignKey(
        "learners.Upload",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="hand_ins",
        verbose_name=_("fichier"),
    )
    sent_at = models.DateTimeField(_("envoyé le"))

    objects = HandInQuerySet.as_manager()

    class Meta:
        verbose_name = _("travail remis")
        verbose_name_plural = _("travaux remis")
        ordering = ["-sent_at", "-pk"]
        indexes = [
            models.Index(fields=["enrolment", "activity_id"], name="hand_in_history"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def answer(self) -> "Feedback | None":
        """The answer that stands, of those fetched with `with_answers`."""
        return max(self.feedbacks.all(), key=lambda each: each.pk, default=None)


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def visible_to(self, user: User) -> Self:
        """Those who see the work it answers."""
        return self.filter(hand_in__in=HandIn.objects.visible_to(user))

    def news_of(self, enrolment: Enrolment, *, since: datetime) -> "list[Feedback]":
        """The last answers of a path that ask for something, or that came after `since`."""
        later = Feedback.objects.filter(
            hand_in=models.OuterRef("hand_in"), pk__gt=models.OuterRef("pk")
        )
        standing = HandIn.objects.standing().filter(enrolment=enrolment)
        news = self.filter(~models.Exists(later), hand_in__in=standing).filter(
            models.Q(decision=Feedback.Decision.AGAIN) | models.Q(given_at__gte=since)
        )
        return list(news.select_related("author", "hand_in__module").defer("hand_in__module__body"))


class Feedback(models.Model):
    """What a trainer answered. A second thought is a second answer."""

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("C'est bon")
        AGAIN = "again", _("À compléter")

    uuid = models.UUIDField(unique=True, editable=False)
    hand_in = models.ForeignKey(HandIn, on_delete=models.CASCADE, related_name="feedbacks")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(_("réponse"), max_length=10, choices=Decision.choices)
    comment = models.TextField(_("commentaire"), blank=True)
    given_at = models.DateTimeField(_("répondu le"))

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("retour")
        verbose_name_plural = _("retours")
        ordering = ["given_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(decision="again", comment=""),
                name="completing_needs_words",
                violation_error_message=_("Dites ce qu'il reste à compléter."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_decision_display()
