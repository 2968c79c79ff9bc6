from datetime import timedelta

import pytest
from django.urls import reverse

from core.models import AccessCard, Role, User
from core.services import issue_access_card
from courses.models import PathBlock
from learners.board import Row, blocks_of
from learners.models import Assignment, BlockDecision, Enrolment
from learners.services.follow_up import NotACounsellor, assign_counsellor
from tests.clock import NOON
from tests.core.factories import UserFactory, staff
from tests.learners.factories import CohortFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return CohortFactory()


@pytest.fixture
def counsellor(cohort):
    return staff(Role.COUNSELLOR, cohort.organization, first_name="Nadège", last_name="Fauvel")


@pytest.fixture
def signed_in(client, counsellor):
    client.force_login(counsellor)
    return client


class TestAssignCounsellor:
    def test_keeps_the_history(self, cohort, counsellor):
        enrolment = EnrolmentFactory(cohort=cohort)
        other = staff(Role.COUNSELLOR, cohort.organization)

        assign_counsellor(enrolment=enrolment, counsellor=counsellor, at=NOON)
        assign_counsellor(enrolment=enrolment, counsellor=other, at=NOON + timedelta(days=1))

        assert enrolment.assignments.current().get().counsellor == other
        past = enrolment.assignments.get(counsellor=counsellor)
        assert past.ended_at == NOON + timedelta(days=1)

    def test_changes_nothing_the_second_time(self, cohort, counsellor):
        enrolment = EnrolmentFactory(cohort=cohort)

        first = assign_counsellor(enrolment=enrolment, counsellor=counsellor, at=NOON)
        again = assign_counsellor(
            enrolment=enrolment, counsellor=counsellor, at=NOON + timedelta(days=1)
        )

        assert again == first
        assert Assignment.objects.count() == 1

    def test_refuses_someone_of_another_organisation(self, cohort):
        enrolment = EnrolmentFactory(cohort=cohort)

        with pytest.raises(NotACounsellor):
            assign_counsellor(enrolment=enrolment, counsellor=staff(Role.COUNSELLOR), at=NOON)

        assert not Assignment.objects.exists()


class TestWaiting:
    def row(self, enrolment, at=NOON):
        found = Enrolment.objects.for_board().get(pk=enrolment.pk)
        return Row(found, blocks_of(enrolment.path_id), at)

    def words(self, enrolment, at=NOON):
        return [note.text for note in self.row(enrolment, at).waiting]

    def test_says_who_went_silent_and_for_how_long(self, cohort, counsellor):
        enrolment = EnrolmentFactory(cohort=cohort)
        assign_counsellor(enrolment=enrolment, counsellor=counsellor, at=NOON)

        assert self.words(enrolment, NOON + timedelta(days=13)) == []
        assert self.words(enrolment, NOON + timedelta(days=14)) == [
            "Sans nouvelles depuis 14 jours"
        ]

    def test_says_that_nobody_follows(self, cohort):
        assert self.words(EnrolmentFactory(cohort=cohort)) == ["Personne ne suit encore"]

    def test_says_that_a_finished_block_waits_for_a_decision(self, cohort, counsellor):
        block = PathBlock.objects.filter(path=cohort.path).first()
        enrolment = EnrolmentFactory(cohort=cohort, done_by_block={str(block.pk): 2})
        assign_counsellor(enrolment=enrolment, counsellor=counsellor, at=NOON)

        assert self.words(enrolment) == ["Une décision à prendre"]

        BlockDecision.objects.create(
            enrolment=enrolment, block=block, choice="continue", decided_at=NOON
        )
        assert self.words(enrolment) == []
        assert self.row(enrolment).flights[0].state == "done"

    def test_does_not_hurry_someone_who_stopped(self, cohort):
        enrolment = EnrolmentFactory(cohort=cohort, stopped_at=NOON)

        assert self.words(enrolment, NOON + timedelta(days=60)) == []

    def test_says_that_someone_who_stopped_wants_to_talk(self, cohort):
        enrolment = EnrolmentFactory(cohort=cohort, stopped_at=NOON)
        BlockDecision.objects.create(
            enrolment=enrolment,
            block=PathBlock.objects.filter(path=cohort.path).first(),
            choice="stop",
            next_step="talk",
            decided_at=NOON,
        )

        assert self.words(enrolment) == ["Souhaite en parler"]


