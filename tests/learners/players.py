"""What a player sends, and an attempt that it may send to."""

import json
import uuid
from datetime import timedelta

from django.conf import settings
from django.test import Client
from django.utils import timezone

from learners.models import Attempt
from learners.runtime.tokens import runtime_token
from tests.learners.acts import founder_on
from tests.learners.factories import AttemptFactory, package_module
from tests.media.factories import PackageVersionFactory

HOUR = timedelta(hours=1)
STATUS = "cmi.core.lesson_status"
SESSION = str(uuid.UUID(int=1))


def began(kind="scorm", **rules) -> Attempt:
    version = PackageVersionFactory(kind=kind)
    module = package_module(version.package, **rules)
    now = timezone.now()
    return AttemptFactory(
        enrolment=founder_on(module),
        module=module,
        version=version,
        started_at=now,
        last_commit_at=now,
    )


def host(attempt):
    return f"{attempt.version.label}.{settings.CONTENT_HOST}"


def commit(**more):
    sent = {
        "sequence": 1,
        "item": "sco-1",
        "session": SESSION,
        "values": {STATUS: "incomplete"},
        "final": False,
    }
    return json.dumps(sent | more)


def send(attempt, body, *, route="commit", token=None, on=None):
    """Post as a player does: on the content host, as plain text, without a cookie."""
    token = token or runtime_token(attempt, at=timezone.now())
    return Client(enforce_csrf_checks=True).post(
        f"/r/{token}/{route}",
        body,
        content_type="text/plain",
        headers={"host": on or host(attempt)},
    )
