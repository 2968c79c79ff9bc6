"""What a player commits: each value is judged by itself, and refusing one loses no other."""

import json
import math

import pytest
from hypothesis import given, settings, strategies as st

from media.scorm import CODES, MODELS, Version, check_commit, find_element, flatten
from media.scorm.cmi import MAX_INDEX, MAX_PROBLEMS, MAX_VALUE_BYTES

STATUS = "cmi.core.lesson_status"
RAW = "cmi.core.score.raw"


def one(version: Version, name: str, value) -> tuple[str | None, list[str]]:
    """Return what is stored of a value among others, and the codes of what was wrong."""
    other = "cmi.suspend_data"
    checked = check_commit(version, {other: "page=3", name: value})

    assert checked.values[other] == "page=3"
    assert {problem.code for problem in checked.problems} <= CODES.keys()
    return checked.values.get(name), [problem.code for problem in checked.problems]


class TestScore:
    @pytest.mark.parametrize(
        ("said", "stored", "code"),
        [
            ("80", "80", None),
            ("87.5", "87.5", None),
            ("87,5", "87.5", "decimal-comma"),
            ("87,5 %", "87.5", "decimal-comma"),
            (" 80 ", "80", None),
            ("+80", "80", None),
            ("8e1", "80", None),
            (".5", "0.5", None),
            ("0", "0", None),
            ("-0", "-0", None),
            ("", "", None),
            (80, "80", None),
            (80.0, "80", None),
            ("100", "100", None),
            ("100.01", None, "out-of-range"),
            ("-1", None, "out-of-range"),
            ("1e999999999", None, "out-of-range"),
            ("NaN", None, "not-a-number"),
            ("Infinity", None, "not-a-number"),
            ("undefined", None, "not-a-number"),
            ("1_0", None, "not-a-number"),
            ("٣", None, "not-a-number"),
            ("1" * 5000, None, "not-a-number"),
            (math.inf, None, "not-a-number"),
            (10**400, None, "out-of-range"),
            (["80"], None, "not-text"),
            ({"a": 1}, None, "not-text"),
            (None, None, None),
        ],
        ids=lambda value: repr(value)[:24],
    )
    def test_of_1_2_is_from_0_to_100(self, said, stored, code):
        assert one("1.2", RAW, said) == (stored, [code] if code else [])

    @pytest.mark.parametrize(
        ("name", "said", "stored"),
        [
            ("cmi.score.scaled", "-1", "-1"),
            ("cmi.score.scaled", "1.0", "1.0"),
            ("cmi.score.scaled", "1.01", None),
            ("cmi.score.raw", "-250.5", "-250.5"),
            ("cmi.score.max", "1e20", "1" + "0" * 20),
            ("cmi.score.max", "1e21", None),
            ("cmi.score.max", "1e-50", "0"),
            ("cmi.score.max", "-1.23456789012e2", "-123.456789012"),
            ("cmi.progress_measure", "0,5", "0.5"),
            ("cmi.progress_measure", "-0.1", None),
            ("cmi.objectives.0.score.scaled", "2", None),
            ("cmi.learner_preference.audio_level", "-1", None),
        ],
    )
    def test_of_2004_has_ranges_of_its_own(self, name, said, stored):
        assert one("2004", name, said)[0] == stored


class TestStatus:
    @pytest.mark.parametrize(
        ("version", "name", "said", "stored", "code"),
        [
            ("1.2", STATUS, "passed", "passed", None),
            ("1.2", STATUS, "not attempted", "not attempted", None),
            ("1.2", STATUS, "Completed ", "completed", "odd-word"),
            ("1.2", STATUS, "complete", "completed", "odd-word"),
            ("1.2", STATUS, "unknown", None, "not-in-vocabulary"),
            ("1.2", STATUS, "", "", None),
            ("1.2", "cmi.core.exit", "suspend", "suspend", None),
            ("1.2", "cmi.core.exit", "normal", None, "not-in-vocabulary"),
            ("2004", "cmi.completion_status", "unknown", "unknown", None),
            ("2004", "cmi.completion_status", "passed", None, "not-in-vocabulary"),
            ("2004", "cmi.success_status", "PASSED", "passed", "odd-word"),
            ("2004", "cmi.exit", "normal", "normal", None),
            ("2004", "adl.nav.request", "{target=I2}choice", "{target=I2}choice", None),
            ("2004", "adl.nav.request", "_none_", "_none_", None),
            ("2004", "adl.nav.request", "javascript:x", None, "not-in-vocabulary"),
            ("1.2", "nav.event", "continue", "continue", None),
        ],
    )
    def test_is_of_its_vocabulary(self, version, name, said, stored, code):
        assert one(version, name, said) == (stored, [code] if code else [])


