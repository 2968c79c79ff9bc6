"""Fields of the workshop's forms."""

from typing import Any

from django import forms
from wagtail.admin.widgets import AdminAutoHeightTextInput


class LinesField(forms.CharField):
    """A list of short texts, one a line."""

    widget = AdminAutoHeightTextInput

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = (line.strip() for line in str(value or "").splitlines())
        return [line for line in lines if line]

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)

    def run_validators(self, value: Any) -> None:
        for line in value:
            super().run_validators(line)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(data) != list(initial or []))
