"""The secret part of the address of a version's files.

The same for everybody and for a month, so that browsers keep what they loaded; good for reading
the files of that version and for nothing else.
"""

import base64
import binascii
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from uuid import UUID

from django.core.signing import BadSignature, Signer

from media.models import PackageVersion
from media.origin import content_url

PERIOD = timedelta(days=30)
START = datetime(2020, 1, 1, tzinfo=UTC)
_SIGNER = "media.asset_tokens"
_LENGTH = 18


class TokenRefused(Exception):
    """`reason` is ``expired`` or ``forged``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def asset_token(version: PackageVersion, *, at: datetime) -> str:
    """Return a token that holds one to two periods: it changes when a period begins."""
    last = (at - START) // PERIOD + 2
    payload = version.uuid.bytes + last.to_bytes(2, "big")
    return _signer().sign(base64.urlsafe_b64encode(payload).decode())


def read_asset_token(token: str, *, at: datetime) -> UUID:
    """Return the uuid of the version whose files may be read, or raise `TokenRefused`."""
    return opened(token, at=at)[0]


def opened(token: str, *, at: datetime) -> tuple[UUID, timedelta]:
    """Return the version's uuid and how long the token still holds."""
    try:
        payload = base64.urlsafe_b64decode(_signer().unsign(token))
    except (BadSignature, binascii.Error) as error:
        raise TokenRefused("forged") from error
    if len(payload) != _LENGTH:
        raise TokenRefused("forged")
    left = START + int.from_bytes(payload[16:], "big") * PERIOD - at
    if left <= timedelta():
        raise TokenRefused("expired")
    return UUID(bytes=payload[:16]), left


def asset_base(version: PackageVersion, *, at: datetime) -> str:
    """Return the path under which the files of `version` are, on its own host."""
    return f"/c/{asset_token(version, at=at)}/"


def asset_url(version: PackageVersion, path: str, *, at: datetime) -> str:
    """Return the absolute URL of the file `path` (as it is named, not encoded)."""
    return content_url(version.label, f"{asset_base(version, at=at)}{quote(path)}")


def _signer() -> Signer:
    return Signer(salt=_SIGNER, sep=".")
