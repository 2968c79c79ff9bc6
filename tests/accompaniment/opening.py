"""A card that is written, opened, started: what its tests share."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accompaniment.models import RecommendationCard
from accompaniment.services.cards import (
    start_from_card,
)
from tests.accompaniment.factories import RecommendationCardFactory
from tests.clock import NOON
from tests.reading import find

# Validity is judged by the clock of the views.
NOW = timezone.now()


def make_card(**fields) -> RecommendationCard:
    fields.setdefault("expires_at", NOW + timedelta(days=30))
    return RecommendationCardFactory(**fields)


def start(card, founder=None, start_key="one-page", at=NOON):
    return start_from_card(card=card, founder=founder, start_key=start_key, language="fr", at=at)


def public(card) -> str:
    return reverse("accompaniment:card_public", args=[card.token])


def open_and_start(client, card, **more):
    return client.post(public(card), {"start": start_key_of(client, card), **more})


def start_key_of(client, card) -> str:
    return find(r'name="start" value="(\w+)"', client.get(public(card)).content.decode())
