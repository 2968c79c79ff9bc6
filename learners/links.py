"""Signed links by which someone without an account reads what a founder chose to show.

The row that a link points to says until when it works, and whether it was withdrawn: the link
itself is kept nowhere.
"""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse


class ForgedLink(Exception):
    """Not a link of ours, or one that was cut on the way."""


def sign(uuid: UUID, kind: str) -> str:
    return _signer(kind).sign(uuid.hex)


def read(signed: str, kind: str) -> UUID:
    """Return the uuid of the row; raise ForgedLink."""
    try:
        return UUID(hex=_signer(kind).unsign(signed))
    except (BadSignature, ValueError) as error:
        raise ForgedLink from error


def address(uuid: UUID, kind: str) -> str:
    """Return the whole address, to copy or to send. `kind` is also the name of the page."""
    base: str = settings.BASE_URL
    return base + reverse(f"learners:{kind}", args=[sign(uuid, kind)])


def _signer(kind: str) -> Signer:
    return Signer(salt=f"learners.{kind}")
