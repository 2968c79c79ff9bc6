"""What founders chose to show to one member of the team."""

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
from learners.desk import client_id
from learners.forms.evidence import ReviewForm
from learners.models import Evidence
from learners.models.evidence import READERS
from learners.portfolio import content_of
from learners.services.evidence import EvidenceRefused, review_evidence


@require_safe
@role_required(*READERS)
def shown_evidence_list(request: UserRequest) -> HttpResponse:
    shown = Evidence.objects.reviewable_by(request.user)
    waits = request.GET.get("voir") != "tout"
    pieces = shown.without_review() if waits else shown
    pieces = pieces.with_facts().select_related("enrolment__learner")
    context = {"page_obj": Paginator(pieces, 25).get_page(request.GET.get("page")), "waits": waits}
    return render(request, "learners/shown_evidence_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*READERS)
def shown_evidence(request: UserRequest, evidence_id: UUID) -> HttpResponse:
    pieces = Evidence.objects.reviewable_by(request.user).with_facts()
    piece = get_object_or_404(
        pieces.select_related("enrolment__learner", "enrolment__organization"), uuid=evidence_id
    )
    form = ReviewForm(request.POST or None)
    if form.is_valid():
        try:
            review_evidence(
                # The same number sent by somebody else, or of another piece, is another review.
                review_id=uuid.uuid5(_form_id(request), f"{piece.uuid} {request.user.pk}"),
                evidence=piece,
                author=request.user,
                verdict=form.cleaned_data["verdict"],
                comment=form.cleaned_data["comment"],
                at=timezone.now(),
            )
        except EvidenceRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Votre avis est noté. La personne le lit à sa visite."))
            return redirect("learners:shown_evidence", piece.uuid)
    context = {
        "piece": piece,
        "content": content_of(piece),
        "form": form,
        "form_id": _form_id(request),
    }
    status = 422 if form.is_bound else 200
    return render(request, "learners/shown_evidence.html", context, status=status)


def _form_id(request: UserRequest) -> UUID:
    return client_id(request) or uuid.uuid4()
