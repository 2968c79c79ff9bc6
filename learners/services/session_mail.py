"""What people are told about their live sessions, when they have an e-mail address."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, override

from core.services import queue_mail
from learners.models import Booking
from learners.phone import show_phone


def spoken_time(moment: datetime) -> str:
    """Return ``mardi 24 novembre à 14 h 30``, in the time of the place."""
    local = timezone.localtime(moment)
    return _("%(day)s à %(hour)s") % {
        "day": date_format(local, "l j F"),
        "hour": spoken_hour(local),
    }


def spoken_hour(local: datetime) -> str:
    """Return ``14 h`` or ``14 h 30``, with spaces that hold."""
    # Translators: formats of a time in Django's letters, with minutes, then on the hour.
    with_minutes, on_the_hour = _("G\u00a0\\h\u00a0i"), _("G\u00a0\\h")
    return date_format(local, with_minutes if local.minute else on_the_hour)


def tell_seat_is_free(*, booking: Booking, at: datetime) -> None:
    session = booking.session
    with override(booking.enrolment.learner.language):
        text = [
            _("Une place s'est libérée : elle est à vous."),
            f"{session.module.title}\n{spoken_time(session.starts_at)}",
            _("Les détails, et de quoi rendre la place si vous ne pouvez pas venir :"),
            _link(booking),
        ]
        _queue(booking, "seat", _("Une place s'est libérée pour vous"), text, at)


def tell_cancelled(*, booking: Booking, at: datetime) -> None:
    session = booking.session
    catch_up = session.module.catch_up
    with override(booking.enrolment.learner.language):
        text = [
            _("La séance « %(title)s » du %(when)s n'aura pas lieu.")
            % {"title": session.module.title, "when": spoken_time(session.starts_at)},
            session.cancel_reason,
            _(
                "Vous n'avez rien perdu : une autre date vous attend peut-être, et « %(title)s »,"
                " à faire quand vous voulez, compte tout autant."
            )
            % {"title": catch_up.title}
            if catch_up
            else _("Vous n'avez rien perdu : une autre date vous attend peut-être."),
            _link(booking),
        ]
        _queue(booking, "cancelled", _("Votre séance n'aura pas lieu"), text, at)


def tell_moved(*, booking: Booking, at: datetime) -> None:
    session = booking.session
    with override(booking.enrolment.learner.language):
        text = [
            _("La séance « %(title)s » a changé de date ou de lieu.")
            % {"title": session.module.title},
            "\n".join(filter(None, [spoken_time(session.starts_at), session.location])),
            _("Votre place est gardée. Si vous ne pouvez pas venir, rendez-la ici :"),
            _link(booking),
        ]
        _queue(booking, "moved", _("Votre séance a changé"), text, at)


def _link(booking: Booking) -> str:
    return f"{settings.BASE_URL}{reverse('learners:session', args=[booking.session.uuid])}"


def _queue(booking: Booking, about: str, subject: str, text: list[str], at: datetime) -> None:
    founder = booking.enrolment.learner
    if not founder.email:
        return
    greeting = _("Bonjour %(name)s,") % {"name": founder.first_name}
    signature = _signature(booking)
    queue_mail(
        to=founder.email,
        subject=subject,
        text="\n\n".join([greeting, *filter(None, text), signature]) + "\n",
        dedupe_key=f"session:{about}:{booking.pk}:{at.isoformat()}",
        at=at,
    )


def _signature(booking: Booking) -> str:
    organization = booking.enrolment.organization
    return "\n".join(filter(None, [organization.name, show_phone(organization.phone)]))
