"""The founder's portfolio: what shows what she can do, and who may see it."""

import uuid
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from competences.models import Competence
from core.http import UserRequest, with_microphone
from learners.desk import client_id, own_enrolment
from learners.forms.evidence import ChosenForm, FileForm, LivedForm, ShowForm
from learners.models import Enrolment, Evidence
from learners.place import on_my_path, with_helper
from learners.portfolio import Candidates, content_of, shelves_of, shown_to
from learners.services.evidence import (
    EvidenceRefused,
    attach_evidence,
    competences_of,
    remove_evidence,
    restore_evidence,
    share_evidence,
)
from learners.services.uploads import store_upload
from learners.uploads import UploadRefused


@require_safe
@on_my_path
def portfolio(request: UserRequest, enrolment: Enrolment) -> HttpResponse:
    shelves = shelves_of(enrolment)
    context = with_helper(
        enrolment, shelves=shelves, is_empty=not any(shelf.pieces for shelf in shelves)
    )
    return render(request, "learners/portfolio.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_add(request: UserRequest, enrolment_id: UUID, competence_id: int) -> HttpResponse:
    enrolment = own_enrolment(request, enrolment_id)
    competence = next((c for c in competences_of(enrolment) if c.pk == competence_id), None)
    if competence is None:
        raise Http404
    forms = _forms(request, Candidates(enrolment, competence))
    sent = forms.get(request.POST.get("by", ""))
    if sent is not None and sent.is_bound and sent.is_valid():
        try:
            piece = _attach(request, enrolment, competence, sent)
        except (EvidenceRefused, UploadRefused) as refusal:
            sent.add_error(None, str(refusal))
        else:
            messages.success(request, _("C'est attaché. Vous seul·e le voyez pour l'instant."))
            return redirect("learners:evidence", piece.uuid)
    context = with_helper(enrolment, competence=competence, forms=forms, form_id=_form_id(request))
    status = 422 if request.POST else 200
    return with_microphone(render(request, "learners/evidence_add.html", context, status=status))


def _forms(request: UserRequest, candidates: Candidates) -> dict[str, Form]:
    """Return the three ways of attaching, the one that was sent bound to what was sent."""

    def sent(name: str) -> QueryDict | None:
        return request.POST if request.POST.get("by") == name else None

    return {
        "chosen": ChosenForm(
            sent("chosen"),
            candidates=candidates,
            show_all="tout" in request.GET or sent("chosen") is not None,
        ),
        # On a page that was not sent yet, even no files at all would bind the form.
        "file": FileForm(
            sent("file"), request.FILES if sent("file") is not None else None, prefix="file"
        ),
        "lived": LivedForm(sent("lived"), prefix="lived"),
    }


def _form_id(request: UserRequest) -> UUID:
    return client_id(request) or uuid.uuid4()


def _attach(
    request: UserRequest, enrolment: Enrolment, competence: Competence, form: Form
) -> Evidence:
    at, form_id = timezone.now(), _form_id(request)
    cleaned = form.cleaned_data
    if isinstance(form, ChosenForm):
        held, title = form.candidates.find(cleaned["what"]), form.title
    elif isinstance(form, FileForm):
        held = store_upload(enrolment=enrolment, file=cleaned["file"], form_id=form_id, at=at)
        title = cleaned["title"]
    else:
        held, title = None, cleaned["title"]
    return attach_evidence(
        # The same number sent for another path or competence is another piece.
        evidence_id=uuid.uuid5(form_id, f"evidence {enrolment.pk} {competence.pk}"),
        enrolment=enrolment,
        competence=competence,
        held=held,
        title=title,
        words=cleaned["words"],
        at=at,
    )


def _own_piece(request: UserRequest, evidence_id: UUID) -> Evidence:
    pieces = Evidence.objects.editable_by(request.user).with_facts()
    return get_object_or_404(
        pieces.select_related("enrolment__organization", "enrolment__learner"), uuid=evidence_id
    )


@require_safe
def evidence(request: UserRequest, evidence_id: UUID) -> HttpResponse:
    piece = _own_piece(request, evidence_id)
    shown = [share.person_id for share in shown_to(piece)]
    context = with_helper(
        piece.enrolment,
        piece=piece,
        content=content_of(piece),
        form=ShowForm(enrolment=piece.enrolment, initial={"people": shown}),
    )
    return render(request, "learners/evidence.html", context)


@require_POST
def evidence_share(request: UserRequest, evidence_id: UUID) -> HttpResponse:
    piece = _own_piece(request, evidence_id)
    form = ShowForm(request.POST, enrolment=piece.enrolment)
    if not form.is_valid():
        messages.error(
            request, _("Cette personne ne fait plus partie de l'équipe : regardez la liste.")
        )
        return redirect("learners:evidence", piece.uuid)

    try:
        share_evidence(evidence=piece, people=form.cleaned_data["people"], at=timezone.now())
    except EvidenceRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("C'est noté : seules les personnes cochées voient la preuve."))
    return redirect("learners:evidence", piece.uuid)


@require_POST
def evidence_remove(request: UserRequest, evidence_id: UUID) -> HttpResponse:
    piece = _own_piece(request, evidence_id)

    remove_evidence(evidence=piece, at=timezone.now())

    messages.success(request, _("La preuve est retirée. Personne ne la voit plus."))
    return redirect("learners:evidence", piece.uuid)


@require_POST
def evidence_restore(request: UserRequest, evidence_id: UUID) -> HttpResponse:
    piece = _own_piece(request, evidence_id)

    try:
        restore_evidence(evidence=piece)
    except EvidenceRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("La preuve est remise. Elle n'est montrée à personne."))
    return redirect("learners:evidence", piece.uuid)
