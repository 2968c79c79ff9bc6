"""Words of the report of packages."""

from django import template
from django.utils.translation import gettext as _, gettext_lazy

register = template.Library()

# As SCORM and H5P name them.
KINDS = {
    "choice": gettext_lazy("choix"),
    "true-false": gettext_lazy("vrai ou faux"),
    "fill-in": gettext_lazy("mots à compléter"),
    "long-fill-in": gettext_lazy("texte à écrire"),
    "matching": gettext_lazy("à relier"),
    "sequencing": gettext_lazy("à mettre dans l'ordre"),
    "performance": gettext_lazy("geste à faire"),
    "likert": gettext_lazy("échelle"),
    "numeric": gettext_lazy("nombre"),
}


@register.filter
def spent(centiseconds: float | None) -> str:
    """Return « 45 s », « 3 min 20 s » or « 1 h 05 min »; "" when it is not known."""
    if centiseconds is None:
        return ""
    minutes, seconds = divmod(round(centiseconds / 100), 60)
    if minutes >= 60:
        hours, minutes = divmod(minutes, 60)
        return _("%(hours)d\u00a0h\u00a0%(minutes)02d\u00a0min") % {
            "hours": hours,
            "minutes": minutes,
        }
    if not minutes:
        return _("%(seconds)d\u00a0s") % {"seconds": seconds}
    return _("%(minutes)d\u00a0min\u00a0%(seconds)02d\u00a0s") % {
        "minutes": minutes,
        "seconds": seconds,
    }


@register.filter
def question_kind(kind: str) -> str:
    """Return the form of a question in French; "" for one that has no name here."""
    return str(KINDS.get(kind, ""))
