"""The team's view of where a founder stands, apart from hers, then beside it."""

import pytest
from django.urls import reverse

from competences.models import Assessment, Positioning
from core.models import Role
from tests.competences.factories import CompetenceFactory, FrameworkFactory
from tests.core.factories import MembershipFactory, OrganizationFactory, staff
from tests.learners.pages import text_of, url
from tests.learners.skills import competences_of, criterion, give_as, level, say, skilled_enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment():
    return skilled_enrolment(2, 1, learner__first_name="Awa")


@pytest.fixture
def trainer(enrolment):
    return staff(Role.TRAINER, enrolment.organization, first_name="Nadège")


@pytest.fixture
def team(client, trainer):
    client.force_login(trainer)
    return client


def form_url(enrolment, moment="depart"):
    return url("person_positioning", enrolment.uuid, moment)


def both_url(enrolment, moment="depart"):
    return url("person_side_by_side", enrolment.uuid, moment)


def answers(enrolment, *ranks, **more):
    data = {}
    for competence, rank in zip(competences_of(enrolment), ranks, strict=False):
        data[f"level-{competence.pk}"] = level(competence, rank).pk if rank else "unknown"
    return data | more


def chosen(client, page_url):
    """Return how many answers the form shows as given."""
    form = text_of(client.get(page_url)).partition('<form class="form grades"')[2]
    return form.partition("</form>")[0].count("checked")


class TestPersonPositioning:
    def test_shows_every_card_with_its_criteria_on_one_page(self, team, enrolment):
        first = competences_of(enrolment)[0]
        criterion(first, 3, "Donne trois exemples, seule.")

        page = text_of(team.get(form_url(enrolment)))

        assert page.count("<fieldset") == 3
        assert "Faire la chose 1." in page
        assert "Donne trois exemples, seule." in page

    def test_hides_what_she_answered(self, team, enrolment):
        give_as(enrolment.learner, enrolment, 4, 4, 4)

        assert chosen(team, form_url(enrolment)) == 0

    def test_keeps_a_draft_that_nobody_else_reads(self, team, enrolment):
        team.post(form_url(enrolment), answers(enrolment, 2, draft="1"))

        assert not Assessment.objects.exists()
        assert chosen(team, form_url(enrolment)) == 1
        other = staff(Role.COUNSELLOR, enrolment.organization)
        team.force_login(other)
        assert chosen(team, form_url(enrolment)) == 0
        assert "Personne n'a encore terminé" in text_of(team.get(both_url(enrolment)))

    def test_finishes_and_shows_both(self, team, enrolment):
        data = answers(enrolment, 2, None, 3, finish="1")
        first = competences_of(enrolment)[0]

        response = team.post(form_url(enrolment), data | {f"note-{first.pk}": "Vue à l'atelier."})

        assert response.url == both_url(enrolment)
        said = Assessment.objects.order_by("competence__position")
        assert [(each.level.rank, each.comment) for each in said] == [
            (2, "Vue à l'atelier."),
            (3, ""),
        ]

    def test_finishes_once_for_a_double_click(self, team, enrolment):
        for _time in range(2):
            response = team.post(form_url(enrolment), answers(enrolment, 2, finish="1"))
            assert response.url == both_url(enrolment)

        assert Assessment.objects.count() == 1

    def test_gives_the_words_back_when_an_answer_is_forged(self, team, enrolment):
        first, second, _third = competences_of(enrolment)
        data = {f"level-{first.pk}": "999999", f"note-{second.pk}": "À l'aise au téléphone."}

        response = team.post(form_url(enrolment), data | {"finish": "1"})

        assert response.status_code == 422
        assert "À l&#x27;aise au téléphone." in text_of(response)
        assert not Positioning.objects.exists()

    def test_refuses_to_finish_blank(self, team, enrolment):
        response = team.post(form_url(enrolment), {"finish": "1"}, follow=True)

        assert "Répondez à une carte au moins" in text_of(response)

    @pytest.mark.parametrize("words", ["🙂", "x" * 100_000, "avant\x00après"])
    def test_takes_or_refuses_any_words(self, team, enrolment, words):
        first = competences_of(enrolment)[0]

        response = team.post(
            form_url(enrolment), answers(enrolment, 2, draft="1") | {f"note-{first.pk}": words}
        )

        assert response.status_code in {302, 422}

    def test_is_closed_to_herself_and_to_strangers(self, client, enrolment):
        for person in (enrolment.learner, staff(Role.TRAINER, OrganizationFactory())):
            client.force_login(person)
            assert client.get(form_url(enrolment)).status_code == 404

    def test_is_closed_to_a_colleague_who_is_the_founder(self, client, enrolment):
        MembershipFactory(
            user=enrolment.learner, organization=enrolment.organization, role=Role.TRAINER
        )
        client.force_login(enrolment.learner)

        assert client.get(form_url(enrolment)).status_code == 404

    def test_takes_as_many_queries_for_more_cards(self, team, enrolment, assert_same_queries):
        def grow():
            block = enrolment.path.blocks.first()
            framework = block.competences.first().framework
            added = CompetenceFactory.create_batch(20, framework=framework)
            for each in added:
                criterion(each, 1, "…")
            block.competences.add(*added)
            block.save()

        assert_same_queries(lambda: team.get(form_url(enrolment)), grow)


