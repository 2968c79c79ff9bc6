"""The team's view of where a founder stands, and both views side by side."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from competences.services.positioning import PositioningRefused, give_view
from core.http import UserRequest
from learners.comparison import comparisons_of
from learners.competence_picture import picture_of
from learners.forms.positioning import ViewForm
from learners.models import Enrolment
from learners.positioning import SLUGS, Deck, Moment, criteria_of, deck_of


@require_GET
def person_competences(request: UserRequest, enrolment_id: UUID) -> HttpResponse:
    """What she can do as far as anybody said, and who said where she stands."""
    enrolment = _assessed(request, enrolment_id)
    picture = picture_of(learner=enrolment.learner, viewer=request.user, path_id=enrolment.path_id)
    told = {each.moment: each for each in comparisons_of(enrolment, request.user)}
    context = {
        "enrolment": enrolment,
        "picture": picture,
        "moments": [(slug, moment, told.get(moment)) for slug, moment in SLUGS.items()],
    }
    return render(request, "learners/competences/person.html", context)


@require_GET
def person_side_by_side(request: UserRequest, enrolment_id: UUID, moment: str) -> HttpResponse:
    """Both views; hers stays closed to who has not given his own, unless he asks for it."""
    enrolment = _assessed(request, enrolment_id)
    at_moment = _moment(moment)
    found = [c for c in comparisons_of(enrolment, request.user) if c.moment == at_moment]
    comparison = found[0] if found else None
    has_given = comparison is not None and any(
        view.author_id == request.user.pk for view in comparison.views
    )
    context = {
        "enrolment": enrolment,
        "slug": moment,
        "moment": at_moment,
        "comparison": comparison,
        "has_given": has_given,
        "is_open": has_given or request.GET.get("lire") == "1",
    }
    return render(request, "learners/positioning/person_side_by_side.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def person_positioning(request: UserRequest, enrolment_id: UUID, moment: str) -> HttpResponse:
    """All cards on one page; hers are not shown, so that each looks for himself."""
    enrolment = _assessed(request, enrolment_id)
    deck = deck_of(enrolment, _moment(moment), request.user)
    if deck is None:
        raise Http404
    if deck.is_finished:
        return redirect("learners:person_side_by_side", enrolment.uuid, moment)
    form = ViewForm(
        request.POST if request.method == "POST" else None, deck=deck, criteria=criteria_of(deck)
    )
    if form.is_valid():
        return _give(request, enrolment, deck, form)
    context = {"enrolment": enrolment, "deck": deck, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "learners/positioning/person_form.html", context, status=status)


def _give(request: UserRequest, enrolment: Enrolment, deck: Deck, form: ViewForm) -> HttpResponse:
    finish = "finish" in request.POST
    try:
        give_view(
            learner=enrolment.learner,
            organization=enrolment.organization,
            framework=deck.framework,
            moment=deck.moment,
            author=request.user,
            answers=form.given(),
            finish=finish,
            at=timezone.now(),
        )
    except PositioningRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("learners:person_positioning", enrolment.uuid, deck.slug)
    if finish:
        messages.success(request, _("Votre regard est gardé. Voici les deux, côte à côte."))
        return redirect("learners:person_side_by_side", enrolment.uuid, deck.slug)
    messages.success(request, _("Brouillon gardé : vous seul·e le voyez."))
    return redirect("learners:person_positioning", enrolment.uuid, deck.slug)


def _assessed(request: UserRequest, enrolment_id: UUID) -> Enrolment:
    people = Enrolment.objects.assessed_by(request.user).exclude(learner=request.user.pk)
    people = people.select_related("learner", "path", "organization", "cohort")
    return get_object_or_404(people, uuid=enrolment_id)


def _moment(slug: str) -> Moment:
    if slug not in SLUGS:
        raise Http404
    return SLUGS[slug]
