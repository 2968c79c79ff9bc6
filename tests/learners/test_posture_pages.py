"""How she goes about things: hers alone, until she shows it."""

from html import unescape

import pytest
from django.urls import reverse

from competences.models import PostureRun, PostureShare, PostureTest
from competences.posture import questions_of
from core.models import Role
from learners.exports import progress_lines
from tests.competences.postures import posture_test, taken_by
from tests.core.factories import MembershipFactory, OrganizationFactory, UserFactory, staff
from tests.learners.factories import EnrolmentFactory
from tests.learners.pages import text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment():
    return EnrolmentFactory(learner__first_name="Rokhaya", learner__last_name="Sarr")


@pytest.fixture
def founder(client, enrolment):
    client.force_login(enrolment.learner)
    return client


@pytest.fixture
def counsellor(enrolment):
    return staff(Role.COUNSELLOR, enrolment.organization, first_name="Nadège")


@pytest.fixture
def run(enrolment):
    return taken_by(enrolment.learner, ("explorer", "tenir"), ("explorer",), ("explorer",))


def page(name, enrolment, run, *more):
    return url(f"posture_{name}", enrolment.uuid, run.uuid, *more)


def show(client, enrolment, run, *people):
    return client.post(
        page("share", enrolment, run), {"people": [person.pk for person in people]}, follow=True
    )


class TestPosture:
    def test_says_whose_it_is_before_one_begins(self, founder):
        posture_test()

        text = text_of(founder.get(url("posture")))

        assert "Ce que vous répondez est à vous." in text
        assert "Trois situations." in text

    def test_shows_no_draft_of_an_author(self, founder):
        posture_test(live=False)

        assert "Trois situations." not in text_of(founder.get(url("posture")))

    def test_lists_hers_even_when_the_test_is_gone_from_the_list(self, founder, run):
        PostureTest.objects.update(live=False)

        assert "Relire" in text_of(founder.get(url("posture")))

    def test_takes_as_many_queries_for_more_runs(
        self, founder, enrolment, run, assert_same_queries
    ):
        def grow():
            for _each in range(5):
                taken_by(enrolment.learner, ("tenir",), (), (), test=run.test)

        assert_same_queries(lambda: founder.get(url("posture")), grow)

    def test_offers_no_second_start_of_what_is_under_way(self, founder, enrolment):
        test = posture_test()
        founder.post(url("posture_start", enrolment.uuid, test.slug))

        text = text_of(founder.get(url("posture")))

        assert "Reprendre" in text
        assert "Recommencer" not in text


class TestQuestion:
    def start(self, client, enrolment, count=3):
        test = posture_test(count)
        client.post(url("posture_start", enrolment.uuid, test.slug))
        return PostureRun.objects.get()

    def choices(self, run, number):
        return [choice.id for choice in questions_of(run.test)[number - 1].choices]

    def test_goes_on_by_plain_forms_to_words(self, founder, enrolment):
        run = self.start(founder, enrolment)
        for number in (1, 2, 3):
            response = founder.post(
                page("question", enrolment, run, number),
                {"choice": self.choices(run, number)[:1]},
            )

        assert response.url == page("result", enrolment, run)
        text = text_of(founder.get(response.url))
        assert "Explorer" in text
        assert "Ce que c&#x27;est que explorer." in text

    def test_takes_up_where_she_stopped(self, founder, enrolment):
        run = self.start(founder, enrolment)
        founder.post(page("question", enrolment, run, 1), {"choice": self.choices(run, 1)[:2]})

        assert founder.get(page("result", enrolment, run)).url == page(
            "question", enrolment, run, 2
        )
        assert text_of(founder.get(page("question", enrolment, run, 1))).count("checked") == 2

    def test_takes_nothing_for_an_answer(self, founder, enrolment):
        run = self.start(founder, enrolment, count=1)

        founder.post(page("question", enrolment, run, 1))

        assert "ne vous ressemblait" in text_of(founder.get(page("result", enrolment, run)))

    @pytest.mark.parametrize("value", ["x", "\x00", "🙂", "9" * 100_000])
    def test_refuses_what_is_not_in_it_and_says_so(self, founder, enrolment, value):
        run = self.start(founder, enrolment)

        response = founder.post(page("question", enrolment, run, 1), {"choice": value})

        assert response.status_code == 422
        assert "n'est pas dans la liste" in text_of(response).replace("&#x27;", "'")

    @pytest.mark.parametrize("number", [0, 4])
    def test_is_not_there_beyond_the_last(self, founder, enrolment, number):
        run = self.start(founder, enrolment)

        assert founder.get(page("question", enrolment, run, number)).status_code == 404


