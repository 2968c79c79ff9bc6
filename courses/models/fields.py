"""The fields of a module that are more than a value."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db import models
from wagtail.fields import StreamField
from wagtail_localize.segments import StringSegmentValue

from courses.blocks import ModuleBody


class BodyField(StreamField):
    """A module's body. Migrations do not copy its blocks: what the database holds is JSON.

    A new kind of activity, or a word of help to authors, is then no migration. One that changes
    what is stored reads and writes `raw_data`.
    """

    def __init__(self, block_types: Any = None, **kwargs: Any) -> None:
        super().__init__(ModuleBody() if block_types is None else block_types, **kwargs)

    def deconstruct(self) -> Any:
        name, path, _args, kwargs = super().deconstruct()
        del kwargs["block_lookup"]
        return name, path, [], kwargs


class TextsField(models.JSONField):
    """A list of short texts, each translated on its own: `wagtail-localize` calls these methods."""

    def get_translatable_segments(self, value: Iterable[str] | None) -> list[Any]:
        return [StringSegmentValue(_name_of(text), text) for text in value or []]

    def restore_translated_segments(self, value: Iterable[str], segments: Iterable[Any]) -> Any:
        said = {segment.path: segment.render_text() for segment in segments}
        return [said.get(_name_of(text), text) for text in value]


def _name_of(text: str) -> str:
    """A text that stays keeps its translation wherever it moves in the list."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
