"""Choosing an activity by its words, to write a rule of assessment."""

from functools import lru_cache
from typing import Any

from django import forms
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from courses import activities
from courses.activities.kinds import has_right_answers
from courses.activities.lookup import read_activities
from courses.activities.words import activity_words
from courses.models import Module

Choices = list[tuple[str, Any]]


class ActivitySelect(forms.Select):
    """Every activity of the published modules, module by module."""

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> Any:
        self.choices = activity_choices()
        return super().optgroups(name, value, attrs)


def activity_choices() -> Choices:
    state = Module.objects.published().aggregate(count=Count("pk"), last=Max("last_published_at"))
    return _choices(state["count"], state["last"])


@lru_cache(maxsize=4)
def _choices(_count: int, _last: Any) -> Choices:
    """Read once a publication: a rule has several conditions, a path several rules."""
    groups: Choices = [("", "—")]
    for module in Module.objects.published().order_by("title", "pk"):
        words = [(str(key), _named(activity)) for key, activity in read_activities(module).items()]
        if words:
            groups.append((module.title, words))
    return groups


def _named(activity: activities.Activity) -> str:
    words = activity_words(activity)
    if has_right_answers(activity.kind):
        return _("%(activity)s (a des réponses justes)") % {"activity": words}
    return words
