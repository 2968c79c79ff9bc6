"""How someone becomes a founder on a path."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core.events import publish
from core.models import Organization, User
from courses.models import LearningPath
from learners.events import EnrolmentStarted
from learners.models import Cohort, Enrolment, FounderProfile
from learners.phone import normalise_phone


class AlreadyEnrolled(Exception):
    """There is an open enrolment on this path; its text is fit for the screen."""

    def __init__(self, enrolment: Enrolment) -> None:
        super().__init__(_("Cette personne suit déjà ce parcours."))
        self.enrolment = enrolment


class EmailTaken(Exception):
    """The address is someone's; its text is fit for the screen."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Cette adresse e-mail est déjà celle d'une personne inscrite. Cherchez-la dans"
                " vos listes, ou laissez l'adresse vide : elle n'est pas obligatoire."
            )
        )


def pick_cohort(organization: Organization, path: LearningPath) -> Cohort | None:
    """Return the cohort that newcomers join: the latest open one with permanent entries."""
    cohorts = Cohort.objects.open().filter(organization=organization, path=path, is_rolling=True)
    return cohorts.order_by("-starts_on", "-pk").first()


@transaction.atomic
def enrol(
    *,
    learner: User,
    path: LearningPath,
    organization: Organization,
    source: str,
    at: datetime,
    cohort: Cohort | None = None,
) -> Enrolment:
    """Start `path`; without a cohort, newcomers join the organisation's rolling one.

    Raise AlreadyEnrolled (which carries the open enrolment), also to the slower of two calls made
    at once.
    """
    # Two calls for one person wait for each other here: the second finds the first's enrolment.
    User.objects.select_for_update(of=("self",)).get(pk=learner.pk)
    open_one = Enrolment.objects.open().filter(learner=learner, path=path).first()
    if open_one is not None:
        raise AlreadyEnrolled(open_one)
    enrolment = Enrolment.objects.create(
        learner=learner,
        path=path,
        organization=organization,
        cohort=cohort or pick_cohort(organization, path),
        source=source,
        started_at=at,
        last_activity_at=at,
    )
    publish(EnrolmentStarted(enrolment_id=enrolment.pk))
    return enrolment


@transaction.atomic
def create_founder(
    *,
    first_name: str,
    at: datetime,
    last_name: str = "",
    phone: str = "",
    email: str = "",
    language: str = "fr",
) -> User:
    """Return a new founder and her empty profile. Everything but the first name may be absent.

    Raise InvalidPhone or EmailTaken.
    """
    address = email.strip().lower()
    if address and User.objects.filter(email__iexact=address).exists():
        raise EmailTaken
    try:
        with transaction.atomic():
            founder = User.objects.create_user(
                address or None,
                first_name=first_name.strip(),
                last_name=last_name.strip(),
                phone=normalise_phone(phone),
                language=language,
                date_joined=at,
            )
    except IntegrityError as error:  # someone else took the address meanwhile
        raise EmailTaken from error
    FounderProfile.objects.create(user=founder)
    return founder
