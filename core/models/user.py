"""Who people are."""

from __future__ import annotations

import uuid
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from core.models.organization import Membership


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, email: str | None = None, password: str | None = None, **fields: Any
    ) -> User:
        user = self.model(email=self.normalize_email(email).lower() or None, **fields)
        if password:
            user.set_password(password)
        else:
            user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        fields |= {"is_staff": True, "is_superuser": True}
        return self.create_user(email, password, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Founders often have neither e-mail nor password: `uuid` is who they are."""

    uuid = models.UUIDField(_("identifiant"), default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(
        _("adresse e-mail"),
        unique=True,
        null=True,
        blank=True,
        error_messages={"unique": _("Cette adresse e-mail est déjà utilisée.")},
    )
    phone = models.CharField(_("téléphone"), max_length=20, blank=True)
    first_name = models.CharField(_("prénom"), max_length=100)
    last_name = models.CharField(_("nom"), max_length=100, blank=True)
    language = models.CharField(_("langue préférée"), max_length=10, default="fr")
    is_staff = models.BooleanField(_("membre de l'équipe technique"), default=False)
    is_active = models.BooleanField(_("actif"), default=True)
    date_joined = models.DateTimeField(_("arrivée"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["first_name"]

    class Meta:
        verbose_name = _("personne")
        verbose_name_plural = _("personnes")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_user_per_email",
                violation_error_message=_("Cette adresse e-mail est déjà utilisée."),
            ),
            models.CheckConstraint(
                condition=~models.Q(email=""), name="user_email_is_null_when_absent"
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email or str(self.uuid)

    def clean(self) -> None:
        self.email = (self.email or "").strip().lower() or None

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name

    @cached_property
    def active_memberships(self) -> list[Membership]:
        """The memberships of today, with their organisation: one query per request."""
        return list(self.memberships.active().select_related("organization").order_by("pk"))

    def is_team_member(self) -> bool:
        """Return whether this person works here rather than climbs."""
        return bool(self.active_memberships) or self.has_perm("wagtailadmin.access_admin")

    def has_role(self, *roles: str) -> bool:
        return any(membership.role in roles for membership in self.active_memberships)

    def organization_ids(self, *roles: str) -> list[int]:
        """The organisations in which this person holds one of `roles`."""
        return [m.organization_id for m in self.active_memberships if m.role in roles]
