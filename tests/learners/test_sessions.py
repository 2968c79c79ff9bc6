import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Role
from courses.models import LiveSession
from learners.models import Attendance, Booking
from learners.services.live import book_session, mark_attendance
from learners.sheet import find_walk_ins, sheet_of
from tests.clock import NOON
from tests.core.factories import UserFactory, staff
from tests.courses.factories import LiveSessionFactory
from tests.learners.factories import EnrolmentFactory, others_of, session_for

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"learners:session_{name}", args=args)


def text_of(response):
    page = " ".join(response.content.decode().split())
    return page.replace("\u00a0", " ").replace("&#x27;", "'")


@pytest.fixture
def enrolment():
    return EnrolmentFactory(learner__first_name="Awa", learner__last_name="Diallo")


def hours(count):
    return timedelta(hours=count)


@pytest.fixture
def session(enrolment):
    """A session in five minutes, for two hours: its room is open."""
    starts_at = timezone.now() + timedelta(minutes=5)
    return session_for(enrolment, starts_at=starts_at, ends_at=starts_at + hours(2))


@pytest.fixture
def trainer(client, session):
    client.force_login(session.trainer)
    return client


class TestSessionList:
    def test_shows_what_is_coming_and_what_is_past(self, trainer, session):
        past = LiveSessionFactory(
            organization=session.organization,
            trainer=session.trainer,
            starts_at=NOON,
            ends_at=NOON + hours(1),
        )

        coming_page = text_of(trainer.get(url("list")))
        past_page = text_of(trainer.get(url("list"), {"quand": "passees"}))

        assert session.module.title in coming_page
        assert past.module.title not in coming_page
        assert past.module.title in past_page
        assert "Présences à noter" in past_page

    def test_narrows_to_words_and_to_me(self, trainer, session):
        other = LiveSessionFactory(
            organization=session.organization,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            module__title="Autre atelier",
            module__live_module=True,
        )

        by_words = text_of(trainer.get(url("list"), {"cherche": "autre"}))
        by_me = text_of(trainer.get(url("list"), {"qui": "moi"}))

        assert other.module.title in by_words
        assert session.module.title not in by_words
        assert other.module.title not in by_me

    def test_comes_in_pages(self, trainer, session):
        LiveSessionFactory.create_batch(
            26,
            module=session.module,
            organization=session.organization,
            trainer=session.trainer,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
        )

        assert "page=2" in text_of(trainer.get(url("list")))
        assert trainer.get(url("list"), {"page": "x"}).status_code == 200

    def test_costs_no_more_queries_for_more_sessions(self, trainer, session, assert_same_queries):
        assert_same_queries(
            lambda: trainer.get(url("list")),
            grow=lambda: LiveSessionFactory.create_batch(
                19,
                organization=session.organization,
                starts_at=session.starts_at,
                ends_at=session.ends_at,
            ),
        )

    @pytest.mark.parametrize(
        ("role", "status"),
        [
            (Role.TRAINER, 200),
            (Role.COORDINATOR, 200),
            (Role.COUNSELLOR, 200),
            (Role.PRESCRIBER, 404),
            (Role.STRUCTURE_MEMBER, 404),
        ],
    )
    def test_is_for_the_team(self, client, role, status):
        client.force_login(staff(role))

        assert client.get(url("list")).status_code == status

    def test_is_not_for_founders(self, client, enrolment):
        client.force_login(enrolment.learner)

        assert client.get(url("list")).status_code == 404


