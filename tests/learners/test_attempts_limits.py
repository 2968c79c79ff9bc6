"""What packages may fill, send wrong or never foresee, and what stands all the same."""

import json
import logging
import uuid

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learners.models import Attempt, Statement
from learners.runtime import receiving
from learners.runtime.tokens import runtime_token
from learners.services import attempt_interactions, attempt_states, attempt_values
from learners.services.attempt_commits import act_id, commit_item
from learners.services.attempt_states import StateRefused, save_state, states_of
from learners.services.attempt_xapi import record_xapi
from tests.clock import NOON
from tests.learners.acts import founder_on
from tests.learners.factories import AttemptFactory, package_module
from tests.media.factories import PackageVersionFactory, item, scorm_manifest

pytestmark = pytest.mark.django_db

STATUS = "cmi.core.lesson_status"
SESSION = uuid.UUID(int=1)


def began(kind="scorm", *items) -> Attempt:
    made = {"manifest": scorm_manifest(*items)} if items else {}
    version = PackageVersionFactory(kind=kind, **made)
    module = package_module(version.package)
    return AttemptFactory(enrolment=founder_on(module), module=module, version=version)


def commit(attempt, sequence, values, *, part="sco-1"):
    return commit_item(
        attempt=attempt,
        identifier=part,
        sequence=sequence,
        session=SESSION,
        values=values,
        final=True,
        at=NOON,
    )


def keep(attempt, data, *, sub, sequence=1):
    return save_state(
        attempt=attempt,
        data_type="state",
        sub_content_id=sub,
        data=data,
        sequence=sequence,
        at=NOON,
    )


def answered(sub, words="Combien ?"):
    return {
        "verb": {"id": "http://adlnet.gov/expapi/verbs/answered"},
        "object": {
            "id": f"https://palier.example/content?subContentId={sub}",
            "definition": {"interactionType": "choice", "description": {"fr": words}},
        },
        "context": {"contextActivities": {"parent": [{"id": "x"}]}},
        "result": {"response": "a"},
    }


def replay(client, attempt, *entries):
    client.force_login(attempt.enrolment.learner)
    place = [attempt.enrolment.uuid, attempt.module.slug, attempt.activity_id]
    body = json.dumps({"attempt": str(attempt.uuid), "entries": list(entries)})
    url = reverse("learners:package_replay", args=place)
    answer = client.post(url, body, content_type="application/json")
    return [each["status"] for each in answer.json()["results"]]


class TestValues:
    def test_make_room_by_letting_old_lists_go(self, monkeypatch):
        monkeypatch.setattr(attempt_values, "HEAVIEST_VALUES", 10_000)
        attempt = began()
        place = {STATUS: "incomplete", "cmi.core.lesson_location": "7"}
        for rank in range(4):
            said = {
                f"cmi.interactions.{rank}.id": f"q{rank}",
                f"cmi.interactions.{rank}.student_response": "é" * 2_000,
            }
            commit(attempt, rank + 1, said | (place if not rank else {}))

        values = attempt_values.own_values(attempt.items.get().values)
        assert sorted(name for name in values if name.endswith(".id")) == [
            "cmi.interactions.2.id",
            "cmi.interactions.3.id",
        ]
        assert {name: values[name] for name in place} == place


