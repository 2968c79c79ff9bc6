"""How a founder goes about things: hers alone, shown person by person, deleted for good."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from competences.models import PostureRun, PostureTest
from competences.posture import next_question, portrait_of, questions_of
from competences.services.posture import (
    PostureRefused,
    answer_question,
    delete_run,
    set_readers,
    start_run,
)
from core.http import UserRequest
from learners.desk import own_enrolment
from learners.forms.posture import ReadersForm
from learners.models import Enrolment
from learners.place import on_my_path, with_helper

EVERYTHING = ["GET", "HEAD", "POST"]


@require_GET
@on_my_path
def posture(request: UserRequest, enrolment: Enrolment) -> HttpResponse:
    runs = list(PostureRun.objects.visible_to(request.user).select_related("test"))
    under_way = [run.test_id for run in runs if not run.is_finished]
    tests = PostureTest.objects.published().exclude(pk__in=under_way).order_by("title")
    context = with_helper(enrolment, tests=list(tests), runs=runs)
    return render(request, "learners/posture/index.html", context)


@require_POST
def posture_start(request: UserRequest, enrolment_id: UUID, slug: str) -> HttpResponse:
    enrolment = own_enrolment(request, enrolment_id)
    test = get_object_or_404(PostureTest.objects.published(), slug=slug)
    run = start_run(learner=request.user, test=test, at=timezone.now())
    return _on(enrolment, run)


@require_http_methods(EVERYTHING)
def posture_question(
    request: UserRequest, enrolment_id: UUID, run_id: UUID, number: int
) -> HttpResponse:
    enrolment, run = _hers(request, enrolment_id, run_id)
    questions = questions_of(run.test, run.answers)
    if not 0 < number <= len(questions):
        raise Http404
    question = questions[number - 1]
    refusal = ""
    if request.method == "POST":
        try:
            answer_question(
                run=run,
                question_id=question.id,
                chosen=request.POST.getlist("choice"),
                at=timezone.now(),
            )
        except PostureRefused as error:
            refusal = str(error)
        else:
            if number < len(questions):
                return redirect("learners:posture_question", enrolment.uuid, run.uuid, number + 1)
            return redirect("learners:posture_result", enrolment.uuid, run.uuid)
    context = with_helper(
        enrolment, run=run, question=question, questions=questions, refusal=refusal
    )
    status = 422 if refusal else 200
    return render(request, "learners/posture/question.html", context, status=status)


@require_GET
def posture_result(request: UserRequest, enrolment_id: UUID, run_id: UUID) -> HttpResponse:
    enrolment, run = _hers(request, enrolment_id, run_id)
    if not run.is_finished:
        return _on(enrolment, run)
    shares = run.shares.standing().select_related("reader")
    form = ReadersForm(
        enrolment=enrolment, initial={"people": [share.reader_id for share in shares]}
    )
    context = with_helper(
        enrolment, run=run, portrait=portrait_of(run), form=form, shares=list(shares)
    )
    return render(request, "learners/posture/result.html", context)


@require_POST
def posture_share(request: UserRequest, enrolment_id: UUID, run_id: UUID) -> HttpResponse:
    enrolment, run = _hers(request, enrolment_id, run_id)
    form = ReadersForm(request.POST, enrolment=enrolment)
    try:
        if form.is_valid():
            set_readers(
                run=run,
                readers=form.cleaned_data["people"],
                among=form.team,
                organization=enrolment.organization,
                at=timezone.now(),
            )
            messages.success(request, _("C'est noté : seules ces personnes le lisent."))
        else:
            messages.error(request, _("Choisissez des personnes de la liste. Rien n'a changé."))
    except PostureRefused as refusal:
        messages.info(request, str(refusal))
    return redirect("learners:posture_result", enrolment.uuid, run.uuid)


@require_http_methods(EVERYTHING)
def posture_delete(request: UserRequest, enrolment_id: UUID, run_id: UUID) -> HttpResponse:
    enrolment, run = _hers(request, enrolment_id, run_id)
    if request.method == "POST":
        delete_run(run=run)
        messages.success(request, _("C'est effacé, réponses comprises. Il n'en reste rien."))
        return redirect("learners:posture")
    return render(request, "learners/posture/delete.html", with_helper(enrolment, run=run))


@require_GET
def posture_shown(request: UserRequest, run_id: UUID) -> HttpResponse:
    """What she chose to show to who is reading, and only that."""
    runs = PostureRun.objects.readable_by(request.user).select_related("test", "learner")
    run = get_object_or_404(runs.distinct(), uuid=run_id)
    context = {"run": run, "portrait": portrait_of(run)}
    return render(request, "learners/posture/shown.html", context)


def _hers(request: UserRequest, enrolment_id: UUID, run_id: UUID) -> tuple[Enrolment, PostureRun]:
    enrolment = own_enrolment(request, enrolment_id)
    runs = PostureRun.objects.editable_by(request.user).select_related("test")
    return enrolment, get_object_or_404(runs, uuid=run_id)


def _on(enrolment: Enrolment, run: PostureRun) -> HttpResponse:
    """Go to the first situation without an answer."""
    question = next_question(questions_of(run.test, run.answers))
    if question is None:
        return redirect("learners:posture_result", enrolment.uuid, run.uuid)
    return redirect("learners:posture_question", enrolment.uuid, run.uuid, question.number)