class TestSessionDetail:
    def test_shows_who_has_a_seat_and_who_waits(self, trainer, enrolment, session):
        session.seats = 1
        session.save()
        (other,) = others_of(enrolment)
        book_session(session=session, enrolment=enrolment, at=timezone.now())
        book_session(session=session, enrolment=other, at=timezone.now())

        page = text_of(trainer.get(url("detail", session.uuid)))

        assert "Awa Diallo" in page
        assert "1 sur 1" in page
        assert "+ 1 en attente" in page

    def test_may_be_read_by_a_counsellor_and_no_more(self, client, enrolment, session):
        book_session(session=session, enrolment=enrolment, at=timezone.now())
        client.force_login(staff(Role.COUNSELLOR, session.organization))

        page = text_of(client.get(url("detail", session.uuid)))

        assert "Awa Diallo" in page
        assert "Enregistrer les présences" not in page
        assert client.post(url("attendance", session.uuid)).status_code == 404

    @pytest.mark.parametrize("name", ["detail", "edit", "cancel", "enter", "sheet"])
    def test_is_not_there_for_strangers(self, client, enrolment, session, name):
        for person in (
            UserFactory(),
            enrolment.learner,
            staff(Role.TRAINER),
            staff(Role.COUNSELLOR),
        ):
            client.force_login(person)
            assert client.get(url(name, session.uuid)).status_code == 404

    @pytest.mark.parametrize("name", ["attendance", "walk_in", "room", "cancel", "edit"])
    def test_takes_nothing_from_strangers(self, client, enrolment, session, name):
        readers = (
            enrolment.learner,
            staff(Role.TRAINER),
            staff(Role.COUNSELLOR, session.organization),
        )
        for person in readers:
            client.force_login(person)
            assert client.post(url(name, session.uuid)).status_code == 404

    def test_costs_no_more_queries_for_more_people(
        self, trainer, enrolment, session, assert_same_queries
    ):
        def more():
            for each in others_of(enrolment, 9):
                each.learner.last_name = "Autre"
                book_session(session=session, enrolment=each, at=timezone.now())

        session.seats = 30
        session.save()
        more()
        assert_same_queries(lambda: trainer.get(url("detail", session.uuid)), grow=more)


class TestAttendanceSheet:
    def field(self, enrolment):
        return f"presence-{enrolment.uuid}"

    def test_marks_everybody_in_one_form(self, trainer, enrolment, session):
        (other,) = others_of(enrolment)
        for each in (enrolment, other):
            book_session(session=session, enrolment=each, at=timezone.now())
        data = {self.field(enrolment): "present", self.field(other): "absent"}

        trainer.post(url("attendance", session.uuid), data)
        again = trainer.post(url("attendance", session.uuid), data, follow=True)

        marks = dict(session.attendances.values_list("enrolment", "status"))
        assert marks == {enrolment.pk: "present", other.pk: "absent"}
        assert "Rien n'a changé" in text_of(again)
        progress = enrolment.module_progress.get(module=session.module)
        assert progress.completed_by == "attendance"

    def test_leaves_those_without_an_answer(self, trainer, enrolment, session):
        book_session(session=session, enrolment=enrolment, at=timezone.now())

        trainer.post(url("attendance", session.uuid), {})

        assert not Attendance.objects.exists()

    def test_ignores_names_that_are_not_on_it(self, trainer, enrolment, session):
        trainer.post(url("attendance", session.uuid), {self.field(enrolment): "present"})

        assert not Attendance.objects.exists()

    def test_refuses_a_mark_that_does_not_exist(self, trainer, enrolment, session):
        book_session(session=session, enrolment=enrolment, at=timezone.now())

        response = trainer.post(url("attendance", session.uuid), {self.field(enrolment): "late"})

        assert response.status_code == 200
        assert not Attendance.objects.exists()

    def test_waits_for_the_room_to_open(self, trainer, enrolment, session):
        book_session(session=session, enrolment=enrolment, at=timezone.now())
        LiveSession.objects.update(
            starts_at=timezone.now() + hours(5), ends_at=timezone.now() + hours(6)
        )

        response = trainer.post(
            url("attendance", session.uuid), {self.field(enrolment): "present"}, follow=True
        )

        assert "n'a pas commencé" in text_of(response)
        assert not Attendance.objects.exists()

    def test_corrects_a_mark(self, trainer, enrolment, session):
        book_session(session=session, enrolment=enrolment, at=timezone.now())
        for mark in ("present", "absent"):
            trainer.post(url("attendance", session.uuid), {self.field(enrolment): mark})

        assert not enrolment.module_progress.exclude(completed_at=None).exists()

    def test_says_who_signs_on_paper(self, trainer, enrolment, session):
        book_session(session=session, enrolment=enrolment, at=timezone.now())

        page = text_of(trainer.get(url("sheet", session.uuid)))

        assert "Awa Diallo" in page
        assert "Signature" in page


