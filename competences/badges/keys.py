"""Keys that sign badges: made, kept encrypted, shown without their secret."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc.jwk import RSAKey

BITS = 2048
PURPOSE = b"palier: private keys of badges"


class KeyLocked(Exception):
    """No known secret opens the private key: BADGE_KEY_SECRET changed without its fallback."""


def new_key() -> RSAKey:
    return RSAKey.generate_key(BITS)


def public_jwk(key: RSAKey, *, kid: str) -> dict[str, Any]:
    """Return the public half as a JWK, and never more than the public half."""
    numbers = key.as_dict(private=False)
    return {
        "kty": "RSA",
        "kid": kid,
        "use": "sig",
        "alg": "RS256",
        "n": numbers["n"],
        "e": numbers["e"],
    }


def new_name() -> str:
    """Return the last part of a key's address: nothing to read in it, nothing to guess from."""
    return secrets.token_urlsafe(12).replace("_", "-")


def _box(known: Sequence[str]) -> MultiFernet:
    """The first secret closes, each of them opens."""
    return MultiFernet([Fernet(_derived(each)) for each in known])


def _derived(secret: str) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
    return base64.urlsafe_b64encode(kdf.derive(secret.encode()))


def seal(key: RSAKey, known: Sequence[str]) -> str:
    """Return the private key encrypted with the first of the `known` secrets."""
    return _box(known).encrypt(key.as_pem(private=True)).decode()


def unseal(sealed: str, known: Sequence[str]) -> RSAKey:
    """Return the private key; raise KeyLocked when no secret opens it."""
    try:
        return RSAKey.import_key(_box(known).decrypt(sealed.encode()))
    except InvalidToken as error:
        raise KeyLocked from error


def reseal(sealed: str, known: Sequence[str]) -> str:
    """Return the same key, encrypted with the first secret."""
    try:
        return _box(known).rotate(sealed.encode()).decode()
    except InvalidToken as error:
        raise KeyLocked from error
