"""The hand-over: sent with consent, answered by a link, counted when a first meeting is held."""

import uuid
from datetime import date, datetime, timedelta
from typing import Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accompaniment.models.structure import Service, members_of
from core.models import Role, User
from learners.models import Enrolment

UNANSWERED_STATUSES = ("pending", "received")
OPEN_STATUSES = (*UNANSWERED_STATUSES, "accepted")
REMIND_AFTER = timedelta(days=10)
EXPIRE_AFTER = timedelta(days=30)


class Consent(models.Model):
    """What a founder agreed to let one structure know, field by field."""

    founder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents"
    )
    purpose = models.CharField(_("pour quoi"), max_length=40, default="referral")
    fields = models.JSONField(_("ce qui est transmis"), default=list)
    text_version = models.CharField(_("version du texte"), max_length=20)
    channel = models.CharField(_("comment"), max_length=20, default="screen")
    given_at = models.DateTimeField(_("donné le"))
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("consentement")
        verbose_name_plural = _("consentements")

    def __str__(self) -> str:
        return f"{self.founder} — {self.given_at:%d/%m/%Y}"

    def withdraw(self, at: datetime) -> None:
        self.withdrawn_at = at
        self.save(update_fields=["withdrawn_at"])


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: User) -> Self:
        """The founder, her organisation's counsellors and coordinators, and the receiving team."""
        return self.filter(
            models.Q(enrolment__learner=user)
            | models.Q(
                enrolment__organization__in=user.organization_ids(Role.COUNSELLOR, Role.COORDINATOR)
            )
            | members_of(user)
        )

    def sent_after_card_of(self, user: User) -> Self:
        """The prescriber who wrote the card the founder came with (status only is shown)."""
        return self.filter(enrolment__recommendation_card__prescriber=user)

    def open(self) -> Self:
        return self.filter(status__in=OPEN_STATUSES)

    def unanswered(self) -> Self:
        return self.filter(status__in=UNANSWERED_STATUSES)

    def received_by(self, user: User) -> Self:
        """The team of the receiving structure."""
        return self.filter(members_of(user))

    def followed_by(self, user: User) -> Self:
        """The counsellors and coordinators of the organisation that follows the founder."""
        return self.filter(
            enrolment__organization__in=user.organization_ids(Role.COUNSELLOR, Role.COORDINATOR)
        )

    def matching(self, uuid: UUID) -> Self:
        """Whoever holds the signed link: the signature was checked."""
        return self.filter(uuid=uuid)

    def in_state(self, status: str) -> Self:
        return self.filter(status=status) if status in Referral.Status else self.all()

    def waiting_first(self) -> Self:
        """Those that wait for the structure first, the oldest of them on top."""
        is_waiting = models.Case(
            models.When(status__in=UNANSWERED_STATUSES, then=0),
            models.When(status="accepted", then=1),
            default=2,
        )
        oldest = models.Case(models.When(status__in=OPEN_STATUSES, then=models.F("sent_at")))
        return self.order_by(is_waiting, oldest.asc(nulls_last=True), "-sent_at", "-pk")

    def to_remind(self, at: datetime) -> Self:
        return self.unanswered().filter(reminded_at=None, sent_at__lte=at - REMIND_AFTER)

    def to_expire(self, at: datetime) -> Self:
        return self.unanswered().filter(sent_at__lte=at - EXPIRE_AFTER)

    def stranded(self, on: date) -> Self:
        """Open, while the structure left, or unanswered, while the service takes nobody."""
        left = models.Q(service__structure__left_on__lte=on)
        closed = models.Q(service__is_open=False, status__in=UNANSWERED_STATUSES)
        return self.open().filter(left | closed)

    def with_names(self) -> Self:
        """What every page and every message about a referral shows."""
        return self.select_related(
            *("enrolment__learner", "enrolment__organization", "service__structure"),
            *("consent", "answered_by"),
        )


