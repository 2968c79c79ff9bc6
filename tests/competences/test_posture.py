import json
from datetime import timedelta
from threading import Barrier, Thread

import pytest
import yaml
from django.apps import apps
from django.core import serializers
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from wagtail.models import ReferenceIndex
from wagtail.snippets.models import get_snippet_models

from competences.management.commands.load_posture_test import STARTER
from competences.models import PostureProfile, PostureRun, PostureShare, PostureTest
from competences.posture import next_question, portrait_of, questions_of
from competences.services.posture import (
    PostureRefused,
    answer_question,
    delete_run,
    load_posture_test,
    share_run,
    start_run,
)
from core.models import Membership, Role
from tests.clock import NOON
from tests.competences.postures import PROFILES, choose, posture_test, taken_by
from tests.core.factories import OrganizationFactory, UserFactory, staff

LATER = NOON + timedelta(days=1)


@pytest.fixture
def learner(db):
    return UserFactory(first_name="Rokhaya")


def titles(profiles):
    return [profile.title for profile in profiles]


class TestPortraitOf:
    def test_lets_several_be_true_at_once(self, learner):
        run = taken_by(learner, ("explorer", "relier"), ("explorer", "relier"), ("tenir",))

        portrait = portrait_of(run)

        assert titles(portrait.often) == ["Explorer", "Relier"]
        assert titles(portrait.sometimes) == ["Tenir"]
        assert titles(portrait.others) == ["Batir"]

    def test_orders_by_its_author_and_never_by_frequency(self, learner):
        run = taken_by(learner, ("tenir", "explorer"), ("tenir", "explorer"), ("tenir",))

        assert titles(portrait_of(run).often) == ["Explorer", "Tenir"]

    def test_finds_something_in_answers_spread_thin(self, learner):
        run = taken_by(learner, ("explorer",), ("relier",), ("tenir",), ("batir",))

        assert titles(portrait_of(run).often) == ["Explorer", "Batir", "Relier", "Tenir"]

    def test_is_blank_when_nothing_looks_like_her(self, learner):
        portrait = portrait_of(taken_by(learner, (), (), ()))

        assert portrait.is_blank
        assert len(portrait.others) == 4

    def test_counts_an_answer_for_each_way_that_it_leans_to(self, learner):
        test = posture_test(1)
        [question] = test.questions
        both = [PostureProfile.objects.get(slug=slug).pk for slug in ("batir", "tenir")]
        raw = question.value["answers"].bound_blocks[1]
        test.questions.raw_data[0]["value"]["answers"][1]["value"]["profiles"] = both
        PostureTest.objects.filter(pk=test.pk).update(
            questions=json.dumps(list(test.questions.raw_data))
        )
        test = PostureTest.objects.get(pk=test.pk)
        run = start_run(learner=learner, test=test, at=NOON)
        answer_question(run=run, question_id=question.id, chosen=[raw.id], at=NOON)

        run.refresh_from_db()
        assert titles(portrait_of(run).often) == ["Batir", "Tenir"]

    def test_outlives_a_way_of_doing_that_is_gone(self, learner):
        run = taken_by(learner, ("explorer", "tenir"), ("explorer", "tenir"))
        PostureProfile.objects.get(slug="explorer").delete()

        portrait = portrait_of(PostureRun.objects.get(pk=run.pk))

        assert titles(portrait.often) == ["Tenir"]


class TestQuestionsOf:
    def test_remembers_what_was_chosen(self, learner):
        run = taken_by(learner, ("relier",), (), test=posture_test(3))

        first, second, third = questions_of(run.test, run.answers)

        assert [choice.is_chosen for choice in first.choices] == [False, False, True, False]
        assert (second.is_answered, third.is_answered) == (True, False)
        assert next_question([first, second, third]) == third


