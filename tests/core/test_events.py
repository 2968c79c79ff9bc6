import threading
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.urls import reverse
from django.utils import timezone

from core import events
from core.events import Event, deliver_due, publish, revive_dead_letters, subscribe
from core.models import OutboxEvent, User
from core.models.outbox import MAX_ATTEMPTS
from tests.clock import NOON
from tests.core.factories import UserFactory

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class BellRang(Event):
    """A fact of these tests."""

    bell_id: int


@pytest.fixture(autouse=True)
def subscriptions(monkeypatch):
    """What a test subscribes is forgotten after it."""
    monkeypatch.setattr(events, "_subscriptions", {})


@pytest.fixture
def heard():
    found = []

    @subscribe(BellRang)
    def hear(event):
        found.append(event.bell_id)

    return found


def ring(bell_id=1):
    with transaction.atomic():
        publish(BellRang(bell_id=bell_id))
    return OutboxEvent.objects.get(payload={"bell_id": bell_id})


def leave_waiting(count):
    """Facts whose wake-up was lost."""
    OutboxEvent.objects.bulk_create(
        OutboxEvent(name="BellRang", payload={"bell_id": number}, occurred_at=NOON, due_at=NOON)
        for number in range(count)
    )


def soon(**delay):
    return timezone.now() + timedelta(**delay)


class TestPublish:
    @pytest.mark.django_db(transaction=True)
    def test_refuses_to_report_what_is_not_in_a_transaction(self):
        with pytest.raises(RuntimeError, match="BellRang"):
            publish(BellRang(bell_id=1))

    def test_leaves_nothing_of_what_was_rolled_back(self):
        with transaction.atomic():
            publish(BellRang(bell_id=1))
            transaction.set_rollback(True)

        assert not OutboxEvent.objects.exists()

    def test_wakes_the_relay_once_for_many_facts(
        self, monkeypatch, django_capture_on_commit_callbacks
    ):
        woken = []
        monkeypatch.setattr(events, "_wakers", [lambda: woken.append(1)])

        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            for bell_id in range(3):
                publish(BellRang(bell_id=bell_id))

        assert woken == [1]

    @pytest.mark.django_db(transaction=True)
    def test_survives_a_waker_that_fails(self, monkeypatch):
        def fail():
            raise OSError

        monkeypatch.setattr(events, "_wakers", [fail])

        ring()

        assert OutboxEvent.objects.waiting().count() == 1


