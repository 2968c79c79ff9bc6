"""The first page of the workshop: what is under way, and where to begin."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from core.models import User
from courses.models import LearningPath, Module
from courses.workshop.lists import state_of, with_state

SHOWN = 5


class WritingPanel(Component):
    name = "writing"
    template_name = "courses/workshop/home_panel.html"
    order = 100

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user: User = parent_context["request"].user
        return {
            "may_write": user.has_perm("courses.add_module"),
            "may_publish": user.has_perm("courses.publish_module"),
            "drafts": drafts_of(user) if user.has_perm("courses.change_module") else [],
        }


def drafts_of(user: User) -> list[dict[str, Any]]:
    """Return what `user` touched last and founders do not see yet, the latest first."""
    unseen = Q(live=False) | Q(has_unpublished_changes=True)
    found = []
    for model, kind in ((Module, _("module")), (LearningPath, _("parcours"))):
        mine = with_state(model.objects.filter(unseen, latest_revision__user=user))
        rows = mine.select_related("latest_revision").order_by("-latest_revision__created_at")
        name = f"wagtailsnippets_courses_{model._meta.model_name}"  # noqa: SLF001 - the documented way
        found += [
            {
                "title": row.latest_revision.object_str or str(row),
                "kind": kind,
                "state": state_of(row),
                "at": row.latest_revision.created_at,
                "url": reverse(f"{name}:edit", args=[row.pk]),
                "ready_url": reverse(f"{name}:ready", args=[row.pk]),
            }
            for row in rows[:SHOWN]
        ]
    return sorted(found, key=lambda each: each["at"], reverse=True)[:SHOWN]
