"""What learners' own pages show of what others say a founder can do."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _, gettext_lazy

from competences.models import Source
from core.http import UserRequest
from core.navigation import NavItem, add_item, add_panel
from learners.assessing import latest_views
from learners.models import Enrolment
from learners.services.assessments import TEAM, unread_views

SHOWN = 5


def founder_news(request: UserRequest, enrolment: Enrolment) -> str:
    """On her home, until she has read it: who said something. One line, however much was said."""
    views = unread_views(enrolment.learner)
    if not views or enrolment.learner_id != request.user.pk:
        return ""
    names = dict.fromkeys(
        _("vos activités") if view.source == Source.ACTIVITIES else view.author_name
        for view in views
    )
    context = {"count": len(views), "names": [name for name in names if name]}
    return render_to_string("learners/assessments/panel_home.html", context, request)


def founder_views(request: UserRequest, enrolment: Enrolment) -> str:
    """Under what she can do: the way to what others saw, and to asking someone."""
    context = {"enrolment": enrolment}
    return render_to_string("learners/assessments/panel_competences.html", context, request)


def person_news(request: UserRequest, enrolment: Enrolment) -> str:
    """On the page of a person who is followed: the latest views, and the way to give one."""
    views = latest_views(enrolment.learner, request.user)[:SHOWN]
    context = {"enrolment": enrolment, "views": views}
    return render_to_string("learners/assessments/panel_person.html", context, request)


add_item(
    NavItem(
        "staff", gettext_lazy("Regards"), "learners:assessment_people", "check", 3, frozenset(TEAM)
    )
)
add_panel("founder_home", founder_news, order=10)
add_panel("founder_competences", founder_views, order=10)
add_panel("person_page", person_news, order=60)
