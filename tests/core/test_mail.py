import email
import email.policy
import socket
import threading
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.mail import EmailMultiAlternatives, send_mail
from django.db import connection, connections, transaction

from core.models import OutboxEvent, OutgoingMessage
from core.services import queue_mail, send_message
from tests.clock import NOON

pytestmark = pytest.mark.django_db


def write(key="hello", **fields):
    fields = {"to": "awa@exemple.fr", "subject": "Bonjour", "text": "À demain,\nNadège\n"} | fields
    return queue_mail(dedupe_key=key, at=NOON, **fields)


class TestQueueMail:
    def test_sends_nothing_from_the_request(self):
        write()

        assert mail.outbox == []
        assert OutboxEvent.objects.get().payload.keys() == {"message_id"}

    def test_writes_one_message_per_key(self, deliver_outbox):
        first, again = write(), write(text="Autre chose")

        deliver_outbox()

        assert first == again
        assert [message.body for message in mail.outbox] == ["À demain,\nNadège\n"]

    def test_keeps_the_subject_on_one_line(self, mailbox):
        write(subject="Bonjour\nBcc: tous@exemple.fr")

        assert mailbox.last().subject == "Bonjour Bcc: tous@exemple.fr"

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks are PostgreSQL's")
    @pytest.mark.django_db(transaction=True)
    def test_writes_one_message_when_asked_twice_at_once(self):
        together = threading.Barrier(2)

        def ask():
            together.wait(timeout=10)
            write()
            connections.close_all()

        threads = [threading.Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=20)

        assert OutgoingMessage.objects.count() == OutboxEvent.objects.count() == 1


class TestSendMessage:
    def test_sends_once(self):
        message = write()

        assert send_message(message_id=str(message.pk), at=NOON)
        assert not send_message(message_id=str(message.pk), at=NOON + timedelta(hours=1))

        assert len(mail.outbox) == 1

    def test_forgets_a_secret_once_it_left(self):
        message = write(text="Votre code : K7DM93", html="<b>K7DM93</b>", is_secret=True)

        send_message(message_id=str(message.pk), at=NOON)

        message.refresh_from_db()
        assert (message.text, message.html, message.sent_at) == ("", "", NOON)

    def test_gives_a_message_the_same_id_each_time(self):
        message = write()
        send_message(message_id=str(message.pk), at=NOON)
        OutgoingMessage.objects.update(sent_at=None)  # killed between sending and noting it

        send_message(message_id=str(message.pk), at=NOON)

        ids = {sent.message()["Message-ID"] for sent in mail.outbox}
        assert ids == {f"<{message.pk}@palier.example>"}


class TestOutboxBackend:
    def letter(self, **fields):
        fields = {
            "subject": "À relire",
            "body": "Un module attend.",
            "to": ["awa@exemple.fr"],
        } | fields
        return EmailMultiAlternatives(**fields)

    def test_queues_what_a_library_sends(self, deliver_outbox):
        send_mail("À relire", "Un module attend.", None, ["awa@exemple.fr"])
        assert mail.outbox == []

        deliver_outbox()

        (sent,) = mail.outbox
        assert (sent.to, sent.subject) == (["awa@exemple.fr"], "À relire")
        assert sent.body == "Un module attend."

    def test_keeps_the_html_and_the_headers(self, deliver_outbox):
        letter = self.letter(
            headers={"Auto-Submitted": "auto-generated", "Message-ID": "<theirs@exemple.fr>"},
            from_email="Atelier <atelier@palier.example>",
            reply_to=["nadege@exemple.fr"],
        )
        letter.attach_alternative("<p>Un module attend.</p>", "text/html")
        letter.send()

        deliver_outbox()

        sent, message = mail.outbox[0].message(), OutgoingMessage.objects.get()
        kinds = [part.get_content_type() for part in sent.get_payload()]
        assert kinds == ["text/plain", "text/html"]
        assert "<p>Un module attend.</p>" in sent.get_payload()[1].as_string()
        assert sent["Auto-Submitted"] == "auto-generated"
        assert sent["From"] == "Atelier <atelier@palier.example>"
        assert sent["Reply-To"] == "nadege@exemple.fr"
        assert sent["Message-ID"] == f"<{message.pk}@palier.example>"

    def test_writes_to_each_apart(self, deliver_outbox):
        self.letter(cc=["nadege@exemple.fr"], bcc=["awa@exemple.fr"]).send()

        deliver_outbox()

        assert sorted(sent.recipients() for sent in mail.outbox) == [
            ["awa@exemple.fr"],
            ["nadege@exemple.fr"],
        ]

    def test_queues_nothing_of_what_was_undone(self):
        with transaction.atomic():
            self.letter().send()
            transaction.set_rollback(True)

        assert not OutgoingMessage.objects.exists()
        assert not OutboxEvent.objects.exists()

    @pytest.mark.parametrize("kind", ["attachment", "calendar", "body"])
    def test_refuses_what_it_could_not_keep(self, kind):
        letter = self.letter()
        if kind == "attachment":
            letter.attach("prix.csv", "12;14", "text/csv")
        elif kind == "calendar":
            letter.attach_alternative("BEGIN:VCALENDAR", "text/calendar")
        else:
            letter.content_subtype = "html"

        with pytest.raises(ValueError, match="no attachment"):
            letter.send()

        assert not OutgoingMessage.objects.exists()


class Postbox:
    """What an SMTP server was handed."""

    def __init__(self):
        self.received = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.received.append(envelope)
        return "250 OK"


class TestSmtp:
    @pytest.fixture
    def postbox(self, settings):
        postbox = Postbox()
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        controller = Controller(postbox, hostname="127.0.0.1", port=port)
        controller.start()
        settings.EMAIL_SENDING_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = port
        yield postbox
        controller.stop()

    def test_delivers_the_message_with_its_own_id(self, postbox, deliver_outbox):
        message = write(subject="À bientôt 🙂")

        deliver_outbox()

        (envelope,) = postbox.received
        sent = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert envelope.rcpt_tos == ["awa@exemple.fr"]
        assert sent["Message-ID"] == f"<{message.pk}@palier.example>"
        assert sent["Subject"] == "À bientôt 🙂"
        assert sent.get_content().split() == ["À", "demain,", "Nadège"]

    def test_keeps_the_message_when_the_server_is_away(self, settings, deliver_outbox, postbox):
        settings.EMAIL_PORT = 1
        message = write()

        deliver_outbox(failures_expected=True)

        message.refresh_from_db()
        assert message.sent_at is None
        assert OutboxEvent.objects.waiting().count() == 1


class TestFolderBackend:
    @pytest.fixture(autouse=True)
    def folder(self, settings, tmp_path):
        settings.EMAIL_SENDING_BACKEND = "core.mail.FolderBackend"
        settings.EMAIL_FILE_PATH = str(tmp_path)
        return tmp_path

    def test_writes_one_file_however_often_it_is_sent(self, folder, deliver_outbox):
        message = write()
        deliver_outbox()
        OutgoingMessage.objects.update(sent_at=None)

        send_message(message_id=str(message.pk), at=NOON)

        (path,) = folder.iterdir()
        assert path.name == f"{message.pk}.eml"
        sent = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert "Nadège" in sent.get_content()
