from datetime import timedelta

import pytest
from django.template import Context, Template

from competences.models import Positioning, Source
from core.models import Role
from learners.competence_picture import full_from, picture_of
from tests.clock import NOON
from tests.competences.factories import CompetenceFactory, FrameworkFactory
from tests.core.factories import OrganizationFactory, staff
from tests.learners.skills import competences_of, level, say, skilled_enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment(db):
    return skilled_enrolment(2, 1, learner__first_name="Awa")


def picture(enrolment, viewer=None):
    return picture_of(
        learner=enrolment.learner,
        viewer=viewer or enrolment.learner,
        path_id=enrolment.path_id,
    )


def render(picture, options=""):
    source = f"{{% load competence_picture %}}{{% competence_picture picture {options} %}}"
    html = Template(source).render(Context({"picture": picture}))
    return " ".join(html.split())


def positioned(enrolment, competence, rank, *, moment="exit", by=None):
    author = by or enrolment.learner
    row = Positioning.objects.create(
        learner=enrolment.learner,
        organization=enrolment.organization,
        framework=competence.framework,
        moment=moment,
        view="staff" if by else "own",
        author=author,
        started_at=NOON,
        finished_at=NOON,
    )
    row.answers.create(competence=competence, level=level(competence, rank), answered_at=NOON)


class TestFullFrom:
    @pytest.mark.parametrize(
        ("levels", "rank"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (6, 5)]
    )
    def test_is_three_quarters_of_the_way(self, levels, rank):
        assert full_from(levels) == rank


class TestPictureOf:
    def test_has_a_flight_per_block_and_a_step_per_competence(self, enrolment):
        found = picture(enrolment)

        assert [len(flight.steps) for flight in found.flights] == [2, 1]
        assert found.is_empty

    def test_leaves_out_blocks_that_work_on_nothing(self):
        assert [block.number for block in picture(skilled_enrolment(1, 0)).blocks] == [1]

    def test_draws_nothing_of_a_path_without_competences(self):
        found = picture(skilled_enrolment(0, 0))

        assert found.blocks == found.levels == ()

    def test_fills_a_step_with_what_is_known_now(self, enrolment):
        first, second, _third = competences_of(enrolment)
        say(enrolment, first, 3)
        say(enrolment, second, 1)

        full, begun, unknown = picture(enrolment).skills
        assert (full.is_full, begun.is_full, unknown.now) == (True, False, None)
        assert [step.grade for step in picture(enrolment).flights[0].steps] == [3, 1]

    def test_remembers_where_she_started(self, enrolment):
        [first, *_rest] = competences_of(enrolment)
        say(enrolment, first, 1)
        say(enrolment, first, 3, at=NOON + timedelta(days=30))

        skill = picture(enrolment).skills[0]
        assert (skill.entry.rank, skill.now.rank, skill.gained) == (1, 3, 2)
        assert picture(enrolment).flights_with_marks[0].steps[0].entry == 1
        assert picture(enrolment).flights[0].steps[0].entry == 0

    def test_takes_the_teams_word_for_the_end_before_hers(self, enrolment):
        [first, second, _third] = competences_of(enrolment)
        trainer = staff(Role.TRAINER, enrolment.organization)
        positioned(enrolment, first, 2, by=trainer)
        Positioning.objects.update(view="staff")
        own = Positioning.objects.create(
            learner=enrolment.learner,
            organization=enrolment.organization,
            framework=first.framework,
            moment="exit",
            view="own",
            author=enrolment.learner,
            started_at=NOON,
            finished_at=NOON + timedelta(days=1),
        )
        for each in (first, second):
            own.answers.create(competence=each, level=level(each, 4), answered_at=NOON)

        found = picture(enrolment)
        assert [skill.exit and skill.exit.rank for skill in found.skills] == [2, 4, None]
        assert found.has_exit

    def test_keeps_what_was_said_on_the_version_before(self, enrolment):
        [first, *_rest] = competences_of(enrolment)
        former = CompetenceFactory(framework=FrameworkFactory(levels=["Non", "Oui"]))
        first.replaces.add(former)
        say(enrolment, former, 2)

        skill = picture(enrolment).skills[0]
        assert (skill.former, skill.is_full, skill.now.label) == (True, True, "Oui")
        say(enrolment, first, 1)
        assert picture(enrolment).skills[0].former is False

    def test_shows_a_team_only_what_concerns_it(self, enrolment):
        [first, *_rest] = competences_of(enrolment)
        say(enrolment, first, 3)

        ours = staff(Role.TRAINER, enrolment.organization)
        theirs = staff(Role.TRAINER, OrganizationFactory())
        assert picture(enrolment, ours).skills[0].now.rank == 3
        assert picture(enrolment, theirs).skills[0].now is None

    def test_takes_as_many_queries_for_forty_competences(self, enrolment, assert_same_queries):
        def grow():
            block = enrolment.path.blocks.first()
            framework = block.competences.first().framework
            added = CompetenceFactory.create_batch(37, framework=framework)
            block.competences.add(*added)
            block.save()
            for each in added:
                say(enrolment, each, 2)

        say(enrolment, competences_of(enrolment)[0], 2)
        assert_same_queries(lambda: picture(enrolment), grow)


class TestCompetencePictureTag:
    def test_says_each_fact_in_words(self, enrolment):
        [first, *_rest] = competences_of(enrolment)
        say(enrolment, first, 1)
        say(enrolment, first, 3, at=NOON + timedelta(days=3))

        html = render(picture(enrolment))

        assert "Ce que vous savez faire : Bloc 1 – 1 marche pleine sur 2." in html
        assert "Seul·e" in html
        assert "au départ : Je découvre" in html.replace("</span>", "")
        assert "pas encore dit" in html

    def test_says_them_in_a_table_with_who_says_so(self, enrolment):
        [first, *_rest] = competences_of(enrolment)
        trainer = staff(Role.TRAINER, enrolment.organization)
        say(enrolment, first, 2, source=Source.STAFF, author=trainer)

        html = render(picture(enrolment, trainer), 'overlay=True table=True for_name="Awa"')

        assert "Ce que Awa sait faire" in html
        assert "<caption" in html
        assert "L&#x27;équipe" in html
        assert "staircase__entry" in html

    def test_shows_the_end_only_once_it_is_there(self, enrolment):
        assert "à l'arrivée" not in render(picture(enrolment), "overlay=True")
        positioned(enrolment, competences_of(enrolment)[0], 4)
        assert "à l'arrivée" in render(picture(enrolment), "overlay=True")
