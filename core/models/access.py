"""Signing in with a printed card."""

import hashlib
import secrets
import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

# No 0/O, 1/I/L, 5/S, 2/Z, 8/B: read aloud or copied by hand without a mistake.
ALPHABET = "3467ACDEFGHJKMNPQRTUVWXY9"
CODE_LENGTH = 12  # 25^12 ≈ 2^55: unguessable behind the rate limit


def new_access_code() -> str:
    """Return a code such as ``K7DM-93PX-QATE``."""
    letters = [secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, CODE_LENGTH, 4))


def hash_access_code(code: str) -> str:
    """Return what is stored: spaces, dashes and case do not count."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(f"{settings.SECRET_KEY}{plain}".encode()).hexdigest()


class AccessCardQuerySet(models.QuerySet["AccessCard"]):
    def usable(self) -> Self:
        return self.filter(revoked_at=None, user__is_active=True)

    def matching(self, code: str) -> Self:
        return self.usable().filter(code_hash=hash_access_code(code))


class AccessCard(models.Model):
    """A card that opens one founder's space. The code itself is printed, never kept."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="access_cards"
    )
    code_hash = models.CharField(max_length=64, unique=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    issued_at = models.DateTimeField(_("remise le"))
    last_used_at = models.DateTimeField(_("dernière utilisation"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("annulée le"), null=True, blank=True)

    objects = AccessCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("carte d'accès")
        verbose_name_plural = _("cartes d'accès")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(revoked_at=None),
                name="one_usable_access_card",
                violation_error_message=_("Cette personne a déjà une carte d'accès valable."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} — {self.issued_at:%d/%m/%Y}"

    def use(self, at: datetime) -> None:
        self.last_used_at = at
        self.save(update_fields=["last_used_at"])
