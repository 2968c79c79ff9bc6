"""What badges add to other pages."""

from django.template.loader import render_to_string

from competences.models import Badge
from core.http import UserRequest
from learners.climb import Climb
from learners.models import Enrolment


def founder_badges(request: UserRequest, enrolment: Enrolment) -> str:
    """On her home, and at the end of a block: the last badge that waits for her answer."""
    mine = Badge.objects.editable_by(request.user).select_related("achievement")
    badges = list(mine)
    if not badges:
        return ""
    offered = next((badge for badge in badges if badge.status == Badge.Status.OFFERED), None)
    others = len(badges) - (1 if offered else 0)
    context = {"enrolment": enrolment, "offered": offered, "others": others}
    return render_to_string("learners/badges/panel_founder.html", context, request)


def home_badges(request: UserRequest, climb: Climb) -> str:
    return founder_badges(request, climb.enrolment)


def person_badges(request: UserRequest, enrolment: Enrolment) -> str:
    """On the page of a person who is followed: her badges, and how to take one back."""
    given = Badge.objects.visible_to(request.user).followed_by(request.user)
    badges = given.of(enrolment.learner).select_related("achievement", "withdrawn_by")
    context = {"enrolment": enrolment, "badges": list(badges)}
    return render_to_string("learners/badges/panel_person.html", context, request)
