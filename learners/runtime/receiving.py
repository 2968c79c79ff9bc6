"""One sending of a player, by its own line or from a device that kept it: read, kept, answered."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from django.utils.translation import gettext as _

from learners.runtime.bodies import (
    BodyRefused,
    garbled,
    read_form,
    read_mapping,
    read_object,
    read_sequence,
    read_uuid,
    storable_json,
)
from learners.services.attempt_commits import commit_item
from learners.services.attempt_rows import (
    AttemptGone,
    AttemptOver,
    CommitResult,
    UnknownPart,
)
from learners.services.attempt_states import StateRefused, save_state
from learners.services.attempt_values import storable
from learners.services.attempt_xapi import record_xapi
from learners.services.statements import EnrolmentStopped, LearningRefused

LONGEST_IDENTIFIER = 255
_STATE = re.compile(r"state/([^/?]{1,200})/([^/?]{1,200})(?:\?(.{0,500}))?")

# 409: what was sent is covered, or comes too late, and is not to be sent again. 423: it waits.
REFUSALS: dict[type[LearningRefused], tuple[int, str]] = {
    AttemptGone: (404, "gone"),
    AttemptOver: (409, "ended"),
    EnrolmentStopped: (423, "stopped"),
    UnknownPart: (422, "unknown-part"),
    StateRefused: (422, "unknown-state"),
}


@dataclass(frozen=True)
class Answer:
    status: int
    data: dict[str, Any] = field(default_factory=dict)


def receive(attempt: UUID, route: str, body: str, *, at: datetime) -> Answer:
    """Keep one sending; return the answer, refusals included.

    `route` is ``commit``, ``xapi``, ``finished`` or ``state/<data type>/<sub-content>?sequence=…``.
    """
    try:
        return _receiver(route)(attempt, route, body, at)
    except BodyRefused as refusal:
        return Answer(refusal.status, {"code": refusal.code, "message": str(refusal)})
    except LearningRefused as refusal:
        status, code = refusal_of(refusal)
        return Answer(status, {"code": code, "message": str(refusal)})


def refusal_of(refusal: LearningRefused) -> tuple[int, str]:
    """Return the status and the code; what nothing here foresees is refused for good."""
    return REFUSALS.get(type(refusal), (409, "refused"))


def _receiver(route: str) -> Callable[[UUID, str, str, datetime], Answer]:
    name = route.partition("/")[0]
    if name not in _RECEIVERS:
        raise garbled()
    return _RECEIVERS[name]


def _commit(attempt: UUID, _route: str, body: str, at: datetime) -> Answer:
    sent = read_object(body)
    identifier, current = sent.get("item"), sent.get("current")
    if not isinstance(identifier, str) or len(identifier) > LONGEST_IDENTIFIER:
        raise garbled()
    sequencing = sent.get("sequencing")
    result = commit_item(
        attempt=attempt,
        identifier=storable(identifier),
        sequence=read_sequence(sent.get("sequence")),
        session=read_uuid(sent.get("session")),
        values=read_mapping(sent.get("values")),
        final=sent.get("final") is True,
        current=current if isinstance(current, str) else None,
        sequencing=None if sequencing is None else storable_json(read_mapping(sequencing)),
        at=at,
    )
    return _told(result)


def _xapi(attempt: UUID, _route: str, body: str, at: datetime) -> Answer:
    sent = read_object(body)
    result = record_xapi(
        attempt=attempt,
        sequence=read_sequence(sent.get("sequence")),
        statement=read_mapping(sent.get("statement")),
        at=at,
    )
    return _told(result)


def _told(result: CommitResult) -> Answer:
    data = {
        "saved": True,
        "sequence": result.sequence,
        "is_new": result.is_new,
        "outcome": result.outcome,
    }
    if result.is_stale:
        return Answer(409, data | {"saved": False, "code": "stale"})
    if result.refused:
        codes = [{"code": fault.code, "element": fault.element} for fault in result.refused]
        message = _(
            "Une partie de ce que l'activité a envoyé n'a pas de sens et n'a pas été gardée."
            " Le reste est enregistré : vous pouvez continuer."
        )
        return Answer(422, data | {"codes": codes, "message": message})
    return Answer(200, data)


def _state(attempt: UUID, route: str, body: str, at: datetime) -> Answer:
    found = _STATE.fullmatch(route)
    if found is None:
        raise garbled()
    data_type, sub_content_id, query = found.groups()
    try:
        said = parse_qs(query or "", max_num_fields=20).get("sequence", [""])[0]
    except ValueError as error:
        raise garbled() from error
    stands = save_state(
        attempt=attempt,
        data_type=data_type,
        sub_content_id=sub_content_id,
        data=read_form(body, "data"),
        sequence=read_sequence(said),
        at=at,
    )
    return Answer(200, {"success": True, "saved": stands})


def _finished(_attempt: UUID, _route: str, _body: str, _at: datetime) -> Answer:
    """H5P tells its result twice: what counts is the statement."""
    return Answer(200, {"success": True})


_RECEIVERS: dict[str, Callable[[UUID, str, str, datetime], Answer]] = {
    "commit": _commit,
    "xapi": _xapi,
    "state": _state,
    "finished": _finished,
}
