"""Real processes: a Celery worker that is killed, a mail server that really receives."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from celery import Celery
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accompaniment.links import sign
from accompaniment.models import Referral
from accompaniment.services.referrals import send_referral
from config.celery import app
from core.models import OutboxEvent, OutgoingMessage
from tests.accompaniment.factories import ServiceFactory
from tests.core.factories import UserFactory
from tests.learners.factories import EnrolmentFactory

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds before a test that waits gives up

WORKER = [
    *(sys.executable, "-m", "celery", "--quiet", "-A", "config.celery", "worker"),
    *("--pool", "threads", "--concurrency", "2", "--loglevel", "warning"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat"),
]


class Postbox:
    """An SMTP server that can hang before or after it takes a message in."""

    def __init__(self) -> None:
        self.mode = "accept"
        self.received: list[Message] = []
        self.hanging = threading.Event()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the name it is called by
        if self.mode != "hang":
            self.received.append(message_from_bytes(envelope.content))
        if self.mode != "accept":
            self.hanging.set()
            await asyncio.sleep(3600)  # until the client is gone
        return "250 OK"

    def to(self, address):
        return [message for message in self.received if message["To"] == address]


@pytest.fixture
def postbox():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(Postbox(), hostname="127.0.0.1", port=port)
    controller.start()
    yield controller
    controller.stop()


class Machine:
    """The place where workers run, and the schedule that wakes them."""

    def __init__(self, folder: Path, smtp_port: int) -> None:
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PALIER_ENV_FILE": os.devnull,
            "PALIER_VAR_DIR": str(folder),
            "SECRET_KEY": settings.SECRET_KEY,
            "DATABASE_URL": database_url(),
            "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
            "CELERY_BROKER_URL": "filesystem://",
            "OUTBOX_LEASE_SECONDS": "1",
        }
        self.log = (folder / "worker.log").open("wb")
        queue, control = folder / "queue", folder / "queue-control"
        for each in (queue, control):
            each.mkdir()
        self.schedule = Celery("schedule", broker="filesystem://")
        self.schedule.conf.broker_transport_options = {
            "data_folder_in": str(queue),
            "data_folder_out": str(queue),
            "control_folder": str(control),
        }

    @contextmanager
    def worker(self):
        """A worker that runs, then is killed with no time to say goodbye."""
        process = subprocess.Popen(
            WORKER,
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def until(self, happened: Callable[[], bool]) -> None:
        """Wake the worker as beat does, though more often, until it `happened`."""
        deadline = time.monotonic() + PATIENCE
        while not happened():
            assert time.monotonic() < deadline, Path(self.log.name).read_text()
            self.schedule.send_task("core.tasks.relay_outbox")
            time.sleep(0.2)


def database_url() -> str:
    """Return the address of the test's own database, for another process."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return (
        f"postgres://{database['USER']}:{database['PASSWORD']}"
        f"@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    )


@pytest.fixture
def machine(transactional_db, tmp_path, postbox, monkeypatch):
    # No task runs in the test itself: what wakes the relay at once is lost, as in a crash.
    monkeypatch.setitem(app.conf, "task_always_eager", False)
    machine = Machine(tmp_path, postbox.port)
    yield machine
    machine.schedule.close()
    machine.log.close()


@pytest.fixture
def referral(transactional_db, machine):
    enrolment = EnrolmentFactory(learner=UserFactory(reachable=True), completed_at=timezone.now())
    referral, _sent = send_referral(
        enrolment=enrolment,
        service=ServiceFactory(),
        shared={"first_name": "Awa", "phone": "06 00 00 00 00"},
        by=enrolment.learner,
        at=timezone.now(),
    )
    return referral


def left(address: str) -> bool:
    return OutgoingMessage.objects.filter(to=address).exclude(sent_at=None).exists()


class TestKilledWorker:
    def test_sends_one_message_never_none(self, referral, machine, postbox):
        box, structure = postbox.handler, referral.sent_to
        # Sent while no worker runs, as after one that was killed before it relayed.

        box.mode = "hang"
        with machine.worker():
            machine.until(box.hanging.is_set)
        assert box.received == []
        assert not left(structure)

        box.mode = "take, then hang"
        box.hanging.clear()
        with machine.worker():
            machine.until(box.hanging.is_set)
        assert box.to(structure)
        assert not left(structure)

        box.mode = "accept"
        with machine.worker():
            machine.until(lambda: left(structure))
            machine.until(lambda: not OutboxEvent.objects.waiting().exists())
            self.replay_the_answer(referral, machine, box)

        assert len({message["Message-ID"] for message in box.to(structure)}) == 1
        assert OutgoingMessage.objects.filter(to=structure).count() == 1

    def replay_the_answer(self, referral, machine, box):
        """The same link, posted again and again: one answer, told once."""
        url = reverse("accompaniment:answer", args=[sign(referral)])
        founder = referral.enrolment.learner.email
        for _ in range(3):
            Client().post(url, {"answer": "accepted", "contact_name": "Paul"})

        machine.until(lambda: left(founder))
        machine.until(lambda: not OutboxEvent.objects.waiting().exists())
        assert OutboxEvent.objects.filter(name="ReferralAccepted").count() == 1
        assert len({message["Message-ID"] for message in box.to(founder)}) == 1
        assert Referral.objects.get().status == Referral.Status.ACCEPTED
