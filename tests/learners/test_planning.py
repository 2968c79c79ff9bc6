from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Role
from courses.models import LiveSession
from learners.services.live import book_session
from learners.services.planning import FIELDS, FewerSeatsThanPeople, Plan, change_session
from tests.core.factories import staff
from tests.courses.factories import LiveSessionFactory, ModuleFactory
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


def planned(live_module, **changes):
    day = timezone.localtime() + timedelta(days=7)
    return {
        "module": live_module.pk,
        "date": day.date().isoformat(),
        "time": "14:00",
        "location": "Maison de quartier",
        "seats": 8,
        **changes,
    }


class TestPlan:
    def test_plans_with_the_module_s_own_duration(self, trainer, session):
        module = ModuleFactory(live_module=True, duration=90)

        response = trainer.post(url("new"), planned(module, trainer=session.trainer.pk))

        made = LiveSession.objects.get(module=module)
        assert response.url == url("detail", made.uuid)
        assert made.organization == session.organization
        assert made.ends_at - made.starts_at == timedelta(minutes=90)
        assert timezone.localtime(made.starts_at).hour == 14

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"location": ""}, "Indiquez un lieu, ou le lien"),
            ({"date": "2020-01-06"}, "Cette date est passée"),
            ({"date": "2027-03-28", "time": "02:30"}, "Cette heure n'existe pas"),
            ({"seats": 0}, "1"),
            ({"date": "demain"}, "date valide"),
            ({"room_url": "pas un lien"}, "URL valide"),
        ],
    )
    def test_says_what_to_look_at_again(self, trainer, session, changes, words):
        data = planned(session.module, trainer=session.trainer.pk, **changes)

        response = trainer.post(url("new"), data)

        assert response.status_code == 200
        assert words in text_of(response)
        assert LiveSession.objects.count() == 1

    def test_is_for_live_published_modules_led_by_the_team(self, trainer, session):
        elsewhere = staff(Role.TRAINER)
        for changes in (
            {"module": ModuleFactory().pk, "trainer": session.trainer.pk},
            {
                "module": ModuleFactory(live_module=True, live=False).pk,
                "trainer": session.trainer.pk,
            },
            {"trainer": elsewhere.pk},
        ):
            trainer.post(url("new"), planned(session.module, **changes))

        assert LiveSession.objects.count() == 1

    def test_starts_from_another_one_without_its_date(self, trainer, session):
        page = text_of(trainer.get(url("new"), {"modele": str(session.uuid)}))

        assert session.room_url in page
        assert session.starts_at.date().isoformat() not in page
        assert trainer.get(url("new"), {"modele": "x"}).status_code == 200

    def test_copies_nothing_from_elsewhere(self, trainer, session):
        other = LiveSessionFactory(room_url="https://secret.exemple.fr/salle")

        page = text_of(trainer.get(url("new"), {"modele": str(other.uuid)}))

        assert other.room_url not in page

    @pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.PRESCRIBER])
    def test_is_for_trainers(self, client, role):
        client.force_login(staff(role))

        assert client.get(url("new")).status_code == 404


class TestEdit:
    def test_tells_those_who_have_a_seat(self, trainer, enrolment, session, mailbox):
        enrolment.learner.email = "awa@exemple.fr"
        enrolment.learner.save()
        self.later(session)
        book_session(session=session, enrolment=enrolment, at=timezone.now())

        trainer.post(url("edit", session.uuid), planned(session.module, trainer=session.trainer.pk))

        session.refresh_from_db()
        assert session.seats == 8
        assert "Maison de quartier" in mailbox.last("awa@exemple.fr").text

    def later(self, session):
        session.starts_at = timezone.now() + timedelta(days=1)
        session.ends_at = session.starts_at + hours(1)
        session.save()

    def test_gives_new_seats_to_those_who_wait(self, trainer, enrolment, session):
        self.later(session)
        session.seats = 1
        session.save()
        for each in (others_of(enrolment)[0], enrolment):
            book_session(session=session, enrolment=each, at=timezone.now())

        trainer.post(url("edit", session.uuid), planned(session.module, trainer=session.trainer.pk))

        assert session.bookings.booked().count() == 2

    def test_keeps_the_seats_that_are_given(self, trainer, enrolment, session):
        self.later(session)
        for each in (enrolment, *others_of(enrolment, 2)):
            book_session(session=session, enrolment=each, at=timezone.now())

        response = trainer.post(
            url("edit", session.uuid),
            planned(session.module, trainer=session.trainer.pk, seats=2),
        )

        assert "3 personnes ont déjà leur place" in text_of(response)

    def test_is_over_once_it_has_started(self, trainer, session):
        LiveSession.objects.update(starts_at=timezone.now() - hours(1))

        assert trainer.get(url("edit", session.uuid)).url == url("detail", session.uuid)


class TestChangeSession:
    def test_refuses_fewer_seats_than_people(self, enrolment, session):
        book_session(session=session, enrolment=enrolment, at=timezone.now())
        plan = Plan(**{name: getattr(session, name) for name in FIELDS} | {"seats": 0})

        with pytest.raises(FewerSeatsThanPeople, match="1 personne"):
            change_session(session=session, plan=plan, at=timezone.now())
