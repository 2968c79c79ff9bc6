"""Absolute addresses that signed badges name: they must answer for as long as badges are shown."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse

from core.models import Organization


def absolute(path: str) -> str:
    return f"{settings.BASE_URL.rstrip('/')}{path}"


def of_key(name: str) -> str:
    return absolute(reverse("competences:badge_key", args=[name]))


def of_issuer(organization: Organization) -> str:
    return absolute(reverse("competences:badge_issuer", args=[organization.slug]))


def of_achievement(key: str) -> str:
    return absolute(reverse("competences:achievement", args=[key]))


def of_picture(key: str) -> str:
    return absolute(reverse("competences:achievement_picture", args=[key, "png"]))


def of_status_list(uuid: UUID) -> str:
    return absolute(reverse("competences:badge_status_list", args=[uuid]))


def of_badge(uuid: UUID) -> str:
    return absolute(reverse("competences:badge", args=[uuid]))


def of_verification() -> str:
    return absolute(reverse("competences:verify"))
