"""What every block that asks for an answer shares."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError

Problems = dict[str, str | Promise]
"""What keeps an activity from teaching: field → reason."""


def twice(texts: Iterable[object]) -> str:
    """Return the first text written twice, whatever its case; "" when there is none."""
    seen: set[str] = set()
    for text in map(str, texts):
        if (plain := " ".join(text.split()).casefold()) in seen:
            return text
        seen.add(plain)
    return ""


class TeachingBlock(blocks.StructBlock):
    """An activity that is refused while it cannot teach. A draft may wait."""

    def clean(self, value: Mapping[str, Any]) -> Any:
        cleaned = super().clean(value)
        problems = {} if self.is_deferred_validation else self.check_whole(cleaned)
        if problems:
            errors = {name: self._error(name, reason) for name, reason in problems.items()}
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned

    def _error(self, name: str, reason: str | Promise) -> ValidationError:
        if isinstance(self.child_blocks[name], blocks.ListBlock):
            error: ValidationError = ListBlockValidationError(non_block_errors=[reason])
            return error
        return ValidationError(str(reason))

    def check_whole(self, value: Mapping[str, Any]) -> Problems:  # noqa: ARG002 - for each kind
        """Return what is wrong between the fields. `value` may come from a form or from a file."""
        return {}
