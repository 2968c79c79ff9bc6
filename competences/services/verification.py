"""What a badge that a stranger shows is worth. Only our own keys are known; nothing is fetched."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.urls import Resolver404, resolve

from competences.badges import baking, signing
from competences.badges.credential import Json, Skill
from competences.models import Badge, BakedFile
from competences.services.badge_keys import public_keys

TOKEN_START = "eyJ"  # noqa: S105 - how every JSON object begins in base64url


class Answer(StrEnum):
    VALID = "valid"
    WITHDRAWN = "withdrawn"
    GONE = "gone"
    ALTERED = "altered"
    UNKNOWN_ISSUER = "unknown_issuer"
    NOT_SHARED = "not_shared"
    NO_BADGE = "no_badge"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Said:
    """What the signed badge says: nothing else of the person is known here, nor shown."""

    name: str
    title: str
    description: str
    criteria: str
    issuer: str
    given_at: datetime
    skills: list[Skill]


@dataclass(frozen=True)
class Verdict:
    answer: Answer
    said: Said | None = None
    withdrawn_at: datetime | None = None
    issuer_host: str = ""

    @property
    def is_valid(self) -> bool:
        return self.answer == Answer.VALID


def verify_file(*, content: bytes) -> Verdict:
    """Say what a file is worth: a PNG, an SVG or a ``.jws``. One changed byte is one too many."""
    try:
        token = baking.unbake(content)
    except baking.NoBadge:
        return Verdict(Answer.NO_BADGE)
    except baking.Damaged:
        return Verdict(Answer.ALTERED)
    except baking.BadFile:
        return Verdict(Answer.UNREADABLE)
    verdict = verify_token(token=token)
    is_picture = content.strip() != token.encode()
    if is_picture and verdict.answer in (Answer.VALID, Answer.WITHDRAWN):
        digest = hashlib.sha256(content).hexdigest()
        if not BakedFile.objects.filter(sha256=digest, badge__jwt=token).exists():
            return Verdict(Answer.ALTERED)
    return verdict


def verify_words(*, words: str) -> Verdict:
    """Say what a pasted link, or the text of a ``.jws``, is worth."""
    words = words.strip()
    if words.startswith(TOKEN_START):
        return verify_token(token=words)
    try:
        link = urlsplit(words if "://" in words else f"https://{words}")
    except ValueError:
        return Verdict(Answer.UNREADABLE)
    if not link.hostname or "." not in link.hostname:
        return Verdict(Answer.UNREADABLE)
    if link.hostname != urlsplit(settings.BASE_URL).hostname:
        return Verdict(Answer.UNKNOWN_ISSUER, issuer_host=link.hostname)
    uuid = _badge_at(link.path)
    badge = Badge.objects.published().filter(uuid=uuid).first() if uuid else None
    return verify_token(token=badge.jwt) if badge else Verdict(Answer.NOT_SHARED)


def verify_token(*, token: str) -> Verdict:
    try:
        claims = signing.read(token, public_keys())
        said = _said(claims)
        uuid = _badge_at(urlsplit(claims["id"]).path)
    except signing.UnknownKey as error:
        return _unknown(error.issuer)
    except signing.Forged:
        return Verdict(Answer.ALTERED)
    except (signing.BadToken, KeyError, TypeError, ValueError):
        return Verdict(Answer.UNREADABLE)
    badge = Badge.objects.filter(uuid=uuid).first() if uuid else None
    if badge is None:
        return Verdict(Answer.GONE)
    if badge.jwt != token:  # base64url has more than one way to write the same last bits
        return Verdict(Answer.ALTERED)
    if badge.is_withdrawn:
        return Verdict(Answer.WITHDRAWN, said, withdrawn_at=badge.withdrawn_at)
    return Verdict(Answer.VALID, said)


def _unknown(issuer: str) -> Verdict:
    """Signed by nobody we know. If it says that it is from here, it lies."""
    try:
        host = urlsplit(issuer).hostname or ""
    except ValueError:
        host = ""
    if host == urlsplit(settings.BASE_URL).hostname:
        return Verdict(Answer.ALTERED)
    return Verdict(Answer.UNKNOWN_ISSUER, issuer_host=host[:100])


def _badge_at(path: str) -> UUID | None:
    """Return the badge that an address of ours is about, its last slash forgotten or not."""
    is_file = "." in path.rpartition("/")[2]
    try:
        match = resolve(path if is_file or path.endswith("/") else f"{path}/")
    except Resolver404:
        return None
    return match.kwargs.get("badge_id") if match.app_name == "competences" else None


def _said(claims: Json) -> Said:
    """Read our own credential; raise BadToken for something else that we signed (a status list)."""
    if "AchievementCredential" not in claims["type"]:
        raise signing.BadToken
    subject: Any = claims["credentialSubject"]
    achievement: Any = subject["achievement"]
    names = [each["identityHash"] for each in subject.get("identifier", [])]
    return Said(
        name=names[0] if names else "",
        title=achievement["name"],
        description=achievement["description"],
        criteria=achievement["criteria"]["narrative"],
        issuer=claims["issuer"]["name"],
        given_at=datetime.fromisoformat(claims["validFrom"]),
        skills=[
            Skill(each["targetCode"], each["targetName"], each.get("targetFramework", ""))
            for each in achievement.get("alignment", [])
        ],
    )