class TestQuestions:
    def test_of_a_sco_have_an_end(self, monkeypatch):
        monkeypatch.setattr(attempt_interactions, "MOST_QUESTIONS", 2)
        attempt = began()
        for sequence, names in enumerate(["ab", "cd", "a"], start=1):
            said = {f"cmi.interactions.{n}.id": name for n, name in enumerate(names)}
            commit(attempt, sequence, said | {"cmi.interactions.0.student_response": names})

        kept = attempt.interactions.order_by("key").values_list("key", "response")
        assert list(kept) == [("sco-1#a", "a"), ("sco-1#b", "")]

    def test_of_an_h5p_content_have_an_end(self, monkeypatch):
        monkeypatch.setattr(attempt_interactions, "MOST_QUESTIONS", 2)
        attempt = began("h5p")
        for sequence, sub in enumerate("abca", start=1):
            record_xapi(attempt=attempt, sequence=sequence, statement=answered(sub), at=NOON)

        kept = attempt.interactions.order_by("key").values_list("key", "tries")
        assert list(kept) == [("a", 2), ("b", 1)]

    @pytest.mark.parametrize("words", ["<a" * 60 + "b" * 1_200, "if a<b, " * 200], ids=range(2))
    def test_hold_as_many_signs_as_they_like(self, words):
        attempt = began("h5p")
        record_xapi(attempt=attempt, sequence=1, statement=answered("q", words), at=NOON)

        label = attempt.interactions.get().label
        assert "b" in label
        assert "<" not in label


class TestStates:
    def test_have_so_many_bytes_and_no_more(self, monkeypatch):
        monkeypatch.setattr(attempt_states, "HEAVIEST_STATES", 10)
        attempt = began("h5p")
        keep(attempt, "é" * 3, sub="a")
        keep(attempt, "x" * 4, sub="b")

        with pytest.raises(StateRefused):
            keep(attempt, "x" * 5, sub="b", sequence=2)
        keep(attempt, attempt_states.GONE, sub="a", sequence=2)
        keep(attempt, "x" * 10, sub="b", sequence=3)
        assert states_of(attempt) == {"b": {"state": "x" * 10}}


class TestWhole:
    def test_weighs_each_part_as_its_manifest_says(self):
        aside = {"weight": 0.0, "counts_for_completion": False, "counts_for_success": False}
        attempt = began("scorm", item("a", weight=3.0), item("b", weight=1.0), item("c", **aside))
        commit(attempt, 1, {STATUS: "passed", "cmi.core.score.raw": "100"}, part="a")
        commit(attempt, 1, {STATUS: "failed", "cmi.core.score.raw": "0"}, part="c")

        result = commit(attempt, 1, {STATUS: "passed", "cmi.core.score.raw": "0"}, part="b")

        assert (result.completion, result.success) == ("completed", "passed")
        assert result.score == 0.75


class TestUnforeseen:
    def test_refusals_are_told_and_not_a_fault(self):
        attempt = began()
        learner = attempt.enrolment.learner
        Statement.objects.create(
            id=act_id(attempt, "sco-1", 1),
            enrolment=attempt.enrolment,
            actor=learner,
            verb="initialized",
            module=attempt.module,
            result={},
            occurred_at=NOON,
            stored_at=NOON,
        )
        sent = {"item": "sco-1", "session": str(SESSION), "values": {STATUS: "completed"}}

        token = runtime_token(attempt, at=timezone.now())
        answer = Client().post(
            f"/r/{token}/commit",
            json.dumps(sent | {"sequence": 1, "final": True}),
            content_type="text/plain",
            headers={"host": f"{attempt.version.label}.{settings.CONTENT_HOST}"},
        )

        assert (answer.status_code, answer.json()["code"]) == (409, "refused")
        assert answer.json()["message"]

    def test_faults_hold_back_no_other_sending(self, client, monkeypatch, caplog):
        def fail(*_said):
            raise RuntimeError

        monkeypatch.setitem(receiving._RECEIVERS, "finished", fail)
        attempt = began("h5p")
        entries = [
            {"sequence": 1, "route": "finished", "body": ""},
            {
                "sequence": 2,
                "route": "xapi",
                "body": json.dumps({"sequence": 2, "statement": answered("q")}),
            },
        ]

        with caplog.at_level(logging.ERROR):
            assert replay(client, attempt, *entries) == [500, 200]
        assert attempt.interactions.get().key == "q"
        assert [record.name for record in caplog.records] == ["learners.runtime.replaying"]
