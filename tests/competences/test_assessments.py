import random
import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection

from competences.models import Assessment, CompetenceProgress, Source
from competences.services.assessments import (
    AssessmentConflict,
    LevelOfAnotherFramework,
    OwnCompetenceByStaff,
    record_assessment,
    withdraw_assessment,
)
from competences.services.progress import rebuild_progress
from tests.clock import NOON
from tests.competences.factories import CompetenceFactory, assess, level
from tests.core.factories import OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


@pytest.fixture
def awa():
    return UserFactory(first_name="Awa")


@pytest.fixture
def competence():
    return CompetenceFactory()


def progress_of(learner) -> CompetenceProgress | None:
    return CompetenceProgress.objects.filter(learner=learner).first()


class TestRecordAssessment:
    def test_keeps_the_name_of_its_author_as_it_is_that_day(self, awa, competence):
        view = assess(competence, 2, learner=awa)

        assert view.author_name == view.author.get_full_name()

    def test_changes_nothing_when_sent_again(self, awa, competence):
        view = {"learner": awa, "author": UserFactory(), "organization": OrganizationFactory()}
        first = assess(competence, 2, **view, comment="Vu au marché.")

        again = record_assessment(
            assessment_id=first.pk,
            competence=competence,
            level=level(competence, 2),
            source=Source.STAFF,
            comment="Vu au marché.",
            assessed_at=LATER,
            at=LATER,
            **view,
        )

        assert again is False
        assert Assessment.objects.count() == 1
        assert progress_of(awa).views_count == 1

    def test_refuses_the_id_of_another_act(self, awa, competence):
        first = assess(competence, 2, learner=awa)

        with pytest.raises(AssessmentConflict):
            assess(competence, 3, learner=awa, author=first.author, assessment_id=first.pk)

    def test_refuses_a_level_of_another_framework(self, awa, competence):
        other = CompetenceFactory()

        with pytest.raises(LevelOfAnotherFramework):
            record_assessment(
                assessment_id=uuid.uuid4(),
                learner=awa,
                organization=OrganizationFactory(),
                competence=competence,
                level=level(other, 2),
                source=Source.FOUNDER,
                author=awa,
                assessed_at=NOON,
                at=NOON,
            )
        assert not Assessment.objects.exists()

    def test_refuses_a_staff_view_of_oneself(self, awa, competence):
        with pytest.raises(OwnCompetenceByStaff):
            assess(competence, 2, learner=awa, author=awa)

    def test_never_comes_from_the_future(self, awa, competence):
        view = assess(competence, 2, learner=awa, assessed_at=NOON + timedelta(days=900))

        assert view.assessed_at == NOON


class TestWithdrawAssessment:
    def test_gives_the_view_before_back(self, awa, competence):
        assess(competence, 2, learner=awa)
        wrong = assess(competence, 4, learner=awa, assessed_at=LATER, at=LATER)

        assert withdraw_assessment(assessment=wrong, at=LATER)

        assert progress_of(awa).level.rank == 2
        assert Assessment.objects.count() == 2

    def test_leaves_no_progress_without_a_view(self, awa, competence):
        withdraw_assessment(assessment=assess(competence, 2, learner=awa), at=LATER)

        assert progress_of(awa) is None

    def test_keeps_the_first_date_on_a_second_click(self, awa, competence):
        wrong = assess(competence, 2, learner=awa)
        withdraw_assessment(assessment=wrong, at=NOON)

        assert not withdraw_assessment(assessment=wrong, at=LATER)

        wrong.refresh_from_db()
        assert wrong.withdrawn_at == NOON

    def test_is_not_undone_by_a_replay(self, awa, competence):
        view = {"learner": awa, "author": UserFactory(), "organization": OrganizationFactory()}
        wrong = assess(competence, 2, **view)
        withdraw_assessment(assessment=wrong, at=LATER)

        assess(competence, 2, **view, assessment_id=wrong.pk)

        assert progress_of(awa) is None


