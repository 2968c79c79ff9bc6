"""Components of the look: icons, forms, badges, tables."""

from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import QueryDict
from django.template.context import Context, RequestContext
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

register = template.Library()

# Kind of badge: its shape (an icon) and the word it says unless told another.
BADGES = {
    "todo": ("ring", _("À faire")),
    "current": ("half", _("En cours")),
    "done": ("check", _("C'est fait")),
    "waiting": ("clock", _("En attente")),
    "warning": ("warning", _("À regarder")),
    "stopped": ("pause", _("En pause")),
    "info": ("info", _("À savoir")),
    "neutral": ("dot", ""),
}


@register.simple_tag
@lru_cache(maxsize=256)  # a table shows hundreds; the sprite's address is the process's
def icon(name: str) -> SafeString:
    """Draw one icon of the sprite. Always decorative: the words stand beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("core/icons.svg"),
        name,
    )


@register.simple_tag
def badge(kind: str, word: str = "") -> SafeString:
    """Show a state by its shape and its word."""
    shape, usual_word = BADGES[kind]
    return format_html(
        '<span class="badge badge--{}">{}{}</span>', kind, icon(shape), word or usual_word
    )


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """Sum up at the top of a form what has to be looked at again."""
    fields = [field for field in form if field.errors]
    return {"form": form, "fields": fields, "count": len(fields)}


@register.inclusion_tag("components/form_fields.html")
def form_fields(form: BaseForm) -> dict[str, Any]:
    """Show every field of a form, one under the other."""
    return {"form": form}


@register.inclusion_tag("components/form_field.html")
def form_field(
    field: BoundField,
    *,
    label: str = "",
    help: str = "",  # noqa: A002 - as Django calls it
    hide_label: bool = False,
) -> dict[str, Any]:
    """Show one field with its label, its help and its errors."""
    if help:
        field.help_text = help  # Django then names it in aria-describedby
    # A label stays when one writes; django-allauth would say it twice.
    field.field.widget.attrs.pop("placeholder", None)
    return {
        "field": field,
        "kind": field.widget_type,
        "is_group": field.use_fieldset,
        "is_optional": not field.field.required,
        "label": label or field.label,
        "help": field.help_text,
        "hide_label": hide_label,
    }


def _with_parameter(query: QueryDict, name: str, value: str) -> str:
    """Return the query string with one parameter changed, back on the first page."""
    changed = query.copy()
    changed.pop("page", None)
    changed[name] = value
    return f"?{changed.urlencode()}"


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context: RequestContext, key: str, label: str) -> dict[str, Any]:
    """Show the header of a column that sorts by `?sort=key`, then by `?sort=-key`."""
    query = context["request"].GET
    current = query.get("sort", "")
    direction = {key: "ascending", f"-{key}": "descending"}.get(current, "")
    following = f"-{key}" if current == key else key
    return {
        "label": label,
        "direction": direction,
        "url": _with_parameter(query, "sort", following),
    }


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page_obj: Page[Any]) -> dict[str, Any]:
    """Show where one is in a long list, keeping the filters."""
    paginator = page_obj.paginator
    return {
        "request": context["request"],
        "page_obj": page_obj,
        "numbers": paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1),
        "ellipsis": paginator.ELLIPSIS,
    }
