"""What self-knowledge adds to a founder's home and to the page of a person."""

from django.template.loader import render_to_string

from competences.models import PostureRun, PostureTest
from core.http import UserRequest
from learners.climb import Climb
from learners.competence_picture import picture_of
from learners.models import Enrolment
from learners.positioning import LATER, offer_for


def home_offer(request: UserRequest, climb: Climb) -> str:
    """Offer to say where she stands, at the start, half-way, at the end. Never a wall."""
    offer = offer_for(climb.enrolment, request.session.get(LATER, []))
    context = {"enrolment": climb.enrolment, "offer": offer}
    return render_to_string("learners/positioning/_offer.html", context, request=request)


def person_skills(request: UserRequest, enrolment: Enrolment) -> str:
    picture = picture_of(learner=enrolment.learner, viewer=request.user, path_id=enrolment.path_id)
    if not picture.blocks:
        return ""
    context = {"enrolment": enrolment, "picture": picture}
    return render_to_string("learners/competences/_person_panel.html", context, request=request)


def own_posture(request: UserRequest, enrolment: Enrolment) -> str:
    """Lead to the test where there is one, or where she took one."""
    mine = PostureRun.objects.visible_to(request.user)
    if not (PostureTest.objects.published().exists() or mine.exists()):
        return ""
    context = {"enrolment": enrolment}
    return render_to_string("learners/posture/_mine_panel.html", context, request=request)


def shown_posture(request: UserRequest, enrolment: Enrolment) -> str:
    """Say that she shows it to who is reading; to others there is nothing to say."""
    runs = PostureRun.objects.readable_by(request.user).filter(learner=enrolment.learner)
    run = runs.order_by("-finished_at").first()
    if run is None:
        return ""
    context = {"enrolment": enrolment, "run": run}
    return render_to_string("learners/posture/_shown_panel.html", context, request=request)