class TestTime:
    @pytest.mark.parametrize(
        ("version", "name", "said", "stored", "code"),
        [
            ("1.2", "cmi.core.session_time", "00:00:00", "00:00:00", None),
            ("1.2", "cmi.core.session_time", "0012:05:03.25", "0012:05:03.25", None),
            ("1.2", "cmi.core.session_time", "0:5:3", "0000:05:03.00", "odd-time"),
            ("1.2", "cmi.core.session_time", "PT5M", "0000:05:00.00", "odd-time"),
            ("1.2", "cmi.core.session_time", "NaN:NaN:NaN", None, "not-a-time"),
            ("1.2", "cmi.core.session_time", "-00:00:05", None, "not-a-time"),
            ("2004", "cmi.session_time", "PT1H2M3.04S", "PT1H2M3.04S", None),
            ("2004", "cmi.session_time", "00:05:00", "PT5M", "odd-time"),
            ("2004", "cmi.session_time", "PT5,5S", "PT5.5S", "odd-time"),
            ("2004", "cmi.session_time", "soon", None, "not-a-time"),
            ("2004", "cmi.interactions.0.latency", "soon", "soon", "not-a-time"),
            ("1.2", "cmi.interactions.0.time", "14:05:03", "14:05:03", None),
            ("1.2", "cmi.interactions.0.time", "2 PM", "2 PM", "odd-moment"),
            ("2004", "cmi.interactions.0.timestamp", "2026-01-02T03:04:05.12+01:00",
             "2026-01-02T03:04:05.12+01:00", None),
            ("2004", "cmi.interactions.0.timestamp", "hier", "hier", "odd-moment"),
        ],
    )  # fmt: skip
    def test_is_understood_or_refused(self, version, name, said, stored, code):
        assert one(version, name, said) == (stored, [code] if code else [])


