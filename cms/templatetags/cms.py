"""What the public pages draw."""

from django import template
from django.utils.translation import gettext as _

from core.staircase import Flight

register = template.Library()


@register.simple_tag
def home_staircase() -> list[Flight]:
    """Return the staircase of someone who has not begun."""
    titles = _("Me connaître"), _("Mon projet tient-il debout ?"), _("Face au terrain")
    return [Flight.from_counts(title, done=0, total=5) for title in titles]
