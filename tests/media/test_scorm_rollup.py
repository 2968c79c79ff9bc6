"""What comes of items and of packages: nothing goes down, no time is counted twice."""

import json

import pytest
from hypothesis import given, settings, strategies as st

from media.scorm import (
    SEEN,
    Outcome,
    Passing,
    Score,
    Share,
    Unreadable,
    Version,
    count_session,
    item_outcome,
    merge_outcome,
    parse_manifest,
    prerequisites_met,
    read_score,
    roll_up,
    session_time,
)
from media.scorm.prerequisites import names_in
from tests.media.manifests import item, manifest

STATUS, RAW = "cmi.core.lesson_status", "cmi.core.score.raw"
COMPLETION, SUCCESS = "cmi.completion_status", "cmi.success_status"
SCALED, PROGRESS = "cmi.score.scaled", "cmi.progress_measure"

scores = st.none() | st.builds(Score, st.floats(min_value=-1, max_value=1))
outcomes = st.builds(
    Outcome,
    st.sampled_from(["not attempted", "unknown", "incomplete", "completed"]),
    st.sampled_from(["unknown", "passed", "failed"]),
    scores,
    st.none() | st.floats(min_value=0, max_value=1),
)
RANKS = ["not attempted", "unknown", "incomplete", "completed"]


def judged(version: Version, values, passing: Passing | None = None, **how):
    found = item_outcome(version, values, passing, **{"finished": True, **how})
    return found.completion, found.success


class TestOutcomeOf12:
    @pytest.mark.parametrize(
        ("status", "expected"),
        [
            ("passed", ("completed", "passed")),
            ("completed", ("completed", "unknown")),
            ("failed", ("incomplete", "failed")),
            ("incomplete", ("incomplete", "unknown")),
            ("browsed", ("incomplete", "unknown")),
            ("not attempted", ("incomplete", "unknown")),
            ("", ("incomplete", "unknown")),
        ],
    )
    def test_is_what_the_sco_says(self, status, expected):
        assert judged("1.2", {STATUS: status}) == expected

    @pytest.mark.parametrize(
        ("status", "raw", "expected"),
        [
            ("completed", "80", ("completed", "passed")),
            ("completed", "79.99", ("incomplete", "failed")),
            ("incomplete", "100", ("completed", "passed")),
            ("passed", "0", ("incomplete", "failed")),
            ("completed", "", ("completed", "unknown")),
        ],
    )
    def test_is_decided_by_the_mastery_score_at_the_end(self, status, raw, expected):
        values, passing = {STATUS: status, RAW: raw}, Passing(mastery_score=80)

        assert judged("1.2", values, passing) == expected
        said = judged("1.2", {STATUS: status})
        assert judged("1.2", values, passing, finished=False) == said
        assert judged("1.2", values, passing, credit=False) == said

    @pytest.mark.parametrize(
        ("version", "values"),
        [
            ("1.2", {}),
            ("1.2", {STATUS: "not attempted"}),
            ("2004", {}),
            ("2004", {COMPLETION: "unknown"}),
        ],
    )
    def test_is_completed_without_a_word_only_when_that_is_asked_for(self, version, values):
        assert judged(version, values)[0] != "completed"
        assert judged(version, values, auto_complete=True)[0] == "completed"
        assert judged(version, values, auto_complete=True, finished=False)[0] != "completed"

    @pytest.mark.parametrize(("version", "said"), [("1.2", STATUS), ("2004", COMPLETION)])
    def test_is_never_completed_against_the_word_of_the_sco(self, version, said):
        assert judged(version, {said: "incomplete"}, auto_complete=True)[0] == "incomplete"

    @pytest.mark.parametrize("mode", ["browse", "review"])
    def test_counts_for_nothing_outside_of_the_normal_mode(self, mode):
        values = {STATUS: "passed", RAW: "90"}

        assert item_outcome("1.2", values, finished=True, mode=mode) == Outcome()


class TestOutcomeOf2004:
    @pytest.mark.parametrize(
        ("said", "progress", "expected"),
        [
            ("incomplete", "0.75", "completed"),
            ("completed", "0.74", "incomplete"),
            ("completed", "", "unknown"),
        ],
    )
    def test_is_completed_by_the_threshold(self, said, progress, expected):
        values = {COMPLETION: said, PROGRESS: progress}

        assert judged("2004", values, Passing(completion_threshold=0.75))[0] == expected
        assert judged("2004", values)[0] == said

    @pytest.mark.parametrize(
        ("said", "scaled", "expected"),
        [("failed", "0.8", "passed"), ("passed", "0.79", "failed"), ("passed", "", "unknown")],
    )
    def test_is_passed_by_the_scaled_score(self, said, scaled, expected):
        values = {SUCCESS: said, SCALED: scaled}

        assert judged("2004", values, Passing(scaled_passing_score=0.8))[1] == expected
        assert judged("2004", values)[1] == said

    def test_is_asked_by_the_manifest(self):
        inside = (
            '<adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.5"/>'
            '<imsss:sequencing><imsss:objectives><imsss:primaryObjective objectiveID="P"'
            ' satisfiedByMeasure="true"/></imsss:objectives></imsss:sequencing>'
        )
        text = manifest(version="2004", items=item("I1", "R1", inside))
        (found,) = parse_manifest(text.encode(), ["index.html"]).launchable()

        assert Passing.of(found) == Passing(None, 0.5, 1.0)