class TestCohortPage:
    def test_shows_one_row_a_person(self, signed_in, cohort):
        EnrolmentFactory(cohort=cohort, learner__first_name="Awa", learner__last_name="Diarra")

        page = signed_in.get(reverse("learners:cohort_detail", args=[cohort.slug]))

        assert "Awa Diarra" in page.content.decode()

    def test_takes_as_many_queries_for_twenty_people(
        self, signed_in, cohort, counsellor, assert_same_queries
    ):
        block = PathBlock.objects.filter(path=cohort.path).first()

        def one_more():
            enrolment = EnrolmentFactory(cohort=cohort)
            assign_counsellor(enrolment=enrolment, counsellor=counsellor, at=NOON)
            BlockDecision.objects.create(
                enrolment=enrolment, block=block, choice="continue", decided_at=NOON
            )

        one_more()
        assert_same_queries(
            lambda: signed_in.get(reverse("learners:cohort_detail", args=[cohort.slug])),
            grow=lambda: [one_more() for _number in range(19)],
        )

    def test_finds_a_name(self, signed_in, cohort):
        EnrolmentFactory(cohort=cohort, learner__first_name="Awa")
        EnrolmentFactory(cohort=cohort, learner__first_name="Karim")

        page = signed_in.get(reverse("learners:cohort_detail", args=[cohort.slug]), {"q": "kar"})

        assert [row.enrolment.learner.first_name for row in page.context["rows"]] == ["Karim"]

    @pytest.mark.parametrize(
        ("state", "expected"),
        [
            ("all", {"Awa", "Karim", "Lina"}),
            ("stopped", {"Lina"}),
            ("arrived", {"Karim"}),
            ("under_way", {"Awa"}),
            ("nonsense", {"Awa", "Karim", "Lina"}),
        ],
    )
    def test_keeps_those_in_a_state(self, signed_in, cohort, state, expected):
        EnrolmentFactory(cohort=cohort, learner__first_name="Awa")
        EnrolmentFactory(cohort=cohort, learner__first_name="Karim", completed_at=NOON)
        EnrolmentFactory(cohort=cohort, learner__first_name="Lina", stopped_at=NOON)

        page = signed_in.get(reverse("learners:cohort_detail", args=[cohort.slug]), {"etat": state})

        assert {row.enrolment.learner.first_name for row in page.context["rows"]} == expected

    @pytest.mark.parametrize("sort", ["name", "-name", "steps", "activity", "-start", "x; DROP"])
    def test_sorts(self, signed_in, cohort, sort):
        EnrolmentFactory.create_batch(3, cohort=cohort)

        page = signed_in.get(reverse("learners:cohort_detail", args=[cohort.slug]), {"sort": sort})

        assert len(page.context["rows"]) == 3

    def test_survives_a_page_that_does_not_exist_and_a_nul_byte(self, signed_in, cohort):
        url = reverse("learners:cohort_detail", args=[cohort.slug])

        assert signed_in.get(url, {"page": "99", "q": "a\x00b"}).status_code == 200

    def test_does_not_exist_for_a_counsellor_of_another_organisation(self, client, cohort):
        client.force_login(staff(Role.COUNSELLOR))

        page = client.get(reverse("learners:cohort_detail", args=[cohort.slug]))

        assert page.status_code == 404


class TestCohortExport:
    def test_holds_one_line_a_person(self, signed_in, cohort):
        block = PathBlock.objects.filter(path=cohort.path).first()
        EnrolmentFactory(
            cohort=cohort,
            learner__first_name="Awa",
            learner__last_name="Diarra",
            done_count=2,
            done_by_block={str(block.pk): 2},
        )

        response = signed_in.get(reverse("learners:cohort_export", args=[cohort.slug]))

        lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
        assert lines[1] == "Awa;Diarra;;10/03/2026;10/03/2026;2;2;0;0;;"

    def test_leaves_no_formula_to_a_spreadsheet(self, signed_in, cohort):
        EnrolmentFactory(cohort=cohort, learner__first_name="=HYPERLINK(1)")

        response = signed_in.get(reverse("learners:cohort_export", args=[cohort.slug]))

        assert "\n'=HYPERLINK(1);" in b"".join(response.streaming_content).decode().replace(
            "\r", ""
        )

    def test_leaves_no_formula_in_the_name_of_a_block(self, signed_in, cohort):
        cohort.path.blocks.update(title="=HYPERLINK(1)")

        response = signed_in.get(reverse("learners:cohort_export", args=[cohort.slug]))

        header = b"".join(response.streaming_content).decode().splitlines()[0]
        assert ";'=HYPERLINK(1)" in header
        assert ";=HYPERLINK(1)" not in header

    def test_takes_as_many_queries_for_twenty_people(self, signed_in, cohort, assert_same_queries):
        EnrolmentFactory(cohort=cohort)
        url = reverse("learners:cohort_export", args=[cohort.slug])
        assert_same_queries(
            lambda: list(signed_in.get(url).streaming_content),
            grow=lambda: EnrolmentFactory.create_batch(19, cohort=cohort),
        )


