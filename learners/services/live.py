"""Seats in live sessions, and who was there.

Locks are taken in one order: the session, then one enrolment after the other by id.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.models import User
from courses.models import LiveSession
from learners.models import Attendance, Booking, Enrolment, Verb
from learners.services.session_mail import tell_cancelled, tell_seat_is_free
from learners.services.statements import record_statement

JOIN_BEFORE = timedelta(minutes=15)

Status = Booking.Status


class BookingRefused(Exception):
    """Its text is fit for the screen."""


class AttendanceRefused(Exception):
    """Its text is fit for the screen."""


def lock(session: LiveSession) -> LiveSession:
    return LiveSession.objects.select_for_update(of=("self",)).get(pk=session.pk)


def is_room_open(session: LiveSession, at: datetime) -> bool:
    """Whether people may enter: from a quarter of an hour before the start until the end."""
    if session.cancelled_at is not None:
        return False
    return session.starts_at - JOIN_BEFORE <= at < session.ends_at


def may_mark(session: LiveSession, at: datetime) -> bool:
    """Whether attendance may be noted: from the opening of the room, with no end."""
    return session.cancelled_at is None and at >= session.starts_at - JOIN_BEFORE


@transaction.atomic
def book_session(*, session: LiveSession, enrolment: Enrolment, at: datetime) -> Booking:
    """Give a seat, or a place on the waiting list when none is left.

    Asking twice changes nothing. Raise BookingRefused.
    """
    # Seats are counted under the lock of the session: the last one is given once.
    session = lock(session)
    booking = session.bookings.filter(enrolment=enrolment).first()
    if booking is not None and booking.status != Status.CANCELLED:
        return booking
    _refuse_what_cannot_be(session, enrolment, at)
    if booking is None:
        booking = Booking(session=session, enrolment=enrolment)
    promote_waiting(session=session, at=at)  # who waits already comes first
    has_seat = session.bookings.booked().count() < session.seats
    booking.status, booking.booked_at = Status.BOOKED if has_seat else Status.WAITING, at
    booking.save()
    if booking.status == Status.BOOKED:
        _leave_other_waiting_lists(booking, at)
    return booking


def _refuse_what_cannot_be(session: LiveSession, enrolment: Enrolment, at: datetime) -> None:
    if not enrolment.live_sessions().filter(pk=session.pk).exists():
        raise ValueError("A session of another path or organisation.")
    if enrolment.is_stopped:
        raise BookingRefused(
            _("Votre parcours est en pause : reprenez-le, puis choisissez votre séance.")
        )
    if session.cancelled_at is not None:
        raise BookingRefused(_("Cette séance est annulée. Une autre date vous attend peut-être."))
    if session.starts_at <= at:
        raise BookingRefused(_("Cette séance a déjà commencé : on ne peut plus s'y inscrire ici."))
    if seats_elsewhere(session, enrolment, at).exists():
        raise BookingRefused(
            _(
                "Vous avez déjà une place à une autre date pour ce même module."
                " Libérez-la d'abord, puis choisissez celle-ci."
            )
        )


def seats_elsewhere(session: LiveSession, enrolment: Enrolment, at: datetime) -> QuerySet[Booking]:
    """Return the seats she holds in coming sessions of the same module."""
    return (
        enrolment.bookings.booked()
        .filter(session__in=LiveSession.objects.upcoming(at).filter(module=session.module_id))
        .exclude(session=session)
    )


def _leave_other_waiting_lists(booking: Booking, at: datetime) -> None:
    """One seat is enough: whoever has it waits nowhere else for the same module."""
    others = LiveSession.objects.upcoming(at).filter(module=booking.session.module_id)
    waiting = booking.enrolment.bookings.filter(status=Status.WAITING, session__in=others)
    waiting.update(status=Status.CANCELLED)


@transaction.atomic
def cancel_booking(*, booking: Booking, at: datetime) -> bool:
    """Free the seat for the first who waits; return whether this call did.

    Raise BookingRefused once the session has started.
    """
    session = lock(booking.session)
    booking = session.bookings.get(pk=booking.pk)
    if booking.status == Status.CANCELLED:
        return False
    if session.starts_at <= at:
        raise BookingRefused(
            _("La séance a commencé : prévenez plutôt la personne qui l'anime de votre absence.")
        )
    booking.status = Status.CANCELLED
    booking.save(update_fields=["status"])
    promote_waiting(session=session, at=at)
    return True


@transaction.atomic
def promote_waiting(*, session: LiveSession, at: datetime) -> list[Booking]:
    """Give the free seats to those who wait, in order, and tell them; return their bookings."""
    session = lock(session)
    if session.cancelled_at is not None or session.starts_at <= at:
        return []
    free = session.seats - session.bookings.booked().count()
    waiting = session.bookings.waiting().filter(enrolment__stopped_at=None)
    promoted = list(waiting.select_related("enrolment__learner", "enrolment__organization"))
    promoted = promoted[: max(free, 0)]
    for booking in promoted:
        booking.status = Status.BOOKED
        booking.save(update_fields=["status"])
        _leave_other_waiting_lists(booking, at)
        tell_seat_is_free(booking=booking, at=at)
    return promoted


def release_seats(*, enrolment: Enrolment, at: datetime) -> None:
    """Give back the coming seats of someone whose path is on hold."""
    if not enrolment.is_stopped:
        return
    coming = enrolment.bookings.active().filter(session__starts_at__gt=at)
    for booking in coming.select_related("session").order_by("session"):
        cancel_booking(booking=booking, at=at)


@transaction.atomic
def cancel_session(*, session: LiveSession, reason: str, at: datetime) -> bool:
    """Call the session off and tell everybody who counted on it; return whether this call did.

    Raise BookingRefused once it is over: what took place stays.
    """
    session = lock(session)
    if session.ends_at <= at:
        raise BookingRefused(_("Cette séance est passée : elle ne s'annule plus."))
    if not session.cancel(reason=reason, at=at):
        return False
    expected = session.bookings.active().select_related(
        "session__module__catch_up", "enrolment__learner", "enrolment__organization"
    )
    for booking in expected:
        tell_cancelled(booking=booking, at=at)
    return True


@transaction.atomic
def mark_attendance(
    *, session: LiveSession, enrolment: Enrolment, status: str, by: User, at: datetime
) -> Attendance:
    """Note who was there. Presence completes the module; taking it back recomputes.

    The same mark again changes nothing. Raise AttendanceRefused.
    """
    if session.cancelled_at is not None:
        raise AttendanceRefused(_("Cette séance est annulée : personne n'y était attendu."))
    if not may_mark(session, at):
        raise AttendanceRefused(
            _("La séance n'a pas commencé : les présences se notent à partir de son ouverture.")
        )
    enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    attendance = session.attendances.filter(enrolment=enrolment).first()
    before = attendance.status if attendance else ""
    if attendance is not None and before == status:
        return attendance
    if attendance is not None and before == Attendance.Status.PRESENT:
        _void_presence(attendance, by, at)
    attendance = attendance or Attendance(session=session, enrolment=enrolment)
    attendance.status, attendance.marked_by, attendance.marked_at = status, by, at
    attendance.save()
    if status == Attendance.Status.PRESENT:
        _record_presence(attendance, by, at)
    return attendance


@transaction.atomic
def mark_attendances(
    *, session: LiveSession, statuses: Mapping[Enrolment, str], by: User, at: datetime
) -> int:
    """Note a whole sheet; return how many marks are new or changed."""
    changed = 0
    for enrolment in sorted(statuses, key=lambda each: each.pk):
        attendance = mark_attendance(
            session=session, enrolment=enrolment, status=statuses[enrolment], by=by, at=at
        )
        changed += attendance.marked_at == at
    return changed


def _presence_id(attendance: Attendance) -> uuid.UUID:
    """Return the id of the statement of this mark: the mark knows it without storing it."""
    name = f"{attendance.enrolment.uuid} {attendance.marked_at.isoformat()}"
    return uuid.uuid5(attendance.session.uuid, name)


def _record_presence(attendance: Attendance, by: User, at: datetime) -> None:
    session = attendance.session
    record_statement(
        statement_id=_presence_id(attendance),
        enrolment=attendance.enrolment,
        actor=by,
        verb=Verb.ATTENDED,
        module=session.module,
        value={"session": str(session.uuid)},
        occurred_at=min(session.starts_at, at),
        at=at,
    )


def _void_presence(attendance: Attendance, by: User, at: datetime) -> None:
    voided = _presence_id(attendance)
    record_statement(
        statement_id=uuid.uuid5(voided, "voided"),
        enrolment=attendance.enrolment,
        actor=by,
        verb=Verb.VOIDED,
        module=attendance.session.module,
        value={"statement": str(voided)},
        occurred_at=at,
        at=at,
    )


def coming_bookings(enrolment: Enrolment, at: datetime) -> QuerySet[Booking]:
    """Return her coming seats and waits, soonest first, with what a list shows of the session."""
    return (
        enrolment.bookings.active()
        .filter(session__ends_at__gt=at, session__cancelled_at=None)
        .select_related("session__module")
        .only(
            "status",
            "enrolment",
            "session__uuid",
            "session__starts_at",
            "session__ends_at",
            "session__cancelled_at",
            "session__location",
            "session__room_url",
            "session__module__title",
            "session__module__slug",
        )
        .order_by("session__starts_at", "session")
    )