class TestScore:
    @pytest.mark.parametrize(
        ("version", "values", "scaled"),
        [
            ("1.2", {"raw": "80"}, 0.8),
            ("1.2", {"raw": "5", "min": "0", "max": "10"}, 0.5),
            ("1.2", {"raw": "15", "min": "10", "max": "20"}, 0.5),
            ("1.2", {"raw": "5", "min": "", "max": ""}, 0.05),
            ("1.2", {"raw": "5", "min": "7", "max": "7"}, 0.05),
            ("1.2", {"raw": "0"}, 0.0),
            ("1.2", {"raw": ""}, None),
            ("1.2", {}, None),
            ("2004", {"scaled": "-0.5", "raw": "80"}, -0.5),
            ("2004", {"raw": "8", "max": "10"}, 0.8),
            ("2004", {"raw": "800"}, 1.0),
        ],
    )
    def test_is_brought_between_minus_one_and_one(self, version, values, scaled):
        prefix = "cmi.core.score." if version == "1.2" else "cmi.score."
        score = read_score(version, {prefix + name: value for name, value in values.items()})

        assert (score.scaled if score else None) == scaled

    def test_shows_as_a_percentage(self):
        assert [Score(scaled).percent for scaled in (-0.5, 0.0, 0.876543)] == [0, 0, 87.65]


class TestComingBack:
    @pytest.mark.parametrize("after", [Outcome("incomplete"), Outcome("incomplete", "failed")])
    def test_keeps_what_was_passed(self, after):
        before = Outcome("completed", "passed", Score(0.9), 1.0)

        assert merge_outcome(before, after) == before

    def test_lets_a_failure_be_repaired(self):
        before = Outcome("incomplete", "failed", Score(0.2))

        assert merge_outcome(before, Outcome("completed", "passed", Score(0.9))) == Outcome(
            "completed", "passed", Score(0.9)
        )

    @given(outcomes, outcomes)
    @settings(derandomize=True, deadline=None)
    def test_never_goes_down(self, before, after):
        merged = merge_outcome(before, after)

        assert RANKS.index(merged.completion) >= RANKS.index(before.completion)
        assert before.success != "passed" or merged.success == "passed"
        if before.score:
            assert merged.score.scaled >= before.score.scaled
        assert (merged.progress or 0) >= (before.progress or 0)
        assert merge_outcome(merged, merged) == merged


class TestPackage:
    @pytest.mark.parametrize(
        ("words", "completion", "success"),
        [
            (["completed", "completed"], "completed", "unknown"),
            (["completed", "incomplete"], "incomplete", "unknown"),
            (["completed", "not attempted"], "incomplete", "unknown"),
            (["not attempted", "not attempted"], "not attempted", "unknown"),
            (["unknown", "unknown"], "unknown", "unknown"),
            (["passed", "completed"], "completed", "passed"),
            (["passed", "incomplete"], "incomplete", "unknown"),
            (["passed", "failed"], "incomplete", "failed"),
            (["passed", "passed"], "completed", "passed"),
        ],
    )
    def test_is_all_of_its_items(self, words, completion, success):
        known = {
            "passed": Outcome("completed", "passed"),
            "failed": Outcome("incomplete", "failed"),
        }
        found = roll_up(Share(known.get(word) or Outcome(word)) for word in words)

        assert (found.completion, found.success) == (completion, success)

    def test_is_its_only_item(self):
        outcome = Outcome("completed", "passed", Score(0.7, raw=7, max=10), 0.5)

        assert roll_up([Share(outcome)]) == outcome

    def test_of_nothing_was_not_attempted(self):
        assert roll_up([]) == Outcome()

    def test_has_the_weighted_mean_of_what_was_scored(self):
        shares = [
            Share(Outcome(score=Score(1.0)), weight=3),
            Share(Outcome(score=Score(0.0)), weight=1),
            Share(Outcome(score=Score(0.0)), weight=0),
            Share(SEEN),
        ]

        assert roll_up(shares).score == Score(0.75)
        assert roll_up([Share(SEEN), Share(SEEN)]).score is None

    def test_progresses_item_by_item(self):
        shares = [Share(SEEN), Share(Outcome("incomplete", progress=0.5)), Share(Outcome())]

        assert roll_up(shares).progress == 0.5

    def test_leaves_out_what_the_sequencing_does_not_count(self):
        inside = '<imsss:sequencing><imsss:deliveryControls tracked="false"/></imsss:sequencing>'
        text = manifest(version="2004", items=item("I1", "R1", inside))
        (untracked,) = parse_manifest(text.encode(), ["index.html"]).launchable()
        ignored = Share.of(untracked, Outcome("incomplete", "failed", Score(0.0)))
        shares = [ignored, Share(Outcome("completed", "passed", Score(1.0))), Share(SEEN)]

        found = roll_up(shares)

        assert (found.completion, found.success, found.score) == ("completed", "passed", Score(1.0))


