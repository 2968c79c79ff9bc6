import pytest

from courses.activities import activities_of
from learners.models import Attempt, Statement, Verb
from learners.services.attempt_rows import UnknownPart
from learners.services.attempt_states import StateRefused, read_state, save_state, states_of
from learners.services.attempt_xapi import record_xapi
from learners.services.attempts import open_attempt
from tests.clock import NOON
from tests.learners.acts import founder_on
from tests.learners.factories import AttemptFactory, package_module
from tests.media.factories import PackageVersionFactory

pytestmark = pytest.mark.django_db

ADL = "http://adlnet.gov/expapi/verbs/"
CONTENT = "https://palier.example/content"


def say(verb, *, sub="", parent=None, score=None, definition=None, **result):
    """Return a statement as H5P makes it: no id, no time, and an actor of its own."""
    parent = bool(sub) if parent is None else parent
    if score is not None:
        result["score"] = {"min": 0, "raw": score[0], "max": score[1]}
        if score[1]:
            result["score"]["scaled"] = round(score[0] / score[1], 4)
    return {
        "actor": {"mbox": "mailto:someone@else.example", "objectType": "Agent"},
        "timestamp": "1999-01-01T00:00:00Z",
        "verb": {"id": verb if ":" in verb else f"{ADL}{verb}", "display": {"en-US": verb}},
        "object": {
            "id": f"{CONTENT}?subContentId={sub}" if sub else CONTENT,
            "definition": definition or {},
        },
        "context": {
            "contextActivities": {
                "parent": [{"id": CONTENT}] if parent else [],
                "category": [{"id": "http://h5p.org/libraries/H5P.Accordion-1.undefined"}],
            }
        },
        "result": result,
    }


class Content:
    """A founder who plays an H5P content."""

    def __init__(self, **settings):
        version = PackageVersionFactory(kind="h5p")
        module = package_module(version.package, **settings)
        self.attempt = AttemptFactory(enrolment=founder_on(module), module=module, version=version)
        self.sequence = 0

    def tell(self, statement, *, sequence=None):
        self.sequence = sequence or self.sequence + 1
        return record_xapi(
            attempt=self.attempt, sequence=self.sequence, statement=statement, at=NOON
        )

    def now(self) -> Attempt:
        self.attempt.refresh_from_db()
        return self.attempt

    def keep(self, data, *, sequence=1, sub="0", kind="state"):
        return save_state(
            attempt=self.attempt,
            data_type=kind,
            sub_content_id=sub,
            data=data,
            sequence=sequence,
            at=NOON,
        )


class TestRecordXapi:
    @pytest.mark.parametrize(
        "verb",
        [
            *("completed", "answered", "passed", "failed", "mastered", "consumed"),
            "http://activitystrea.ms/schema/1.0/consume",
        ],
    )
    def test_ends_by_what_the_content_says_of_itself(self, verb):
        result = Content().tell(say(verb, completion=True))

        assert (result.completion, result.met) == ("completed", True)

    def test_never_ends_by_a_question_inside_it(self):
        content = Content()
        result = content.tell(say("answered", sub="q1", score=(1, 1), success=True))

        assert (result.completion, result.met) == ("unknown", False)
        assert not content.attempt.enrolment.answers.exists()
        assert content.attempt.interactions.get().key == "q1"

    @pytest.mark.parametrize(
        ("said", "success", "score"),
        [
            (say("completed", score=(18, 24)), "unknown", 0.75),
            (say("completed", score=(18, 24), success=True), "passed", 0.75),
            (say("answered", score=(0, 1), success=False), "failed", 0),
            (say("mastered"), "passed", None),
            (say("failed", score=(0, 0)), "failed", None),
        ],
    )
    def test_keeps_its_result(self, said, success, score):
        content = Content()
        content.tell(said)

        attempt = content.now()
        assert (attempt.success, attempt.score_scaled) == (success, score)
        assert content.attempt.enrolment.answers.get().value["score"] == score

    def test_never_goes_down_by_trying_again(self):
        content = Content()
        content.tell(say("answered", score=(1, 1), success=True, duration="PT9S"))
        content.tell(say("answered", score=(0, 1), success=False, duration="PT4.5S"))

        attempt = content.now()
        assert (attempt.success, attempt.score_scaled) == ("passed", 1)
        assert attempt.centiseconds == 900

    def test_believes_neither_the_actor_nor_the_time(self):
        content = Content()
        content.tell(say("answered", sub="q1"))
        content.tell(say("completed", score=(1, 1)))

        acts = Statement.objects.order_by("verb")
        assert [act.verb for act in acts] == [Verb.ANSWERED, Verb.COMPLETED, Verb.PROGRESSED]
        assert {act.actor for act in acts} == {content.attempt.enrolment.learner}
        assert {act.occurred_at for act in acts} == {NOON}

    def test_counts_each_sending_once_also_those_that_come_late(self):
        content = Content()
        content.tell(say("answered", sub="q1", response="b", success=True), sequence=9)
        content.tell(say("answered", sub="q1", response="a", success=False), sequence=8)
        again = content.tell(say("answered", sub="q1", response="a", success=False), sequence=8)

        assert not again.is_new
        question = content.attempt.interactions.get()
        assert (question.response, question.result, question.tries) == ("b", "correct", 2)

    def test_leaves_clicks_and_beginnings_without_a_trace(self):
        content = Content()
        for verb in ("attempted", "interacted", "attempted", "accessed-embed", ""):
            assert not content.tell(say(verb)).is_new

        assert not Statement.objects.exists()
        assert not content.attempt.items.exists()

    def test_notes_slides_as_progress(self):
        content = Content()
        content.tell(say("progressed"))

        assert Statement.objects.get().verb == Verb.PROGRESSED

    def test_ends_the_attempt_with_a_score_and_not_by_having_seen(self):
        seen, scored = Content(), Content()
        seen.tell(say("consumed", completion=True))
        scored.tell(say("answered", score=(1, 1)))

        assert seen.now().ended_at is None
        assert scored.now().ended_at == NOON

    @pytest.mark.parametrize(
        "statement",
        [
            {},
            {"verb": "completed", "object": [], "result": 3, "context": None},
            {"verb": {"id": 7}, "result": {"score": []}},
            say("answered", definition={"interactionType": [], "choices": {"a": 1}}),
            say("answered", definition={"choices": [3, {"id": []}], "name": [], "description": 1}),
            say("answered", definition={"correctResponsesPattern": "0"}, response=["a"]),
            say("answered", response="\0\ud800 é", duration="PT-9"),
            say("completed") | {"object": {"id": "http://[broken?subContentId=%00"}},
            say("completed") | {"result": {"score": {"raw": 10**400, "max": True, "min": "0"}}},
            say("completed") | {"result": {"score": {"scaled": 7}, "success": "yes"}},
            say("answered") | {"context": {"extensions": {"x": 1}, "contextActivities": []}},
        ],
        ids=range(11),
    )
    def test_survives_whatever_is_said(self, statement):
        assert Content().tell(statement).sequence == 1

    def test_refuses_what_a_scorm_package_would_say(self):
        attempt = AttemptFactory()

        with pytest.raises(UnknownPart):
            record_xapi(attempt=attempt, sequence=1, statement=say("completed"), at=NOON)


