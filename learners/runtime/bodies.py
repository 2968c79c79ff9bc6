"""What players and devices send, read with suspicion: refused with words, never with a crash."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learners.services.attempt_values import storable

HEAVIEST = 1024 * 1024
"""Bytes of one sending. What a SCO keeps is many times smaller; more is a fault or an attack."""
# Larger integers are not exact in the browser that counts them.
GREATEST = 2**53
DEEPEST = 40


class BodyRefused(Exception):
    """`status` is the one of HTTP; the text is fit for the screen."""

    def __init__(self, code: str, message: str | Promise, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


def read_body(request: HttpRequest, heaviest: int = HEAVIEST) -> str:
    """Return the text of the request, whatever type it is said to be: closing pages say none."""
    try:
        length = int(request.headers.get("Content-Length") or 0)
        body = b"" if length > heaviest else request.body
    except (ValueError, UnreadablePostError) as error:
        raise garbled() from error
    except RequestDataTooBig as error:
        raise too_heavy() from error
    if length > heaviest or len(body) > heaviest:
        raise too_heavy()
    return decoded(body)


def decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise garbled() from error


def too_heavy() -> BodyRefused:
    return BodyRefused(
        "too-big",
        _(
            "Cette activité veut garder trop de choses d'un coup (plus de 1 Mo)."
            " Dites-le à la personne qui vous accompagne : ce qui était déjà gardé l'est toujours."
        ),
        status=413,
    )


def garbled() -> BodyRefused:
    return BodyRefused(
        "garbled",
        _(
            "Cet envoi n'a pas été compris. Fermez l'activité, puis rouvrez-la :"
            " ce qui était déjà gardé l'est toujours."
        ),
    )


def read_object(text: str) -> dict[str, Any]:
    """Return the JSON object that `text` is."""
    try:
        found = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise garbled() from error
    if not isinstance(found, dict):
        raise garbled()
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def read_sequence(said: object) -> int:
    if isinstance(said, str) and said.isascii() and said.isdigit() and len(said) < 17:
        said = int(said)
    if isinstance(said, bool) or not isinstance(said, int) or not 0 < said <= GREATEST:
        raise garbled()
    return said


def read_uuid(said: object) -> UUID:
    try:
        return UUID(str(said))
    except ValueError as error:
        raise garbled() from error


def read_mapping(said: object) -> Mapping[str, Any]:
    if not isinstance(said, dict):
        raise garbled()
    return said


def read_form(text: str, name: str) -> str:
    """Return one field of a form; "" when it is not there."""
    try:
        fields = parse_qs(text, keep_blank_values=True, max_num_fields=20)
    except ValueError as error:
        raise garbled() from error
    return fields.get(name, [""])[0]


def storable_json(said: Any, depth: int = DEEPEST) -> Any:
    """Return JSON that every database takes."""
    if depth == 0:
        raise garbled()
    if isinstance(said, str):
        return storable(said)
    if isinstance(said, list):
        return [storable_json(each, depth - 1) for each in said]
    if isinstance(said, dict):
        return {storable(key): storable_json(each, depth - 1) for key, each in said.items()}
    if isinstance(said, float) and said in (float("inf"), float("-inf")):
        raise garbled()
    return said