class TestTime:
    def test_of_a_session_counts_once_however_it_arrives(self):
        notes = {}
        commits = [("a", 1, 500), ("a", 2, 900), ("a", 2, 900), ("a", 1, 500), ("b", 1, 100)]
        for session, number, time in commits:
            notes, total = count_session(json.loads(json.dumps(notes)), session, number, time)

        assert total == 1_000
        assert notes == {"a": [2, 900], "b": [1, 100]}

    def test_never_shrinks(self):
        notes, _total = count_session({}, "a", 1, 900)

        assert count_session(notes, "a", 2, 0)[1] == 900

    @given(st.permutations([("a", 1, 10), ("a", 2, 20), ("a", 3, 30), ("b", 1, 5), ("b", 1, 5)]))
    @settings(derandomize=True, deadline=None)
    def test_does_not_depend_on_the_order_of_arrival(self, commits):
        notes, total = {}, 0
        for session, number, time in commits:
            notes, total = count_session(notes, session, number, time)

        assert total == 35

    @pytest.mark.parametrize(
        ("said", "counted"),
        [
            ("00:05:00", 30_000),
            ("PT5M", 30_000),
            ("00:00:00", 36_000),
            ("", 36_000),
            ("NaN:NaN:NaN", 36_000),
            ("00:06:30", 39_000),
            ("490000:00:00", 36_000),
        ],
    )
    def test_is_what_the_sco_says_unless_the_clock_denies_it(self, said, counted):
        assert session_time(said, measured=36_000) == counted


class TestPrerequisites:
    STATUSES = {"A": "passed", "B": "incomplete", "C": "completed", "D": "not attempted"}

    @pytest.mark.parametrize(
        ("script", "met"),
        [
            ("", True),
            ("A", True),
            ("B", False),
            ("A&C", True),
            ("A & B", False),
            ("A|B", True),
            ("B | D", False),
            ("~B", True),
            ("~~A", True),
            ("A&~C", False),
            ("B|A&C", True),
            ("(B|A)&D", False),
            ('B="incomplete"', True),
            ("B=i", True),
            ("A='passed'", True),
            ("A<>passed", False),
            ("D=not attempted", True),
            ('D<>"n"', False),
            ("{A,C}", True),
            ("{A,B}", False),
            ("2*{A,B,C}", True),
            ("3*{A,B,C}", False),
            ("2*{A&B, C, B=i}", True),
            ('"A" & C', True),
            ("0*{B}", True),
        ],
    )
    def test_are_judged_by_the_status_of_the_items(self, script, met):
        assert prerequisites_met(script, self.STATUSES) is met

    @pytest.mark.parametrize("script", ["Z", "~Z", "A&Z", "Z=passed", "2*{A,C,Z}", "{Z}"])
    def test_do_not_lock_on_an_item_that_does_not_exist(self, script):
        assert prerequisites_met(script, self.STATUSES)
        assert not prerequisites_met(f"B & ({script})", self.STATUSES)

    @pytest.mark.parametrize(
        "script",
        [
            "((", "A B", "&", "A&", "A=zorglub", "2*A", "{A", "{}", "~", "__import__('os')",
            '"A', "(" * 500 + "A" + ")" * 500, "A|" * 3_000,
        ],
        ids=lambda script: script[:16],
    )  # fmt: skip
    def test_that_cannot_be_read_lock_nobody_out(self, script):
        assert prerequisites_met(script, self.STATUSES)
        with pytest.raises(Unreadable):
            names_in(script)

    def test_name_their_items(self):
        assert names_in('A & (B_2 | ~C.3 = "passed") | 2*{D-4, E:5}') == {
            "A", "B_2", "C.3", "D-4", "E:5",
        }  # fmt: skip

    @given(st.text(alphabet="AB&|~=<>{}(),*2 \"'", max_size=40))
    @settings(derandomize=True, deadline=None)
    def test_of_any_kind_are_judged(self, script):
        assert prerequisites_met(script, self.STATUSES) in {True, False}
