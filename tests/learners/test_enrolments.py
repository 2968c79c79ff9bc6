import threading

import pytest
from django.db import connection, connections

from core.models import OutboxEvent, User
from learners.models import Enrolment, FounderProfile
from learners.phone import InvalidPhone, normalise_phone, show_phone
from learners.services.enrolments import (
    AlreadyEnrolled,
    EmailTaken,
    create_founder,
    enrol,
    pick_cohort,
)
from tests.clock import NOON
from tests.core.factories import UserFactory
from tests.learners.factories import CohortFactory, EnrolmentFactory


def start(learner, rolling, **options):
    return enrol(
        learner=learner,
        path=rolling.path,
        organization=rolling.organization,
        source=Enrolment.Source.CARD,
        at=NOON,
        **options,
    )


@pytest.mark.django_db
class TestEnrol:
    def test_starts_the_path_in_the_rolling_cohort_and_says_so(self):
        cohort = CohortFactory()

        enrolment = start(UserFactory(), cohort)

        assert enrolment.cohort == cohort
        assert enrolment.last_activity_at == enrolment.started_at == NOON
        fact = OutboxEvent.objects.get(name="EnrolmentStarted")
        assert fact.payload == {"enrolment_id": enrolment.pk}

    def test_refuses_a_second_open_enrolment_and_points_to_the_first(self):
        first = EnrolmentFactory()

        with pytest.raises(AlreadyEnrolled, match="suit déjà ce parcours") as refusal:
            start(first.learner, first.cohort)

        assert refusal.value.enrolment == first

    def test_starts_anew_someone_who_stopped(self):
        first = EnrolmentFactory(stopped_at=NOON)

        assert start(first.learner, first.cohort) != first

    def test_keeps_the_cohort_that_is_asked_for(self):
        cohort = CohortFactory()
        spring = CohortFactory(organization=cohort.organization, path=cohort.path, is_rolling=False)

        assert start(UserFactory(), cohort, cohort=spring).cohort == spring


@pytest.mark.django_db
class TestPickCohort:
    def test_finds_the_latest_open_rolling_one_of_this_path_and_organisation(self):
        cohort = CohortFactory()
        same = {"organization": cohort.organization, "path": cohort.path}
        CohortFactory(**same, closed_on=NOON.date(), starts_on="2026-04-01")
        CohortFactory(**same, is_rolling=False, starts_on="2026-04-01")
        CohortFactory(organization=cohort.organization, starts_on="2026-04-01")
        CohortFactory(path=cohort.path, starts_on="2026-04-01")

        assert pick_cohort(cohort.organization, cohort.path) == cohort

    def test_finds_nothing_where_nothing_is_open(self):
        cohort = CohortFactory(closed_on=NOON.date())

        assert pick_cohort(cohort.organization, cohort.path) is None


@pytest.mark.django_db(transaction=True)
class TestEnrolTwiceAtOnce:
    def test_makes_one_enrolment_and_tells_the_slower_call(self):
        if connection.vendor != "postgresql":
            pytest.skip("SQLite lets one writer in at a time.")
        learner, cohort = UserFactory(), CohortFactory()
        barrier, results = threading.Barrier(2), []

        def call():
            barrier.wait()
            try:
                results.append(start(learner, cohort))
            except AlreadyEnrolled as refusal:
                results.append(refusal.enrolment)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=call) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(results) == 2
        assert {each.pk for each in results} == {Enrolment.objects.get().pk}


@pytest.mark.django_db
class TestCreateFounder:
    def test_needs_a_first_name_alone(self):
        founder = create_founder(first_name="  Awa ", at=NOON)

        assert (founder.first_name, founder.email, founder.phone) == ("Awa", None, "")
        assert not founder.has_usable_password()
        assert FounderProfile.objects.filter(user=founder).exists()

    def test_keeps_the_phone_as_it_is_dialled_and_the_address_in_lower_case(self):
        founder = create_founder(
            first_name="Awa", phone="06 12.34.56-78", email=" Awa@Exemple.FR ", at=NOON
        )

        assert founder.phone == "+33612345678"
        assert founder.email == "awa@exemple.fr"

    def test_refuses_the_address_of_someone_else(self):
        UserFactory(email="awa@exemple.fr")

        with pytest.raises(EmailTaken, match="pas obligatoire"):
            create_founder(first_name="Awa", email="AWA@exemple.fr", at=NOON)

        assert User.objects.count() == 1


class TestNormalisePhone:
    @pytest.mark.parametrize(
        ("written", "kept"),
        [
            ("", ""),
            ("  ", ""),
            ("06 12 34 56 78", "+33612345678"),
            ("06.12.34.56.78", "+33612345678"),
            ("+33 6 12 34 56 78", "+33612345678"),
            ("+33 (0)6 12 34 56 78", "+33612345678"),
            ("0033612345678", "+33612345678"),
            ("0596 12 34 56", "+596596123456"),
            ("0692 12 34 56", "+262692123456"),
            ("+32 470 12 34 56", "+32470123456"),
        ],
    )
    def test_keeps_what_a_machine_dials(self, written, kept):
        assert normalise_phone(written) == kept

    @pytest.mark.parametrize(
        "written", ["0612", "612345678", "awa", "+33 6 12", "0612345678901234567", "+0612345678"]
    )
    def test_refuses_what_cannot_be_dialled(self, written):
        with pytest.raises(InvalidPhone, match="06 12 34 56 78"):
            normalise_phone(written)

    @pytest.mark.parametrize(
        ("kept", "shown"),
        [
            ("+33612345678", "06 12 34 56 78"),
            ("+262692123456", "06 92 12 34 56"),
            ("+32470123456", "+32470123456"),
            ("05 00 00 00 00", "05 00 00 00 00"),
            ("", ""),
        ],
    )
    def test_is_shown_as_people_write_it(self, kept, shown):
        assert show_phone(kept) == shown
