import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from learners.events import PathStopped
from learners.handlers import free_the_seats
from learners.models import Booking
from learners.services.live import (
    BookingRefused,
    book_session,
    cancel_booking,
    cancel_session,
    is_room_open,
    promote_waiting,
    release_seats,
)
from tests.clock import NOON
from tests.courses.factories import LiveSessionFactory
from tests.learners.factories import EnrolmentFactory, others_of, session_for

PRESENT, ABSENT, EXCUSED = "present", "absent", "excused"


def minutes(count):
    return timedelta(minutes=count)


def statuses(session):
    return [booking.status for booking in session.bookings.order_by("booked_at", "pk")]


@pytest.mark.django_db
class TestBookSession:
    def test_gives_a_seat(self):
        enrolment = EnrolmentFactory()
        session = session_for(enrolment)

        booking = book_session(session=session, enrolment=enrolment, at=NOON)

        assert (booking.status, booking.booked_at) == ("booked", NOON)

    def test_asked_twice_gives_one_seat(self):
        enrolment = EnrolmentFactory()
        session = session_for(enrolment)

        book_session(session=session, enrolment=enrolment, at=NOON)
        book_session(session=session, enrolment=enrolment, at=NOON + minutes(1))

        assert Booking.objects.get().booked_at == NOON

    def test_puts_the_next_one_on_the_waiting_list(self):
        enrolment = EnrolmentFactory()
        session = session_for(enrolment, seats=1)
        (other,) = others_of(enrolment)

        book_session(session=session, enrolment=other, at=NOON)

        assert book_session(session=session, enrolment=enrolment, at=NOON).status == "waiting"

    def test_again_after_leaving_goes_to_the_end_of_the_list(self):
        enrolment = EnrolmentFactory()
        session = session_for(enrolment, seats=1)
        first, second = others_of(enrolment, 2)
        booking = book_session(session=session, enrolment=enrolment, at=NOON)
        book_session(session=session, enrolment=first, at=NOON)
        book_session(session=session, enrolment=second, at=NOON)

        cancel_booking(booking=booking, at=NOON)
        book_session(session=session, enrolment=enrolment, at=NOON + minutes(5))

        assert list(session.bookings.booked().values_list("enrolment", flat=True)) == [first.pk]
        assert list(session.bookings.waiting().values_list("enrolment", flat=True)) == [
            second.pk,
            enrolment.pk,
        ]

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            ({"cancelled_at": NOON}, "annulée"),
            ({"starts_at": NOON - minutes(1)}, "déjà commencé"),
            ({"starts_at": NOON}, "déjà commencé"),
        ],
    )
    def test_refuses_what_cannot_be_attended(self, options, words):
        enrolment = EnrolmentFactory()
        session = session_for(enrolment, **options)

        with pytest.raises(BookingRefused, match=words):
            book_session(session=session, enrolment=enrolment, at=NOON)

    def test_refuses_someone_whose_path_is_on_hold(self):
        enrolment = EnrolmentFactory(stopped_at=NOON)

        with pytest.raises(BookingRefused, match="en pause"):
            book_session(session=session_for(enrolment), enrolment=enrolment, at=NOON)

    def test_refuses_a_second_seat_for_the_same_module(self):
        enrolment = EnrolmentFactory()
        first = session_for(enrolment)
        second = session_for(enrolment, module=first.module)
        book_session(session=first, enrolment=enrolment, at=NOON)

        with pytest.raises(BookingRefused, match="déjà une place"):
            book_session(session=second, enrolment=enrolment, at=NOON)

    def test_ends_the_wait_elsewhere_for_the_same_module(self):
        enrolment = EnrolmentFactory()
        full = session_for(enrolment, seats=1)
        book_session(session=full, enrolment=others_of(enrolment)[0], at=NOON)
        book_session(session=full, enrolment=enrolment, at=NOON)

        free = session_for(enrolment, module=full.module)
        book_session(session=free, enrolment=enrolment, at=NOON)

        assert full.bookings.get(enrolment=enrolment).status == "cancelled"

    @pytest.mark.parametrize("elsewhere", ["path", "organization"])
    def test_is_for_her_path_and_organisation_only(self, elsewhere):
        enrolment = EnrolmentFactory()
        session = session_for(enrolment)
        if elsewhere == "path":
            session = LiveSessionFactory(organization=enrolment.organization)
        else:
            session = LiveSessionFactory(module=session.module)

        with pytest.raises(ValueError, match="another"):
            book_session(session=session, enrolment=enrolment, at=NOON)


