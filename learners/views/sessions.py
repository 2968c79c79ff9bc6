"""Trainers: plan a session, open its room, note who was there. Counsellors may read."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_GET, require_POST

from core.http import UserRequest, role_required
from core.models import Organization, Role
from courses.models import LiveSession
from learners.forms.sessions import (
    AttendanceForm,
    CancelForm,
    SessionForm,
    what_is_planned,
)
from learners.models import Attendance
from learners.services.live import (
    AttendanceRefused,
    BookingRefused,
    cancel_session,
    is_room_open,
    mark_attendance,
    mark_attendances,
    may_mark,
)
from learners.services.planning import PlanRefused, change_session, plan_session
from learners.sheet import Sheet, find_walk_ins, marks_of, may_walk_in, sheet_of

PER_PAGE = 25
TEAM = (Role.TRAINER, Role.COORDINATOR, Role.COUNSELLOR)


@role_required(*TEAM)
def session_list(request: UserRequest) -> HttpResponse:
    now = timezone.now()
    is_past = request.GET.get("quand") == "passees"
    words = request.GET.get("cherche", "").strip()
    sessions = LiveSession.objects.visible_to(request.user).filter(module__title__icontains=words)
    if request.GET.get("qui") == "moi":
        sessions = sessions.filter(trainer=request.user)
    sessions = (
        sessions.past(now).order_by("-starts_at", "-pk")
        if is_past
        else sessions.filter(ends_at__gt=now).order_by("starts_at", "pk")
    )
    listed = (
        sessions.select_related("module", "trainer")
        .defer("module__body")
        .annotate(
            booked=Count("bookings", Q(bookings__status="booked"), distinct=True),
            waiting=Count("bookings", Q(bookings__status="waiting"), distinct=True),
            present=Count("attendances", Q(attendances__status="present"), distinct=True),
            marked=Count("attendances", distinct=True),
        )
    )
    context = {
        "page_obj": Paginator(listed, PER_PAGE).get_page(request.GET.get("page")),
        "is_past": is_past,
        "words": words,
        "is_mine": request.GET.get("qui") == "moi",
        "may_plan": request.user.has_role(Role.TRAINER, Role.COORDINATOR),
    }
    return render(request, "learners/session_list.html", context)


def planning_organization(request: UserRequest) -> Organization:
    """Return the organisation in whose name this person plans: the chosen one, else the first."""
    planning = [
        membership.organization
        for membership in request.user.active_memberships
        if membership.role in {Role.TRAINER, Role.COORDINATOR}
    ]
    chosen = request.GET.get("organisation", "")
    return next((each for each in planning if each.slug == chosen), planning[0])


@role_required(Role.TRAINER, Role.COORDINATOR)
def session_new(request: UserRequest) -> HttpResponse:
    """A blank session, or the copy of one (`?modele=`) without its date."""
    organization = planning_organization(request)
    now = timezone.now()
    form = SessionForm(
        request.POST or None,
        initial=_initial(request),
        organization=organization,
        at=now,
    )
    if form.is_valid():
        session = plan_session(organization=organization, plan=form.plan())
        messages.success(request, _("La séance est dans l'agenda des personnes concernées."))
        return redirect("learners:session_detail", session.uuid)
    context = {"form": form, "organization": organization, "session": None}
    return render(request, "learners/session_form.html", context)


def _initial(request: UserRequest) -> dict[str, Any]:
    initial: dict[str, Any] = {"trainer": request.user.pk}
    model = request.GET.get("modele", "")
    try:
        copied = LiveSession.objects.visible_to(request.user).filter(uuid=UUID(model)).first()
    except ValueError:
        return initial
    if copied is not None:
        initial = what_is_planned(copied)
        del initial["date"]
    return initial


def session_edit(request: UserRequest, session_id: UUID) -> HttpResponse:
    session = get_object_or_404(LiveSession.objects.editable_by(request.user), uuid=session_id)
    now = timezone.now()
    if session.cancelled_at is not None or session.starts_at <= now:
        messages.info(request, _("Cette séance ne se modifie plus : vous pouvez la dupliquer."))
        return redirect("learners:session_detail", session_id)
    form = SessionForm(
        request.POST or None,
        initial=what_is_planned(session),
        organization=session.organization,
        at=now,
    )
    if form.is_valid():
        try:
            change_session(session=session, plan=form.plan(), at=now)
        except PlanRefused as refusal:
            form.add_error("seats", str(refusal))
        else:
            messages.success(
                request, _("C'est enregistré. Les personnes inscrites sont tenues au courant.")
            )
            return redirect("learners:session_detail", session_id)
    context = {"form": form, "organization": session.organization, "session": session}
    return render(request, "learners/session_form.html", context)


@require_GET
def session_detail(request: UserRequest, session_id: UUID) -> HttpResponse:
    session = get_object_or_404(LiveSession.objects.visible_to(request.user), uuid=session_id)
    sheet = sheet_of(session)
    return _sheet_page(request, session, sheet, AttendanceForm(people=marks_of(sheet)))


def _sheet_page(
    request: UserRequest, session: LiveSession, sheet: Sheet, form: AttendanceForm
) -> HttpResponse:
    now = timezone.now()
    words = request.GET.get("nom", "").strip()
    may_edit = LiveSession.objects.editable_by(request.user).filter(pk=session.pk).exists()
    context = {
        "session": session,
        "sheet": sheet,
        "rows": [
            (person, form[name]) for person, name in zip(sheet.people, form.fields, strict=True)
        ],
        "counts": sheet.counts,
        "form": form,
        "may_edit": may_edit,
        "is_room_open": is_room_open(session, now),
        "may_mark": may_edit and may_mark(session, now),
        "shows_marks": may_mark(session, now),
        "is_over": session.ends_at <= now,
        "has_started": session.starts_at <= now,
        "words": words,
        "found": find_walk_ins(session, words, sheet) if words and may_edit else [],
    }
    return render(request, "learners/session_detail.html", context)


@require_POST
def session_attendance(request: UserRequest, session_id: UUID) -> HttpResponse:
    session = get_object_or_404(LiveSession.objects.editable_by(request.user), uuid=session_id)
    sheet = sheet_of(session)
    form = AttendanceForm(request.POST, people=marks_of(sheet))
    if not form.is_valid():
        return _sheet_page(request, session, sheet, form)
    try:
        changed = mark_attendances(
            session=session, statuses=form.statuses(), by=request.user, at=timezone.now()
        )
    except AttendanceRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _words_of_change(changed))
    return redirect("learners:session_detail", session_id)


def _words_of_change(changed: int) -> str:
    if not changed:
        return _("Rien n'a changé : tout était déjà noté.")
    return ngettext(
        "C'est noté : %(count)d présence changée.",
        "C'est noté : %(count)d présences changées.",
        changed,
    ) % {"count": changed}


@require_POST
def session_walk_in(request: UserRequest, session_id: UUID) -> HttpResponse:
    """Someone came without having booked: she was there, and it counts."""
    session = get_object_or_404(LiveSession.objects.editable_by(request.user), uuid=session_id)
    try:
        enrolment_id = UUID(request.POST.get("enrolment", ""))
    except ValueError as error:
        raise Http404 from error
    enrolment = get_object_or_404(may_walk_in(session), uuid=enrolment_id)
    try:
        mark_attendance(
            session=session,
            enrolment=enrolment,
            status=Attendance.Status.PRESENT,
            by=request.user,
            at=timezone.now(),
        )
    except AttendanceRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        name = enrolment.learner.get_full_name()
        messages.success(
            request, _("%(name)s est sur la feuille, présente ou présent.") % {"name": name}
        )
    return redirect("learners:session_detail", session_id)


@require_POST
def session_room(request: UserRequest, session_id: UUID) -> HttpResponse:
    """Note that the room is open, then lead there."""
    session = get_object_or_404(LiveSession.objects.editable_by(request.user), uuid=session_id)
    if not is_room_open(session, timezone.now()) or not session.room_url:
        messages.info(request, _("La salle s'ouvre à partir d'un quart d'heure avant le début."))
        return redirect("learners:session_detail", session_id)
    session.open_room(timezone.now())
    return redirect("learners:session_enter", session_id)


@require_GET
def session_enter(request: UserRequest, session_id: UUID) -> HttpResponse:
    """A page that leads out: a form may not (Content-Security-Policy, form-action)."""
    session = get_object_or_404(LiveSession.objects.editable_by(request.user), uuid=session_id)
    if not session.room_url:
        raise Http404
    return render(request, "learners/session_enter.html", {"session": session})


def session_cancel(request: UserRequest, session_id: UUID) -> HttpResponse:
    session = get_object_or_404(LiveSession.objects.editable_by(request.user), uuid=session_id)
    form = CancelForm(request.POST or None)
    if form.is_valid():
        try:
            cancel_session(session=session, reason=form.cleaned_data["reason"], at=timezone.now())
        except BookingRefused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(
                request, _("La séance est annulée. Les personnes inscrites le savent.")
            )
        return redirect("learners:session_detail", session_id)
    context = {"form": form, "session": session, "sheet": sheet_of(session)}
    return render(request, "learners/session_cancel.html", context)


@require_GET
def session_sheet(request: UserRequest, session_id: UUID) -> HttpResponse:
    """The sheet to sign, on paper."""
    session = get_object_or_404(LiveSession.objects.visible_to(request.user), uuid=session_id)
    context = {"session": session, "sheet": sheet_of(session), "blank_lines": range(4)}
    return render(request, "learners/session_sheet.html", context)
