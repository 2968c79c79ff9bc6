"""The staircase, drawn on the server: the same on a phone, in a table and on paper."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _, ngettext

from core.staircase import (
    PLANS,
    Flight,
    Size,
    drawing,
    is_at_the_door,
    steps_done,
    steps_total,
)

register = template.Library()


def flight_facts(flight: Flight) -> str:
    """Say how much of one flight is climbed: « 3 étapes sur 6 »."""
    if not flight.done:
        return ngettext("%(total)d étape à faire", "%(total)d étapes à faire", flight.total) % {
            "total": flight.total
        }
    return ngettext(
        "%(done)d étape sur %(total)d", "%(done)d étapes sur %(total)d", flight.done
    ) % {"done": flight.done, "total": flight.total}


def _height(flights: Sequence[Flight], name: str) -> str:
    done, total = steps_done(flights), steps_total(flights)
    facts = {"done": done, "total": total, "name": name}
    if is_at_the_door(flights):
        sentence = (
            _("%(name)s est en haut de l'escalier, devant la porte.")
            if name
            else _("Vous êtes en haut de l'escalier, devant la porte.")
        )
    elif not done:
        sentence = (
            _("%(name)s est au pied de l'escalier.")
            if name
            else _("Vous êtes au pied de l'escalier.")
        )
    else:
        sentence = (
            ngettext(
                "%(name)s a monté %(done)d étape sur %(total)d.",
                "%(name)s a monté %(done)d étapes sur %(total)d.",
                done,
            )
            if name
            else ngettext(
                "Vous avez monté %(done)d étape sur %(total)d.",
                "Vous avez monté %(done)d étapes sur %(total)d.",
                done,
            )
        )
    return sentence % facts


def words(flights: Sequence[Flight], name: str = "") -> str:
    """Say all that the drawing shows."""
    parts = [_height(flights, name)]
    for flight in flights:
        facts = flight_facts(flight)
        if flight.landing == "done":
            facts += _(", décision prise")
        parts.append(f"{flight.title} – {facts}.")
    return " ".join(parts)


def _svg(flights: Sequence[Flight], size: Size, label: str) -> SafeString:
    plan = PLANS[size]
    return format_html(
        '<svg class="staircase staircase--{0}" viewBox="0 0 {1} {2}" width="{1}" height="{2}"'
        ' role="img" aria-label="{3}">{4}</svg>',
        size,
        plan.width,
        plan.height,
        label,
        mark_safe(drawing(tuple(flights), size)),  # noqa: S308 - numbers and classes only
    )


@register.simple_tag
def staircase_words(flights: Sequence[Flight], for_name: str = "") -> str:
    """Say how high someone is in one sentence: « Vous avez monté 3 étapes sur 17. »"""
    return _height(flights, for_name)


@register.simple_tag
def staircase(
    flights: Sequence[Flight], size: Size = "large", for_name: str = "", legend: str = "yes"
) -> SafeString:
    """Draw the flights, their landings and the door; `large` also lists the flights.

    ``legend="no"`` leaves the list out, where the page says it in its own way.
    """
    svg = _svg(flights, size, words(flights, for_name))
    if size != "large" or legend == "no":
        return svg
    rows = [
        {
            "flight": flight,
            "tint": index % 3 + 1,
            "number": index + 1,
            "facts": flight_facts(flight),
        }
        for index, flight in enumerate(flights)
    ]
    context: dict[str, Any] = {"svg": svg, "words": _height(flights, for_name), "legend": rows}
    return mark_safe(render_to_string("components/staircase.html", context))  # noqa: S308 - our template