class TestAnswerQuestion:
    def test_finishes_with_the_last(self, learner):
        run = start_run(learner=learner, test=posture_test(2), at=NOON)

        choose(run, 2, "tenir", at=NOON)
        run.refresh_from_db()
        assert not run.is_finished
        choose(run, 1, at=LATER)
        run.refresh_from_db()
        assert run.finished_at == LATER

    def test_changes_nothing_twice(self, learner):
        run = start_run(learner=learner, test=posture_test(2), at=NOON)

        assert choose(run, 1, "tenir", "explorer")
        assert not choose(run, 1, "explorer", "tenir")

    def test_may_be_changed_after_the_end(self, learner):
        run = taken_by(learner, ("tenir",))

        choose(run, 1, "relier", at=LATER)

        run.refresh_from_db()
        assert titles(portrait_of(run).often) == ["Relier"]
        assert run.finished_at == NOON

    def test_refuses_what_is_not_in_the_test(self, learner):
        run = start_run(learner=learner, test=posture_test(2), at=NOON)
        [first, *_rest] = questions_of(run.test)

        with pytest.raises(PostureRefused):
            answer_question(run=run, question_id="x", chosen=[], at=NOON)
        with pytest.raises(PostureRefused):
            answer_question(run=run, question_id=first.id, chosen=["\x00🙂"], at=NOON)

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="needs row locks")
    @pytest.mark.django_db(transaction=True)
    def test_forgets_nothing_of_two_tabs(self):
        run = start_run(learner=UserFactory(), test=posture_test(2), at=NOON)
        meeting = Barrier(2)

        def answer(number):
            row = PostureRun.objects.select_related("test").get(pk=run.pk)
            meeting.wait(timeout=10)
            choose(row, number, "tenir")
            connection.close()

        threads = [Thread(target=answer, args=[number]) for number in (1, 2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        run.refresh_from_db()
        assert len(run.answers) == 2
        assert run.is_finished


class TestStartRun:
    def test_takes_up_the_one_under_way(self, learner):
        test = posture_test(2)

        assert start_run(learner=learner, test=test, at=NOON) == start_run(
            learner=learner, test=test, at=LATER
        )

    def test_begins_anew_after_one_that_is_finished(self, learner):
        first = taken_by(learner, ("tenir",))

        assert start_run(learner=learner, test=first.test, at=LATER) != first


class TestPostureRun:
    def test_exists_for_her_alone(self, learner):
        run = taken_by(learner, ("tenir",))
        organization = OrganizationFactory()
        superuser = UserFactory(is_superuser=True, is_staff=True)

        for stranger in (
            UserFactory(),
            superuser,
            *(staff(role, organization) for role in Role.values),
        ):
            assert not PostureRun.objects.visible_to(stranger).exists()
            assert not PostureRun.objects.editable_by(stranger).exists()
            assert not PostureRun.objects.readable_by(stranger).exists()
        assert PostureRun.objects.visible_to(learner).get() == run

    def test_is_read_by_whom_she_shows_it_to_until_she_stops(self, learner):
        run = taken_by(learner, ("tenir",))
        organization = OrganizationFactory()
        reader, colleague = (staff(Role.COUNSELLOR, organization) for _each in range(2))
        share = share_run(run=run, reader=reader, organization=organization, at=NOON)

        assert PostureRun.objects.readable_by(reader).get() == run
        assert not PostureRun.objects.readable_by(colleague).exists()
        share.revoke(LATER)
        assert not PostureRun.objects.readable_by(reader).exists()

    def test_is_closed_to_who_left_the_team(self, learner):
        run = taken_by(learner, ("tenir",))
        organization = OrganizationFactory()
        reader = staff(Role.COUNSELLOR, organization)
        share_run(run=run, reader=reader, organization=organization, at=NOON)

        Membership.objects.filter(user=reader).update(ended_on=LATER.date())

        assert not PostureRun.objects.readable_by(type(reader).objects.get(pk=reader.pk)).exists()

    def test_does_not_carry_a_name_into_a_log(self, learner):
        assert "Rokhaya" not in str(taken_by(learner, ("tenir",)))


class TestShareRun:
    def test_shows_it_once_to_one_person(self, learner):
        run = taken_by(learner, ("tenir",))
        organization = OrganizationFactory()
        reader = staff(Role.TRAINER, organization)

        for at in (NOON, LATER):
            share_run(run=run, reader=reader, organization=organization, at=at)

        assert PostureShare.objects.get().shared_at == NOON

    def test_may_be_shown_again_after_it_was_withdrawn(self, learner):
        run = taken_by(learner, ("tenir",))
        organization = OrganizationFactory()
        reader = staff(Role.TRAINER, organization)
        share_run(run=run, reader=reader, organization=organization, at=NOON).revoke(NOON)

        share_run(run=run, reader=reader, organization=organization, at=LATER)

        assert PostureRun.objects.readable_by(reader).get() == run

    def test_refuses_people_from_elsewhere_and_what_is_not_finished(self, learner):
        run = taken_by(learner, ("tenir",))
        organization = OrganizationFactory()
        with pytest.raises(PostureRefused):
            share_run(
                run=run,
                reader=staff(Role.PRESCRIBER, organization),
                organization=organization,
                at=NOON,
            )
        begun = start_run(learner=learner, test=run.test, at=NOON)
        with pytest.raises(PostureRefused):
            share_run(
                run=begun,
                reader=staff(Role.TRAINER, organization),
                organization=organization,
                at=NOON,
            )


class TestDeleteRun:
    def test_leaves_nothing_behind(self, learner):
        run = taken_by(learner, ("tenir",))
        organization = OrganizationFactory()
        reader = staff(Role.TRAINER, organization)
        share_run(run=run, reader=reader, organization=organization, at=NOON)
        key = str(run.uuid)

        delete_run(run=run)

        assert not PostureRun.objects.exists()
        assert not PostureShare.objects.exists()
        assert not tables_that_hold(key)


def tables_that_hold(words):
    """Return the models of which a row holds `words`, wherever it may be."""
    return [
        model.__name__
        for model in apps.get_models()
        if words in serializers.serialize("json", model._base_manager.all())
    ]


class TestWorkshop:
    """Editors and administrators author tests; who took one is nowhere in the admin."""

    @pytest.fixture
    def admin(self, client, db):
        client.force_login(UserFactory(is_superuser=True, is_staff=True, reachable=True))
        return client

    def test_does_not_list_who_took_a_test(self, admin, learner):
        run = taken_by(learner, ("tenir",))

        assert not ReferenceIndex.get_references_to(run.test).exists()
        for page in ("list", "edit", "usage", "history"):
            args = [] if page == "list" else [run.test.pk]
            url = reverse(f"wagtailsnippets_competences_posturetest:{page}", args=args)
            answer = admin.get(url)
            assert answer.status_code == 200
            assert "Rokhaya" not in answer.content.decode()
            assert str(run.uuid) not in answer.content.decode()

    def test_has_no_page_for_results(self):
        assert not {PostureRun, PostureShare} & set(get_snippet_models())
        assert not apps.is_installed("django.contrib.admin")  # the lists of the database

    def test_previews_every_situation(self, admin, learner):
        test = posture_test(3)
        url = reverse("wagtailsnippets_competences_posturetest:preview_on_edit", args=[test.pk])
        data = admin.get(reverse("wagtailsnippets_competences_posturetest:edit", args=[test.pk]))

        assert data.status_code == 200
        assert admin.get(url).status_code in {200, 302}


class TestLoadPostureTest:
    def test_loads_the_one_that_comes_with_palier_once(self, db, capsys):
        call_command("load_posture_test")
        call_command("load_posture_test")

        test = PostureTest.objects.published().get()
        assert len(test.questions) == 9
        assert PostureProfile.objects.count() == 4
        assert "already there" in capsys.readouterr().out

    def test_leaves_what_its_authors_changed(self, db):
        test = posture_test(2)
        PostureTest.objects.update(title="Le nôtre")

        load_posture_test(data={"slug": test.slug, "profiles": [], "questions": []})

        assert PostureTest.objects.get().title == "Le nôtre"


class TestStarter:
    """What is written for founders has neither figure nor rank."""

    def test_gives_each_way_of_doing_about_the_same_room(self):
        data = yaml.safe_load(STARTER.read_text())
        leaning = [p for q in data["questions"] for a in q["answers"] for p in a["profiles"]]

        counts = [leaning.count(slug) for slug in PROFILES]
        assert min(counts) >= len(data["questions"])
        assert max(counts) <= len(data["questions"]) + 4

    def test_offers_every_way_in_every_situation(self):
        data = yaml.safe_load(STARTER.read_text())

        for question in data["questions"]:
            leaning = {slug for answer in question["answers"] for slug in answer["profiles"]}
            assert leaning == set(PROFILES)
