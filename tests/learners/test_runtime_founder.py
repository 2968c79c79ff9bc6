"""The founder's side of a package: her pages open it, and her device sends what waited."""

import json
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from learners.models import Attempt
from learners.runtime.tokens import read_runtime_token
from learners.services.attempt_commits import commit_item
from media.origin import app_origin
from tests.learners.acts import founder_on
from tests.learners.factories import AttemptFactory, EnrolmentFactory, package_module
from tests.learners.players import SESSION, STATUS, began, commit, host, send

pytestmark = pytest.mark.django_db


class TestFounder:
    def urls(self, attempt):
        place = [attempt.enrolment.uuid, attempt.module.slug, attempt.activity_id]
        names = ("open", "page", "token", "replay")
        return {name: reverse(f"learners:package_{name}", args=place) for name in names}

    def sign_in(self, client, attempt):
        client.force_login(attempt.enrolment.learner)
        return self.urls(attempt)

    def test_opens_the_player_and_takes_it_up_again(self, client):
        attempt = began()
        urls = self.sign_in(client, attempt)
        json_wanted = {"accept": "application/json"}

        first = client.post(urls["open"], headers=json_wanted).json()
        second = client.post(urls["open"], headers=json_wanted).json()

        assert (first["attempt"], first["mode"]) == (str(attempt.uuid), "normal")
        assert first["attempt"] == second["attempt"]
        scheme, _slashes, rest = first["url"].partition("://")
        assert rest.startswith(f"{host(attempt)}/r/")
        assert app_origin().startswith(scheme)

    def test_reads_a_finished_one_again_without_writing(self, client):
        attempt = began()
        Attempt.objects.update(ended_at=timezone.now(), completion="completed")
        urls = self.sign_in(client, attempt)

        opened = client.post(urls["open"], headers={"accept": "application/json"}).json()

        assert opened["mode"] == "review"
        token = opened["url"].rstrip("/").rpartition("/")[2]
        assert send(attempt, commit(), token=token).json()["code"] == "ended"

    def test_is_led_to_the_player_without_a_script(self, client):
        attempt = began()
        urls = self.sign_in(client, attempt)

        page = client.post(urls["open"], follow=True)

        assert page.redirect_chain == [(urls["page"], 302)]
        assert f"{host(attempt)}/r/" in page.content.decode()

    def test_is_told_why_it_does_not_open(self, client):
        attempt = began(attempts=1, review=False)
        Attempt.objects.update(ended_at=timezone.now())
        urls = self.sign_in(client, attempt)

        answer = client.post(urls["open"], headers={"accept": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (409, "exhausted")
        page = client.post(urls["open"], follow=True)
        assert answer.json()["message"] in page.context["messages"]._loaded_data[0].message

    def test_renews_the_token_of_her_own_attempts_alone(self, client):
        attempt, hers = began(), began()
        urls = self.sign_in(client, attempt)

        token = client.post(urls["token"], {"attempt": attempt.uuid}).json()["token"]

        assert read_runtime_token(token, at=timezone.now()) == attempt.uuid
        for sought in (hers.uuid, "", "x"):
            assert client.post(urls["token"], {"attempt": sought}).status_code == 404

    def replay(self, client, url, attempt, *entries):
        body = {"attempt": str(attempt.uuid), "entries": list(entries)}
        return client.post(url, json.dumps(body), content_type="application/json")

    def test_gives_back_what_her_device_kept_in_order(self, client):
        attempt = began()
        urls = self.sign_in(client, attempt)

        answer = self.replay(
            client,
            urls["replay"],
            attempt,
            {
                "sequence": 9,
                "route": "commit",
                "body": commit(sequence=9, values={STATUS: "completed"}),
            },
            {"sequence": 8, "route": "commit", "body": commit(sequence=8)},
            {"sequence": 10, "route": "commit", "body": "{"},
            {"sequence": 11, "route": "../../", "body": ""},
        )

        results = answer.json()["results"]
        assert [(each["sequence"], each["status"]) for each in results] == [
            (8, 200),
            (9, 200),
            (10, 400),
            (11, 400),
        ]
        assert attempt.items.get().completion == "completed"

    def test_gives_back_states_and_statements(self, client):
        attempt = began("h5p")
        urls = self.sign_in(client, attempt)
        statement = {"verb": {"id": "completed"}, "result": {}}

        answer = self.replay(
            client,
            urls["replay"],
            attempt,
            {"sequence": 1, "route": "state/state/0?sequence=1", "body": "data=x"},
            {
                "sequence": 2,
                "route": "xapi",
                "body": json.dumps({"sequence": 2, "statement": statement}),
            },
        )

        assert [each["status"] for each in answer.json()["results"]] == [200, 200]
        assert attempt.states.get().data == "x"

    def test_never_writes_for_somebody_else(self, client):
        attempt, hers = began(), began()
        urls = self.sign_in(client, attempt)
        entry = {"sequence": 1, "route": "commit", "body": commit()}

        assert self.replay(client, urls["replay"], hers, entry).status_code == 404
        assert self.replay(client, self.urls(hers)["replay"], hers, entry).status_code == 404
        client.force_login(EnrolmentFactory(cohort=attempt.enrolment.cohort).learner)
        assert self.replay(client, urls["replay"], attempt, entry).status_code == 404
        assert not hers.items.exists()
        assert not attempt.items.exists()

    @pytest.mark.parametrize(
        "body",
        [
            "",
            "[]",
            "{}",
            '{"attempt": "x", "entries": []}',
            '{"entries": [1]}',
            '{"entries": [{}]}',
        ],
    )
    def test_is_told_when_it_means_nothing(self, client, body):
        urls = self.sign_in(client, began())

        answer = client.post(urls["replay"], body, content_type="application/json")

        assert (answer.status_code, answer.json()["code"]) == (400, "garbled")

    def test_takes_up_no_earlier_result_as_if_she_had_written_it(self, client):
        attempt = began(keeps="last")
        urls = self.sign_in(client, attempt)
        for sequence, status in enumerate(["failed", "passed"], start=1):
            commit_item(
                attempt=attempt,
                identifier="sco-1",
                sequence=sequence,
                session=uuid.UUID(SESSION),
                values={STATUS: status},
                final=True,
                at=timezone.now(),
            )
        act = attempt.enrolment.statements.filter(verb="answered").earliest("stored_at")
        place = urls["open"].removesuffix("ouvrir/")

        assert client.post(f"{place}versions/{act.pk}/reprendre/").status_code == 404
        assert client.post(place, {"statement_id": uuid.uuid4()}).status_code == 422
        assert attempt.enrolment.answers.get().value["success"] == "passed"

    def test_finds_no_player_where_there_is_no_package(self, client):
        module = package_module()
        attempt = AttemptFactory(
            enrolment=founder_on(module), module=module, activity_id=uuid.uuid4()
        )
        urls = self.sign_in(client, attempt)

        assert client.get(urls["page"]).status_code == 404
        assert client.post(urls["open"]).status_code == 404
