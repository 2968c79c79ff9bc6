"""Two tabs, two devices, at once: one attempt, nothing lost. Rows are locked on PostgreSQL."""

import threading
import uuid

import pytest
from django.db import connection, connections

from courses.activities import find_activity
from learners.models import Attempt, Enrolment, Statement, Verb
from learners.services import attempt_commits
from learners.services.attempt_commits import commit_item
from learners.services.attempt_xapi import record_xapi
from learners.services.attempts import open_attempt
from learners.services.rebuild import rebuild_enrolment
from tests.clock import NOON
from tests.learners.acts import founder_on
from tests.learners.factories import AttemptFactory, package_activity, package_module
from tests.media.factories import PackageVersionFactory, item, scorm_manifest

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time"),
]

STATUS, SCORE = "cmi.core.lesson_status", "cmi.core.score.raw"


def at_once(*acts):
    """Run `acts` together; return what each gave, in order."""
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(rank, act):
        barrier.wait()
        try:
            results[rank] = act()
        except Exception as error:  # noqa: BLE001 - shown by the assertion
            results[rank] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def play(kind="scorm", *items):
    manifest = {} if kind == "h5p" else {"manifest": scorm_manifest(*items)}
    version = PackageVersionFactory(kind=kind, **manifest)
    module = package_module(version.package)
    return AttemptFactory(enrolment=founder_on(module), module=module, version=version)


def sending(attempt, sequence, values, *, part="sco-1", final=False):
    return lambda: commit_item(
        attempt=attempt.uuid,
        identifier=part,
        sequence=sequence,
        session=uuid.UUID(int=1),
        values=values,
        final=final,
        at=NOON,
    )


@pytest.fixture
def meeting(monkeypatch):
    """Make two commits meet after each has read the row, which is where they could be lost."""
    barrier = threading.Barrier(2)
    found = attempt_commits.find_row
    seen = threading.local()

    def read_and_wait(*arguments):
        row = found(*arguments)
        if not getattr(seen, "met", False):
            seen.met = True
            barrier.wait(timeout=30)
        return row

    monkeypatch.setattr(attempt_commits, "find_row", read_and_wait)


class TestOpening:
    def test_two_tabs_are_one_attempt(self):
        version = PackageVersionFactory()
        module = package_module(version.package)
        enrolment = founder_on(module)
        activity = find_activity(module, package_activity(module))

        def opening():
            return open_attempt(
                enrolment=Enrolment.objects.get(pk=enrolment.pk),
                module=module,
                activity=activity,
                actor=enrolment.learner,
                at=NOON,
            )

        results = at_once(*[opening] * 4)

        assert {attempt.uuid for attempt in results} == {Attempt.objects.get().uuid}
        assert Statement.objects.get().verb == Verb.ATTEMPTED


@pytest.mark.usefixtures("meeting")
class TestCommits:
    def test_at_once_leave_the_later_one(self):
        attempt = play()
        later, earlier = at_once(
            sending(attempt, 9, {"cmi.suspend_data": "later"}),
            sending(attempt, 8, {"cmi.suspend_data": "earlier"}),
        )

        assert later.is_new
        assert earlier.is_new or earlier.is_stale
        row = attempt.items.get()
        assert (row.sequence, row.values["cmi.suspend_data"]) == (9, "later")

    def test_sent_twice_at_once_count_once(self):
        attempt = play()
        same = sending(attempt, 9, {STATUS: "completed"}, final=True)

        assert sorted(result.is_new for result in at_once(same, same)) == [False, True]
        assert Statement.objects.filter(verb=Verb.ANSWERED).count() == 1

    def test_against_the_last_word_keep_it(self):
        attempt = play()
        at_once(
            sending(attempt, 8, {STATUS: "incomplete"}),
            sending(attempt, 9, {STATUS: "passed", SCORE: "80"}, final=True),
        )

        attempt.refresh_from_db()
        assert (attempt.completion, attempt.success) == ("completed", "passed")
        assert attempt.ended_at == NOON
        value = attempt.enrolment.answers.get().value
        assert (value["met"], value["score"]) == (True, 0.8)

    def test_of_two_parts_end_the_package_together(self):
        attempt = play("scorm", item("a"), item("b"))
        results = at_once(
            sending(attempt, 1, {STATUS: "passed", SCORE: "100"}, part="a", final=True),
            sending(attempt, 1, {STATUS: "passed", SCORE: "50"}, part="b", final=True),
        )

        assert all(result.is_new for result in results)
        attempt.refresh_from_db()
        assert (attempt.completion, attempt.score_scaled) == ("completed", 0.75)
        assert attempt.enrolment.module_progress.get().completed_by == "work"
        assert rebuild_enrolment(enrolment=attempt.enrolment, dry_run=True).where == []


class TestXapi:
    def test_statements_of_a_closing_page_all_count_once(self):
        attempt = play("h5p")

        def telling(sequence, sub=None):
            statement = {
                "verb": {"id": "http://adlnet.gov/expapi/verbs/answered"},
                "object": {
                    "id": f"https://x/?subContentId={sub}" if sub else "https://x/",
                    "definition": {"interactionType": "choice"},
                },
                "result": {"response": "0", "score": {"raw": 1, "max": 1, "scaled": 1}},
            }
            if sub:
                statement["context"] = {"contextActivities": {"parent": [{"id": "https://x/"}]}}
            return lambda: record_xapi(
                attempt=attempt.uuid, sequence=sequence, statement=statement, at=NOON
            )

        acts = [telling(1, "a"), telling(2, "b"), telling(2, "b"), telling(3)]
        results = at_once(*acts)

        assert sorted(result.is_new for result in results) == [False, True, True, True]
        assert attempt.interactions.count() == 3
        assert set(attempt.interactions.values_list("tries", flat=True)) == {1}
        attempt.refresh_from_db()
        assert (attempt.completion, attempt.score_scaled) == ("completed", 1)
