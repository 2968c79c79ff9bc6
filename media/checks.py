"""System checks: packages made elsewhere must stay apart from the application."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 - Django's
from django.http.request import validate_host
from django.utils.http import is_same_domain

from media.origin import LIBRARY_LABEL, content_domain, shares_host

COOKIE_DOMAINS = ("SESSION_COOKIE_DOMAIN", "CSRF_COOKIE_DOMAIN", "LANGUAGE_COOKIE_DOMAIN")
_HOST = re.compile(r"[a-z0-9.-]+(:\d+)?")
_ORIGIN = re.compile(r"https?://[a-z0-9.*-]+(:\d+)?")


@register(Tags.security)
def packages_are_apart(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 - Django's
    **_kwargs: Any,
) -> list[CheckMessage]:
    """What one mistake in the environment would join is refused before it serves anybody."""
    problems = [
        _host_problem(),
        *(_cookie_problem(name) for name in COOKIE_DOMAINS),
        _trust_problem(),
        _origins_problem(),
    ]
    return [problem for problem in problems if problem]


@register(Tags.security, deploy=True)
def content_host_is_chosen(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 - Django's
    **_kwargs: Any,
) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if not settings.CONTENT_HOST_IS_GIVEN:
        hint = "It needs a wildcard name and certificate: see deploy/README.md."
        found.append(Warning("CONTENT_HOST is not set.", hint=hint, id="palier.W010"))
    if validate_host(_a_content_host(), settings.ALLOWED_HOSTS):
        hint = "Content hosts are answered apart: they need no place there."
        found.append(Warning("ALLOWED_HOSTS holds CONTENT_HOST.", hint=hint, id="palier.W011"))
    return found


def _host_problem() -> CheckMessage | None:
    if not _HOST.fullmatch(settings.CONTENT_HOST):
        hint = "Write it without a scheme or a slash: content.palier.example.org"
        return Error("CONTENT_HOST is not a host name.", hint=hint, id="palier.E010")
    if shares_host():
        hint = "Packages would read what people see: give a host that BASE_URL is not under."
        return Error("CONTENT_HOST holds BASE_URL's host.", hint=hint, id="palier.E011")
    return None


def _cookie_problem(name: str) -> CheckMessage | None:
    domain = (getattr(settings, name) or "").lstrip(".")
    if not domain or not is_same_domain(content_domain(), f".{domain}"):
        return None
    hint = f"Leave {name} unset: the cookie then goes to the application alone."
    return Error(f"{name} gives the cookie to content hosts.", hint=hint, id="palier.E012")


def _trust_problem() -> CheckMessage | None:
    hosts = (urlsplit(origin).hostname or "" for origin in settings.CSRF_TRUSTED_ORIGINS)
    if not any(is_same_domain(_a_content_host(), host.lstrip("*")) for host in hosts):
        return None
    hint = "Packages could post the forms of whoever opens them."
    return Error("CSRF_TRUSTED_ORIGINS holds a content host.", hint=hint, id="palier.E013")


def _origins_problem() -> CheckMessage | None:
    origins = [*settings.CONTENT_MEDIA_HOSTS, *filter(None, [settings.CONTENT_S3_REDIRECT])]
    if all(_ORIGIN.fullmatch(origin) for origin in origins):
        return None
    return Error(
        "CONTENT_MEDIA_HOSTS or CONTENT_S3_REDIRECT is not made of origins.",
        hint="Write each as https://host, without a path.",
        id="palier.E014",
    )


def _a_content_host() -> str:
    return f"{LIBRARY_LABEL}.{content_domain()}"
