"""Every URL that answers, by name."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    name: str
    route: str
    view: object
    converters: tuple[tuple[str, object], ...]
    is_public: bool


def addresses(
    resolver: URLResolver | None = None,
    prefix: str = "",
    route: str = "",
    converters: tuple[tuple[str, object], ...] = (),
) -> Iterator[Address]:
    for entry in (resolver or get_resolver()).url_patterns:
        here = route + str(entry.pattern)
        arguments = (*converters, *entry.pattern.converters.items())
        if isinstance(entry, URLResolver):
            deeper = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from addresses(entry, deeper, here, arguments)
        elif isinstance(entry, URLPattern):
            public = getattr(entry.callback, "login_required", True) is False
            name = f"{prefix}{entry.name or entry.pattern}"
            yield Address(name, here, entry.callback, arguments, public)
