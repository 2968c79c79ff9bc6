"""Planning live sessions."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import ngettext

from core.models import Organization, User
from courses.models import LiveSession, Module
from learners.services.live import lock, promote_waiting
from learners.services.session_mail import tell_moved


class PlanRefused(Exception):
    """Its text is fit for the screen."""


class FewerSeatsThanPeople(PlanRefused):
    def __init__(self, taken: int) -> None:
        super().__init__(
            ngettext(
                "%(taken)d personne a déjà sa place : gardez au moins autant de places.",
                "%(taken)d personnes ont déjà leur place : gardez au moins autant de places.",
                taken,
            )
            % {"taken": taken}
        )


@dataclass(frozen=True)
class Plan:
    """What a trainer says of a session."""

    module: Module
    trainer: User
    starts_at: datetime
    ends_at: datetime
    location: str
    room_url: str
    seats: int
    note: str


FIELDS = ("module", "trainer", "starts_at", "ends_at", "location", "room_url", "seats", "note")


def plan_session(*, organization: Organization, plan: Plan) -> LiveSession:
    values = {name: getattr(plan, name) for name in FIELDS}
    return LiveSession.objects.create(organization=organization, **values)


@transaction.atomic
def change_session(*, session: LiveSession, plan: Plan, at: datetime) -> LiveSession:
    """Change a coming session: who has a seat keeps it and hears of a new date or place.

    Raise FewerSeatsThanPeople.
    """
    session = lock(session)
    taken = session.bookings.booked().count()
    if plan.seats < taken:
        raise FewerSeatsThanPeople(taken)
    before = (session.starts_at, session.location, bool(session.room_url))
    for name in FIELDS:
        setattr(session, name, getattr(plan, name))
    session.save(update_fields=FIELDS)
    promote_waiting(session=session, at=at)
    if before != (session.starts_at, session.location, bool(session.room_url)):
        for booking in session.bookings.booked().select_related(
            "session__module", "enrolment__learner", "enrolment__organization"
        ):
            tell_moved(booking=booking, at=at)
    return session
