"""On a founder's home: what trainers answered to her work."""

from datetime import timedelta

from django.template.loader import render_to_string
from django.utils import timezone

from core.http import UserRequest
from core.navigation import add_panel
from learners.models import Enrolment, Feedback

FRESH = timedelta(days=7)
"""How long « c'est bon » is news. What is to be completed stays until it is sent again."""


def work_news(request: UserRequest, enrolment: Enrolment) -> str:
    if enrolment.learner_id != request.user.pk:
        return ""
    answers = Feedback.objects.news_of(enrolment, since=timezone.now() - FRESH)
    if not answers:
        return ""
    context = {"answers": answers, "enrolment": enrolment}
    return render_to_string("learners/work_news.html", context, request)


add_panel("founder_home", work_news, order=15)
