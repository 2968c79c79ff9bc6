"""Who is expected at a session, and who was there."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from courses.models import LiveSession, PathModule
from learners.models import Booking, Enrolment

FOUND_AT_MOST = 10


@dataclass(frozen=True)
class Person:
    """One line of the sheet."""

    enrolment: Enrolment
    booking: str
    attendance: str

    @property
    def name(self) -> str:
        return self.enrolment.learner.get_full_name()

    @property
    def is_waiting(self) -> bool:
        return self.booking == Booking.Status.WAITING

    @property
    def is_walk_in(self) -> bool:
        """She came without having booked."""
        return self.booking not in {Booking.Status.BOOKED, Booking.Status.WAITING}


@dataclass(frozen=True)
class Sheet:
    people: tuple[Person, ...]

    @property
    def booked(self) -> list[Person]:
        return [each for each in self.people if each.booking == Booking.Status.BOOKED]

    @property
    def waiting(self) -> list[Person]:
        return [each for each in self.people if each.is_waiting]

    @property
    def counts(self) -> Counter[str]:
        """How many of each mark; `""` is not marked yet, of those who had a seat."""
        marked = Counter(each.attendance for each in self.people if each.attendance)
        marked["unmarked"] = sum(not each.attendance for each in self.booked)
        return marked

    @property
    def without_email(self) -> list[Person]:
        """Those who counted on it and whom no mail can reach."""
        return [
            each for each in self.people if not each.is_walk_in and not each.enrolment.learner.email
        ]


def sheet_of(session: LiveSession) -> Sheet:
    """Return everybody with a seat or a mark, by name; then who waits, in order. Two queries."""
    bookings = list(session.bookings.active().select_related("enrolment__learner"))
    attendances = {
        each.enrolment_id: each for each in session.attendances.select_related("enrolment__learner")
    }
    marks = {pk: each.status for pk, each in attendances.items()}
    people = [Person(b.enrolment, b.status, marks.get(b.enrolment_id, "")) for b in bookings]
    known = {each.enrolment.pk for each in people}
    people += [
        Person(each.enrolment, "", each.status)
        for each in attendances.values()
        if each.enrolment_id not in known
    ]
    waiting = [each for each in people if each.is_waiting]
    seated = sorted((e for e in people if not e.is_waiting), key=lambda e: e.name.casefold())
    return Sheet(tuple(seated + waiting))


def may_walk_in(session: LiveSession) -> QuerySet[Enrolment]:
    """Return the founders of the same organisation whose path holds the module of the session."""
    paths = PathModule.objects.filter(module=session.module_id).values("block__path")
    return Enrolment.objects.open().filter(organization=session.organization_id, path__in=paths)


def find_walk_ins(session: LiveSession, words: str, sheet: Sheet) -> QuerySet[Enrolment]:
    """Return those whose name begins like `words`, besides those on the sheet."""
    found = may_walk_in(session).exclude(pk__in=[each.enrolment.pk for each in sheet.people])
    for word in words.split()[:3]:
        found = found.filter(
            Q(learner__first_name__istartswith=word) | Q(learner__last_name__istartswith=word)
        )
    return found.select_related("learner", "cohort").order_by("learner__first_name")[:FOUND_AT_MOST]


def marks_of(sheet: Sheet) -> list[tuple[Enrolment, str]]:
    return [(each.enrolment, each.attendance) for each in sheet.people]
