from datetime import timedelta

import pytest
from django.urls import reverse

from courses.activities import find_activity
from learners.exports import progress_lines
from learners.models import Answer, Attempt, Statement, Verb
from learners.packages import uses_of
from learners.services.attempt_commits import commit_item
from learners.services.attempts import AttemptsExhausted, PackageMissing, open_attempt
from learners.services.rebuild import rebuild_enrolment
from learners.services.statements import EnrolmentStopped
from tests.clock import NOON
from tests.learners.acts import founder_on
from tests.learners.factories import AttemptFactory, package_activity, package_module
from tests.media.factories import PackageFactory, PackageVersionFactory

MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


class Stage:
    """A founder, and a module with one package."""

    def __init__(self, package=None, **settings):
        self.package = package or PackageVersionFactory().package
        self.module = package_module(self.package, **settings)
        self.enrolment = founder_on(self.module)

    def open(self, *, again=False, at=NOON):
        return open_attempt(
            enrolment=self.enrolment,
            module=self.module,
            activity=find_activity(self.module, package_activity(self.module)),
            actor=self.enrolment.learner,
            again=again,
            at=at,
        )

    @property
    def use(self):
        return uses_of(self.enrolment, self.module)[package_activity(self.module)]

    def end(self, attempt, at=NOON):
        Attempt.objects.filter(pk=attempt.pk).update(completion="completed", ended_at=at)


class TestOpenAttempt:
    def test_begins_on_the_current_version_and_says_so(self):
        stage = Stage()

        attempt = stage.open()

        assert (attempt.number, attempt.version) == (1, stage.package.current)
        act = stage.enrolment.statements.get()
        assert (act.verb, act.result) == (Verb.ATTEMPTED, {"attempt": str(attempt.uuid)})
        assert act.actor == stage.enrolment.learner
        assert not Answer.objects.exists()

    def test_takes_up_the_one_that_runs_on_its_own_version(self):
        stage = Stage()
        first = stage.open()
        PackageVersionFactory(package=stage.package)

        assert stage.open(at=NOON + MINUTE) == first
        assert stage.open(again=True, at=NOON + MINUTE) == first
        assert stage.enrolment.statements.count() == 1

    def test_begins_again_on_the_new_version(self):
        stage = Stage()
        stage.end(stage.open())
        version = PackageVersionFactory(package=stage.package)

        second = stage.open(again=True)

        assert (second.number, second.version) == (2, version)

    def test_shows_the_finished_one_where_it_may_be_read_again(self):
        stage = Stage(attempts=1)
        first = stage.open()
        stage.end(first)

        assert stage.open() == first

    def test_begins_anew_where_nothing_may_be_read_again(self):
        stage = Stage(review=False)
        stage.end(stage.open())

        assert stage.open().number == 2

    def test_ends_the_completed_one_that_she_leaves_for_another(self):
        stage = Stage()
        first = stage.open()
        Attempt.objects.update(completion="completed")

        assert stage.open(again=True, at=NOON + MINUTE).number == 2
        first.refresh_from_db()
        assert first.ended_at == NOON + MINUTE

    def test_refuses_more_than_the_author_allows(self):
        stage = Stage(attempts=2)
        stage.end(stage.open())
        stage.end(stage.open(again=True))

        with pytest.raises(AttemptsExhausted):
            stage.open(again=True)

    def test_refuses_on_a_path_on_hold(self):
        stage = Stage()
        stage.enrolment.stopped_at = NOON

        with pytest.raises(EnrolmentStopped):
            stage.open()

    def test_refuses_a_package_without_a_file(self):
        stage = Stage(PackageFactory(version=None))

        with pytest.raises(PackageMissing):
            stage.open()

    def test_is_enough_where_opening_counts(self):
        stage = Stage(completion="viewed")

        stage.open()

        assert stage.enrolment.answers.get().value["met"]
        assert stage.enrolment.module_progress.get().completed_by == "work"
        assert rebuild_enrolment(enrolment=stage.enrolment, dry_run=True).where == []


class TestPackageUse:
    def test_says_what_may_be_done(self):
        stage = Stage(attempts=2)
        assert (stage.use.state, stage.use.left, stage.use.may_open) == ("new", 2, True)

        first = stage.open()
        assert (stage.use.state, stage.use.may_begin_again) == ("running", False)

        stage.end(first)
        assert (stage.use.state, stage.use.left) == ("ended", 1)
        assert stage.use.may_review
        assert stage.use.may_begin_again

        stage.end(stage.open(again=True))
        assert (stage.use.left, stage.use.may_begin_again) == (0, False)

    def test_says_that_nothing_is_there_yet(self):
        use = Stage(PackageFactory(version=None)).use

        assert (use.state, use.may_open) == ("missing", False)

    def test_asks_the_same_whatever_there_is(self, assert_same_queries):
        stage = Stage()
        activity_id = package_activity(stage.module)

        def grow():
            for number in range(1, 6):
                AttemptFactory(
                    enrolment=stage.enrolment,
                    module=stage.module,
                    activity_id=activity_id,
                    version=stage.package.current,
                    number=number,
                )

        assert_same_queries(lambda: uses_of(stage.enrolment, stage.module), grow)


class TestElsewhere:
    def test_breaks_no_page_nor_file_of_hers(self, client):
        stage = Stage(completion="viewed")
        stage.open()
        client.force_login(stage.enrolment.learner)

        for name in ("notebook", "notebook_file", "home", "steps", "portfolio"):
            answer = client.get(reverse(f"learners:{name}"), follow=True)
            assert answer.status_code == 200, name
        assert stage.enrolment.learner.first_name in "".join(progress_lines(stage.enrolment.cohort))


class TestRebuild:
    def test_finds_what_attempts_wrote(self):
        stage = Stage(completion="passed", keeps="last")
        attempt = stage.open()
        for sequence, status in enumerate(["incomplete", "failed"], start=1):
            commit_item(
                attempt=attempt,
                identifier="sco-1",
                sequence=sequence,
                session=attempt.uuid,
                values={"cmi.core.lesson_status": status},
                final=status == "failed",
                at=NOON + sequence * MINUTE,
            )
        second = stage.open(again=True, at=NOON + 5 * MINUTE)
        commit_item(
            attempt=second,
            identifier="sco-1",
            sequence=10,
            session=second.uuid,
            values={"cmi.core.lesson_status": "passed"},
            final=True,
            at=NOON + 6 * MINUTE,
        )

        assert rebuild_enrolment(enrolment=stage.enrolment, dry_run=True).where == []
        Answer.objects.all().delete()
        rebuild_enrolment(enrolment=stage.enrolment)
        value = stage.enrolment.answers.get().value
        assert (value["number"], value["met"]) == (2, True)
        assert Statement.objects.filter(verb=Verb.ANSWERED).count() == 3