class TestResult:
    def test_has_no_figure_and_no_rank(self, founder, enrolment, run):
        text = text_of(founder.get(page("result", enrolment, run)))
        # From under the date to where she may show it.
        words = text.partition('class="lead"')[2].partition('id="readers"')[0]
        visible = unescape("".join(part.partition(">")[2] for part in words.split("<")))

        assert "Explorer" in visible
        assert not any(char.isdigit() or char == "%" for char in visible)

    def test_says_that_nobody_reads_it(self, founder, enrolment, run):
        assert "Personne ne le lit." in text_of(founder.get(page("result", enrolment, run)))


class TestStaff:
    """Whatever their role, it does not exist for them until she shows it."""

    def people(self, enrolment):
        organization = enrolment.organization
        yield UserFactory(is_superuser=True, is_staff=True)
        yield UserFactory()
        for role in Role.values:
            yield staff(role, organization)

    def test_finds_nothing(self, client, enrolment, run):
        for person in self.people(enrolment):
            client.force_login(person)
            for address in (
                page("result", enrolment, run),
                page("question", enrolment, run, 1),
                page("delete", enrolment, run),
                url("posture_shown", run.uuid),
            ):
                assert client.get(address).status_code == 404

    def test_cannot_share_or_delete_it(self, client, enrolment, run, counsellor):
        client.force_login(counsellor)

        assert client.post(page("share", enrolment, run)).status_code == 404
        assert client.post(page("delete", enrolment, run)).status_code == 404
        assert PostureRun.objects.exists()

    def test_reads_nothing_of_it_on_her_page(self, client, enrolment, run, counsellor):
        client.force_login(counsellor)

        for name in ("person_detail", "person_competences"):
            text = text_of(client.get(reverse(f"learners:{name}", args=[enrolment.uuid])))
            assert "façon de faire" not in text
            assert str(run.uuid) not in text

    def test_exports_nothing_of_it(self, enrolment, run):
        csv = "".join(progress_lines(enrolment.cohort))

        assert "Rokhaya" in csv
        for words in ("Explorer", "posture", str(run.uuid)):
            assert words not in csv


class TestSharing:
    def test_opens_it_to_one_person_and_closes_it_again(
        self, client, founder, enrolment, run, counsellor
    ):
        colleague = staff(Role.COUNSELLOR, enrolment.organization)

        assert "Nadège" in text_of(show(founder, enrolment, run, counsellor))
        client.force_login(counsellor)
        read = text_of(client.get(url("posture_shown", run.uuid)))
        assert "Explorer" in read
        assert "Réponse explorer 1" not in read
        assert "vous montre sa façon de faire" in text_of(
            client.get(reverse("learners:person_detail", args=[enrolment.uuid]))
        )
        client.force_login(colleague)
        assert client.get(url("posture_shown", run.uuid)).status_code == 404

        client.force_login(enrolment.learner)
        show(client, enrolment, run)
        client.force_login(counsellor)
        assert client.get(url("posture_shown", run.uuid)).status_code == 404

    def test_happens_once_for_a_double_click(self, founder, enrolment, run, counsellor):
        for _time in range(2):
            show(founder, enrolment, run, counsellor)

        assert PostureShare.objects.count() == 1

    def test_refuses_people_from_elsewhere(self, founder, enrolment, run):
        stranger = staff(Role.COUNSELLOR, OrganizationFactory())

        text = text_of(show(founder, enrolment, run, stranger))

        assert "Rien n'a changé" in text.replace("&#x27;", "'")
        assert not PostureShare.objects.exists()

    def test_does_not_outlive_the_job(self, client, founder, enrolment, run):
        membership = MembershipFactory(organization=enrolment.organization, role=Role.TRAINER)
        show(founder, enrolment, run, membership.user)
        membership.ended_on = membership.started_on
        membership.save()

        client.force_login(membership.user)

        assert client.get(url("posture_shown", run.uuid)).status_code == 404


class TestDeleting:
    def test_asks_then_leaves_nothing(self, client, founder, enrolment, run, counsellor):
        show(founder, enrolment, run, counsellor)
        assert "pour de bon" in text_of(founder.get(page("delete", enrolment, run)))
        assert PostureRun.objects.exists()

        founder.post(page("delete", enrolment, run))

        assert not PostureRun.objects.exists()
        assert not PostureShare.objects.exists()
        assert founder.post(page("delete", enrolment, run)).status_code == 404
        client.force_login(counsellor)
        assert client.get(url("posture_shown", run.uuid)).status_code == 404
