"""What players may ask of a content host: there are no roles there, a token or nothing."""

import logging
import uuid

import pytest
from django.core.signing import Signer
from django.utils import timezone

from learners.models import Attempt
from learners.runtime import views
from learners.runtime.launching import attempt_launch, preview_launch
from learners.runtime.tokens import (
    TokenRefused,
    preview_token,
    read_preview_token,
    read_runtime,
    read_runtime_token,
    runtime_token,
)
from learners.services.attempt_commits import commit_item
from media.origin import app_origin
from tests.clock import NOON
from tests.core.factories import UserFactory
from tests.learners.factories import AttemptFactory
from tests.learners.players import HOUR, SESSION, STATUS, began, commit, host, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def player():
    return send


class TestTokens:
    def test_open_their_attempt_for_two_hours(self):
        attempt = AttemptFactory()
        token = runtime_token(attempt, at=NOON)

        assert read_runtime_token(token, at=NOON + HOUR) == attempt.uuid
        assert read_runtime(token, at=NOON).label == attempt.version.label
        with pytest.raises(TokenRefused) as refusal:
            read_runtime_token(token, at=NOON + 2 * HOUR)
        assert refusal.value.reason == "expired"

    def test_are_good_for_nothing_else(self):
        attempt = AttemptFactory()
        preview = preview_token(attempt.version, UserFactory(), at=NOON)
        assert read_preview_token(preview, at=NOON) == attempt.version.uuid

        for token in (preview, Signer().sign("x"), "", "é\0", runtime_token(attempt, at=NOON)[1:]):
            with pytest.raises(TokenRefused) as refusal:
                read_runtime_token(token, at=NOON)
            assert refusal.value.reason == "forged"


class TestLaunch:
    def test_holds_what_she_left(self):
        attempt = began()
        commit_item(
            attempt=attempt,
            identifier="sco-1",
            sequence=70,
            session=uuid.UUID(SESSION),
            values={"cmi.suspend_data": "page=2", "cmi.core.session_time": "00:00:30"},
            final=True,
            at=timezone.now(),
        )
        launch = attempt_launch(attempt.uuid, token="t", review=False, at=NOON)

        learner = attempt.enrolment.learner
        item = launch.items["sco-1"]
        assert item.values == {
            "cmi.suspend_data": "page=2",
            "cmi.core.session_time": "00:00:30",
        }
        assert (item.centiseconds, item.finished) == (3000, True)
        assert launch.sequence == 70
        assert launch.learner_name == f"{learner.last_name}, {learner.first_name}".strip(", ")
        assert launch.commit_url == "/r/t/commit"
        assert launch.app_origin == app_origin()
        assert launch.assets.startswith("/c/")

    def test_has_nowhere_to_write_in_a_review_or_a_preview(self):
        attempt = began()
        review = attempt_launch(attempt.uuid, token="t", review=True, at=NOON)
        preview = preview_launch(attempt.version.uuid, language="fr", at=NOON)

        for launch in (review, preview):
            assert (launch.commit_url, launch.xapi_url, launch.state_url) == (None, None, None)


