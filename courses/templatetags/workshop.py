"""What the pages of the workshop say of a reading."""

from django import template
from django.utils.translation import gettext as _

from courses.readability import Kind, Reading, Remark

register = template.Library()


# The tab where each field is; the others are in the first one.
TABS = {
    **dict.fromkeys(("duration", "catch_up", "competences", "evidence_kind"), "cadre"),
    "blocks": "blocs",
}


@register.filter
def panel_id(anchor: str) -> str:
    """Return the id that the editor gives to the field, or to the block, named `anchor`."""
    if anchor.startswith("block-"):
        return anchor
    return f"panel-child-{TABS.get(anchor, 'texte')}-{anchor}-section"


@register.filter
def remarks_by_kind(reading: Reading) -> list[tuple[Kind, str, list[Remark]]]:
    titles = {
        Kind.SENTENCE: _("Phrases longues : coupez-les en deux"),
        Kind.JARGON: _("Mots de métier : un mot plus simple, ou une explication"),
        Kind.WORD: _("Mots longs"),
    }
    found = [(kind, title, reading.of_kind(kind)) for kind, title in titles.items()]
    return [entry for entry in found if entry[2]]