class TestWalkIn:
    def test_is_found_by_the_beginning_of_a_name(self, trainer, enrolment, session):
        page = text_of(trainer.get(url("detail", session.uuid), {"nom": "dial aw"}))

        assert "Awa Diallo" in page

    def test_is_present_at_once(self, trainer, enrolment, session):
        for _twice in range(2):
            trainer.post(url("walk_in", session.uuid), {"enrolment": str(enrolment.uuid)})

        assert session.attendances.get().status == "present"
        assert not Booking.objects.exists()
        (person,) = sheet_of(session).people
        assert person.is_walk_in

    def test_belongs_to_the_same_organisation_and_path(self, trainer, session):
        stranger = EnrolmentFactory(learner__first_name="Zoé")
        same_house = EnrolmentFactory(
            cohort__organization=session.organization, learner__first_name="Zoé"
        )

        for each in (stranger, same_house):
            data = {"enrolment": str(each.uuid)}
            assert trainer.post(url("walk_in", session.uuid), data).status_code == 404
        assert not find_walk_ins(session, "zoé", sheet_of(session))

    @pytest.mark.parametrize("sent", ["", "x", str(uuid.UUID(int=0))])
    def test_is_somebody(self, trainer, session, sent):
        assert trainer.post(url("walk_in", session.uuid), {"enrolment": sent}).status_code == 404


class TestRoom:
    def test_is_opened_once_and_leads_there(self, trainer, session):
        response = trainer.post(url("room", session.uuid), follow=True)

        session.refresh_from_db()
        assert session.room_opened_at is not None
        assert f"0; url={session.room_url}" in text_of(response)

    def test_waits_for_its_hour(self, trainer, session):
        LiveSession.objects.update(
            starts_at=timezone.now() + hours(5), ends_at=timezone.now() + hours(6)
        )

        trainer.post(url("room", session.uuid))

        session.refresh_from_db()
        assert session.room_opened_at is None

    def test_is_not_there_on_site(self, trainer, session):
        LiveSession.objects.update(room_url="", location="Salle 2")

        assert trainer.get(url("enter", session.uuid)).status_code == 404


class TestCancel:
    def test_asks_why_then_tells(self, trainer, enrolment, session):
        book_session(session=session, enrolment=enrolment, at=timezone.now())
        assert "1 personne compte dessus" in text_of(trainer.get(url("cancel", session.uuid)))
        assert "Pourquoi" in text_of(trainer.post(url("cancel", session.uuid), {}))

        response = trainer.post(
            url("cancel", session.uuid), {"reason": "La salle est inondée."}, follow=True
        )

        session.refresh_from_db()
        assert session.cancelled_at is not None
        assert "À prévenir de vive voix" in text_of(response)
        assert "Awa Diallo" in text_of(response)


class TestSheet:
    def test_counts_by_their_own_rules(self, enrolment, session):
        other, walk_in, waiting = others_of(enrolment, 3)
        session.seats = 2
        session.save()
        for each in (enrolment, other, waiting):
            book_session(session=session, enrolment=each, at=timezone.now())
        for each in (enrolment, walk_in):
            mark_attendance(
                session=session,
                enrolment=each,
                status="present",
                by=session.trainer,
                at=timezone.now(),
            )

        sheet = sheet_of(session)

        assert (len(sheet.booked), len(sheet.waiting)) == (2, 1)
        assert sheet.counts["present"] == 2
        assert sheet.counts["unmarked"] == 1
