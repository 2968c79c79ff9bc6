"""Where the screens of packages are."""

from django.urls import reverse

NAMESPACE = "wagtailsnippets_media_package"


def package_url(name: str, *args: object) -> str:
    return reverse(f"{NAMESPACE}:{name}", args=args)
