"""A founder's project and her steps."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.http import UserRequest
from learners.climb import Block, Climb, climb_of
from learners.forms.founder import DecisionForm, StopForm
from learners.models import BlockDecision, Enrolment
from learners.notebook import latest_words, project_of
from learners.place import CHOSEN, on_my_path, own_enrolments, with_helper
from learners.services.decisions import DecisionRefused, decide_block, resume_path
from learners.services.enrolments import AlreadyEnrolled
from learners.services.live import coming_bookings
from learners.whats_next import whats_next


@on_my_path
def home(request: UserRequest, enrolment: Enrolment) -> HttpResponse:
    now = timezone.now()
    climb = climb_of(enrolment)
    bookings = list(coming_bookings(enrolment, now)[:3])
    context = with_helper(
        enrolment,
        climb=climb,
        next=whats_next(enrolment, climb, bookings, now),
        bookings=bookings,
        words=latest_words(enrolment),
        project=project_of(enrolment),
    )
    return render(request, "learners/home.html", context)


@require_POST
def path_choose(request: UserRequest, enrolment_id: UUID) -> HttpResponse:
    """Remember which of her paths the next pages are about."""
    enrolment = get_object_or_404(own_enrolments(request.user), uuid=enrolment_id)
    request.session[CHOSEN] = str(enrolment.uuid)
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(target if is_ours else reverse("learners:home"))


@on_my_path
def steps(_request: UserRequest, enrolment: Enrolment) -> HttpResponse:
    return redirect("learners:path", enrolment.uuid)


def path(request: UserRequest, enrolment_id: UUID) -> HttpResponse:
    enrolment = get_object_or_404(own_enrolments(request.user), uuid=enrolment_id)
    climb = climb_of(enrolment)
    module_url = reverse("learners:module", args=[enrolment.uuid, "-"]).removesuffix("-/")
    context = with_helper(
        enrolment, climb=climb, next_step=climb.next_step(), module_url=module_url
    )
    return render(request, "learners/path.html", context)


def decision(request: UserRequest, enrolment_id: UUID, key: str) -> HttpResponse:
    enrolment = get_object_or_404(own_enrolments(request.user), uuid=enrolment_id)
    path_block = get_object_or_404(enrolment.path.blocks, key=key)
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        try:
            decide_block(
                enrolment=enrolment, block=path_block, at=timezone.now(), **form.cleaned_data
            )
        except DecisionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("learners:decision", enrolment.uuid, key)
    climb = climb_of(enrolment)
    context = with_helper(
        enrolment,
        form=form,
        path_block=path_block,
        landing=climb.block(path_block.pk),
        next_block=climb.block_after(path_block.pk),
        latest=enrolment.decisions.filter(block=path_block).last(),
        competences=path_block.competences.all(),
    )
    return render(request, "learners/decision.html", context)


def path_stop(request: UserRequest, enrolment_id: UUID) -> HttpResponse:
    """Stopping is possible at any time, from where she stands."""
    enrolment = get_object_or_404(own_enrolments(request.user), uuid=enrolment_id)
    block = _where_she_stands(climb_of(enrolment))
    form = StopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        decide_block(
            enrolment=enrolment,
            block=get_object_or_404(enrolment.path.blocks, key=block.key),
            choice=BlockDecision.Choice.STOP,
            at=timezone.now(),
            **form.cleaned_data,
        )
        return redirect("learners:decision", enrolment.uuid, block.key)
    context = with_helper(enrolment, form=form, block=block)
    return render(request, "learners/decision_stop.html", context)


def _where_she_stands(climb: Climb) -> Block:
    """Return the first block that is not behind her."""
    standing = [block for block in climb.blocks if not block.is_decided] or climb.blocks[-1:]
    if not standing:
        raise Http404
    return standing[0]


@require_POST
def path_resume(request: UserRequest, enrolment_id: UUID) -> HttpResponse:
    enrolment = get_object_or_404(own_enrolments(request.user), uuid=enrolment_id)
    try:
        if resume_path(enrolment=enrolment, at=timezone.now()):
            messages.success(request, _("Bon retour. Tout est là où vous l'avez laissé."))
    except AlreadyEnrolled:
        messages.info(
            request, _("Vous avez recommencé ce parcours depuis : c'est lui qui est ouvert.")
        )
    return redirect("learners:home")
