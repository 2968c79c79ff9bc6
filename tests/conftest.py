"""Fixtures that every test may use."""

import os
import re
from datetime import datetime
from pathlib import Path

import factory
import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from core.events import deliver_due
from core.models import OutboxEvent, OutgoingMessage
from tests import database, templates

templates.fail_on_undefined_variables()


@pytest.fixture(scope="session")
def django_db_keepdb():
    """A migrated SQLite copy is kept rather than made again; its folder goes with the process."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    test = connection.settings_dict["TEST"]
    if connection.vendor == "sqlite":
        database.copy_sqlite(Path(test["NAME"]))
    else:
        test["TEMPLATE"] = database.prepare_postgresql_template(os.environ["DATABASE_URL"])
        test["NAME"] = f"{test['NAME'] or 'test_palier'}_{os.getpid()}"


def pytest_collection_modifyitems(items):
    """Give tests that commit for real the rows of the migrations back (root page, site, locale)."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        options = dict(mark.kwargs) if mark else {}
        if options.get("transaction") or {"transactional_db", "live_server"} & {
            *getattr(item, "fixturenames", [])
        }:
            options |= {"transaction": True, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**options), append=False)


@pytest.fixture(scope="session", autouse=True)
def _mail_is_queued(django_test_environment):
    """Django's test environment lets requests send to memory: they queue here, as they do there."""
    django_settings.EMAIL_BACKEND = "core.mail.OutboxBackend"


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """A cache that one test filled must not answer the next one, whose rows reuse the ids."""
    cache.clear()


def _factories(parent=factory.Factory):
    for child in parent.__subclasses__():
        yield child
        yield from _factories(child)


@pytest.fixture(autouse=True)
def _numbered_alike():
    """Number rows from 101 in every test.

    Names then sort as they were made, whatever ran before: "Atelier 100" comes before "Atelier 99".
    """
    for each in _factories():
        each.reset_sequence(101, force=True)


@pytest.fixture(autouse=True)
def _source_language():
    """A request leaves its language to the thread: the next test starts in French again."""
    yield
    translation.deactivate()


@pytest.fixture
def assert_same_queries(db):
    """Fail when more rows mean more queries."""

    def check(act, grow):
        act()  # warm every cache first
        with CaptureQueriesContext(connection) as before:
            act()
        grow()
        with CaptureQueriesContext(connection) as after:
            act()
        extra = "\n".join(query["sql"] for query in after.captured_queries)
        assert len(after) == len(before), f"{len(before)} -> {len(after)} queries:\n{extra}"

    return check


@pytest.fixture
def deliver_outbox(db):
    """Hand every due fact to its handlers, and what these publish; a failed one fails the test."""

    def deliver(at: datetime | None = None, *, failures_expected: bool = False) -> int:
        done = 0
        while tried := deliver_due(at=at or timezone.now()):
            done += tried
            assert done < 1000, "Facts keep publishing facts."
        failed = OutboxEvent.objects.exclude(last_error="").values_list("name", "last_error")
        assert failures_expected or not failed, f"Handlers failed: {list(failed)}"
        return done

    return deliver


class Mailbox:
    """What left for whom, oldest first."""

    def __init__(self, deliver) -> None:
        self.deliver = deliver

    def messages(self, to: str | None = None) -> list[OutgoingMessage]:
        """Relay what is due, then return the messages to `to` (an address), or to everybody."""
        self.deliver()
        found = OutgoingMessage.objects.order_by("created_at", "pk")
        return list(found.filter(to=to) if to else found)

    def last(self, to: str | None = None):
        messages = self.messages(to)
        assert messages, f"No message to {to or 'anybody'}."
        return messages[-1]

    def link(self, to: str | None = None) -> str:
        """Return the path of the first link of the last message."""
        text = self.last(to).text
        match = re.search(rf"{re.escape(django_settings.BASE_URL)}(/\S*)", text)
        assert match, f"No link in:\n{text}"
        return match[1]


@pytest.fixture
def mailbox(deliver_outbox):
    return Mailbox(deliver_outbox)
