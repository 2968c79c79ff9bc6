"""A founder on a path."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from competences.models.privacy import staff_organizations
from core.models import Commune, Organization, Role, User
from courses.models import LearningPath, LiveSession, Module, PathBlock, PathModule
from courses.models.session import LiveSessionQuerySet
from learners.models.cohort import SILENCE, Assignment, Cohort


class FounderProfile(models.Model):
    """What a founder told about herself, of use to those who help her. All of it optional."""

    class ContactPreference(models.TextChoices):
        PHONE = "phone", _("Par téléphone")
        SMS = "sms", _("Par SMS")
        EMAIL = "email", _("Par e-mail")
        IN_PERSON = "in_person", _("De vive voix, sur place")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="founder_profile"
    )
    commune = models.ForeignKey(
        Commune, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("commune")
    )
    contact_preference = models.CharField(
        _("comment me joindre"), max_length=10, choices=ContactPreference.choices, blank=True
    )

    class Meta:
        verbose_name = _("porteur·se de projet")
        verbose_name_plural = _("porteur·ses de projet")

    def __str__(self) -> str:
        return str(self.user)


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, user: User) -> Self:
        """The founder, and the counsellors and coordinators of the organisation following her."""
        return self.filter(
            models.Q(learner=user)
            | models.Q(organization__in=user.organization_ids(Role.COUNSELLOR, Role.COORDINATOR))
        )

    def editable_by(self, user: User) -> Self:
        """The founder alone writes on her path."""
        return self.filter(learner=user)

    def followed_by(self, user: User) -> Self:
        """The counsellors and coordinators of the organisation that follows the founder."""
        return self.filter(
            organization__in=user.organization_ids(Role.COUNSELLOR, Role.COORDINATOR)
        )

    def assessed_by(self, user: User) -> Self:
        """The team of the organisation that follows the founder, its trainers included."""
        return self.filter(organization__in=staff_organizations(user))

    def open(self) -> Self:
        return self.filter(stopped_at=None)

    def completed(self) -> Self:
        return self.exclude(completed_at=None)

    def under_way(self) -> Self:
        return self.filter(stopped_at=None, completed_at=None)

    def silent(self, at: datetime) -> Self:
        """On the way, and nothing heard for two weeks."""
        return self.under_way().filter(last_activity_at__lte=at - SILENCE)

    def without_counsellor(self) -> Self:
        return self.exclude(assignments__in=Assignment.objects.current())

    def followed_personally_by(self, user: User) -> Self:
        return self.filter(assignments__in=Assignment.objects.current().filter(counsellor=user))

    def matching(self, words: str) -> Self:
        """Those whose name, phone or e-mail holds each of `words`."""
        found = self
        for word in words.split():
            found = found.filter(
                models.Q(learner__first_name__icontains=word)
                | models.Q(learner__last_name__icontains=word)
                | models.Q(learner__phone__contains=word)
                | models.Q(learner__email__icontains=word)
            )
        return found

    def for_board(self) -> Self:
        """With all that a row of the cohort board shows."""
        return self.select_related("learner", "last_module").prefetch_related(
            models.Prefetch(
                "assignments",
                Assignment.objects.current().select_related("counsellor"),
                to_attr="current_assignments",
            ),
            models.Prefetch(
                "decisions", BlockDecision.objects.latest_by_block(), to_attr="latest_decisions"
            ),
        )


class Enrolment(models.Model):
    """One founder on one path. Counters are projections of statements, rebuilt at will."""

    class Source(models.TextChoices):
        CARD = "card", _("Carte de recommandation")
        COUNSELLOR = "counsellor", _("Inscription par un·e conseiller·ère")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments"
    )
    path = models.ForeignKey(LearningPath, on_delete=models.PROTECT, related_name="enrolments")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="enrolments"
    )
    cohort = models.ForeignKey(
        Cohort, on_delete=models.PROTECT, related_name="enrolments", null=True, blank=True
    )
    source = models.CharField(_("arrivée par"), max_length=12, choices=Source.choices)
    started_at = models.DateTimeField(_("commencé le"))
    completed_at = models.DateTimeField(_("parcours terminé le"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("arrêté le"), null=True, blank=True)

    # Projections
    last_activity_at = models.DateTimeField(_("dernière activité"))
    last_module = models.ForeignKey(
        Module, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    done_count = models.PositiveSmallIntegerField(_("modules faits"), default=0)
    done_by_block = models.JSONField(
        default=dict, help_text="{str(PathBlock.pk): modules done in it}"
    )

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("inscription à un parcours")
        verbose_name_plural = _("inscriptions à un parcours")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "path"],
                condition=models.Q(stopped_at=None),
                name="one_open_enrolment_per_path",
                violation_error_message=_("Cette personne suit déjà ce parcours."),
            )
        ]
        indexes = [
            models.Index(fields=["cohort", "-last_activity_at"], name="enrolment_cohort_activity"),
            models.Index(
                fields=["organization", "-last_activity_at"], name="enrolment_org_activity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner} — {self.path}"

    @property
    def is_stopped(self) -> bool:
        return self.stopped_at is not None

    def complete(self, at: datetime) -> bool:
        """Return whether this call completed the path."""
        if self.completed_at is not None:
            return False
        self.completed_at = at
        self.save(update_fields=["completed_at"])
        return True

    def module(self, slug: str) -> Module | None:
        """The module of her path with this slug, without its text."""
        places = PathModule.objects.filter(block__path=self.path_id, module__slug=slug)
        place = places.select_related("module").defer("module__body").first()
        return place.module if place else None

    def live_sessions(self) -> LiveSessionQuerySet:
        """The sessions she may take part in: modules of her path, held by who follows her."""
        modules = PathModule.objects.filter(block__path=self.path_id)
        return LiveSession.objects.filter(
            organization=self.organization_id, module__in=modules.values("module")
        )

    def stop(self, at: datetime) -> None:
        self.stopped_at = at
        self.save(update_fields=["stopped_at"])

    def resume(self) -> None:
        self.stopped_at = None
        self.save(update_fields=["stopped_at"])


class BlockDecisionQuerySet(models.QuerySet["BlockDecision"]):
    def latest_by_block(self) -> Self:
        """The decision that holds for each block: the last one."""
        newer = BlockDecision.objects.filter(
            enrolment=models.OuterRef("enrolment"),
            block=models.OuterRef("block"),
            pk__gt=models.OuterRef("pk"),
        )
        return self.filter(~models.Exists(newer))


class BlockDecision(models.Model):
    """What the founder decided at the end of a block. She may decide again; all are kept."""

    class Choice(models.TextChoices):
        CONTINUE = "continue", _("Je continue")
        CHANGE = "change", _("Je change")
        STOP = "stop", _("Je m'arrête")

    class NextStep(models.TextChoices):
        TALK = "talk", _("J'aimerais en parler avec quelqu'un")
        LATER = "later", _("Je reprendrai plus tard")
        OTHER_WAY = "other_way", _("Je pars vers autre chose (emploi, formation…)")
        NONE = "none", _("Rien pour l'instant")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="decisions")
    block = models.ForeignKey(PathBlock, on_delete=models.PROTECT, related_name="decisions")
    choice = models.CharField(_("décision"), max_length=10, choices=Choice.choices)
    next_step = models.CharField(
        _("et maintenant"), max_length=10, choices=NextStep.choices, blank=True
    )
    note = models.TextField(_("dans mes mots"), blank=True)
    decided_at = models.DateTimeField(_("décidé le"))

    objects = BlockDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("décision de fin de bloc")
        verbose_name_plural = _("décisions de fin de bloc")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.block} — {self.get_choice_display()}"
