"""The signed link by which a structure answers, without an account.

It always comes out the same for one referral: the message, its reminder and a copy open one page.
How long it works is counted from the day the referral was sent.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from accompaniment.models import Referral

LIFETIME = timedelta(days=45)


class ForgedLink(Exception):
    """Not a link of ours, or one that was cut on the way."""


def _signer() -> Signer:
    return Signer(salt="accompaniment.answer")


def sign(referral: Referral) -> str:
    return _signer().sign(referral.uuid.hex)


def read(signed: str) -> UUID:
    """Return the uuid of the referral; raise ForgedLink."""
    try:
        return UUID(hex=_signer().unsign(signed))
    except (BadSignature, ValueError) as error:
        raise ForgedLink from error


def is_expired(referral: Referral, at: datetime) -> bool:
    return at > referral.sent_at + LIFETIME


def answer_url(referral: Referral) -> str:
    base: str = settings.BASE_URL
    return base + reverse("accompaniment:answer", args=[sign(referral)])
