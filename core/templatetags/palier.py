"""Tags available in every template."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString, mark_safe

from core import navigation

register = template.Library()


@register.simple_tag(takes_context=True)
def nav_items(context: RequestContext, area: str) -> list[navigation.NavItem]:
    """Return the menu entries of `area` for who is reading."""
    user = context["request"].user
    return navigation.items_for(user, area) if user.is_authenticated else []


@register.simple_tag(takes_context=True)
def panels(context: RequestContext, place: str, subject: Any) -> SafeString:
    """Return what other apps add at `place` about `subject`."""
    return mark_safe(navigation.render_panels(context["request"], place, subject))  # noqa: S308 - each panel renders a template