class TestQuestions:
    CHOICE = {
        "interactionType": "choice",
        "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
        "name": {"fr": "Mon prix"},
        "description": {"fr": "<p>Que couvre le&nbsp;prix&nbsp;?</p>\n"},
        "correctResponsesPattern": ["1[,]2"],
        "choices": [
            {"id": "0", "description": {"fr": "Rien"}},
            {"id": "1", "description": {"fr": "Les coûts"}},
            {"id": "2", "description": {"fr": "Le salaire"}},
        ],
    }
    MATCHING = {
        "interactionType": "matching",
        "description": {"fr": "Associez"},
        "source": [{"id": "0", "description": {"fr": "le pain"}}],
        "target": [{"id": "1", "description": {"fr": "le four"}}],
    }

    def test_are_kept_in_their_own_words(self):
        content = Content()
        content.tell(
            say(
                "answered",
                definition=self.CHOICE,
                response="0[,]1",
                success=False,
                score=(1, 2),
                duration="PT2.09S",
            )
        )

        question = content.attempt.interactions.get()
        assert (question.key, question.kind) == ("0", "choice")
        assert question.label.replace("\xa0", " ") == "Que couvre le prix ?"
        assert (question.response, question.expected) == (
            "Rien ; Les coûts",
            "Les coûts ; Le salaire",
        )
        assert (question.result, question.score_scaled) == ("wrong", 0.5)
        assert question.centiseconds == 209

    def test_say_which_was_put_with_which(self):
        content = Content()
        content.tell(say("answered", sub="m", definition=self.MATCHING, response="0[.]1[,]3[.]1"))

        assert content.attempt.interactions.get().response == "le pain → le four ; 3 → le four"

    def test_keep_the_first_result(self):
        content = Content()
        for success in (False, True, True):
            content.tell(say("answered", sub="q", response="a", success=success))

        question = content.attempt.interactions.get()
        assert (question.first_result, question.result, question.tries) == ("wrong", "correct", 3)


class TestStates:
    def test_are_kept_and_given_back_as_they_came(self):
        content = Content()
        content.keep('{"a": "é😀\0"}')

        kept = read_state(attempt=content.attempt, data_type="state", sub_content_id="0")
        assert kept == '{"a": "é😀"}'
        assert states_of(content.attempt) == {"0": {"state": '{"a": "é😀"}'}}

    def test_are_forgotten_and_not_brought_back_by_an_older_one(self):
        content = Content()
        content.keep("1", sequence=5)
        assert content.keep("0", sequence=7)
        assert not content.keep("old", sequence=6)

        assert read_state(attempt=content.attempt, data_type="state", sub_content_id="0") is None
        assert states_of(content.attempt) == {}

    def test_start_from_nothing_in_a_new_attempt_and_say_that_the_content_changed(self):
        content = Content()
        content.keep("half done")
        content.tell(say("answered", score=(0, 1)))
        first = content.now()

        def again():
            from_now = {"enrolment": first.enrolment, "module": first.module, "again": True}
            activity = next(iter(activities_of(first.module).values()))
            return open_attempt(
                **from_now, activity=activity, actor=first.enrolment.learner, at=NOON
            )

        second = again()
        assert states_of(second) == {}
        save_state(
            attempt=second, data_type="state", sub_content_id="0", data="x", sequence=1, at=NOON
        )
        Attempt.objects.filter(pk=second.pk).update(ended_at=NOON)
        PackageVersionFactory(package=first.version.package, kind="h5p")

        assert states_of(again()) == {"0": {"state": "RESET"}}

    @pytest.mark.parametrize("name", ["", "a/b", "é", "x" * 61, "a b"])
    def test_have_names_that_mean_something(self, name):
        with pytest.raises(StateRefused):
            Content().keep("1", kind=name)

    def test_are_not_without_number(self, monkeypatch):
        monkeypatch.setattr("learners.services.attempt_states.MOST_STATES", 2)
        content = Content()
        content.keep("1", sub="a")
        content.keep("1", sub="b")
        content.keep("2", sub="b", sequence=2)

        with pytest.raises(StateRefused):
            content.keep("1", sub="c")
