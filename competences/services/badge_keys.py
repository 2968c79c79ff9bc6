"""The keys that sign badges: one current, the former ones kept so that old badges stay true."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from joserfc.jwk import RSAKey

from competences import addresses
from competences.badges import keys
from competences.models import BadgeKey


@transaction.atomic
def current_key(*, at: datetime) -> BadgeKey:
    """Return the key that signs new badges, made on first use."""
    return BadgeKey.objects.current().first() or _make(at)


@transaction.atomic
def rotate_key(*, at: datetime) -> BadgeKey:
    """Have a new key sign from now on; the former one stays public, and stays able to withdraw."""
    for key in BadgeKey.objects.current().select_for_update():
        key.retire(at)
    return _make(at)


def _make(at: datetime) -> BadgeKey:
    pair, name = keys.new_key(), keys.new_name()
    kid = addresses.of_key(name)
    try:
        with transaction.atomic():
            return BadgeKey.objects.create(
                kid=kid,
                name=name,
                public_jwk=keys.public_jwk(pair, kid=kid),
                sealed=keys.seal(pair, settings.BADGE_KEY_SECRETS),
                created_at=at,
            )
    except IntegrityError:
        # Somebody else made one at the same moment: that one signs.
        return BadgeKey.objects.current().get()


def open_key(key: BadgeKey) -> RSAKey:
    """Return the private key; raise KeyLocked when no secret of the settings opens it."""
    return keys.unseal(key.sealed, settings.BADGE_KEY_SECRETS)


@transaction.atomic
def reseal_keys() -> int:
    """Encrypt every private key with the first secret of the settings; return how many."""
    rows = list(BadgeKey.objects.select_for_update())
    for key in rows:
        key.sealed = keys.reseal(key.sealed, settings.BADGE_KEY_SECRETS)
        key.save(update_fields=["sealed"])
    return len(rows)


def public_keys() -> dict[str, dict[str, Any]]:
    """Return every public key by its address, retired ones too."""
    return dict(BadgeKey.objects.published().values_list("kid", "public_jwk"))
