"""What the workshop writes to those who wait for each other: by the outbox, never the request."""

import pytest
from django.core import mail
from django.urls import reverse
from wagtail.models import TaskState

from core.events import deliver
from core.models import OutboxEvent, OutgoingMessage
from core.services import MessageQueued, send_message
from courses.models import Module
from tests.clock import NOON
from tests.courses.workshop import ADD, SUBMIT, form

pytestmark = pytest.mark.django_db


def decide(client, action: str, comment: str = "") -> None:
    module, waiting = Module.objects.get(), TaskState.objects.get()
    url = reverse(
        "wagtailsnippets_courses_module:workflow_action", args=[module.pk, action, waiting.pk]
    )
    assert client.post(url, {"comment": comment}).status_code == 302


class TestSubmission:
    def test_queues_word_for_the_validator_and_sends_nothing(self, as_trainer, editor):
        as_trainer.post(ADD, form() | SUBMIT)

        message = OutgoingMessage.objects.get()
        fact = OutboxEvent.objects.get(name=MessageQueued.__name__)
        assert (message.to, message.sent_at) == (editor.email, None)
        assert "Trouver mon prix" in message.text
        assert fact.payload == {"message_id": str(message.pk)}
        assert mail.outbox == []

    def test_reaches_the_validator_once(self, as_trainer, editor, deliver_outbox):
        as_trainer.post(ADD, form() | SUBMIT)
        deliver_outbox()

        fact = OutboxEvent.objects.get(name=MessageQueued.__name__)
        fact.handled = []
        assert deliver(fact, at=NOON)
        message = OutgoingMessage.objects.get()
        assert not send_message(message_id=str(message.pk), at=NOON)

        (sent,) = mail.outbox
        assert sent.to == [editor.email]
        assert sent.message()["Auto-Submitted"] == "auto-generated"
        assert message.sent_at is not None

    def test_keeps_the_formatted_part(self, as_trainer, editor, deliver_outbox, settings):
        settings.WAGTAILADMIN_NOTIFICATION_USE_HTML = True
        as_trainer.post(ADD, form() | SUBMIT)

        deliver_outbox()

        ((html, kind),) = mail.outbox[0].alternatives
        assert kind == "text/html"
        assert "Trouver mon prix" in html


class TestDecision:
    @pytest.mark.parametrize("action", ["approve", "reject"])
    def test_is_queued_for_the_author(self, as_trainer, trainer, as_editor, action, mailbox):
        as_trainer.post(ADD, form() | SUBMIT)

        decide(as_editor, action, "Très clair.")

        assert mail.outbox == []
        (message,) = mailbox.messages(trainer.email)
        assert "Trouver mon prix" in message.text
        assert {sent.to[0] for sent in mail.outbox} >= {trainer.email}
