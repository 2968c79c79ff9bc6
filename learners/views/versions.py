"""What was written before: nothing is lost, any version can be taken up again."""

import uuid
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.http import UserRequest
from courses import activities
from learners.desk import client_id, module_of, own_enrolment, page_url
from learners.notebook_page import passage_back
from learners.packages import KIND
from learners.place import with_helper
from learners.services.statements import LearningRefused, save_answer
from learners.versions import versions_of


@require_safe
def activity_versions(
    request: UserRequest, enrolment_id: UUID, slug: str, activity_id: UUID
) -> HttpResponse:
    enrolment = own_enrolment(request, enrolment_id)
    module = module_of(enrolment, slug)
    activity = activities.find_activity(module, activity_id)
    if activity is None:
        raise Http404
    versions = versions_of(enrolment, activity)
    context = with_helper(
        enrolment,
        module=module,
        activity=activity,
        page_obj=Paginator(versions, 20).get_page(request.GET.get("page")),
        form_id=uuid.uuid4(),
        back=passage_back(request),
    )
    return render(request, "learners/module_versions.html", context)


@require_POST
def activity_restore(
    request: UserRequest, enrolment_id: UUID, slug: str, activity_id: UUID, statement_id: UUID
) -> HttpResponse:
    enrolment = own_enrolment(request, enrolment_id)
    module = module_of(enrolment, slug)
    activity = activities.find_activity(module, activity_id)
    version = get_object_or_404(
        enrolment.statements.filter(activity_id=activity_id, verb="answered"), pk=statement_id
    )
    # What a package said of itself was not written: there is nothing to take up again.
    if activity is None or version.result["kind"] != activity.kind or activity.kind == KIND:
        raise Http404
    at = timezone.now()

    try:
        save_answer(
            # Pressed twice, it is one act; another version is another one.
            statement_id=uuid.uuid5(client_id(request) or uuid.uuid4(), str(statement_id)),
            enrolment=enrolment,
            actor=request.user,
            module=module,
            activity=activity,
            value=version.result["value"],
            occurred_at=at,
            at=at,
        )
    except LearningRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Cette version est reprise. Les autres restent gardées."))

    return redirect(passage_back(request) or page_url(enrolment.uuid, slug, activity_id))
