from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from learners.models import Attendance, Statement
from learners.services.live import book_session
from tests.core.factories import UserFactory
from tests.courses.factories import (
    add_module,
)
from tests.learners.factories import (
    EnrolmentFactory,
    others_of,
    session_for,
)
from tests.learners.pages import text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(enrolment):
    """A session in two hours."""
    now = timezone.now()
    return session_for(
        enrolment,
        starts_at=now + timedelta(hours=2),
        ends_at=now + timedelta(hours=3),
        note="Venez avec une photo.",
    )


class TestAgenda:
    def test_shows_what_she_may_join(self, founder, enrolment, session):
        page = text_of(founder.get(url("agenda")))

        assert session.module.title in page
        assert "il reste 10 places" in page

    def test_shows_neither_other_paths_nor_other_organisations(self, founder, enrolment, session):
        elsewhere = session_for(EnrolmentFactory())

        assert elsewhere.module.title not in text_of(founder.get(url("agenda")))
        assert founder.get(url("session", elsewhere.uuid)).status_code == 404

    def test_narrows_to_one_module_and_points_to_its_catch_up(self, founder, enrolment, session):
        add_module(enrolment.path.blocks.first(), session.module.catch_up)
        other = session_for(enrolment, starts_at=session.starts_at, ends_at=session.ends_at)

        page = text_of(founder.get(url("agenda"), {"module": session.module.slug}))

        assert other.module.title not in page
        assert url("module", enrolment.uuid, session.module.catch_up.slug) in page

    def test_says_what_became_of_past_ones(self, founder, enrolment):
        past = timezone.now() - timedelta(days=2)
        options = {"starts_at": past, "ends_at": past + timedelta(hours=1)}
        there, missed, unmarked = (session_for(enrolment, **options) for _ in range(3))
        for each in (there, missed, unmarked):
            each.bookings.create(enrolment=enrolment, status="booked", booked_at=past)
        for each, status in ((there, "present"), (missed, "absent")):
            Attendance.objects.create(
                session=each,
                enrolment=enrolment,
                status=status,
                marked_by=each.trainer,
                marked_at=past,
            )

        page = text_of(founder.get(url("agenda"))).replace("&#x27;", "'")

        assert "vous y étiez" in page
        assert "vous n'y étiez pas : le rattrapage reste ouvert" in page
        assert "présence pas encore notée" in page

    def test_costs_no_more_queries_for_more_sessions(
        self, founder, enrolment, session, assert_same_queries
    ):
        now = timezone.now()

        def more():
            for days in range(1, 8):
                each = session_for(
                    enrolment,
                    starts_at=now + timedelta(days=days),
                    ends_at=now + timedelta(days=days, hours=1),
                )
                if days > 4:
                    book_session(session=each, enrolment=enrolment, at=now)

        more()
        assert_same_queries(lambda: founder.get(url("agenda")), grow=more)


class TestSessionPage:
    def test_books_then_leaves_without_a_script(self, founder, enrolment, session):
        founder.post(url("session_book", session.uuid))
        assert "Votre place est gardée" in text_of(founder.get(url("session", session.uuid)))

        founder.post(url("session_leave", session.uuid))
        assert "Garder ma place" in text_of(founder.get(url("session", session.uuid)))

    def test_of_a_full_session_offers_the_list_and_the_catch_up(self, founder, enrolment, session):
        session.seats = 1
        session.save()
        add_module(enrolment.path.blocks.first(), session.module.catch_up)
        book_session(session=session, enrolment=others_of(enrolment)[0], at=timezone.now())

        page = text_of(founder.get(url("session", session.uuid)))
        founder.post(url("session_book", session.uuid))
        after = text_of(founder.get(url("session", session.uuid)))

        assert "Cette séance est complète." in page
        assert session.module.catch_up.title in page
        assert "sur la liste d&#x27;attente" in after or "sur la liste d'attente" in after

    def test_of_a_second_date_points_to_the_seat_she_has(self, founder, enrolment, session):
        book_session(session=session, enrolment=enrolment, at=timezone.now())
        second = session_for(
            enrolment,
            module=session.module,
            starts_at=session.ends_at,
            ends_at=session.ends_at + timedelta(hours=1),
        )

        page = text_of(founder.get(url("session", second.uuid)))
        founder.post(url("session_book", second.uuid))

        assert url("session", session.uuid) in page
        assert not second.bookings.exists()

    def test_of_a_cancelled_one_says_why(self, founder, enrolment, session):
        book_session(session=session, enrolment=enrolment, at=timezone.now())
        session.cancel(reason="La salle est inondée.", at=timezone.now())

        assert "La salle est inondée." in text_of(founder.get(url("session", session.uuid)))

    def test_never_holds_the_link_of_the_room(self, founder, enrolment, session):
        book_session(session=session, enrolment=enrolment, at=timezone.now())

        assert session.room_url not in text_of(founder.get(url("session", session.uuid)))
        assert session.room_url not in text_of(founder.get(url("agenda")))

    @pytest.mark.parametrize("name", ["session", "session_join", "session_calendar"])
    def test_is_not_there_for_strangers(self, client, session, name):
        client.force_login(UserFactory())

        assert client.get(url(name, session.uuid)).status_code == 404

    @pytest.mark.parametrize("name", ["session_book", "session_leave"])
    def test_takes_nothing_from_strangers(self, client, session, name):
        client.force_login(UserFactory())

        assert client.post(url(name, session.uuid)).status_code == 404


class TestJoin:
    def at(self, session, minutes):
        session.starts_at = timezone.now() + timedelta(minutes=minutes)
        session.ends_at = session.starts_at + timedelta(hours=1)
        session.save()

    def test_leads_to_the_room_and_notes_no_presence(self, founder, enrolment, session):
        book_session(session=session, enrolment=enrolment, at=timezone.now())
        self.at(session, 10)

        response = founder.get(url("session_join", session.uuid))

        assert response.url == session.room_url
        assert "Rejoindre la séance" in text_of(founder.get(url("session", session.uuid)))
        assert not Attendance.objects.exists()
        assert not Statement.objects.exists()

    @pytest.mark.parametrize("minutes", [20, -70])
    def test_waits_for_the_hour(self, founder, enrolment, session, minutes):
        book_session(session=session, enrolment=enrolment, at=timezone.now())
        self.at(session, minutes)

        response = founder.get(url("session_join", session.uuid))

        assert response.url == url("session", session.uuid)

    def test_is_for_those_who_hold_a_seat(self, founder, enrolment, session):
        session.seats = 1
        session.save()
        book_session(session=session, enrolment=others_of(enrolment)[0], at=timezone.now())
        book_session(session=session, enrolment=enrolment, at=timezone.now())
        self.at(session, 10)

        assert founder.get(url("session_join", session.uuid)).status_code == 404


class TestCalendarFile:
    def test_is_one_event_in_universal_time_without_the_room(self, founder, enrolment, session):
        response = founder.get(url("session_calendar", session.uuid))

        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        assert session.room_url not in response.content.decode()
        (event,) = Calendar.from_ical(response.content).walk("VEVENT")
        assert event["SUMMARY"] == session.module.title
        assert event["DTSTART"].dt == session.starts_at.replace(microsecond=0)
        assert event["UID"].startswith(str(session.uuid))
        assert event["STATUS"] == "CONFIRMED"
        assert response.content.count(b"\r\n") == response.content.count(b"\n")
