"""Where a founder stands in a package now: what its page puts in place without loading again."""

import uuid
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.http import UserRequest
from learners.desk import module_of, own_enrolment
from learners.module_page import ModulePage
from learners.place import with_helper


@require_safe
def package_state(
    request: UserRequest, enrolment_id: UUID, slug: str, activity_id: UUID
) -> HttpResponse:
    enrolment = own_enrolment(request, enrolment_id)
    page = ModulePage.of(enrolment, module_of(enrolment, slug), timezone.now())
    activity = page.package(activity_id)
    if activity is None:
        raise Http404
    context = with_helper(
        enrolment, page=page, module=page.module, activity=activity, form_id=uuid.uuid4()
    )
    return render(request, "learners/package_state.html", context)
