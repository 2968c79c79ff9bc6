"""VC-JWT: signed with RS256, and read back with every comparison that OB 3.0 §8.2 asks for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from competences.badges.baking import MAX_TOKEN
from competences.badges.credential import Json, moment

ALGORITHM = "RS256"
HEADERS = {"alg", "kid", "typ"}


class BadToken(Exception):
    """What was sent is no badge that we can read."""


class UnknownKey(BadToken):
    """Signed by a key that is not one of ours; `issuer` is who it says it is from."""

    def __init__(self, issuer: str) -> None:
        super().__init__(issuer)
        self.issuer = issuer


class Forged(BadToken):
    """It names one of our keys, and that key did not sign this."""


def sign(credential: Json, *, key: RSAKey, kid: str) -> str:
    """Return the credential as a compact JWS, with the claims that repeat it."""
    payload = credential | {
        "iss": _id_of(credential["issuer"]),
        "jti": credential["id"],
        "nbf": _seconds(credential["validFrom"]),
        "sub": credential["credentialSubject"]["id"],
    }
    header = {"alg": ALGORITHM, "kid": kid, "typ": "JWT"}
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return jws.serialize_compact(header, text, key, algorithms=[ALGORITHM])


def read(token: str, known: Mapping[str, Mapping[str, Any]]) -> Json:
    """Return what the token says, if one of the `known` public keys (by kid) signed it.

    Raise BadToken, UnknownKey or Forged. Nothing is fetched: other keys are simply unknown.
    """
    header, claims = _unverified(token)
    jwk = known.get(header["kid"]) if isinstance(header.get("kid"), str) else None
    if jwk is None:
        raise UnknownKey(_text(claims.get("iss")))
    if header.get("alg") != ALGORITHM or not header.keys() <= HEADERS:
        raise Forged
    try:
        jws.deserialize_compact(token, RSAKey.import_key(dict(jwk)), algorithms=[ALGORITHM])
    except (JoseError, ValueError) as error:
        raise Forged from error
    _compare(claims)
    return claims


def _unverified(token: str) -> tuple[Json, Json]:
    """Return header and payload as they are written, whoever signed them."""
    if len(token) > MAX_TOKEN or token.count(".") != 2:
        raise BadToken
    try:
        taken = jws.extract_compact(token.encode("ascii"))
        claims = json.loads(taken.payload)
    except (JoseError, ValueError, RecursionError) as error:
        raise BadToken from error
    if not isinstance(claims, dict):
        raise BadToken
    return dict(taken.protected), claims


def _compare(claims: Json) -> None:
    """Refuse a token whose claims and credential tell two stories."""
    try:
        said = (claims["iss"], claims["jti"], claims["sub"], claims["nbf"])
        written = (
            _id_of(claims["issuer"]),
            claims["id"],
            claims["credentialSubject"]["id"],
            _seconds(claims["validFrom"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Forged from error
    if said != written:
        raise Forged


def _id_of(issuer: Any) -> Any:
    return issuer["id"] if isinstance(issuer, dict) else issuer


def _seconds(date: str) -> int:
    return int(moment(datetime.fromisoformat(date)).timestamp())


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
