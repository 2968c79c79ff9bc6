"""What a device kept while it could not send: given back by its owner, in the order of its acts."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from learners.models import Attempt
from learners.runtime.bodies import (
    HEAVIEST,
    BodyRefused,
    garbled,
    read_body,
    read_object,
    read_sequence,
    read_uuid,
    too_heavy,
)
from learners.runtime.receiving import Answer, receive

log = logging.getLogger(__name__)

MOST_ENTRIES = 200
HEAVIEST_REPLAY = 4 * HEAVIEST


@dataclass(frozen=True)
class Entry:
    sequence: int
    route: str
    body: str


@dataclass(frozen=True)
class Replay:
    attempt: UUID
    entries: list[Entry]


def read_replay(request: HttpRequest) -> Replay:
    """Return what was sent, the oldest first; raise BodyRefused."""
    sent = read_object(read_body(request, HEAVIEST_REPLAY))
    entries = sent.get("entries")
    if not isinstance(entries, list):
        raise garbled()
    if len(entries) > MOST_ENTRIES:
        raise too_heavy()
    found = [_entry(each) for each in entries]
    return Replay(read_uuid(sent.get("attempt")), sorted(found, key=lambda each: each.sequence))


def _entry(said: object) -> Entry:
    if not isinstance(said, dict):
        raise garbled()
    route, body = said.get("route"), said.get("body")
    if not isinstance(route, str) or not isinstance(body, str):
        raise garbled()
    return Entry(read_sequence(said.get("sequence")), route, body)


def replay(attempt: Attempt, entries: list[Entry], *, at: datetime) -> list[dict[str, Any]]:
    """Keep each entry as if its player had sent it; return what became of each."""
    return [
        {"sequence": entry.sequence, "status": answer.status, **answer.data}
        for entry in entries
        for answer in [_answer(attempt, entry, at)]
    ]


def _answer(attempt: Attempt, entry: Entry, at: datetime) -> Answer:
    if len(entry.body.encode("utf-8", "ignore")) > HEAVIEST:
        refusal: BodyRefused = too_heavy()
        return Answer(refusal.status, {"code": refusal.code, "message": str(refusal)})
    try:
        return receive(attempt.uuid, entry.route, entry.body, at=at)
    except Exception:
        # A fault of ours: this one waits on the device, and holds back none of the others.
        log.exception("a kept sending could not be taken", extra={"attempt": str(attempt.uuid)})
        return Answer(500, {"code": "failed", "message": _("Réessayez un peu plus tard.")})
