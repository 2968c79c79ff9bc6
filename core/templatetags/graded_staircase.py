"""The staircase that fills up grade by grade, and the sign of one grade."""

from collections.abc import Sequence

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _, ngettext

from core.graded_staircase import (
    PLANS,
    STONE,
    GradedFlight,
    GradedSize,
    graded_drawing,
    stone_drawing,
)

register = template.Library()


def flight_words(flight: GradedFlight) -> str:
    """Say how much of one flight is filled: « 2 marches pleines sur 4 »."""
    if not flight.filled:
        total = len(flight.steps)
        ahead = ngettext("%(total)d marche à remplir", "%(total)d marches à remplir", total)
        return ahead % {"total": total}
    facts = {"filled": flight.filled, "total": len(flight.steps)}
    words = ngettext(
        "%(filled)d marche pleine sur %(total)d",
        "%(filled)d marches pleines sur %(total)d",
        flight.filled,
    )
    return words % facts


def words(flights: Sequence[GradedFlight]) -> str:
    """Say what the drawing shows; the facts, step by step, stand beside it."""
    return " ".join(f"{flight.title} – {flight_words(flight)}." for flight in flights)


@register.simple_tag
def graded_staircase(
    flights: Sequence[GradedFlight], size: GradedSize = "large", label: str = ""
) -> SafeString:
    """Draw the flights; `label` stands before what the drawing says to those who do not see it."""
    plan = PLANS[size]
    said = " ".join(filter(None, [label, words(flights)]))
    return format_html(
        '<svg class="staircase staircase--graded staircase--{0}" viewBox="0 0 {1} {2}"'
        ' width="{1}" height="{2}" role="img" aria-label="{3}">{4}</svg>',
        size,
        plan.width,
        plan.height,
        said or _("Escalier"),
        mark_safe(graded_drawing(tuple(flights), size)),  # noqa: S308 - numbers and classes only
    )


@register.simple_tag
def stone(grade: int, of: int) -> SafeString:
    """Draw the sign of a level: a step filled up to `grade` out of `of`; its words go with it."""
    return format_html(
        '<svg class="stone" viewBox="0 0 {0} {1}" aria-hidden="true" focusable="false">{2}</svg>',
        STONE[0],
        STONE[1],
        mark_safe(stone_drawing(grade, of)),  # noqa: S308 - numbers and classes only
    )
