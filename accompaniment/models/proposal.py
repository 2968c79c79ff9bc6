"""To whom a founder could be handed over, and why."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accompaniment.models.referral import Referral
from accompaniment.models.structure import Service, Stage
from core.models import Role, User
from learners.models import Enrolment


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: User) -> Self:
        """The founder, and the counsellors and coordinators of her organisation."""
        return self.filter(
            models.Q(enrolment__learner=user)
            | models.Q(
                enrolment__organization__in=user.organization_ids(Role.COUNSELLOR, Role.COORDINATOR)
            )
        )

    def editable_by(self, user: User) -> Self:
        """The counsellors and coordinators of the organisation that follows the founder."""
        return self.filter(
            enrolment__organization__in=user.organization_ids(Role.COUNSELLOR, Role.COORDINATOR)
        )

    def waiting_for_counsellor(self) -> Self:
        """The longest wait first."""
        waiting = self.exclude(needs_counsellor_since=None).order_by("needs_counsellor_since", "pk")
        return waiting.select_related("enrolment__learner")


class Proposal(models.Model):
    """One to three services put to a founder who finished her path."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="proposal")
    created_at = models.DateTimeField(_("faite le"))
    # What she says she needs first: a stage at which structures help.
    need = models.CharField(
        _("ce dont j'ai besoin d'abord"), max_length=20, choices=Stage.choices, blank=True
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("revue le"), null=True, blank=True)
    # Set when a referral was declined or expired: a counsellor looks for another way.
    needs_counsellor_since = models.DateTimeField(_("à reprendre depuis"), null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposition")
        verbose_name_plural = _("propositions")

    def __str__(self) -> str:
        return f"{self.enrolment}"

    def ask_counsellor(self, at: datetime) -> None:
        self.needs_counsellor_since = self.needs_counsellor_since or at
        self.save(update_fields=["needs_counsellor_since"])

    def review(self, *, by: User, at: datetime) -> None:
        """A counsellor composed it: it is no longer made again by itself."""
        self.reviewed_by, self.reviewed_at = by, at
        self.save(update_fields=["reviewed_by", "reviewed_at"])

    def settle(self) -> None:
        """Something is on its way again, or ready to be chosen."""
        self.needs_counsellor_since = None
        self.save(update_fields=["needs_counsellor_since"])


class ProposedServiceQuerySet(models.QuerySet["ProposedService"]):
    def with_structure(self) -> Self:
        """What is shown of a choice."""
        return self.select_related(
            *("service__structure__commune", "service__structure__territory", "added_by")
        )

    def not_asked_in(self, referrals: Iterable[Referral]) -> Self:
        """Those she may still choose: a request she took back may be sent again."""
        asked = [each.service_id for each in referrals if each.status != Referral.Status.WITHDRAWN]
        return self.exclude(service__in=asked)


class ProposedService(models.Model):
    """A proposed service and the reasons shown to the founder."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="choices")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(_("rang"))
    reasons = models.JSONField(
        _("raisons"),
        default=list,
        help_text='[{"code": "need|stage|territory|distance|remote", …}]',
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("mot du conseiller"), max_length=300, blank=True)

    objects = ProposedServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service proposé")
        verbose_name_plural = _("services proposés")
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "service"],
                name="service_once_per_proposal",
                violation_error_message=_("Ce service est déjà proposé."),
            ),
            models.CheckConstraint(
                condition=models.Q(rank__gte=1, rank__lte=3),
                name="one_to_three_proposed_services",
                violation_error_message=_("Trois propositions au plus."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.service)