class TestTheRule:
    @pytest.mark.parametrize(
        ("first", "second"),
        [
            (Source.STAFF, Source.ACTIVITIES),
            (Source.ACTIVITIES, Source.PROFESSIONAL),
            (Source.PROFESSIONAL, Source.PEER),
            (Source.PEER, Source.FOUNDER),
        ],
    )
    def test_prefers_one_source_however_late_the_other_spoke(self, awa, competence, first, second):
        assess(competence, 3, learner=awa, source=first)
        assess(competence, 1, learner=awa, source=second, assessed_at=LATER, at=LATER)

        progress = progress_of(awa)
        assert (progress.source, progress.level.rank, progress.views_count) == (first, 3, 2)

    def test_takes_the_latest_of_a_source_in_whatever_order_they_arrive(self, awa, competence):
        assess(competence, 3, learner=awa, assessed_at=LATER, at=LATER)
        assess(competence, 1, learner=awa, assessed_at=NOON, at=LATER)

        assert progress_of(awa).level.rank == 3

    def test_settles_two_views_of_one_instant_by_arrival_then_id(self, awa, competence):
        low, high = sorted([uuid.uuid4(), uuid.uuid4()])
        assess(competence, 4, learner=awa, assessed_at=NOON, at=LATER, assessment_id=high)
        assess(competence, 2, learner=awa, assessed_at=NOON, at=LATER, assessment_id=low)
        assess(competence, 1, learner=awa, assessed_at=NOON, at=NOON)

        assert progress_of(awa).level.rank == 4

    def test_keeps_the_highest_level_her_activities_reached(self, awa, competence):
        assess(competence, 3, learner=awa, source=Source.ACTIVITIES)
        assess(competence, 2, learner=awa, source=Source.ACTIVITIES, assessed_at=LATER, at=LATER)

        assert progress_of(awa).level.rank == 3

    def test_remembers_where_she_started(self, awa, competence):
        assess(competence, 1, learner=awa, source=Source.FOUNDER)
        assess(competence, 3, learner=awa, assessed_at=LATER, at=LATER)

        assert progress_of(awa).entry_level.rank == 1

    def test_lets_the_team_go_down(self, awa, competence):
        assess(competence, 4, learner=awa)
        assess(competence, 2, learner=awa, assessed_at=LATER, at=LATER)

        assert progress_of(awa).level.rank == 2


def act_at_random(chance: random.Random, people, competences) -> None:
    standing = list(Assessment.objects.standing().order_by("pk"))
    at = NOON + timedelta(hours=chance.randint(0, 9))
    if standing and chance.random() < 0.25:
        withdraw_assessment(assessment=chance.choice(standing), at=at)
    else:
        assess(
            chance.choice(competences),
            chance.randint(1, 4),
            learner=chance.choice(people),
            source=chance.choice(Source.values),
            assessed_at=at - timedelta(hours=chance.randint(0, 3)),
            at=at,
            assessment_id=uuid.UUID(int=chance.getrandbits(128)),
        )


class TestRebuildProgress:
    @pytest.mark.parametrize("seed", [1, 2, 3])
    def test_finds_what_was_computed_at_once(self, seed):
        chance = random.Random(seed)  # noqa: S311 - replayable, not secret
        people, competences = UserFactory.create_batch(3), CompetenceFactory.create_batch(3)
        for _act in range(60):
            act_at_random(chance, people, competences)

        assert list(rebuild_progress(dry_run=True)) == []
        assert CompetenceProgress.objects.exists()

    def test_makes_every_row_again_from_nothing(self):
        chance = random.Random(4)  # noqa: S311 - replayable, not secret
        people, competences = UserFactory.create_batch(3), CompetenceFactory.create_batch(3)
        for _act in range(40):
            act_at_random(chance, people, competences)
        facts = [f.attname for f in CompetenceProgress._meta.fields if f.name != "id"]
        before = set(CompetenceProgress.objects.values_list(*facts))
        CompetenceProgress.objects.all().delete()

        assert len(list(rebuild_progress())) == len(before)

        assert set(CompetenceProgress.objects.values_list(*facts)) == before

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda row: CompetenceProgress.objects.filter(pk=row.pk).delete(),
            lambda row: CompetenceProgress.objects.filter(pk=row.pk).update(views_count=9),
            lambda row: CompetenceProgress.objects.filter(pk=row.pk).update(
                level=level(row.competence, 1)
            ),
            lambda row: CompetenceProgress.objects.filter(pk=row.pk).update(
                competence=CompetenceFactory(framework=row.competence.framework)
            ),
            lambda row: Assessment.objects.filter(learner=row.learner).update(withdrawn_at=LATER),
        ],
        ids=["row gone", "count", "level", "competence", "assessment withdrawn by hand"],
    )
    def test_tells_and_mends_a_spoilt_row(self, competence, spoil):
        people = UserFactory.create_batch(3)
        for person in people:
            assess(competence, 3, learner=person)
        spoil(progress_of(people[1]))

        told = list(rebuild_progress(dry_run=True))
        assert {learner for learner, _competence in told} == {people[1].pk}
        assert list(rebuild_progress(dry_run=True)) == told

        assert list(rebuild_progress()) == told
        assert list(rebuild_progress(dry_run=True)) == []

    def test_takes_as_many_queries_for_more_people(self, competence, assert_same_queries):
        assess(competence, 3)

        assert_same_queries(
            lambda: list(rebuild_progress(dry_run=True)),
            grow=lambda: [assess(competence, 2) for _one in range(19)],
        )


class TestTwoTrainersAtOnce:
    @pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks")
    @pytest.mark.django_db(transaction=True)
    def test_leave_the_progress_that_the_rule_says(self):
        awa, competence = UserFactory(), CompetenceFactory()
        people, organization = UserFactory.create_batch(4), OrganizationFactory()
        ready = threading.Barrier(4)

        def say(author, rank):
            try:
                ready.wait(timeout=10)
                assess(competence, rank, learner=awa, author=author, organization=organization)
            finally:
                connection.close()

        threads = [
            threading.Thread(target=say, args=[person, rank])
            for rank, person in enumerate(people, start=1)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert progress_of(awa).views_count == 4
        assert list(rebuild_progress(dry_run=True)) == []