class TestContentHost:
    """There are no roles: a token, or nothing."""

    ROUTES = (
        ("commit", "scorm", commit()),
        ("xapi", "h5p", '{"sequence": 1, "statement": {"verb": {"id": "completed"}}}'),
        ("finished", "h5p", "score=1&maxScore=1"),
        ("state/state/0?sequence=1", "h5p", "data=1&preload=1"),
    )

    @pytest.mark.parametrize(("route", "kind", "body"), ROUTES, ids=[r[0] for r in ROUTES])
    def test_lets_in_by_the_token_alone(self, player, route, kind, body):
        attempt, other = began(kind), began(kind)
        old = runtime_token(attempt, at=timezone.now() - 3 * HOUR)
        review = runtime_token(attempt, at=timezone.now(), review=True)
        good = runtime_token(attempt, at=timezone.now())

        def status(**options):
            return player(attempt, body, route=route, **options).status_code

        assert status(token="x") == 403
        assert status(token=old) == 403
        assert status(token=review) == 409
        assert status(on=host(other)) == 404
        assert status(on="testserver") in {302, 404}
        assert not attempt.items.exists()
        assert status(token=good) == 200

    def test_says_and_logs_why_it_refuses_without_the_token(self, player, caplog):
        attempt = began()
        old = runtime_token(attempt, at=timezone.now() - 3 * HOUR)

        with caplog.at_level(logging.WARNING, "palier.content"):
            answer = player(attempt, commit(), token=old)

        assert answer.json()["code"] == "expired"
        assert [record.reason for record in caplog.records] == ["expired"]
        assert old not in caplog.text

    def test_writes_only_the_attempt_of_the_token(self, player):
        mine, hers = began(), began()
        player(mine, commit(attempt=str(hers.uuid), learner=hers.enrolment.learner.pk))

        assert mine.items.count() == 1
        assert not hers.items.exists()

    def test_shows_the_player_by_the_token_alone(self, client):
        attempt = began()
        old = runtime_token(attempt, at=timezone.now() - 3 * HOUR)
        gone = runtime_token(Attempt(version=attempt.version), at=timezone.now())
        preview = preview_token(attempt.version, UserFactory(), at=timezone.now())

        def status(path, on=None):
            return client.get(path, headers={"host": on or host(attempt)}).status_code

        assert status("/r/x/") == 403
        assert status(f"/r/{old}/") == 403
        assert status(f"/r/{gone}/") == 404
        assert status(f"/essai/{old}/") == 403
        assert status(f"/r/{preview}/") == 403
        assert status(f"/essai/{preview}/", on=host(began())) == 404
        assert status(f"/essai/{preview}/") == 200
        assert status(f"/r/{runtime_token(attempt, at=timezone.now())}/") == 200

    def test_gives_h5p_its_state(self, client, player):
        attempt = began("h5p")
        path = f"/r/{runtime_token(attempt, at=timezone.now())}/state/state/0"

        assert client.get(path, headers={"host": host(attempt)}).json()["data"] is False
        sent = player(attempt, "data=%7B%22a%22%3A1%7D", route="state/state/0?sequence=4")
        assert sent.json()["success"] is True
        assert client.get(path, headers={"host": host(attempt)}).json()["data"] == '{"a":1}'

    def test_brakes_what_runs_wild(self, player, monkeypatch):
        monkeypatch.setattr(views.PACE, "limit", 2)
        # One window, whatever the clock does meanwhile.
        monkeypatch.setattr(views.PACE, "seconds", 10**12)
        attempt, other = began(), began()
        statuses = [player(attempt, commit(sequence=n)).status_code for n in (1, 2, 3)]

        assert statuses == [200, 200, 429]
        assert player(other, commit()).status_code == 200


class TestCommitRoute:
    def test_says_what_became_of_it(self, player):
        attempt = began()
        assert player(attempt, commit(sequence=5)).json() == {
            "saved": True,
            "sequence": 5,
            "is_new": True,
            "outcome": {
                "completion": "incomplete",
                "success": "unknown",
                "score": None,
                "met": False,
            },
        }
        assert player(attempt, commit(sequence=5)).json()["is_new"] is False
        stale = player(attempt, commit(sequence=4))
        assert (stale.status_code, stale.json()["code"]) == (409, "stale")

    def test_keeps_the_good_values_and_names_the_others(self, player):
        attempt = began()
        answer = player(attempt, commit(values={STATUS: "hm", "cmi.suspend_data": "x"}))

        assert answer.status_code == 422
        assert answer.json()["codes"] == [{"code": "not-in-vocabulary", "element": STATUS}]
        assert answer.json()["message"]
        assert attempt.items.get().values["cmi.suspend_data"] == "x"

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ("", 400),
            ("{", 400),
            ("[]", 400),
            (b"\xff\xfe", 400),
            ("[" * 100_000, 400),
            ('{"sequence": NaN}', 400),
            (commit(sequence=0), 400),
            (commit(sequence="1"), 200),
            (commit(sequence=2**60), 400),
            (commit(sequence=True), 400),
            (commit(session="moi"), 400),
            (commit(values=[1]), 400),
            (commit(item=None), 400),
            (commit(item="\0\ud800"), 422),
            (commit(item="elsewhere"), 422),
            (commit(sequencing=[1]), 400),
            (commit(sequencing={"a\0": ["\0", 1.5, None]}, current="\0b" * 300), 200),
            (commit(values={"cmi.suspend_data": "x" * 1_100_000}), 413),
            (commit(values={"cmi.suspend_data": "é" * 60_000, "cmi.comments": "😀"}), 200),
            ("\ufeff" + commit(), 200),
        ],
        ids=range(20),
    )
    def test_never_crashes(self, player, body, status):
        answer = player(began(), body)

        assert answer.status_code == status
        if status != 200:
            assert answer.json()["message"]

    def test_keeps_nothing_on_a_path_on_hold_and_lets_it_wait(self, player):
        attempt = began()
        attempt.enrolment.stopped_at = NOON
        attempt.enrolment.save()

        answer = player(attempt, commit())

        assert (answer.status_code, answer.json()["code"]) == (423, "stopped")

    def test_answers_on_its_own_routes_alone(self, player):
        assert player(began("h5p"), commit()).status_code == 422
        assert player(began(), '{"sequence": 1, "statement": {}}', route="xapi").status_code == 422
        assert player(began(), "data=1", route="state/state/0?sequence=1").status_code == 422
