"""The picture of what a founder can do: `{% competence_picture picture %}`.

The page that shows it loads `learners/css/competences.css`.
"""

from typing import Any

from django import template

from learners.competence_picture import Picture, full_from
from learners.models import Enrolment

register = template.Library()


@register.inclusion_tag("learners/competences/_picture.html")
def competence_picture(
    picture: Picture,
    *,
    overlay: bool = False,
    table: bool = False,
    for_name: str = "",
    links_for: Enrolment | None = None,
) -> dict[str, Any]:
    """Draw the staircase, what its rows of stones mean, and the same facts in words.

    `overlay` adds the marks of the start and the end; `table` says the facts in a table, with its
    columns, rather than in a list; `for_name` is of whom the page speaks, when not of the reader;
    `links_for` is the founder's path, when each competence leads to what was said of it.
    """
    return {
        "picture": picture,
        "flights": picture.flights_with_marks if overlay else picture.flights,
        "overlay": overlay,
        "table": table,
        "for_name": for_name,
        "links_for": links_for,
        "of": full_from(len(picture.levels)),
    }
