"""Which of her paths a founder is on, when the address does not say."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from core.http import UserRequest
from core.models import User
from learners.helper import helper_for
from learners.models import Enrolment

CHOSEN = "enrolment"

View = Callable[[UserRequest, Enrolment], HttpResponse]


@dataclass(frozen=True)
class Place:
    """The path she is on, or the ones to choose from."""

    enrolment: Enrolment | None
    choices: list[Enrolment]


def own_enrolments(user: User) -> QuerySet[Enrolment]:
    return (
        Enrolment.objects.editable_by(user)
        .select_related("organization", "learner")
        .annotate(path_title=F("path__title"))  # a path is heavy to load for its title
        .order_by("-last_activity_at", "-pk")
    )


def place_of(request: UserRequest) -> Place:
    """Return the open path; with several, the one she chose; without any, the one on hold."""
    enrolments = list(own_enrolments(request.user))
    choices = [each for each in enrolments if not each.is_stopped] or enrolments
    if len(choices) == 1:
        return Place(choices[0], choices)
    chosen = request.session.get(CHOSEN, "") if choices else ""
    return Place(next((each for each in choices if str(each.uuid) == chosen), None), choices)


def on_my_path(view: View) -> Callable[[UserRequest], HttpResponse]:
    """Call the view with the path she is on; ask which one, or say what to do without any."""

    @wraps(view)
    def placed(request: UserRequest) -> HttpResponse:
        place = place_of(request)
        if place.enrolment is not None:
            return view(request, place.enrolment)
        context = {"choices": place.choices, "next": request.path}
        return render(request, "learners/home_choose.html", context)

    return placed


def with_helper(enrolment: Enrolment, **context: Any) -> dict[str, Any]:
    """Return the context of a founder's page: her path, and who to talk to."""
    return {"enrolment": enrolment, "helper": helper_for(enrolment), **context}