class TestText:
    @pytest.mark.parametrize("version", ["1.2", "2004"])
    @pytest.mark.parametrize(
        ("said", "stored", "codes"),
        [
            ("a\0b", "ab", ["nul-removed"]),
            ("été 😀 \"quoted\" 'so'\n\r\t\u2028", "été 😀 \"quoted\" 'so'\n\r\t\u2028", []),
            ("\ud83d\ude00", "😀", ["broken-characters"]),
            ("half \ud83d", "half \ufffd", ["broken-characters"]),
            ("x" * 4_000, "x" * 4_000, []),
            ("x" * 80_000, "x" * 80_000, ["over-spm"]),
            ("é" * (MAX_VALUE_BYTES // 2), "é" * (MAX_VALUE_BYTES // 2), ["over-spm"]),
            ("x" * (MAX_VALUE_BYTES + 1), None, ["over-spm", "too-long"]),
            (True, "true", []),
        ],
        ids=[
            "nul", "emoji", "halves", "half", "short", "80k", "megabyte", "too long", "truth",
        ],
    )  # fmt: skip
    def test_is_stored_whole_or_not_at_all(self, version, said, stored, codes):
        checked = check_commit(version, {"cmi.suspend_data": said})

        assert checked.values.get("cmi.suspend_data") == stored
        assert [problem.code for problem in checked.problems] == codes
        assert checked.is_clean == (stored is not None)

    def test_of_a_commit_has_an_end(self):
        values = {f"cmi.objectives.{number}.description": "x" * 900_000 for number in range(6)}
        checked = check_commit("2004", {**values, "cmi.location": "3"})

        assert len(checked.values) == 5
        assert checked.values["cmi.location"] == "3"

    @given(st.dictionaries(st.text(max_size=30), st.text(max_size=30), max_size=5), st.text())
    @settings(derandomize=True, deadline=None, max_examples=60)
    def test_of_any_kind_can_be_stored(self, values, text):
        names = ["cmi.suspend_data", RAW, STATUS, "cmi.core.session_time"]
        checked = check_commit("1.2", {**values, **dict.fromkeys(names, text)})

        stored = json.dumps(checked.values, ensure_ascii=False).encode()
        assert b"\\u0000" not in stored


class TestInteraction:
    @pytest.mark.parametrize("version", ["1.2", "2004"])
    @pytest.mark.parametrize(
        ("name", "said", "code"),
        [
            ("id", "Question 1 / idée", "odd-identifier"),
            ("id", "q" * 300, "odd-identifier"),
            ("id", "Q1", None),
            ("correct_responses.0.pattern", "a[,]b", None),
            ("correct_responses.12.pattern", "r" * 3_000, "over-spm?"),
            ("objectives.3.id", "O1", None),
            ("type", "essay", "not-in-vocabulary"),
            ("type", "true-false", None),
            ("result", "correct", None),
            ("result", "0.75", None),
            ("result", "à moitié", "not-in-vocabulary"),
            ("weighting", "lourd", "not-a-number"),
        ],
        ids=lambda value: str(value)[:20],
    )
    def test_is_kept_whatever_is_odd(self, version, name, said, code):
        stored, codes = one(version, f"cmi.interactions.7.{name}", said)

        assert stored == said
        assert set(codes) <= ({code, "over-spm"} if code else set())
        assert code in {None, "over-spm?"} or code in codes

    @pytest.mark.parametrize(
        ("version", "said", "stored"),
        [("1.2", "incorrect", "wrong"), ("2004", "wrong", "incorrect")],
    )
    def test_speaks_the_words_of_its_version(self, version, said, stored):
        assert one(version, "cmi.interactions.0.result", said) == (stored, ["odd-word"])

    @pytest.mark.parametrize(("version", "field"), [("1.2", "student"), ("2004", "learner")])
    def test_keeps_long_answers(self, version, field):
        name = f"cmi.interactions.0.{field}_response"

        assert one(version, name, "x" * 5_000) == ("x" * 5_000, ["over-spm"])


class TestElement:
    @pytest.mark.parametrize(
        ("version", "name"),
        [
            ("1.2", "cmi.completion_status"),
            ("2004", STATUS),
            ("1.2", "cmi.core.zorglub"),
            ("1.2", "cmi.interactions.0.learner_response"),
            ("1.2", "cmi.interactions.n.id"),
            ("1.2", "cmi.interactions.-1.id"),
            ("1.2", "cmi.interactions.01.id"),
            ("1.2", "cmi.objectives.0"),
            ("1.2", "__proto__"),
            ("1.2", "\0\ud800"),
            ("1.2", ""),
        ],
    )
    def test_that_is_not_there_is_said(self, version, name):
        checked = check_commit(version, {name: "1", "cmi.suspend_data": "x"})

        assert checked.values == {"cmi.suspend_data": "x"}
        (problem,) = checked.problems
        assert problem.code == "unknown-element"
        assert problem.element.isascii()
        assert not checked.is_clean

    @pytest.mark.parametrize(
        ("version", "name"),
        [
            ("1.2", "cmi.core.student_id"),
            ("1.2", "cmi.core.total_time"),
            ("1.2", "cmi.core._children"),
            ("1.2", "cmi.interactions._count"),
            ("2004", "cmi.learner_id"),
            ("2004", "cmi._version"),
            ("2004", "adl.nav.request_valid.continue"),
            ("2004", "cmi.comments_from_lms.0.comment"),
        ],
    )
    def test_that_is_read_only_is_left_out(self, version, name):
        assert one(version, name, "999") == (None, [])

    def test_has_an_index_within_reason(self):
        name = "cmi.interactions.{}.id"

        assert one("1.2", name.format(MAX_INDEX), "a")[0] == "a"
        assert one("1.2", name.format(MAX_INDEX + 1), "a") == (None, ["index-too-high"])

    def test_is_found_by_its_index(self):
        element = find_element("2004", "cmi.interactions.12.objectives.3.id")

        assert element is MODELS["2004"]["cmi.interactions.n.objectives.n.id"]
        assert (element.kind, element.spm) == ("identifier", 4000)

    def test_says_how_much_must_be_stored(self):
        assert MODELS["1.2"]["cmi.suspend_data"].spm == 4096
        assert MODELS["2004"]["cmi.suspend_data"].spm == 64_000


class TestCommit:
    def test_that_is_wrong_everywhere_says_so_in_a_few_words(self):
        checked = check_commit("1.2", {f"x{number}": "1" for number in range(1_000)})

        assert len(checked.problems) == MAX_PROBLEMS + 1
        assert checked.problems[-1].code == "more-problems"

    def test_that_is_nested_is_made_flat(self):
        tree = {
            "cmi": {
                "core": {"score": {"raw": 80, "_children": "raw,min,max"}},
                "objectives": {"0": {"id": "O1"}, "_count": 1},
                "interactions": [{"id": "Q1", "correct_responses": [{"pattern": "a"}]}],
                "comments_from_lms": {},
            },
        }

        assert check_commit("1.2", flatten(tree)).values == {
            "cmi.core.score.raw": "80",
            "cmi.objectives.0.id": "O1",
            "cmi.interactions.0.id": "Q1",
            "cmi.interactions.0.correct_responses.0.pattern": "a",
        }

    def test_that_is_flat_stays_so(self):
        assert flatten({RAW: "80"}) == {RAW: "80"}

    def test_that_is_nested_without_end_is_left_out(self):
        tree = leaf = {}
        for _ in range(5_000):
            leaf["a"] = leaf = {}
        leaf["a"] = "x"

        assert flatten({"cmi": tree, RAW: "1"}) == {RAW: "1"}