class TestPersonSideBySide:
    def test_asks_for_ones_own_view_first(self, team, enrolment):
        give_as(enrolment.learner, enrolment, 4, 1, 2)

        closed = text_of(team.get(both_url(enrolment)))
        assert "Donnez d'abord le vôtre" in closed
        assert "<table" not in closed
        assert "<table" in text_of(team.get(both_url(enrolment) + "?lire=1"))

    def test_says_what_is_to_talk_about(self, team, trainer, enrolment):
        give_as(enrolment.learner, enrolment, 4, 1, None)
        give_as(trainer, enrolment, 2, 1, 2, notes=["Il lui manque un exemple."])

        page = text_of(team.get(both_url(enrolment)))

        assert "Une chose à discuter" in page
        assert page.count("À discuter") == 1
        assert page.count("même regard") == 1
        assert page.count("À regarder ensemble") == 1
        assert "Il lui manque un exemple." in page
        assert "n'est l'erreur de personne" in page

    def test_shows_each_of_the_team(self, team, trainer, enrolment):
        counsellor = staff(Role.COUNSELLOR, enrolment.organization, first_name="Léa")
        give_as(trainer, enrolment, 2, 1, 2)
        give_as(counsellor, enrolment, 3, 1, 2)

        page = text_of(team.get(both_url(enrolment)))

        assert "Nadège" in page
        assert "Léa" in page
        assert page.count("À discuter") == 1

    def test_keeps_what_was_said_on_the_version_before(self, team, trainer, enrolment):
        give_as(trainer, enrolment, 2, 1, 2)
        framework = competences_of(enrolment)[0].framework
        newer = FrameworkFactory(slug=framework.slug, version="2")
        for block in enrolment.path.blocks.all():
            block.competences.set([CompetenceFactory(framework=newer)])
            block.save()

        page = text_of(team.get(both_url(enrolment)))

        assert "Faire la chose 1." in page

    def test_takes_as_many_queries_for_more_views(
        self, team, trainer, enrolment, assert_same_queries
    ):
        def grow():
            for _each in range(5):
                give_as(staff(Role.TRAINER, enrolment.organization), enrolment, 1, 2, 3)

        give_as(trainer, enrolment, 2, 1, 2)
        assert_same_queries(lambda: team.get(both_url(enrolment)), grow)


class TestPersonCompetences:
    def test_draws_the_start_and_now(self, team, trainer, enrolment):
        give_as(enrolment.learner, enrolment, 1, 1, None)

        page = text_of(team.get(url("person_competences", enrolment.uuid)))

        assert "staircase__entry" in page
        assert "Ce que Awa sait faire" in page
        assert "Elle-même" in page

    def test_says_so_when_the_path_names_nothing(self, client):
        bare = skilled_enrolment(0)
        client.force_login(staff(Role.TRAINER, bare.organization))

        page = text_of(client.get(url("person_competences", bare.uuid)))

        assert "ne nomme pas encore de compétences" in page


class TestPersonPage:
    def test_draws_what_she_can_do(self, client, enrolment):
        client.force_login(staff(Role.COUNSELLOR, enrolment.organization))
        assert "Personne n'a encore dit" in text_of(
            client.get(reverse("learners:person_detail", args=[enrolment.uuid]))
        )
        say(enrolment, competences_of(enrolment)[0], 2)

        page = text_of(client.get(reverse("learners:person_detail", args=[enrolment.uuid])))

        assert "staircase--graded" in page
        assert url("person_competences", enrolment.uuid) in page
