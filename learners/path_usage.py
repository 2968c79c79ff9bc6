"""How many follow a path, for those who write it: numbers, never names."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _, ngettext

from core.navigation import Note, Notes
from courses.models import LearningPath
from learners.models import Enrolment


def who_follows(_request: Any, paths: Sequence[LearningPath]) -> Notes:
    under_way = Q(stopped_at=None, completed_at=None)
    counted = (
        Enrolment.objects.filter(path__in=paths)
        .order_by()
        .values("path")
        .annotate(all=Count("pk"), on_the_way=Count("pk", filter=under_way))
    )
    return {row["path"]: [Note(_said(row["all"], row["on_the_way"]))] for row in counted}


def _said(everybody: int, on_the_way: int) -> str:
    enrolled = ngettext("%d personne inscrite", "%d personnes inscrites", everybody) % everybody
    return _("%(enrolled)s, dont %(count)d en chemin") % {
        "enrolled": enrolled,
        "count": on_the_way,
    }