class Referral(models.Model):
    """*Orientation*: a founder handed over, by name, to one service of one structure."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Envoyée")
        RECEIVED = "received", _("Reçue")
        ACCEPTED = "accepted", _("Acceptée")
        DECLINED = "declined", _("Déclinée")
        MET = "met", _("Premier rendez-vous tenu")
        EXPIRED = "expired", _("Sans réponse")
        CLOSED = "closed", _("Accueil fermé")
        WITHDRAWN = "withdrawn", _("Retirée")

    class DeclineReason(models.TextChoices):
        FULL = "full", _("Plus de place en ce moment")
        OUTSIDE_AREA = "outside_area", _("Hors de notre secteur")
        OTHER_STAGE = "other_stage", _("Le projet en est à une autre étape")
        OTHER_STRUCTURE = "other_structure", _("Une autre structure conviendrait mieux")
        UNREACHABLE = "unreachable", _("Personne injoignable")
        OTHER = "other", _("Autre raison")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="referrals")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="referrals")
    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="referral")
    # What was true when it left: a structure that is renamed or leaves keeps its history.
    structure_name = models.CharField(_("structure"), max_length=150)
    service_name = models.CharField(_("service"), max_length=150)
    sent_to = models.EmailField(_("envoyée à"))
    shared = models.JSONField(_("fiche de liaison"), help_text="{field: text}, frozen at sending")
    status = models.CharField(
        _("état"), max_length=10, choices=Status.choices, default=Status.PENDING
    )
    sent_at = models.DateTimeField(_("envoyée le"))
    received_at = models.DateTimeField(_("reçue le"), null=True, blank=True)
    answered_at = models.DateTimeField(_("répondue le"), null=True, blank=True)
    decline_reason = models.CharField(
        _("raison"), max_length=16, choices=DeclineReason.choices, blank=True
    )
    answer_note = models.TextField(_("mot de la structure"), blank=True)
    contact_name = models.CharField(_("qui vous accueillera"), max_length=120, blank=True)
    first_met_on = models.DateField(_("premier rendez-vous tenu le"), null=True, blank=True)
    # Nobody: the structure itself, by the link of its message.
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reminded_at = models.DateTimeField(_("rappelée le"), null=True, blank=True)
    closed_at = models.DateTimeField(_("close le"), null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("orientation")
        verbose_name_plural = _("orientations")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "service"],
                condition=models.Q(status__in=OPEN_STATUSES),
                name="one_open_referral_per_service",
                violation_error_message=_("Cette personne est déjà orientée vers cette structure."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="met") | models.Q(first_met_on__isnull=False),
                name="met_says_when",
                violation_error_message=_("Indiquez la date du premier rendez-vous."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="declined") | ~models.Q(decline_reason=""),
                name="declined_says_why",
                violation_error_message=_("Indiquez la raison."),
            ),
        ]
        indexes = [models.Index(fields=["status", "sent_at"], name="referral_due")]

    def __str__(self) -> str:
        return f"{self.enrolment} → {self.structure_name}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    @property
    def is_unanswered(self) -> bool:
        return self.status in UNANSWERED_STATUSES

    @property
    def may_be_met(self) -> bool:
        """A structure that never answered may well have met her."""
        return self.is_open or self.status == self.Status.EXPIRED

    def receive(self, at: datetime) -> bool:
        """Return whether this call noted that the structure saw it."""
        if self.status != self.Status.PENDING:
            return False
        self.status, self.received_at = self.Status.RECEIVED, at
        self.save(update_fields=["status", "received_at"])
        return True

    def accept(self, *, note: str, contact_name: str, by: User | None, at: datetime) -> bool:
        if not self.is_unanswered:
            return False
        self.status, self.answered_at, self.answered_by = self.Status.ACCEPTED, at, by
        self.received_at = self.received_at or at
        self.answer_note, self.contact_name = note, contact_name
        self.save(
            update_fields=[
                *("status", "answered_at", "answered_by", "received_at"),
                *("answer_note", "contact_name"),
            ]
        )
        return True

    def decline(self, *, reason: str, note: str, by: User | None, at: datetime) -> bool:
        """Also takes back an acceptance, as long as nobody met."""
        if not self.is_open:
            return False
        self.status, self.answered_at, self.closed_at = self.Status.DECLINED, at, at
        self.answered_by, self.received_at = by, self.received_at or at
        self.decline_reason, self.answer_note, self.contact_name = reason, note, ""
        self.save(
            update_fields=[
                *("status", "answered_at", "closed_at", "answered_by", "received_at"),
                *("decline_reason", "answer_note", "contact_name"),
            ]
        )
        return True

    def confirm_meeting(self, *, on: date, by: User | None, at: datetime) -> bool:
        """The hand-over counts from here."""
        if not self.may_be_met:
            return False
        self.status, self.first_met_on, self.closed_at = self.Status.MET, on, at
        self.answered_at, self.answered_by = self.answered_at or at, by
        self.save(
            update_fields=["status", "first_met_on", "closed_at", "answered_at", "answered_by"]
        )
        return True

    def remind(self, at: datetime) -> bool:
        """Return whether the structure is to be reminded: once."""
        if not self.is_unanswered or self.reminded_at is not None:
            return False
        self.reminded_at = at
        self.save(update_fields=["reminded_at"])
        return True

    def expire(self, at: datetime) -> bool:
        return self.is_unanswered and self._end(self.Status.EXPIRED, at)

    def close(self, at: datetime) -> bool:
        """The structure left, or takes nobody any more."""
        return self.is_open and self._end(self.Status.CLOSED, at)

    def withdraw(self, at: datetime) -> bool:
        return self.is_open and self._end(self.Status.WITHDRAWN, at)

    def _end(self, status: str, at: datetime) -> bool:
        self.status, self.closed_at = status, at
        self.save(update_fields=["status", "closed_at"])
        return True
