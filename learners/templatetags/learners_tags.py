"""Filters and tags of learners' pages."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.templatetags.ui import badge
from learners.models import Evidence, EvidenceReview
from learners.phone import show_phone
from learners.portfolio import shown_to, standing_verdict

register = template.Library()

register.filter("phone", show_phone)


@register.simple_tag
def verdict_badge(piece: Evidence) -> SafeString | str:
    """Say what the team made of `piece` (from `with_facts`), or who has not said yet."""
    review = standing_verdict(piece)
    if review is None:
        return badge("waiting", _("Montrée, sans avis encore")) if shown_to(piece) else ""
    if review.verdict == EvidenceReview.Verdict.SHOWS:
        return badge("done", _("Cela le montre bien"))
    return badge("info", str(review.get_verdict_display()))
