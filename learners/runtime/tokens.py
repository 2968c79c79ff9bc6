"""What lets a player write one attempt for two hours, and nothing else.

A package's code can read its own token: it is good for the attempt that this code plays, and for
no other act, person or page.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID

from django.core.signing import BadSignature, Signer

from core.models import User
from learners.models import Attempt
from media.models import PackageVersion

LIFE = timedelta(hours=2)

Reason = Literal["expired", "forged"]


class TokenRefused(Exception):
    """`reason` is ``expired``, for which a new one may be asked, or ``forged``."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass(frozen=True)
class RuntimeToken:
    attempt: UUID
    label: str
    """The one content host on which it is good."""
    is_review: bool
    """It shows, and writes nothing."""


def runtime_token(attempt: Attempt, *, at: datetime, review: bool = False) -> str:
    mode = "r" if review else "n"
    return _sign("attempt", attempt.uuid, f"{mode}{attempt.version.label}", at)


def read_runtime(token: str, *, at: datetime) -> RuntimeToken:
    """Return what the token says; raise TokenRefused."""
    uuid, extra = _read("attempt", token, at)
    return RuntimeToken(uuid, label=extra[1:], is_review=extra.startswith("r"))


def read_runtime_token(token: str, *, at: datetime) -> UUID:
    """Return the uuid of the attempt; raise TokenRefused."""
    return read_runtime(token, at=at).attempt


def preview_token(version: PackageVersion, user: User, *, at: datetime) -> str:
    """Return what shows a version to its author: nothing is kept of it."""
    return _sign("preview", version.uuid, user.uuid.hex, at)


def read_preview_token(token: str, *, at: datetime) -> UUID:
    """Return the uuid of the version; raise TokenRefused."""
    return _read("preview", token, at)[0]


def _signer(kind: str) -> Signer:
    return Signer(salt=f"learners.runtime.{kind}", sep=".")


def _sign(kind: str, uuid: UUID, extra: str, at: datetime) -> str:
    expiry = int((at + LIFE).timestamp())
    return _signer(kind).sign(f"{uuid.hex}.{extra}.{expiry:x}")


def _read(kind: str, token: str, at: datetime) -> tuple[UUID, str]:
    try:
        uuid, extra, expiry = _signer(kind).unsign(token).split(".")
    except (BadSignature, ValueError) as error:
        raise TokenRefused("forged") from error
    # A signature of ours: what it signed is well made.
    if datetime.fromtimestamp(int(expiry, 16), UTC) <= at:
        raise TokenRefused("expired")
    return UUID(hex=uuid), extra
