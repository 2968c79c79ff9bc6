"""What the workshop hears of packages: who opened each version, and where authors try one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import ngettext

from core.models import User
from core.navigation import Note, Notes, add_row_notes
from learners.models import Attempt
from learners.runtime.tokens import preview_token
from media.models import PackageVersion
from media.origin import content_url
from media.previews import offer_previews


def attempts_on_versions(_request: Any, versions: Sequence[PackageVersion]) -> Notes:
    """Count the attempts, those that are not over first: numbers, never names."""
    counted = (
        Attempt.objects.filter(version__in=versions)
        .order_by()
        .values("version")
        .annotate(all=Count("pk"), running=Count("pk", filter=Q(ended_at=None)))
    )
    return {row["version"]: [Note(_said(row["all"], row["running"]))] for row in counted}


def _said(everything: int, running: int) -> str:
    begun = ngettext("%d tentative", "%d tentatives", everything) % everything
    going_on = ngettext("dont %d en cours", "dont %d en cours", running) % running
    return f"{begun}, {going_on}" if running else begun


def try_version(version: PackageVersion, user: User, at: datetime) -> str:
    return content_url(version.label, f"/essai/{preview_token(version, user, at=at)}/")


add_row_notes("package_versions", attempts_on_versions)
offer_previews(try_version)
