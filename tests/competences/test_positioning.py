from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from competences.models import Assessment, CompetenceProgress, Positioning, Source
from competences.services.positioning import (
    NothingSaid,
    NotOfTheTeam,
    PositioningClosed,
    PositioningRefused,
    answer_cards,
    answers_of,
    finish_positioning,
    give_view,
    open_positioning,
)
from core.models import Role
from tests.clock import NOON
from tests.competences.factories import CompetenceFactory, FrameworkFactory
from tests.core.factories import OrganizationFactory, UserFactory, staff

LATER = NOON + timedelta(days=1)


@pytest.fixture
def world(db):
    return World()


class World:
    def __init__(self):
        self.learner = UserFactory(first_name="Awa")
        self.organization = OrganizationFactory(name="Mission locale de Lormance")
        self.trainer = staff(
            Role.TRAINER, self.organization, first_name="Nadège", last_name="Fauvel"
        )
        self.framework = FrameworkFactory()
        self.competences = CompetenceFactory.create_batch(3, framework=self.framework)

    def level(self, rank):
        return self.framework.levels.get(rank=rank)

    def open(self, author=None, moment="entry", at=NOON):
        return open_positioning(
            learner=self.learner,
            organization=self.organization,
            framework=self.framework,
            moment=moment,
            author=author or self.learner,
            at=at,
        )

    def give(self, *ranks, author=None, finish=True, note="", at=NOON, moment="entry"):
        return give_view(
            learner=self.learner,
            organization=self.organization,
            framework=self.framework,
            moment=moment,
            author=author or self.learner,
            answers=[
                (competence, self.level(rank) if rank else None, note)
                for competence, rank in zip(self.competences, ranks, strict=False)
            ],
            finish=finish,
            at=at,
        )


class TestOpenPositioning:
    def test_is_opened_once(self, world):
        assert world.open() == world.open(at=LATER)
        assert Positioning.objects.get().started_at == NOON

    def test_knows_whose_view_it_is(self, world):
        assert world.open().view == "own"
        assert world.open(author=world.trainer).view == "staff"

    def test_refuses_people_who_do_not_work_there(self, world):
        with pytest.raises(NotOfTheTeam):
            world.open(author=staff(Role.TRAINER, OrganizationFactory()))
        with pytest.raises(NotOfTheTeam):
            world.open(author=staff(Role.PRESCRIBER, world.organization))


class TestAnswerCards:
    def answer(self, world, rank, note="", at=NOON, competence=None):
        card = (competence or world.competences[0], rank and world.level(rank), note)
        return answer_cards(positioning=world.open(), answers=[card], at=at)

    def test_keeps_the_last_answer(self, world):
        assert self.answer(world, 1)
        assert self.answer(world, 3, at=LATER)

        given = world.open().answers.get()
        assert (given.level.rank, given.answered_at) == (3, LATER)

    def test_changes_nothing_twice(self, world):
        self.answer(world, 2, "Je l'ai vue faire.")

        assert not self.answer(world, 2, "Je l'ai vue faire.", at=LATER)
        assert world.open().answers.get().answered_at == NOON

    def test_may_go_back_to_not_knowing(self, world):
        self.answer(world, 2)

        assert self.answer(world, None)
        assert world.open().answers.get().level is None

    def test_refuses_a_card_of_another_framework(self, world):
        with pytest.raises(PositioningRefused):
            self.answer(world, 2, competence=CompetenceFactory())

    def test_refuses_a_level_of_another_framework(self, world):
        level = FrameworkFactory().levels.first()

        with pytest.raises(PositioningRefused):
            answer_cards(
                positioning=world.open(), answers=[(world.competences[0], level, "")], at=NOON
            )

    def test_refuses_what_is_finished(self, world):
        world.give(1)

        with pytest.raises(PositioningClosed):
            self.answer(world, 4)
        assert world.open().answers.get().level.rank == 1

    def test_cuts_what_is_endless_and_cleans_what_no_database_takes(self, world):
        self.answer(world, 1, "a\x00b" * 100_000)

        note = world.open().answers.get().note
        assert len(note) == 2000
        assert "\x00" not in note


