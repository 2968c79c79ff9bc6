"""System checks of our own."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def demonstration_is_off(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 - Django's
    **_kwargs: Any,
) -> list[CheckMessage]:
    """The demonstration shows everybody's mail."""
    if not settings.DEMO:
        return []
    return [Error("PALIER_DEMO must not be set in production.", id="palier.E001")]
