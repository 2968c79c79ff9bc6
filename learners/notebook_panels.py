"""What the *carnet* adds to other pages."""

from django.template.loader import render_to_string
from django.utils import timezone

from core.http import UserRequest
from learners.models import Enrolment, NotebookShare


def person_notebook(request: UserRequest, enrolment: Enrolment) -> str:
    """On the page of a person who is followed: her notebook, if she showed it to the reader."""
    shares = NotebookShare.objects.usable(timezone.now()).readable_by(request.user)
    share = shares.filter(shared_by=enrolment.learner_id).select_related("shared_by").first()
    if share is None:
        return ""
    context = {"share": share}
    return render_to_string("learners/notebook_panel_person.html", context, request)
