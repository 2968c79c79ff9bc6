import uuid
from datetime import timedelta

import pytest

from learners.models import AttemptItem, ModuleProgress, Statement, Verb
from learners.services.attempt_commits import commit_item
from learners.services.attempt_rows import AttemptGone, AttemptOver, UnknownPart
from learners.services.statements import EnrolmentStopped
from tests.clock import NOON
from tests.learners.acts import founder_on
from tests.learners.factories import AttemptFactory, package_module
from tests.media.factories import PackageVersionFactory, item, scorm_manifest

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
STATUS, SCORE, TIME = "cmi.core.lesson_status", "cmi.core.score.raw", "cmi.core.session_time"
SESSION, OTHER_SESSION = uuid.UUID(int=1), uuid.UUID(int=2)

pytestmark = pytest.mark.django_db


class Player:
    """A founder who plays a SCORM package; each sending comes a second after the one before."""

    def __init__(self, *items, version="1.2", **settings):
        kept = PackageVersionFactory(manifest=scorm_manifest(*items, version=version))
        module = package_module(kept.package, **settings)
        enrolment = founder_on(module)
        self.attempt = AttemptFactory(enrolment=enrolment, module=module, version=kept)
        self.sequence = 0

    def send(self, values=None, *, part="sco-1", sequence=None, final=False, **more):
        self.sequence = sequence or self.sequence + 1
        return commit_item(
            attempt=self.attempt,
            identifier=part,
            sequence=self.sequence,
            session=more.pop("session", SESSION),
            values=values or {},
            final=final,
            at=more.pop("at", NOON + self.sequence * SECOND),
            **more,
        )

    def row(self, part="sco-1") -> AttemptItem:
        return self.attempt.items.get(identifier=part)

    def now(self):
        self.attempt.refresh_from_db()
        return self.attempt

    @property
    def answer(self):
        return self.attempt.enrolment.answers.get().value

    def tables(self):
        return [
            list(self.attempt.items.order_by("pk").values()),
            list(Statement.objects.order_by("stored_at", "pk").values()),
            list(self.attempt.enrolment.answers.values()),
            list(self.attempt.interactions.values()),
            list(type(self.attempt).objects.values()),
        ]


