"""A published version never changes: what guards it, row by row and in bulk."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import User

DRAFT = "draft"


class FrameworkFrozen(ValidationError):
    """Something of a published or retired version was about to change."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Cette version du référentiel est publiée : elle ne change plus. "
                "Créez une nouvelle version pour la modifier."
            ),
            code="frozen",
        )


class PartQuerySet(models.QuerySet[Any]):
    """Rows of a framework. `model.owner` is the way from the row to it."""

    def refuse_frozen(self) -> None:
        if self.exclude(**{f"{self.model.owner}__state": DRAFT}).exists():
            raise FrameworkFrozen

    def update(self, **kwargs: Any) -> int:
        self.refuse_frozen()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self.refuse_frozen()
        return super().delete()

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        rows = list(objs)
        first, _dot, rest = self.model.owner.partition("__")
        owners = {getattr(row, f"{first}_id") for row in rows}
        parents: Any = self.model._meta.get_field(first).related_model  # noqa: SLF001 - the documented way
        state = f"{rest}__state" if rest else "state"
        if parents.objects.filter(pk__in=owners).exclude(**{state: DRAFT}).exists():
            raise FrameworkFrozen
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> int:
        rows = list(objs)
        self.model.objects.filter(pk__in=[row.pk for row in rows]).refuse_frozen()
        return super().bulk_update(rows, *args, **kwargs)


class FrameworkPart(models.Model):
    """What a framework is made of: written, moved and deleted while it is a draft only."""

    owner: ClassVar[str] = "framework"

    objects = PartQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.refuse_frozen()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.refuse_frozen()
        return super().delete(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        self.refuse_frozen()

    def refuse_frozen(self) -> None:
        """Look at the framework that it has now, and at the one that it had when it was saved."""
        parent: Any = self
        for step in self.owner.split("__"):
            parent = getattr(parent, step, None)
        if parent is not None and parent.state != DRAFT:
            raise FrameworkFrozen
        if self.pk is not None:
            type(self).objects.filter(pk=self.pk).refuse_frozen()


class FrameworkQuerySet(models.QuerySet[Any]):
    # What may still be said of a version that never changes.
    LIFE: ClassVar[frozenset[str]] = frozenset({"state", "published_on", "retired_on"})

    def published(self) -> Self:
        return self.filter(state="published")

    def drafts(self) -> Self:
        return self.filter(state=DRAFT)

    def editable_by(self, user: User) -> Self:
        """Those who keep frameworks: editors and administrators."""
        return self if user.has_perm("competences.publish_framework") else self.none()

    def refuse_frozen(self) -> None:
        if self.exclude(state=DRAFT).exists():
            raise FrameworkFrozen

    def update(self, **kwargs: Any) -> int:
        if set(kwargs) - self.LIFE or kwargs.get("state") == DRAFT:
            self.refuse_frozen()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self.refuse_frozen()
        return super().delete()