class TestDeliverDue:
    def test_hands_a_fact_to_its_handlers_once(self, heard):
        ring()

        assert deliver_due(at=soon()) == 1
        assert deliver_due(at=soon(days=1)) == 0
        assert heard == [1]

    def test_delivers_a_fact_that_nobody_awaits(self):
        ring()

        deliver_due(at=soon())

        assert OutboxEvent.objects.get().delivered_at is not None

    def test_does_not_let_one_handler_s_failure_be_the_next_one_s(self):
        heard = []

        @subscribe(BellRang)
        def fail(event):
            raise ValueError(event.bell_id)

        @subscribe(BellRang)
        def hear(event):
            heard.append(event.bell_id)

        row = ring()

        deliver_due(at=soon())
        row.refresh_from_db()
        assert heard == [1]
        assert row.delivered_at is None
        assert "ValueError" in row.last_error

    def test_tries_again_only_the_handler_that_failed(self):
        heard, failures = [], [1]

        @subscribe(BellRang)
        def fail_once(event):
            if failures:
                failures.pop()
                raise ValueError

        @subscribe(BellRang)
        def hear(event):
            heard.append(event.bell_id)

        row = ring()
        deliver_due(at=soon())

        deliver_due(at=soon(minutes=1))

        row.refresh_from_db()
        assert heard == [1]
        assert row.delivered_at is not None
        assert row.last_error == ""

    def test_undoes_what_a_failing_handler_wrote(self):
        @subscribe(BellRang)
        def fail_late(event):
            UserFactory(first_name="Personne")
            raise ValueError

        ring()
        deliver_due(at=soon())

        assert not User.objects.filter(first_name="Personne").exists()

    def test_waits_twice_as_long_after_each_failure(self):
        @subscribe(BellRang)
        def fail(event):
            raise ValueError

        row, at, waits = ring(), soon(), []
        for _ in range(4):
            deliver_due(at=at)
            row.refresh_from_db()
            waits.append(round((row.due_at - at).total_seconds()))
            at = row.due_at

        assert waits == [15, 30, 60, 120]

    def test_gives_up_visibly_after_the_last_try(self):
        @subscribe(BellRang)
        def fail(event):
            raise ValueError("écrit à awa@exemple.fr")

        row, at = ring(), soon()
        for _ in range(MAX_ATTEMPTS):
            deliver_due(at=at)
            at += timedelta(days=1)

        row.refresh_from_db()
        assert list(OutboxEvent.objects.dead()) == [row]
        assert deliver_due(at=at) == 0
        assert "awa@" not in row.last_error

    def test_keeps_a_fact_that_no_code_knows_any_more(self):
        OutboxEvent.objects.create(name="Gone", payload={}, occurred_at=NOON, due_at=NOON)

        deliver_due(at=soon())

        assert OutboxEvent.objects.get().last_error == "unknown fact Gone"

    def test_goes_on_after_a_fact_whose_fields_changed(self, heard):
        OutboxEvent.objects.create(
            name="BellRang", payload={"old": 1}, occurred_at=NOON, due_at=NOON
        )
        ring(bell_id=2)

        deliver_due(at=soon())

        assert heard == [2]

    def test_takes_over_from_a_worker_that_died(self, heard, settings):
        row = ring()
        row.lease(soon())  # and nothing more: the worker was killed

        assert deliver_due(at=soon()) == 0
        assert deliver_due(at=soon(seconds=settings.OUTBOX_LEASE_SECONDS + 1)) == 1
        assert heard == [1]

    def test_gives_up_a_fact_that_kills_every_worker(self, heard):
        row, at = ring(), soon()
        for _ in range(MAX_ATTEMPTS):
            row.lease(at)
            at = row.due_at

        deliver_due(at=at)

        row.refresh_from_db()
        assert heard == []
        assert list(OutboxEvent.objects.dead()) == [row]

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks are PostgreSQL's")
    @pytest.mark.django_db(transaction=True)
    def test_lets_two_relays_share_the_work(self):
        first_took_one, second_is_done = threading.Event(), threading.Event()
        heard = []

        @subscribe(BellRang)
        def hear(event):
            heard.append((threading.current_thread().name, event.bell_id))

        leave_waiting(6)

        def hold_one_row():
            with transaction.atomic():
                events._lease_one(soon())
                first_took_one.set()
                second_is_done.wait(timeout=10)
            connections.close_all()

        def relay():
            first_took_one.wait(timeout=10)
            deliver_due(at=soon())
            second_is_done.set()
            connections.close_all()

        threads = [
            threading.Thread(target=hold_one_row, name="first"),
            threading.Thread(target=relay, name="second"),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=20)

        # The second neither waited for the row that the first holds nor took it.
        assert len(heard) == len({bell for _name, bell in heard}) == 5

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks are PostgreSQL's")
    @pytest.mark.django_db(transaction=True)
    def test_handles_each_fact_once_under_two_relays(self):
        together = threading.Barrier(2)
        heard = []

        @subscribe(BellRang)
        def hear(event):
            heard.append(event.bell_id)

        leave_waiting(30)

        def relay():
            together.wait(timeout=10)
            deliver_due(at=soon())
            connections.close_all()

        threads = [threading.Thread(target=relay) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=20)

        assert sorted(heard) == list(range(30))


class TestDeadLetters:
    @pytest.fixture
    def dead(self):
        return OutboxEvent.objects.create(
            name="BellRang",
            payload={"bell_id": 7},
            occurred_at=NOON,
            due_at=NOON,
            attempts=MAX_ATTEMPTS,
            dead_at=NOON,
            last_error="tests.hear: ValueError",
        )

    def test_are_delivered_once_revived(self, dead, heard):
        revive_dead_letters(at=NOON)

        deliver_due(at=soon())

        assert heard == [7]

    def test_are_listed_by_the_command(self, dead, capsys):
        call_command("outbox")

        printed = capsys.readouterr().out
        assert "waiting 0" in printed
        assert "BellRang: tests.hear: ValueError" in printed

    def test_are_revived_by_the_command(self, dead, capsys):
        call_command("outbox", "--revive")

        assert "revived 1\nwaiting 1" in capsys.readouterr().out

    def test_are_shown_to_administrators(self, dead, client):
        client.force_login(UserFactory(is_staff=True, is_superuser=True))

        page = client.get(reverse("core:outbox")).content.decode()
        client.post(reverse("core:outbox_revive"))

        dead.refresh_from_db()
        assert "tests.hear: ValueError" in page
        assert (dead.dead_at, dead.attempts) == (None, 0)

    @pytest.mark.parametrize("name", ["core:outbox", "core:outbox_revive"])
    def test_are_no_business_of_others(self, dead, client, name):
        client.force_login(UserFactory(is_staff=True))

        assert client.post(reverse(name)).status_code in {404, 405}
        assert client.get(reverse(name)).status_code in {404, 405}
        dead.refresh_from_db()
        assert dead.dead_at is not None