class TestEnrolPerson:
    def post(self, client, cohort, **data):
        return client.post(reverse("learners:person_enrol", args=[cohort.slug]), data)

    def test_needs_no_address(self, signed_in, cohort, counsellor):
        response = self.post(signed_in, cohort, first_name="Oumou")

        enrolment = Enrolment.objects.get(learner__first_name="Oumou")
        assert response.url == reverse("learners:person_detail", args=[enrolment.uuid])
        assert enrolment.cohort == cohort
        assert enrolment.assignments.get().counsellor == counsellor

    def test_asks_before_enrolling_a_namesake_and_keeps_what_was_written(self, signed_in, cohort):
        self.post(signed_in, cohort, first_name="Oumou", last_name="Traoré")

        asked = self.post(signed_in, cohort, first_name="oumou", last_name="Traoré")
        assert asked.status_code == 409
        assert 'value="oumou"' in asked.content.decode()
        assert Enrolment.objects.count() == 1

        self.post(signed_in, cohort, first_name="oumou", last_name="Traoré", confirmed="on")
        assert Enrolment.objects.count() == 2

    def test_refuses_an_address_that_is_someone_s(self, signed_in, cohort):
        UserFactory(email="oumou@exemple.fr")

        response = self.post(signed_in, cohort, first_name="Oumou", email="Oumou@exemple.fr")

        assert response.status_code == 422
        assert "déjà" in response.content.decode()
        assert not User.objects.filter(first_name="Oumou").exists()

    def test_refuses_a_number_that_cannot_be_dialled(self, signed_in, cohort):
        response = self.post(signed_in, cohort, first_name="Oumou", phone="0612")

        assert response.status_code == 422
        assert "incomplet" in response.content.decode()

    def test_is_closed_with_the_cohort(self, signed_in, cohort):
        cohort.closed_on = NOON.date()
        cohort.save()

        self.post(signed_in, cohort, first_name="Oumou")

        assert not Enrolment.objects.exists()


class TestPersonPage:
    def test_shows_where_she_stands_but_not_her_words(self, signed_in, cohort):
        enrolment = EnrolmentFactory(cohort=cohort)
        enrolment.answers.create(
            module=cohort.path.blocks.first().path_modules.first().module,
            activity_id="00000000-0000-4000-8000-000000000001",
            kind="reflection",
            value={"text": "Mes mots à moi"},
            written_at=NOON,
        )

        page = signed_in.get(reverse("learners:person_detail", args=[enrolment.uuid]))

        assert page.status_code == 200
        assert "Mes mots à moi" not in page.content.decode()

    def test_is_not_the_founder_s_own_page(self, client, cohort):
        enrolment = EnrolmentFactory(cohort=cohort)
        client.force_login(enrolment.learner)

        page = client.get(reverse("learners:person_detail", args=[enrolment.uuid]))

        assert page.status_code == 404

    def test_lets_a_counsellor_take_someone_on(self, signed_in, cohort, counsellor):
        enrolment = EnrolmentFactory(cohort=cohort)

        signed_in.post(
            reverse("learners:person_assign", args=[enrolment.uuid]), {"counsellor": counsellor.pk}
        )

        assert enrolment.assignments.current().get().counsellor == counsellor

    def test_refuses_to_assign_a_stranger(self, signed_in, cohort):
        enrolment = EnrolmentFactory(cohort=cohort)

        signed_in.post(
            reverse("learners:person_assign", args=[enrolment.uuid]),
            {"counsellor": staff(Role.COUNSELLOR).pk},
        )

        assert not enrolment.assignments.exists()


class TestAccessCardPage:
    def test_shows_the_code_of_a_new_card_and_prints_it(self, signed_in, cohort):
        enrolment = EnrolmentFactory(cohort=cohort)
        url = reverse("learners:access_card", args=[enrolment.uuid])

        page = signed_in.post(url, follow=True)
        code = page.context["code"]
        pdf = signed_in.get(reverse("learners:access_card_print", args=[enrolment.uuid]))

        assert AccessCard.objects.matching(code).get().user == enrolment.learner
        assert code in page.content.decode()
        assert pdf.content.startswith(b"%PDF-")

    def test_forgets_the_code_once_another_card_is_made(self, signed_in, cohort, counsellor):
        enrolment = EnrolmentFactory(cohort=cohort)
        url = reverse("learners:access_card", args=[enrolment.uuid])
        signed_in.post(url)

        issue_access_card(user=enrolment.learner, by=counsellor, at=NOON)

        assert signed_in.get(url).context["code"] == ""

    def test_never_shows_the_code_of_someone_else(self, signed_in, cohort):
        one, other = EnrolmentFactory.create_batch(2, cohort=cohort)
        signed_in.post(reverse("learners:access_card", args=[one.uuid]))

        page = signed_in.get(reverse("learners:access_card", args=[other.uuid]))

        assert page.context["code"] == ""