@pytest.mark.django_db
class TestCancelBooking:
    def test_gives_the_seat_to_the_first_who_waits_and_tells_her(self, mailbox):
        enrolment = EnrolmentFactory()
        session = session_for(enrolment, seats=1)
        waiting = EnrolmentFactory(cohort=enrolment.cohort, learner__email="awa@exemple.fr")
        booking = book_session(session=session, enrolment=enrolment, at=NOON)
        book_session(session=session, enrolment=waiting, at=NOON)

        assert cancel_booking(booking=booking, at=NOON + minutes(1))
        assert not cancel_booking(booking=booking, at=NOON + minutes(2))

        assert session.bookings.booked().get().enrolment == waiting
        message = mailbox.last("awa@exemple.fr")
        assert "elle est à vous" in message.text
        assert enrolment.organization.phone in message.text
        assert session.room_url not in message.text
        assert len(mailbox.messages()) == 1

    def test_from_the_waiting_list_gives_nobody_a_seat(self):
        enrolment = EnrolmentFactory()
        session = session_for(enrolment, seats=1)
        first, second = others_of(enrolment, 2)
        book_session(session=session, enrolment=first, at=NOON)
        waiting = book_session(session=session, enrolment=second, at=NOON)
        book_session(session=session, enrolment=enrolment, at=NOON)

        cancel_booking(booking=waiting, at=NOON)

        assert session.bookings.booked().get().enrolment == first
        assert session.bookings.waiting().get().enrolment == enrolment

    def test_is_too_late_once_it_has_started(self):
        enrolment = EnrolmentFactory()
        session = session_for(enrolment)
        booking = book_session(session=session, enrolment=enrolment, at=NOON)

        with pytest.raises(BookingRefused, match="a commencé"):
            cancel_booking(booking=booking, at=session.starts_at)

    def test_passes_over_someone_whose_path_is_on_hold(self):
        enrolment = EnrolmentFactory()
        session = session_for(enrolment, seats=1)
        on_hold, next_one = others_of(enrolment, 2)
        booking = book_session(session=session, enrolment=enrolment, at=NOON)
        book_session(session=session, enrolment=on_hold, at=NOON)
        book_session(session=session, enrolment=next_one, at=NOON)
        on_hold.stop(NOON)

        cancel_booking(booking=booking, at=NOON)

        assert session.bookings.booked().get().enrolment == next_one

    def test_follows_when_a_path_is_put_on_hold(self):
        enrolment = EnrolmentFactory()
        session = session_for(enrolment, seats=1)
        (waiting,) = others_of(enrolment)
        book_session(session=session, enrolment=enrolment, at=NOON)
        book_session(session=session, enrolment=waiting, at=NOON)
        enrolment.stop(NOON)

        release_seats(enrolment=enrolment, at=NOON)

        assert session.bookings.booked().get().enrolment == waiting

    def test_does_not_follow_when_she_resumed_before_the_fact_was_heard(self):
        enrolment = EnrolmentFactory()
        session = session_for(enrolment)
        book_session(session=session, enrolment=enrolment, at=NOON)

        free_the_seats(PathStopped(enrolment_id=enrolment.pk, decision_id=0))

        assert statuses(session) == ["booked"]


