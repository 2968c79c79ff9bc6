"""What shows that a founder can do something: hers, private until she shares it."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from competences.models import Competence
from core.models import Membership, Role, User
from learners.models.enrolment import Enrolment
from learners.models.live import Attendance
from learners.models.progress import Answer, ModuleProgress
from learners.models.upload import Upload

READERS = (Role.COUNSELLOR, Role.TRAINER, Role.COORDINATOR)


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: User) -> Self:
        """The founder, and each person of the team that she showed it to, while they are in it."""
        return self.kept().filter(
            models.Q(enrolment__learner=user) | models.Q(pk__in=self._shown_to(user))
        )

    def editable_by(self, user: User) -> Self:
        """The founder alone."""
        return self.filter(enrolment__learner=user)

    def reviewable_by(self, user: User) -> Self:
        """Those she showed it to, never herself."""
        return self.kept().filter(pk__in=self._shown_to(user)).exclude(enrolment__learner=user)

    def kept(self) -> Self:
        return self.filter(removed_at=None)

    def without_review(self) -> Self:
        """Those that nobody has answered since what they hold last changed."""
        answered = EvidenceReview.objects.filter(evidence=models.OuterRef("pk"))
        return self.annotate(
            changed=Coalesce("answer__written_at", "added_at"),
            answered=models.Subquery(
                answered.order_by("-reviewed_at", "-pk").values("reviewed_at")[:1]
            ),
        ).filter(models.Q(answered=None) | models.Q(answered__lt=models.F("changed")))

    def validated(self) -> Self:
        """Those whose latest review says that they show it."""
        latest = EvidenceReview.objects.filter(evidence=models.OuterRef("pk")).order_by(
            "-reviewed_at", "-pk"
        )
        return self.annotate(latest_verdict=models.Subquery(latest.values("verdict")[:1])).filter(
            latest_verdict=EvidenceReview.Verdict.SHOWS
        )

    def with_facts(self) -> Self:
        """With all that a line of the portfolio shows."""
        return self.select_related(
            "competence",
            "answer__module",
            "upload",
            "attendance__session__module",
            "progress__module",
        ).prefetch_related(
            models.Prefetch(
                "shares",
                EvidenceShare.objects.open().select_related("person"),
                to_attr="open_shares",
            ),
            models.Prefetch(
                "reviews",
                EvidenceReview.objects.select_related("author"),
                to_attr="all_reviews",
            ),
        )

    @staticmethod
    def _shown_to(user: User) -> models.QuerySet["EvidenceShare", int]:
        here = user.organization_ids(*READERS)
        shares = EvidenceShare.objects.open().filter(
            person=user, evidence__enrolment__organization__in=here
        )
        return shares.values_list("evidence", flat=True)


class Evidence(models.Model):
    """One thing she made or lived, attached to one competence (*élément de preuve*)."""

    class Kind(models.TextChoices):
        ANSWER = "answer", _("Ce que j'ai écrit")
        UPLOAD = "upload", _("Fichier, photo ou son")
        ATTENDANCE = "attendance", _("Ma présence à une séance")
        MODULE = "module", _("Une étape faite")
        WORDS = "words", _("Quelque chose que j'ai vécu")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="evidence")
    competence = models.ForeignKey(
        Competence, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("compétence")
    )
    kind = models.CharField(_("nature"), max_length=10, choices=Kind.choices)
    answer = models.ForeignKey(
        Answer, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    upload = models.ForeignKey(
        Upload, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    attendance = models.ForeignKey(
        Attendance, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    progress = models.ForeignKey(
        ModuleProgress, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    title = models.CharField(_("en quelques mots"), max_length=150)
    words = models.TextField(_("ce que cela montre"), blank=True)
    added_at = models.DateTimeField(_("ajouté le"))
    removed_at = models.DateTimeField(_("retiré le"), null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("preuve")
        verbose_name_plural = _("preuves")
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind="answer",
                    answer__isnull=False,
                    upload=None,
                    attendance=None,
                    progress=None,
                )
                | models.Q(
                    kind="upload",
                    answer=None,
                    upload__isnull=False,
                    attendance=None,
                    progress=None,
                )
                | models.Q(
                    kind="attendance",
                    answer=None,
                    upload=None,
                    attendance__isnull=False,
                    progress=None,
                )
                | models.Q(
                    kind="module", answer=None, upload=None, attendance=None, progress__isnull=False
                )
                | models.Q(kind="words", answer=None, upload=None, attendance=None, progress=None),
                name="evidence_holds_what_its_kind_says",
            ),
            *(
                models.UniqueConstraint(
                    fields=["competence", target],
                    condition=models.Q(removed_at=None),
                    name=f"one_evidence_per_{target}",
                    violation_error_message=_("C'est déjà attaché à cette compétence."),
                )
                for target in ("answer", "upload", "attendance", "progress")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def changed_at(self) -> datetime:
        """When what it holds last changed: words may be rewritten after somebody read them."""
        return self.answer.written_at if self.answer else self.added_at

    def remove(self, at: datetime) -> bool:
        """Return whether this call removed it. It can be put back."""
        if self.removed_at is not None:
            return False
        self.removed_at = at
        self.save(update_fields=["removed_at"])
        return True

    def restore(self) -> bool:
        """Return whether this call put it back."""
        if self.removed_at is None:
            return False
        self.removed_at = None
        self.save(update_fields=["removed_at"])
        return True


class EvidenceShareQuerySet(models.QuerySet["EvidenceShare"]):
    def open(self) -> Self:
        return self.filter(revoked_at=None)


class EvidenceShare(models.Model):
    """She showed it to one person. Taken back, never deleted: she sees who could read what."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="shares")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="evidence_shown"
    )
    shared_at = models.DateTimeField(_("montré le"))
    revoked_at = models.DateTimeField(_("repris le"), null=True, blank=True)

    objects = EvidenceShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("partage d'une preuve")
        verbose_name_plural = _("partages d'une preuve")
        ordering = ["shared_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "person"],
                condition=models.Q(revoked_at=None),
                name="one_open_share_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.evidence} → {self.person}"


class EvidenceReview(models.Model):
    """What a member of the team answers. `id` is made by the client: sent again, it is one."""

    class Verdict(models.TextChoices):
        COMMENT = "comment", _("Un mot")
        SHOWS = "shows", _("Cela le montre bien")
        MORE = "more", _("À compléter")

    id = models.UUIDField(primary_key=True, editable=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="reviews")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="evidence_reviews"
    )
    verdict = models.CharField(_("avis"), max_length=8, choices=Verdict.choices)
    comment = models.TextField(_("en quelques mots"), blank=True)
    reviewed_at = models.DateTimeField(_("donné le"))

    class Meta:
        verbose_name = _("avis sur une preuve")
        verbose_name_plural = _("avis sur une preuve")
        ordering = ["reviewed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(verdict__in=["comment", "more"]) | ~models.Q(comment=""),
                name="evidence_review_says_something",
                violation_error_message=_("Écrivez un mot : il aide plus qu'un avis seul."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} — {self.author}"


def readers_of(enrolment: Enrolment) -> models.QuerySet[User]:
    """Return those of the team to whom she may show something."""
    members = Membership.objects.active().with_role(*READERS)
    here = members.filter(organization=enrolment.organization_id)
    return (
        User.objects.filter(pk__in=here.values("user"), is_active=True)
        .exclude(pk=enrolment.learner_id)
        .order_by("first_name", "last_name", "pk")
    )