class TestCommitItem:
    def test_writes_two_rows_on_the_way(self, django_assert_num_queries):
        player = Player()
        # What a published module holds is kept by the process.
        type(player.attempt.module).objects.update(last_published_at=NOON)
        player.send({STATUS: "incomplete"})

        # The row is read; the part and the statement are written.
        with django_assert_num_queries(3):
            result = player.send({STATUS: "incomplete", "cmi.suspend_data": "page=2"})

        assert result.is_new
        assert player.row().values["cmi.suspend_data"] == "page=2"
        act = Statement.objects.order_by("stored_at").last()
        assert (act.verb, act.actor) == (Verb.PROGRESSED, player.attempt.enrolment.learner)
        assert act.occurred_at == NOON + 2 * SECOND

    def test_leaves_an_older_sending_out(self):
        player = Player()
        player.send({"cmi.suspend_data": "new"}, sequence=9)
        before = player.tables()

        result = player.send({"cmi.suspend_data": "old"}, sequence=8)

        assert result.is_stale
        assert not result.is_new
        assert player.tables() == before

    def test_changes_nothing_when_sent_again(self):
        player = Player()
        player.send({STATUS: "passed", SCORE: "80"}, sequence=9, final=True)
        before = player.tables()

        result = player.send({STATUS: "failed", SCORE: "10"}, sequence=9, final=True)

        assert (result.is_new, result.is_stale, result.success) == (False, False, "passed")
        assert player.tables() == before

    def test_keeps_what_the_package_comes_to(self):
        player = Player()

        player.send({STATUS: "incomplete"})
        result = player.send({STATUS: "passed", SCORE: "80", TIME: "00:00:30"}, final=True)

        assert result.outcome == {
            "completion": "completed",
            "success": "passed",
            "score": 0.8,
            "met": True,
        }
        assert player.answer == {
            "attempt": str(player.attempt.uuid),
            "number": 1,
            "completion": "completed",
            "success": "passed",
            "score": 0.8,
            "centiseconds": 3000,
            "met": True,
        }
        assert player.now().ended_at == NOON + 2 * SECOND

    def test_never_goes_down_by_coming_back(self):
        player = Player()
        player.send({STATUS: "passed", SCORE: "80"})
        player.send({STATUS: "incomplete", SCORE: "10"}, session=OTHER_SESSION)

        attempt = player.now()
        assert (attempt.completion, attempt.success) == ("completed", "passed")
        assert (attempt.score_scaled, attempt.score_raw) == (0.8, 80)

    def test_says_that_who_failed_went_to_the_end(self):
        player = Player(completion="passed")
        result = player.send({STATUS: "failed", SCORE: "20"}, final=True)

        assert (result.completion, result.success, result.met) == ("completed", "failed", False)
        assert not ModuleProgress.objects.exclude(completed_at=None).exists()

    @pytest.mark.parametrize(
        ("rule", "values", "is_met"),
        [
            ({"completion": "completed"}, {STATUS: "completed"}, True),
            ({"completion": "completed"}, {STATUS: "incomplete"}, False),
            ({"completion": "passed"}, {STATUS: "completed"}, False),
            ({"completion": "passed"}, {STATUS: "passed"}, True),
            ({"completion": "score", "score": 60}, {STATUS: "incomplete", SCORE: "59"}, False),
            ({"completion": "score", "score": 60}, {STATUS: "incomplete", SCORE: "60"}, True),
        ],
    )
    def test_follows_the_rule_of_this_use(self, rule, values, is_met):
        player = Player(**rule)

        assert player.send(values, final=True).met is is_met
        assert player.answer["met"] is is_met

    def test_judges_by_the_mastery_of_the_manifest_at_the_end(self):
        player = Player(item(mastery=80))

        assert player.send({STATUS: "incomplete", SCORE: "90"}).success == "unknown"
        assert player.send({STATUS: "incomplete", SCORE: "90"}, final=True).success == "passed"

    def test_judges_2004_by_its_thresholds(self):
        player = Player(item(completion_threshold=0.5, scaled_passing_score=0.7), version="2004")
        result = player.send({"cmi.progress_measure": "0.6", "cmi.score.scaled": "0.65"})

        assert (result.completion, result.success) == ("completed", "failed")

    def test_ends_when_the_page_is_closed_after_the_result(self):
        player = Player()
        player.send({STATUS: "completed", "cmi.core.exit": "suspend"}, final=True)
        assert player.now().ended_at is None

        player.send({STATUS: "passed", "cmi.core.exit": "suspend"}, final=True)
        assert player.now().ended_at == NOON + 2 * SECOND

    def test_waits_for_every_part(self):
        player = Player(item("a"), item("b"), item("chapitre", kind="cluster", href=""))

        player.send({STATUS: "passed", SCORE: "100"}, part="a", final=True)
        assert (player.now().completion, player.answer["met"]) == ("incomplete", False)

        result = player.send({STATUS: "passed", SCORE: "50"}, part="b", final=True)
        assert (result.completion, result.success, result.score) == ("completed", "passed", 0.75)
        assert player.answer["met"]

    def test_takes_an_asset_as_done_once_it_is_seen(self):
        player = Player(item("a", kind="asset"))

        assert player.send(part="a").completion == "completed"

    def test_notes_where_she_is(self):
        player = Player(item("a"), item("b"))
        player.send(part="a", current="b", sequencing={"state": [1]})

        assert (player.now().current_item, player.attempt.sequencing) == ("b", {"state": [1]})

    def test_completes_the_step_by_work_once_all_its_packages_are_done(self):
        versions = [PackageVersionFactory(), PackageVersionFactory()]
        module = package_module(*(version.package for version in versions))
        enrolment = founder_on(module)
        keys = [uuid.UUID(raw["id"]) for raw in module.body.raw_data]
        done = enrolment.module_progress.exclude(completed_at=None)

        for count, (version, key) in enumerate(zip(versions, keys, strict=True)):
            assert done.count() == 0, count
            commit_item(
                attempt=AttemptFactory(
                    enrolment=enrolment, module=module, version=version, activity_id=key
                ),
                identifier="sco-1",
                sequence=1,
                session=SESSION,
                values={STATUS: "completed"},
                final=True,
                at=NOON,
            )

        assert done.get().completed_by == ModuleProgress.CompletedBy.WORK

    def test_leaves_the_step_alone_where_the_author_says_so(self):
        player = Player(ends_step=False)
        player.send({STATUS: "completed"}, final=True)

        assert player.answer["met"]
        assert not ModuleProgress.objects.exclude(completed_at=None).exists()

    def test_keeps_going_without_the_activity_that_its_author_took_away(self):
        player = Player()
        module = player.attempt.module
        module.body = []
        module.save()

        result = player.send({STATUS: "completed"}, final=True)

        assert (result.completion, result.met) == ("completed", False)
        assert not player.attempt.enrolment.answers.exists()


