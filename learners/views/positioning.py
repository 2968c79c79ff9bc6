"""A founder says where she stands: one idea a screen, one tap a card."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from competences.services.positioning import NothingSaid, PositioningClosed, give_view
from core.http import UserRequest
from learners.advice import advice_for
from learners.comparison import comparisons_of
from learners.competence_picture import picture_of
from learners.desk import own_enrolment
from learners.forms.positioning import CardForm
from learners.models import Enrolment
from learners.place import on_my_path, with_helper
from learners.positioning import (
    LATER,
    SLUGS,
    Deck,
    criteria_of,
    deck_of,
    milestones_of,
    recording_of,
)

EVERYTHING = ["GET", "HEAD", "POST"]


@require_GET
@on_my_path
def competences(request: UserRequest, enrolment: Enrolment) -> HttpResponse:
    """What she can do now, and the way to say it."""
    picture = picture_of(learner=enrolment.learner, viewer=request.user, path_id=enrolment.path_id)
    context = with_helper(
        enrolment, picture=picture, milestones=milestones_of(enrolment, request.user)
    )
    return render(request, "learners/competences/mine.html", context)


@require_GET
def positioning(request: UserRequest, enrolment_id: UUID, moment: str) -> HttpResponse:
    enrolment, deck = _deck(request, enrolment_id, moment)
    if deck.is_finished:
        return redirect("learners:positioning_end", enrolment.uuid, moment)
    context = with_helper(enrolment, deck=deck)
    return render(request, "learners/positioning/intro.html", context)


@require_http_methods(EVERYTHING)
def card(request: UserRequest, enrolment_id: UUID, moment: str, number: int) -> HttpResponse:
    enrolment, deck = _deck(request, enrolment_id, moment)
    shown = deck.card(number)
    if shown is None:
        raise Http404
    if deck.is_finished:
        return redirect("learners:positioning_end", enrolment.uuid, moment)
    form = CardForm(request.POST if request.method == "POST" else None, levels=deck.levels)
    if form.is_valid():
        try:
            give_view(
                learner=enrolment.learner,
                organization=enrolment.organization,
                framework=deck.framework,
                moment=deck.moment,
                author=request.user,
                answers=[(shown.competence, form.chosen, "")],
                at=timezone.now(),
            )
        except PositioningClosed as refusal:
            messages.info(request, str(refusal))
        return _after(enrolment, deck, number)
    context = with_helper(
        enrolment,
        deck=deck,
        card=shown,
        form=form,
        criteria=criteria_of(deck, shown)[shown.competence.pk],
        recording=recording_of(shown),
    )
    status = 422 if form.is_bound else 200
    return render(request, "learners/positioning/card.html", context, status=status)


def _after(enrolment: Enrolment, deck: Deck, number: int) -> HttpResponse:
    """Go on with the card after this one; after the last, with what was passed over, or the end."""
    following = deck.card_after(number)
    if following is None and deck.next_card is not None and deck.next_card.number != number:
        following = deck.next_card
    if following is None:
        return redirect("learners:positioning_end", enrolment.uuid, deck.slug)
    return redirect("learners:positioning_card", enrolment.uuid, deck.slug, following.number)


@require_http_methods(EVERYTHING)
def positioning_end(request: UserRequest, enrolment_id: UUID, moment: str) -> HttpResponse:
    """Read over what was said, keep it; then what it suggests."""
    enrolment, deck = _deck(request, enrolment_id, moment)
    if request.method == "POST":
        try:
            give_view(
                learner=enrolment.learner,
                organization=enrolment.organization,
                framework=deck.framework,
                moment=deck.moment,
                author=request.user,
                answers=[],
                finish=True,
                at=timezone.now(),
            )
        except NothingSaid as refusal:
            messages.info(request, str(refusal))
            return redirect("learners:positioning", enrolment.uuid, moment)
        return redirect("learners:positioning_end", enrolment.uuid, moment)
    if deck.positioning is None:
        return redirect("learners:positioning", enrolment.uuid, moment)
    if not deck.is_finished:
        context = with_helper(enrolment, deck=deck)
        return render(request, "learners/positioning/check.html", context)
    found = comparisons_of(enrolment, request.user)
    context = with_helper(
        enrolment,
        deck=deck,
        advice=advice_for(enrolment, deck),
        comparison=next((each for each in found if each.moment == deck.moment), None),
    )
    return render(request, "learners/positioning/end.html", context)


@require_GET
def positioning_side_by_side(request: UserRequest, enrolment_id: UUID, moment: str) -> HttpResponse:
    """Her view and the team's, once both are given."""
    enrolment, deck = _deck(request, enrolment_id, moment)
    found = [c for c in comparisons_of(enrolment, request.user) if c.moment == deck.moment]
    if not deck.is_finished or not found or not found[0].by_team:
        raise Http404
    context = with_helper(enrolment, deck=deck, comparison=found[0])
    return render(request, "learners/positioning/side_by_side.html", context)


@require_POST
def positioning_later(request: UserRequest, enrolment_id: UUID, moment: str) -> HttpResponse:
    """Say no more of it on her home until she signs in again."""
    enrolment = own_enrolment(request, enrolment_id)
    request.session[LATER] = [*request.session.get(LATER, []), f"{enrolment.uuid}:{moment}"]
    return redirect("learners:home")


def _deck(request: UserRequest, enrolment_id: UUID, moment: str) -> tuple[Enrolment, Deck]:
    enrolment = own_enrolment(request, enrolment_id)
    deck = deck_of(enrolment, SLUGS[moment], request.user) if moment in SLUGS else None
    if deck is None:
        raise Http404
    return enrolment, deck
