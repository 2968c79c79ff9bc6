"""The counsellor's pages: cohorts, and each person of them."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.http import UserRequest, role_required
from core.models import Role
from core.printing import access_card_pdf
from core.services import issue_access_card
from learners.board import DEFAULT_ORDER, STATES, build_rows, in_order, in_state
from learners.exports import progress_lines
from learners.forms.follow import AssignForm, PersonForm
from learners.models import Cohort, Enrolment
from learners.person import Person
from learners.services.enrolments import EmailTaken
from learners.services.follow_up import NotACounsellor, assign_counsellor, enrol_person, namesakes

PER_PAGE = 25
CARD_SHOWN_FOR = timedelta(minutes=30)
counsellors_only = role_required(Role.COUNSELLOR, Role.COORDINATOR)


@require_GET
@counsellors_only
def cohort_list(request: UserRequest) -> HttpResponse:
    now = timezone.now()
    cohorts = Cohort.objects.visible_to(request.user).with_counts(now)
    cohorts = cohorts.select_related("organization", "path").order_by("closed_on", "name")
    return render(request, "learners/cohort_list.html", {"cohorts": cohorts})


@require_GET
@counsellors_only
def cohort_detail(request: UserRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    cohort = _cohort(request, slug)
    state = request.GET.get("etat", "all")
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    mine = request.GET.get("moi") == "1"

    people = Enrolment.objects.visible_to(request.user).filter(cohort=cohort)
    people = in_state(people, state, now).matching(words)
    if mine:
        people = people.followed_personally_by(request.user)
    order = request.GET.get("sort", DEFAULT_ORDER)
    page = Paginator(in_order(people.for_board(), order), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "cohort": cohort,
        "page_obj": page,
        "rows": build_rows(request, list(page), cohort, now),
        "state": state if state in STATES else "all",
        "words": words,
        "mine": mine,
        "sort": order,
        "counts": Cohort.objects.visible_to(request.user).with_counts(now).get(pk=cohort.pk),
        "reads_packages": cohort.organization_id
        in request.user.organization_ids(Role.TRAINER, Role.COORDINATOR),
    }
    return render(request, "learners/cohort_detail.html", context)


@require_GET
@counsellors_only
def cohort_export(request: UserRequest, slug: str) -> StreamingHttpResponse:
    cohort = _cohort(request, slug)
    response = StreamingHttpResponse(progress_lines(cohort), content_type="text/csv; charset=utf-8")
    today = timezone.localdate()
    name = f"avancement-{cohort.slug}-{today:%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@counsellors_only
def person_enrol(request: UserRequest, slug: str) -> HttpResponse:
    cohort = _cohort(request, slug)
    if cohort.closed_on is not None:
        messages.error(request, _("Cette cohorte est fermée : choisissez-en une ouverte."))
        return redirect("learners:cohort_list")
    form = PersonForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _enrol_page(request, cohort, form)
    data = dict(form.cleaned_data)
    confirmed = data.pop("confirmed")
    found = namesakes(
        cohort=cohort,
        first_name=data["first_name"],
        last_name=data["last_name"],
        phone=data["phone"],
    )
    if found and not confirmed:
        return _enrol_page(request, cohort, form, found)
    try:
        enrolment = enrol_person(cohort=cohort, by=request.user, at=timezone.now(), **data)
    except EmailTaken as error:
        form.add_error("email", str(error))
        return _enrol_page(request, cohort, form)
    messages.success(
        request, _("%(name)s est inscrit·e. Vous l'accompagnez.") % {"name": enrolment.learner}
    )
    return redirect("learners:person_detail", enrolment.uuid)


def _enrol_page(
    request: UserRequest, cohort: Cohort, form: PersonForm, found: list[Enrolment] | None = None
) -> HttpResponse:
    context = {"cohort": cohort, "form": form, "namesakes": found or []}
    status = 422 if form.is_bound and form.errors else 409 if found else 200
    return render(request, "learners/person_enrol.html", context, status=status)


@require_GET
def person_detail(request: UserRequest, enrolment_id: UUID) -> HttpResponse:
    enrolment = _followed(request, enrolment_id)
    person = Person(enrolment, timezone.now())
    initial = {"counsellor": person.counsellor}
    form = AssignForm(organization=enrolment.organization, initial=initial)
    context = {"enrolment": enrolment, "person": person, "form": form}
    return render(request, "learners/person_detail.html", context)


@require_POST
def person_assign(request: UserRequest, enrolment_id: UUID) -> HttpResponse:
    enrolment = _followed(request, enrolment_id)
    form = AssignForm(request.POST, organization=enrolment.organization)
    if not form.is_valid():
        messages.error(request, _("Choisissez quelqu'un de votre équipe."))
        return redirect("learners:person_detail", enrolment.uuid)
    counsellor = form.cleaned_data["counsellor"]
    try:
        assign_counsellor(enrolment=enrolment, counsellor=counsellor, at=timezone.now())
    except NotACounsellor as error:
        messages.error(request, str(error))
    else:
        words = _("%(counsellor)s accompagne maintenant %(name)s.")
        messages.success(request, words % {"counsellor": counsellor, "name": enrolment.learner})
    return redirect("learners:person_detail", enrolment.uuid)


def access_card(request: UserRequest, enrolment_id: UUID) -> HttpResponse:
    """Ask before replacing a card; the new code is shown for half an hour, then gone."""
    enrolment = _followed(request, enrolment_id)
    if request.method == "POST":
        now = timezone.now()
        card, code = issue_access_card(user=enrolment.learner, by=request.user, at=now)
        request.session["new_access_card"] = {
            "card": str(card.uuid),
            "code": code,
            "until": (now + CARD_SHOWN_FOR).isoformat(),
        }
        return redirect("learners:access_card", enrolment.uuid)
    context = {
        "enrolment": enrolment,
        "code": _new_code(request, enrolment),
        "has_card": enrolment.learner.access_cards.usable().exists(),
    }
    return render(request, "learners/access_card.html", context)


@require_GET
def access_card_print(request: UserRequest, enrolment_id: UUID) -> HttpResponse:
    enrolment = _followed(request, enrolment_id)
    code = _new_code(request, enrolment)
    if not code:
        messages.info(
            request, _("Le code n'est plus affiché. Faites une nouvelle carte pour l'imprimer.")
        )
        return redirect("learners:access_card", enrolment.uuid)
    card = get_object_or_404(enrolment.learner.access_cards.matching(code))
    pdf = access_card_pdf(card, code, organization=enrolment.organization)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="carte-d-acces.pdf"'
    return response


def _new_code(request: UserRequest, enrolment: Enrolment) -> str:
    """Return the code that this counsellor has just had made for this person, if still valid."""
    kept = request.session.get("new_access_card")
    if not kept:
        return ""
    until = parse_datetime(kept["until"])
    if until is None or until < timezone.now():
        del request.session["new_access_card"]
        return ""
    valid = enrolment.learner.access_cards.usable().filter(uuid=kept["card"]).exists()
    return str(kept["code"]) if valid else ""


def _cohort(request: UserRequest, slug: str) -> Cohort:
    cohorts = Cohort.objects.visible_to(request.user).select_related("organization", "path")
    return get_object_or_404(cohorts, slug=slug)


def _followed(request: UserRequest, enrolment_id: UUID) -> Enrolment:
    """Return the enrolment if `request.user` follows it; the founder herself has other pages."""
    people = Enrolment.objects.visible_to(request.user).followed_by(request.user)
    people = people.select_related("learner", "path", "organization", "cohort")
    enrolment = people.filter(uuid=enrolment_id).first()
    if enrolment is None:
        raise Http404
    return enrolment