@pytest.mark.django_db
class TestPromoteWaiting:
    def test_fills_every_free_seat_in_order(self):
        enrolment = EnrolmentFactory()
        session = session_for(enrolment, seats=1)
        everybody = [enrolment, *others_of(enrolment, 3)]
        for rank, each in enumerate(everybody):
            book_session(session=session, enrolment=each, at=NOON + minutes(rank))
        session.seats = 3
        session.save()

        promote_waiting(session=session, at=NOON)

        assert statuses(session) == ["booked", "booked", "booked", "waiting"]

    @pytest.mark.parametrize("change", [{"cancelled_at": NOON}, {"starts_at": NOON}])
    def test_stops_with_the_session(self, change):
        enrolment = EnrolmentFactory()
        session = session_for(enrolment, **change)
        session.bookings.create(enrolment=enrolment, status="waiting", booked_at=NOON)

        assert promote_waiting(session=session, at=NOON) == []


@pytest.mark.django_db(transaction=True)
class TestTheLastSeat:
    def test_is_given_once(self):
        if connection.vendor != "postgresql":
            pytest.skip("SQLite lets one writer in at a time.")
        first = EnrolmentFactory()
        session = session_for(first, seats=2)
        everybody = [first, *others_of(first, 5)]
        barrier = threading.Barrier(len(everybody))

        def call(enrolment):
            stale = type(session).objects.get(pk=session.pk)
            barrier.wait()
            try:
                book_session(session=stale, enrolment=enrolment, at=NOON)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=call, args=[each]) for each in everybody]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert session.bookings.booked().count() == 2
        assert session.bookings.waiting().count() == 4

    def test_freed_twice_at_once_calls_two_who_wait(self):
        if connection.vendor != "postgresql":
            pytest.skip("SQLite lets one writer in at a time.")
        first = EnrolmentFactory()
        session = session_for(first, seats=2)
        everybody = [first, *others_of(first, 3)]
        bookings = [book_session(session=session, enrolment=e, at=NOON) for e in everybody]
        barrier = threading.Barrier(2)

        def call(booking):
            barrier.wait()
            try:
                cancel_booking(booking=booking, at=NOON)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=call, args=[each]) for each in bookings[:2]]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert statuses(session) == ["cancelled", "cancelled", "booked", "booked"]


@pytest.mark.django_db
class TestCancelSession:
    def test_tells_everybody_who_counted_on_it_and_suggests_the_catch_up(self, mailbox):
        enrolment = EnrolmentFactory(learner__email="awa@exemple.fr")
        session = session_for(enrolment, seats=1)
        waiting = EnrolmentFactory(cohort=enrolment.cohort, learner__email="lou@exemple.fr")
        gone = EnrolmentFactory(cohort=enrolment.cohort, learner__email="max@exemple.fr")
        silent = others_of(enrolment)[0]
        cancel_booking(booking=book_session(session=session, enrolment=gone, at=NOON), at=NOON)
        for each in (enrolment, waiting, silent):
            book_session(session=session, enrolment=each, at=NOON)

        assert cancel_session(session=session, reason="L'animatrice est malade.", at=NOON)
        assert not cancel_session(session=session, reason="Encore.", at=NOON)

        messages = mailbox.messages()
        assert sorted(message.to for message in messages) == ["awa@exemple.fr", "lou@exemple.fr"]
        assert "L'animatrice est malade." in messages[0].text
        assert session.module.catch_up.title in messages[0].text

    def test_leaves_what_took_place(self):
        session = LiveSessionFactory(starts_at=NOON - minutes(60), ends_at=NOON)

        with pytest.raises(BookingRefused, match="passée"):
            cancel_session(session=session, reason="", at=NOON)


class TestIsRoomOpen:
    @pytest.mark.parametrize(
        ("at", "is_open"),
        [
            (NOON - minutes(16), False),
            (NOON - minutes(15), True),
            (NOON + minutes(59), True),
            (NOON + minutes(60), False),
        ],
    )
    def test_from_a_quarter_of_an_hour_before_until_the_end(self, at, is_open):
        session = LiveSessionFactory.build(
            module=None, organization=None, trainer=None, starts_at=NOON, ends_at=NOON + minutes(60)
        )

        assert is_room_open(session, at) == is_open

    def test_not_when_it_is_cancelled(self):
        session = LiveSessionFactory.build(
            module=None,
            organization=None,
            trainer=None,
            starts_at=NOON,
            ends_at=NOON + minutes(60),
            cancelled_at=NOON,
        )

        assert not is_room_open(session, NOON)
