"""What a badge says, as Open Badges 3.0 writes it (VCDM 2.0, external proof VC-JWT)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

VC_CONTEXT = "https://www.w3.org/ns/credentials/v2"
OB_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CONTEXT = [VC_CONTEXT, OB_CONTEXT]
TYPE = ["VerifiableCredential", "AchievementCredential"]
SCHEMA = {
    "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/"
    "ob_v3p0_achievementcredential_schema.json",
    "type": "1EdTechJsonSchemaValidator2019",
}

Json = dict[str, Any]


@dataclass(frozen=True)
class Issuer:
    """`id` is the address of its profile."""

    id: str
    name: str
    url: str = ""
    email: str = ""

    def as_json(self) -> Json:
        told = {"url": self.url, "email": self.email}
        filled = {name: value for name, value in told.items() if value}
        return {"id": self.id, "type": ["Profile"], "name": self.name, **filled}


@dataclass(frozen=True)
class Skill:
    """A competence of the achievement: in formal words, and in the founder's (``je …``)."""

    code: str
    name: str
    framework: str = ""
    statement: str = ""


@dataclass(frozen=True)
class AchievementText:
    """`id` is the address of its document, which `image` stands beside."""

    id: str
    name: str
    description: str
    criteria: str
    language: str
    image: str
    skills: Sequence[Skill] = ()

    def as_json(self) -> Json:
        written: Json = {
            "id": self.id,
            "type": ["Achievement"],
            "name": self.name,
            "description": self.description,
            "criteria": {"narrative": self.criteria},
            "inLanguage": self.language,
            "image": {"id": self.image, "type": "Image", "caption": self.name},
        }
        if self.skills:
            written["alignment"] = [self._alignment(each) for each in self.skills]
        return written

    def _alignment(self, skill: Skill) -> Json:
        alignment = {
            "type": ["Alignment"],
            "targetCode": skill.code,
            "targetName": skill.name,
            "targetUrl": f"{self.id}#{quote(skill.code)}",
        }
        told = {"targetDescription": skill.statement, "targetFramework": skill.framework}
        return alignment | {name: words for name, words in told.items() if words}


@dataclass(frozen=True)
class StatusPlace:
    """Where one reads whether the badge was taken back."""

    list_url: str
    index: int

    def as_json(self) -> Json:
        return {
            "id": f"{self.list_url}#{self.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(self.index),
            "statusListCredential": self.list_url,
        }


def moment(at: datetime) -> datetime:
    """Return `at` in UTC, to the second: ``nbf`` knows no smaller part."""
    return at.astimezone(UTC).replace(microsecond=0)


def iso(at: datetime) -> str:
    return moment(at).isoformat().replace("+00:00", "Z")


def badge(
    *,
    id: str,  # noqa: A002 - the word of the standard
    subject_id: str,
    name_shown: str,
    issuer: Issuer,
    achievement: AchievementText,
    status: StatusPlace,
    at: datetime,
) -> Json:
    """Return the credential. `name_shown` is what she chose to show: often nothing."""
    subject: Json = {"id": subject_id, "type": ["AchievementSubject"]}
    if name_shown:
        subject["identifier"] = [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": name_shown,
                "identityType": "name",
            }
        ]
    subject["achievement"] = achievement.as_json()
    return {
        "@context": CONTEXT,
        "id": id,
        "type": TYPE,
        "name": achievement.name,
        "issuer": issuer.as_json(),
        "validFrom": iso(at),
        "credentialSubject": subject,
        "credentialStatus": status.as_json(),
        "credentialSchema": [SCHEMA],
    }


def status_list(*, url: str, issuer: Issuer, encoded: str, at: datetime) -> Json:
    return {
        "@context": [VC_CONTEXT],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.id,
        "validFrom": iso(at),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded,
        },
    }


def profile_document(issuer: Issuer) -> Json:
    return {"@context": CONTEXT, **issuer.as_json()}


def achievement_document(achievement: AchievementText) -> Json:
    return {"@context": CONTEXT, **achievement.as_json()}
