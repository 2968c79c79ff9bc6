"""What was said on an earlier version of the framework, in front of what takes it up."""

from django.template.loader import render_to_string

from competences.models import Competence, CompetenceProgress
from competences.services.versions import Earlier, earlier_results
from core.http import UserRequest
from learners.models import Enrolment


def own_earlier_results(request: UserRequest, enrolment: Enrolment) -> str:
    return _panel(request, enrolment, is_hers=True)


def person_earlier_results(request: UserRequest, enrolment: Enrolment) -> str:
    return _panel(request, enrolment, is_hers=False)


def _panel(request: UserRequest, enrolment: Enrolment, *, is_hers: bool) -> str:
    rows = _earlier(request, enrolment)
    if not rows:
        return ""
    context = {"rows": rows, "is_hers": is_hers}
    return render_to_string("learners/competences/earlier.html", context, request)


def _earlier(request: UserRequest, enrolment: Enrolment) -> list[Earlier]:
    competences = Competence.objects.filter(path_blocks__path=enrolment.path_id).distinct()
    progress = CompetenceProgress.objects.visible_to(request.user).of(enrolment.learner)
    return earlier_results(progress=progress, competences=competences)
