"""Saving an answer: the same address with a script, without one, and after a day offline."""

import json
import uuid
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.http import UserRequest, with_microphone
from courses import activities
from courses.activities import AnswerError
from learners.attachments import with_attachments
from learners.desk import Desk, client_id, desk_of, module_of, own_enrolment, page_url
from learners.models import Answer
from learners.module_page import ModulePage, saved_words, show
from learners.notebook_page import BACK, notebook_context, passage_back
from learners.place import with_helper
from learners.services.hand_ins import hand_in_work
from learners.services.statements import LearningRefused, save_answer
from learners.uploads import UploadRefused

OLDEST = timedelta(days=90)


@require_http_methods(["GET", "POST"])
def activity_answer(
    request: UserRequest, enrolment_id: UUID, slug: str, activity_id: UUID
) -> HttpResponse:
    if request.method == "GET":  # back from signing in
        return redirect(passage_back(request) or page_url(enrolment_id, slug, activity_id))
    desk, at = desk_of(request, enrolment_id, slug, activity_id), timezone.now()
    by_script = request.headers.get("Accept") == "application/json"

    try:
        value = read_value(request, desk, at)
        written_at = at - age(request)
        keep = hand_in_work if value.get("handed_in") else save_answer
        is_new = keep(
            statement_id=act_id(request, value, by_script=by_script),
            enrolment=desk.enrolment,
            actor=request.user,
            module=desk.module,
            activity=desk.activity,
            value=value,
            occurred_at=written_at,
            at=at,
        )
    except (AnswerError, UploadRefused) as refusal:
        return refused(request, desk, refusal, at, status=422)
    except LearningRefused as refusal:
        return refused(request, desk, refusal, at, status=409)

    if by_script:
        return saved(request, desk, value, written_at if is_new else None, at)
    return redirect(passage_back(request) or page_url(enrolment_id, slug, activity_id))


def age(request: UserRequest) -> timedelta:
    """Return how long ago it was written, as the browser measured it: its clock may be wrong."""
    text = request.POST.get("age_ms", "")
    milliseconds = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
    return min(timedelta(milliseconds=milliseconds), OLDEST)


def act_id(request: UserRequest, value: dict[str, Any], *, by_script: bool) -> UUID:
    """Return the id of this act.

    A script names each of its writes. A plain form carries the name it was rendered with: sent
    twice it is one act, but changed with the browser's "back" and sent again it is another one.
    """
    named = client_id(request)
    if named is None:
        raise AnswerError(_("Cet envoi n'a pas de numéro : rechargez la page, puis réessayez."))
    return named if by_script else uuid.uuid5(named, json.dumps(value, sort_keys=True))


def read_value(request: UserRequest, desk: Desk, at: datetime) -> dict[str, Any]:
    value = activities.get(desk.activity.kind).parse(desk.activity.block, request.POST)
    return with_attachments(request, desk, value, at)


def saved(
    request: UserRequest,
    desk: Desk,
    value: dict[str, Any],
    written_at: datetime | None,
    at: datetime,
) -> HttpResponse:
    """Tell the script what stands now; `written_at` is None when it was all known already."""
    previous = desk.previous
    stands = previous is None or (written_at is not None and written_at >= previous)
    note = ""
    if written_at is not None and not stands:
        note = _("Une version plus récente existe : c'est elle qui est gardée.")
    elif previous and written_at and request.POST.get("version") != previous.isoformat():
        note = _("Vous avez aussi écrit ailleurs : cette autre version est gardée.")
    answer = {
        "saved": saved_words(at, at),
        "version": (written_at if stands and written_at else previous or at).isoformat(),
        "note": note,
        "html": "",
    }
    if activities.get(desk.activity.kind).answers_back:
        kept = Answer(kind=desk.activity.kind, value=value, written_at=at)
        activity = show(desk.enrolment, desk.module, desk.activity, kept, at)
        name = f"courses/blocks/_{activity.kind}_result.html"
        answer["html"] = render_to_string(name, {"activity": activity})
    return JsonResponse(answer)


def refused(
    request: UserRequest, desk: Desk, refusal: Exception, at: datetime, status: int
) -> HttpResponse:
    """Say what happened, with the words given back."""
    field = getattr(refusal, "field", "")
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"message": str(refusal), "field": field}, status=status)
    enrolment = own_enrolment(request, desk.enrolment.uuid)
    module, activity = module_of(enrolment, desk.module.slug), desk.activity
    kind = activities.get(activity.kind)
    sent = Answer(kind=activity.kind, value=kind.read(activity.block, request.POST), written_at=at)
    shown = show(enrolment, module, activity, sent, at)
    shown.error, shown.error_field, shown.saved = str(refusal), field, ""
    if passage_back(request):
        changing = request.GET[BACK]
        context = notebook_context(request, enrolment, at, changing=changing, instead=shown)
        return render(request, "learners/notebook.html", context, status=status)
    page = ModulePage.of(enrolment, module, at, instead={activity.id: shown})
    context = with_helper(enrolment, page=page, module=module, form_id=uuid.uuid4())
    response = render(request, "learners/module.html", context, status=status)
    return with_microphone(response) if page.records else response
