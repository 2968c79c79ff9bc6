import json
import logging
from io import StringIO

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.decorators import login_not_required
from django.urls import path, reverse
from django.utils.module_loading import import_string
from django_guid import set_guid

from config import celery_app, urls
from core.logs import WithoutPeople
from core.models import OutgoingMessage
from core.services import issue_access_card
from core.tasks import relay_outbox
from tests.accompaniment.opening import make_card, open_and_start, public
from tests.clock import NOON
from tests.core.factories import UserFactory
from tests.reading import find

pytestmark = pytest.mark.django_db


@login_not_required
def broken(request, secret):
    raise ValueError(request.GET["who"], secret)


class BrokenUrls:
    """One page that fails, at a secret address."""

    urlpatterns = [path("secret/<str:secret>/", broken, name="broken"), *urls.urlpatterns]
    handler500 = urls.handler500


@pytest.fixture
def lines(monkeypatch):
    """What production's handler prints, line by line, as JSON."""
    out = StringIO()
    options = dict(django_settings.LOGGING)
    handler = logging.StreamHandler(out)
    formatter = options["formatters"]["json"]
    fields = {"rename_fields": formatter["rename_fields"]}
    handler.setFormatter(import_string(formatter["()"])(formatter["format"], **fields))
    for name in options["handlers"]["console"]["filters"]:
        handler.addFilter(import_string(options["filters"][name]["()"])())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


class TestAccessLog:
    def test_says_the_view_the_status_and_how_long(self, client, lines):
        response = client.get(reverse("core:access"))

        (line,) = [line for line in lines() if line["name"] == "palier.access"]
        assert line["message"] == "GET core:access 200"
        assert line["status"] == 200
        assert line["duration_ms"] > 0
        assert line["request_id"] == response["X-Request-ID"]

    def test_tells_nothing_of_anybody_in_a_whole_journey(self, client, lines, deliver_outbox):
        card = make_card(first_name="Awatif", word="Un mot pour vous seule")
        open_and_start(client, card)
        client.logout()
        client.get(public(card))
        client.get("/carte/jeton-inconnu-mais-secret/")
        founder = UserFactory(first_name="Binetou", email="binetou@exemple.fr")
        _access_card, code = issue_access_card(user=founder, by=None, at=NOON)
        client.get(reverse("core:access_card", args=[code]))
        client.post(reverse("core:access_card", args=[code]))
        client.get("/acces/WRONG-CODE-SECRET/")
        client.logout()
        client.post(reverse("account_request_login_code"), {"email": founder.email})
        mail_code = find(r"^ {4}(\S+)$", OutgoingMessage.objects.get().text)
        deliver_outbox()

        text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines())
        secrets = ["Awatif", "Binetou", "exemple.fr", "mot pour vous", card.token, code]
        secrets += ["jeton-inconnu", "WRONG-CODE", mail_code]
        assert text
        assert [secret for secret in secrets if secret in text] == []


class TestServerError:
    @pytest.fixture(autouse=True)
    def broken_page(self, settings):
        settings.ROOT_URLCONF = BrokenUrls

    def test_is_logged_with_its_frames_and_without_its_words(self, client, lines):
        client.raise_request_exception = False

        response = client.get("/secret/jeton/", {"who": "Awatif awatif@exemple.fr"})

        (line,) = [line for line in lines() if line["name"] == "django.request"]
        text = json.dumps(line)
        assert response.status_code == 500
        assert "GET broken: ValueError" in line["message"]
        assert "in broken" in line["message"]
        assert [word for word in ("Awatif", "exemple.fr", "jeton") if word in text] == []


class TestWithoutPeople:
    def clean(self, name, msg, *args, **extra) -> logging.LogRecord:
        record = logging.LogRecord(name, logging.ERROR, "", 0, msg, args, None)
        record.__dict__ |= extra
        assert WithoutPeople().filter(record)
        return record

    def test_keeps_arguments_and_results_of_tasks_out(self):
        record = self.clean(
            "celery.app.trace",
            "Task %(name)s[%(id)s] %(description)s: %(exc)s",
            {"name": "relay", "id": "7", "description": "raised", "exc": "a@exemple.fr"},
            data={"kwargs": "Awa"},
        )

        assert record.getMessage() == "task relay[7] raised"
        assert not hasattr(record, "data")

    def test_leaves_plain_lines_alone(self):
        assert self.clean("palier", "%d done", 3).getMessage() == "3 done"


class TestRequestId:
    @pytest.fixture
    def queue(self):
        celery_app.conf.task_always_eager = False
        with celery_app.connection_for_read() as connection:
            yield connection.SimpleQueue("celery")
        celery_app.conf.task_always_eager = True

    def test_goes_along_with_the_tasks_of_the_request(self, client, queue):
        response = client.get("/healthz")
        set_guid(response["X-Request-ID"])

        relay_outbox.apply_async(retry=False)

        message = queue.get(block=False)
        message.ack()
        assert message.headers["X-Request-ID"] == response["X-Request-ID"]
