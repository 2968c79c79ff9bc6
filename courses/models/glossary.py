"""Difficult words, in plain words."""

from typing import Any

from django.core.cache import cache
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

GLOSSARY_VERSION = "courses:glossary"
"""Key of the cache under which texts with explained words are kept; without it they are redone."""


class GlossaryTerm(models.Model):
    """A word explained. Texts need no marking: its first occurrence in a module is linked."""

    term = models.CharField(_("mot"), max_length=80, unique=True)
    variants = models.JSONField(
        _("autres formes"), default=list, blank=True, help_text=_("Pluriels, sigles…")
    )
    definition = models.TextField(_("explication"), help_text=_("Une ou deux phrases simples."))

    class Meta:
        verbose_name = _("mot expliqué")
        verbose_name_plural = _("mots expliqués")
        ordering = ["term"]

    def __str__(self) -> str:
        return self.term

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        transaction.on_commit(forget_explained)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        transaction.on_commit(forget_explained)
        return super().delete(*args, **kwargs)


def forget_explained() -> None:
    """Have every text read again with the glossary of now."""
    cache.delete(GLOSSARY_VERSION)
