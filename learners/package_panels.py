"""What packages add to the page of a person, for those who may read her attempts."""

from django.template.loader import render_to_string

from core.http import UserRequest
from learners.models import Enrolment
from learners.package_report import readable_attempts


def person_packages(request: UserRequest, enrolment: Enrolment) -> str:
    attempts = readable_attempts(request.user).filter(enrolment=enrolment).order_by()
    uses = attempts.values("activity_id").distinct().count()
    if not uses:
        return ""
    context = {"enrolment": enrolment, "uses": uses}
    return render_to_string("learners/package_report/panel.html", context, request=request)