class TestFinishPositioning:
    def test_says_of_each_competence_what_was_answered(self, world):
        world.give(1, None, 3)

        said = Assessment.objects.order_by("competence__pk")
        assert [(each.competence, each.level.rank) for each in said] == [
            (world.competences[0], 1),
            (world.competences[2], 3),
        ]
        assert {each.source for each in said} == {Source.FOUNDER}
        assert {each.author for each in said} == {world.learner}
        assert {each.positioning for each in said} == {world.open()}

    def test_signs_the_teams_view_with_name_and_function(self, world):
        world.give(2, author=world.trainer, note="Devant le groupe, sans notes.")

        said = Assessment.objects.get()
        assert said.source == Source.STAFF
        assert said.author_name == "Nadège Fauvel"
        assert said.author_title == "Formateur·rice, Mission locale de Lormance"
        assert said.comment == "Devant le groupe, sans notes."

    def test_moves_the_progress(self, world):
        world.give(1)
        world.give(3, author=world.trainer, at=LATER)

        progress = CompetenceProgress.objects.get()
        assert (progress.level.rank, progress.entry_level.rank) == (3, 1)

    def test_finishes_once(self, world):
        positioning = world.give(2)

        assert not finish_positioning(positioning=positioning, at=LATER)
        assert Assessment.objects.count() == 1
        positioning.refresh_from_db()
        assert positioning.finished_at == NOON

    def test_tells_the_same_ids_when_it_is_told_again(self, world):
        positioning = world.give(2, 3)
        ids = set(Assessment.objects.values_list("pk", flat=True))

        Positioning.objects.update(finished_at=None)
        finish_positioning(positioning=positioning, at=NOON)

        assert set(Assessment.objects.values_list("pk", flat=True)) == ids

    def test_refuses_to_finish_on_nothing(self, world):
        with pytest.raises(NothingSaid):
            world.give()
        assert not Positioning.objects.exists()

    def test_keeps_each_moment_apart(self, world):
        world.give(1)
        world.give(3, moment="exit", at=LATER)

        assert Assessment.objects.count() == 2
        assert CompetenceProgress.objects.get().level.rank == 3

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="needs row locks")
    @pytest.mark.django_db(transaction=True)
    def test_finishes_once_when_two_taps_meet(self):
        world = World()
        positioning = world.give(1, 2, finish=False)
        meeting, done = Barrier(2), []

        def tap():
            row = Positioning.objects.get(pk=positioning.pk)
            meeting.wait(timeout=10)
            done.append(finish_positioning(positioning=row, at=NOON))
            connection.close()

        threads = [Thread(target=tap) for _each in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(done) == [False, True]
        assert Assessment.objects.count() == 2


class TestPositioning:
    def test_is_one_per_moment_and_author(self, world):
        world.open()

        with pytest.raises(IntegrityError), transaction.atomic():
            Positioning.objects.create(
                learner=world.learner,
                organization=world.organization,
                framework=world.framework,
                moment="entry",
                view="own",
                author=world.learner,
                started_at=NOON,
            )

    def test_shows_itself_to_her_and_to_the_team(self, world):
        world.open()
        stranger = staff(Role.TRAINER, OrganizationFactory())

        assert Positioning.objects.visible_to(world.learner).exists()
        assert Positioning.objects.visible_to(world.trainer).exists()
        assert not Positioning.objects.visible_to(stranger).exists()
        assert not Positioning.objects.visible_to(UserFactory()).exists()


class TestAnswersOf:
    def test_takes_one_query(self, world, django_assert_num_queries):
        views = [world.give(1, 2), world.give(3, author=world.trainer)]

        with django_assert_num_queries(1):
            found = answers_of(views)

        assert [len(found[view.pk]) for view in views] == [2, 1]
