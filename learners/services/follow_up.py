"""What a counsellor does for a founder."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.models import Role, User
from learners.models import Assignment, Cohort, Enrolment
from learners.services.enrolments import create_founder, enrol


class NotACounsellor(Exception):
    """Its text is fit for the screen."""

    def __init__(self) -> None:
        super().__init__(_("Cette personne ne fait pas partie de l'équipe qui accompagne."))


@transaction.atomic
def assign_counsellor(*, enrolment: Enrolment, counsellor: User, at: datetime) -> Assignment:
    """Make `counsellor` the one who follows the founder; whoever did before stays in the history.

    Assigning the same person again changes nothing. Raise NotACounsellor.
    """
    # Two counsellors who take someone on at once: the second waits here, and the history says so.
    enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if enrolment.organization_id not in counsellor.organization_ids(
        Role.COUNSELLOR, Role.COORDINATOR
    ):
        raise NotACounsellor
    current = enrolment.assignments.current().first()
    if current is not None and current.counsellor_id == counsellor.pk:
        return current
    if current is not None:
        current.end(at)
    return enrolment.assignments.create(counsellor=counsellor, started_at=at)


@transaction.atomic
def enrol_person(
    *,
    cohort: Cohort,
    first_name: str,
    last_name: str,
    phone: str,
    email: str,
    by: User,
    at: datetime,
) -> Enrolment:
    """Enrol someone who sits in front of `by`, who then follows her.

    Raise EmailTaken or InvalidPhone.
    """
    founder = create_founder(
        first_name=first_name, last_name=last_name, phone=phone, email=email, at=at
    )
    enrolment = enrol(
        learner=founder,
        path=cohort.path,
        organization=cohort.organization,
        cohort=cohort,
        source=Enrolment.Source.COUNSELLOR,
        at=at,
    )
    assign_counsellor(enrolment=enrolment, counsellor=by, at=at)
    return enrolment


def namesakes(*, cohort: Cohort, first_name: str, last_name: str, phone: str) -> list[Enrolment]:
    """Return the open enrolments of the organisation that may be the same person's."""
    people = Enrolment.objects.open().filter(organization=cohort.organization_id, path=cohort.path)
    same_name = people.filter(
        learner__first_name__iexact=first_name, learner__last_name__iexact=last_name
    )
    same_phone = people.filter(learner__phone=phone) if phone else people.none()
    return list((same_name | same_phone).select_related("learner").distinct()[:5])
