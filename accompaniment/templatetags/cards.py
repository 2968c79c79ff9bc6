"""Where a card stands, by a shape and a word."""

from datetime import datetime

from django import template
from django.utils.safestring import SafeString

from accompaniment.models import RecommendationCard
from core.templatetags.ui import badge

register = template.Library()

KINDS = {
    RecommendationCard.State.PREPARED: "todo",
    RecommendationCard.State.OPENED: "current",
    RecommendationCard.State.STARTED: "done",
    RecommendationCard.State.REVOKED: "stopped",
    RecommendationCard.State.EXPIRED: "stopped",
}


@register.simple_tag
def badge_of(state: RecommendationCard.State) -> SafeString:
    return badge(KINDS[state], str(state.label))


@register.simple_tag
def card_state(card: RecommendationCard, at: datetime) -> SafeString:
    return badge_of(card.state(at))