class TestTime:
    def test_counts_a_session_once_however_often_it_is_told(self):
        player = Player()
        for said in ("00:00:01", "00:00:05", "00:00:05"):
            player.send({TIME: said}, final=True)

        assert player.now().centiseconds == 500

    def test_adds_sessions_also_those_that_take_turns(self):
        player = Player()
        later = NOON + 10 * MINUTE
        for session, said in [
            (SESSION, "00:00:10"),
            (OTHER_SESSION, "00:00:20"),
            (SESSION, "00:00:30"),
            (OTHER_SESSION, "00:00:40"),
        ]:
            player.send({TIME: said}, session=session, final=True, at=later)

        assert player.now().centiseconds == 7000

    def test_measures_for_those_that_say_nothing(self):
        player = Player()
        player.send({TIME: "00:00:00"}, sequence=1)
        player.send({TIME: "00:00:00"}, sequence=91, final=True)

        assert player.now().centiseconds == 9000

    def test_never_believes_more_than_the_time_since_it_began(self):
        player = Player()
        player.send({TIME: "9999:00:00"}, sequence=60, final=True)

        assert player.now().centiseconds == 0


class TestValues:
    def test_are_kept_whole(self):
        player = Player()
        data = "é€😀\"'\n" * 9000
        player.send({"cmi.suspend_data": f"\0{data}\0", "cmi.core.lesson_location": "7"})

        assert player.row().values["cmi.suspend_data"] == data

    def test_stay_when_another_is_refused(self):
        player = Player()
        player.send({STATUS: "incomplete", "cmi.core.lesson_location": "6"})

        result = player.send({STATUS: "perhaps", "cmi.core.lesson_location": "7", "x.y": 1})

        assert {fault.code for fault in result.refused} == {"not-in-vocabulary", "unknown-element"}
        values = player.row().values
        assert (values[STATUS], values["cmi.core.lesson_location"]) == ("incomplete", "7")


class TestInteractions:
    def test_are_kept_with_their_first_result(self):
        player = Player()
        first = {
            "cmi.interactions.0.id": "q1",
            "cmi.interactions.0.type": "choice",
            "cmi.interactions.0.student_response": "a",
            "cmi.interactions.0.result": "wrong",
            "cmi.interactions.0.correct_responses.0.pattern": "b",
            "cmi.interactions.0.latency": "00:00:12",
        }
        again = {
            "cmi.interactions.1.id": "q1",
            "cmi.interactions.1.student_response": "b",
            "cmi.interactions.1.result": "correct",
        }
        player.send(first | {STATUS: "incomplete"}, final=True)
        question = player.attempt.interactions.get()
        assert (question.key, question.kind, question.response) == ("sco-1#q1", "choice", "a")
        assert (question.expected, question.centiseconds, question.tries) == ("b", 1200, 1)

        player.send(first | again, final=True)
        player.send(first | again, final=True)

        question = player.attempt.interactions.get()
        assert (question.result, question.first_result) == ("correct", "wrong")
        assert (question.response, question.tries) == ("b", 2)

    def test_cost_the_same_whatever_their_number(self, assert_same_queries):
        player = Player()
        count = 2

        def act():
            values = {f"cmi.interactions.{n}.id": f"q{player.sequence}-{n}" for n in range(count)}
            player.send(values | {STATUS: "incomplete"}, final=True)

        def grow():
            nonlocal count
            count = 40

        assert_same_queries(act, grow)


class TestAttemptsThatCount:
    def send(self, player, status, score, at):
        return player.send({STATUS: status, SCORE: str(score)}, final=True, at=at)

    def second(self, player):
        first = player.attempt
        player.attempt = AttemptFactory(
            enrolment=first.enrolment,
            module=first.module,
            version=first.version,
            activity_id=first.activity_id,
            number=2,
        )

    @pytest.mark.parametrize(("keeps", "number", "score"), [("best", 1, 0.9), ("last", 2, 0.3)])
    def test_are_the_best_or_the_last(self, keeps, number, score):
        player = Player(keeps=keeps, completion="passed")
        self.send(player, "passed", 90, NOON)
        self.second(player)

        result = self.send(player, "failed", 30, NOON + MINUTE)

        assert (player.answer["number"], player.answer["score"]) == (number, score)
        # What was done stays done, whatever attempt counts.
        assert player.answer["met"]
        assert result.met


class TestRefusals:
    def test_of_a_part_that_is_not_in_the_package(self):
        with pytest.raises(UnknownPart):
            Player().send(part="elsewhere")

    def test_of_an_attempt_that_is_gone(self):
        player = Player()
        player.attempt.delete()

        with pytest.raises(AttemptGone):
            player.send()

    def test_of_a_path_on_hold(self):
        player = Player()
        player.attempt.enrolment.stopped_at = NOON
        player.attempt.enrolment.save()

        with pytest.raises(EnrolmentStopped):
            player.send()

    def test_of_an_attempt_that_was_over_long_ago(self):
        player = Player()
        player.send({STATUS: "failed", SCORE: "10"}, final=True)
        assert player.send({STATUS: "failed", SCORE: "10"}, final=True).is_new

        with pytest.raises(AttemptOver):
            player.send({STATUS: "passed", SCORE: "100"}, at=NOON + 180 * MINUTE)
