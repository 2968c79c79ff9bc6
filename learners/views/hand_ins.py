"""Trainers: the work that waits for an answer, and the answer."""

import uuid
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.http import UserRequest, role_required
from core.models import Role
from learners.forms.hand_ins import FeedbackForm
from learners.models import HandIn
from learners.services.hand_ins import FeedbackRefused, give_feedback
from learners.work import criteria_of, earlier_than, round_of

PER_PAGE = 25


@role_required(Role.TRAINER, Role.COORDINATOR)
@require_safe
def hand_in_list(request: UserRequest) -> HttpResponse:
    is_answered = request.GET.get("etat") == "repondus"
    words = request.GET.get("cherche", "").strip()
    works = HandIn.objects.editable_by(request.user)
    listed = (
        works.answered().order_by("-sent_at", "-pk")
        if is_answered
        # Who waits longest comes first.
        else (works.waiting().order_by("sent_at", "pk"))
    )
    page = Paginator(listed.matching(words).with_answers(), PER_PAGE)
    context = {
        "page_obj": page.get_page(request.GET.get("page")),
        "is_answered": is_answered,
        "words": words,
        "now": timezone.now(),
    }
    return render(request, "learners/hand_in_list.html", context)


@require_http_methods(["GET", "POST"])
def hand_in_detail(request: UserRequest, hand_in_id: UUID) -> HttpResponse:
    works = HandIn.objects.editable_by(request.user).with_answers().select_related("module")
    work = get_object_or_404(works, uuid=hand_in_id)
    form = FeedbackForm(request.POST or None, initial={"form_id": uuid.uuid4()})
    if form.is_valid():
        try:
            give_feedback(hand_in=work, author=request.user, at=timezone.now(), **form.cleaned_data)
        except FeedbackRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            name = work.enrolment.learner.first_name
            messages.success(request, _("Votre réponse est sur la page de %s.") % name)
            return redirect("learners:hand_in_list")
    context = {
        "work": work,
        "round": round_of(work),
        "earlier": earlier_than(work),
        "criteria": criteria_of(work),
        "form": form,
    }
    return render(request, "learners/hand_in_detail.html", context)
