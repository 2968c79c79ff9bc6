"""A founder's agenda: live sessions to choose, to join, to leave."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.http import UserRequest
from courses.models import LiveSession
from learners.agenda import agenda_of, as_calendar, catch_up_in, offered, session_page
from learners.models import Booking, Enrolment
from learners.place import on_my_path, own_enrolments, with_helper
from learners.services.live import (
    BookingRefused,
    book_session,
    cancel_booking,
    is_room_open,
)


def found_session(request: UserRequest, session_id: UUID) -> tuple[LiveSession, Enrolment]:
    """Return the session and her path that offers it: the open one first."""
    mine = sorted(own_enrolments(request.user), key=lambda each: each.is_stopped)
    for enrolment in mine:
        session = offered(enrolment).filter(uuid=session_id).first()
        if session is not None:
            return session, enrolment
    raise Http404


@on_my_path
def agenda(request: UserRequest, enrolment: Enrolment) -> HttpResponse:
    now = timezone.now()
    module = enrolment.module(request.GET.get("module", ""))
    context = with_helper(
        enrolment,
        agenda=agenda_of(enrolment, now, module=module),
        module=module,
        catch_up=catch_up_in(enrolment, module) if module else None,
    )
    return render(request, "learners/agenda.html", context)


@require_GET
def session(request: UserRequest, session_id: UUID) -> HttpResponse:
    found, enrolment = found_session(request, session_id)
    page = session_page(enrolment, found, timezone.now())
    context = with_helper(enrolment, page=page, entry=page.entry, session=found)
    return render(request, "learners/session_founder.html", context)


@require_POST
def session_book(request: UserRequest, session_id: UUID) -> HttpResponse:
    found, enrolment = found_session(request, session_id)
    try:
        booking = book_session(session=found, enrolment=enrolment, at=timezone.now())
    except BookingRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        if booking.status == Booking.Status.BOOKED:
            messages.success(request, _("Votre place est gardée."))
        else:
            messages.info(
                request,
                _("La séance est complète : vous êtes sur la liste d'attente, dans l'ordre."),
            )
    return redirect("learners:session", session_id)


@require_POST
def session_leave(request: UserRequest, session_id: UUID) -> HttpResponse:
    found, enrolment = found_session(request, session_id)
    booking = get_object_or_404(enrolment.bookings, session=found)
    try:
        if cancel_booking(booking=booking, at=timezone.now()):
            messages.success(
                request, _("C'est noté. Votre place servira à quelqu'un d'autre, merci.")
            )
    except BookingRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("learners:session", session_id)


@require_GET
def session_join(request: UserRequest, session_id: UUID) -> HttpResponse:
    """Send people who hold a seat into the room. Nothing is noted: this is not attendance."""
    found, enrolment = found_session(request, session_id)
    has_seat = enrolment.bookings.booked().filter(session=found).exists()
    if not found.room_url or not has_seat:
        raise Http404
    if not is_room_open(found, timezone.now()):
        messages.info(request, _("La salle ouvre un quart d'heure avant le début, jusqu'à la fin."))
        return redirect("learners:session", session_id)
    return HttpResponseRedirect(found.room_url)


@require_GET
def session_calendar(request: UserRequest, session_id: UUID) -> HttpResponse:
    found, _enrolment = found_session(request, session_id)
    return HttpResponse(
        as_calendar(found, timezone.now()),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="seance.ics"'},
    )
