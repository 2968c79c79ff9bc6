"""Live sessions as a founder sees them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from courses.models import LiveSession, Module, PathModule
from learners.models import Booking, Enrolment
from learners.services.live import is_room_open, seats_elsewhere

LIST_LENGTH = 30
Status = Booking.Status


def offered(enrolment: Enrolment) -> QuerySet[LiveSession]:
    """Return the sessions of her path, and those she once booked, with the seats still free."""
    hers = Q(pk__in=enrolment.live_sessions()) | Q(pk__in=enrolment.bookings.values("session"))
    taken = Count("bookings", filter=Q(bookings__status=Status.BOOKED))
    return (
        LiveSession.objects.filter(hers)
        .select_related("module", "organization", "trainer")
        .defer("module__body", "module__objectives")
        .annotate(seats_left=F("seats") - taken)
        .order_by("starts_at", "pk")
    )


@dataclass(frozen=True)
class Entry:
    """One line of the agenda."""

    session: LiveSession
    booking: str = ""
    attendance: str = ""
    is_done: bool = False
    is_room_open: bool = False

    @property
    def is_full(self) -> bool:
        left: int = self.session.seats_left  # type: ignore[attr-defined]  # counted by offered()
        return left < 1


@dataclass(frozen=True)
class Agenda:
    mine: tuple[Entry, ...]
    open: tuple[Entry, ...]
    past: tuple[Entry, ...]


def agenda_of(enrolment: Enrolment, at: datetime, *, module: Module | None = None) -> Agenda:
    """Return her coming sessions, the ones she may join, and hers that are over."""
    sessions = offered(enrolment)
    if module is not None:
        sessions = sessions.filter(module=module)
    bookings = dict(enrolment.bookings.active().values_list("session", "status"))
    attendances = dict(enrolment.attendances.values_list("session", "status"))
    done = set(
        enrolment.module_progress.exclude(completed_at=None).values_list("module", flat=True)
    )

    def entries(found: Iterable[LiveSession]) -> tuple[Entry, ...]:
        return tuple(
            Entry(
                session,
                bookings.get(session.pk, ""),
                attendances.get(session.pk, ""),
                session.module_id in done,
                is_room_open(session, at),
            )
            for session in found
        )

    coming = sessions.filter(ends_at__gt=at)
    known = {*bookings, *attendances}
    return Agenda(
        mine=entries(coming.filter(pk__in=bookings)),
        open=entries(
            coming.filter(cancelled_at=None, starts_at__gt=at).exclude(pk__in=bookings)[
                :LIST_LENGTH
            ]
        ),
        past=entries(
            sessions.filter(ends_at__lte=at, pk__in=known).order_by("-starts_at")[:LIST_LENGTH]
        ),
    )


@dataclass(frozen=True)
class SessionPage:
    """Everything the page of one session says to one founder."""

    entry: Entry
    booking: Booking | None
    waiting_before: int
    elsewhere: Booking | None
    others: tuple[LiveSession, ...]
    catch_up: Module | None
    has_started: bool
    is_over: bool

    @property
    def may_book(self) -> bool:
        is_held = self.entry.session.cancelled_at is None and not self.has_started
        return is_held and not self.entry.booking and self.elsewhere is None


def session_page(enrolment: Enrolment, session: LiveSession, at: datetime) -> SessionPage:
    booking = session.bookings.active().filter(enrolment=enrolment).first()
    attendance = session.attendances.filter(enrolment=enrolment).first()
    entry = Entry(
        session,
        booking.status if booking else "",
        attendance.status if attendance else "",
        enrolment.module_progress.filter(module=session.module).exclude(completed_at=None).exists(),
        is_room_open(session, at),
    )
    others = offered(enrolment).filter(
        module=session.module_id, starts_at__gt=at, cancelled_at=None
    )
    return SessionPage(
        entry=entry,
        booking=booking,
        waiting_before=_waiting_before(booking),
        elsewhere=seats_elsewhere(session, enrolment, at).select_related("session").first(),
        others=tuple(others.exclude(pk=session.pk)[:3]),
        catch_up=catch_up_in(enrolment, session.module),
        has_started=session.starts_at <= at,
        is_over=session.ends_at <= at,
    )


def _waiting_before(booking: Booking | None) -> int:
    if booking is None or booking.status != Status.WAITING:
        return 0
    earlier = Q(booked_at__lt=booking.booked_at) | Q(booked_at=booking.booked_at, pk__lt=booking.pk)
    return booking.session.bookings.waiting().filter(earlier).count()


def catch_up_in(enrolment: Enrolment, module: Module) -> Module | None:
    """Return the catch-up of a live module when it is in her path."""
    if module.catch_up_id is None:
        return None
    places = PathModule.objects.filter(
        block__path=enrolment.path_id, module=module.catch_up_id, module__live=True
    )
    place = places.select_related("module").first()
    return place.module if place else None


def as_calendar(session: LiveSession, at: datetime) -> bytes:
    """Return the session as an iCalendar file (RFC 5545), without the way into its room."""
    page = f"{settings.BASE_URL}{reverse('learners:session', args=[session.uuid])}"
    event = Event()
    event.add("uid", f"{session.uuid}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", session.starts_at.astimezone(UTC))
    event.add("dtend", session.ends_at.astimezone(UTC))
    event.add("summary", session.module.title)
    event.add("location", session.location or _("En ligne, depuis Palier"))
    event.add("description", _("Tout est sur la page de la séance : %(page)s") % {"page": page})
    event.add("url", page)
    event.add("status", "CANCELLED" if session.cancelled_at else "CONFIRMED")
    event.add_component(_reminder(session))
    calendar = Calendar()
    calendar.add("prodid", "-//Palier//Agenda//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _reminder(session: LiveSession) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", session.module.title)
    alarm.add("trigger", timedelta(hours=-2))
    return alarm
