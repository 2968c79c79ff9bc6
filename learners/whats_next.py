"""The one thing that a founder's home proposes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from learners.climb import Block, Climb, Step
from learners.models import Booking, Enrolment
from learners.services.live import is_room_open
from learners.services.session_mail import spoken_time


@dataclass(frozen=True)
class Next:
    """One card, one button. `is_act` makes it a form: the button changes something."""

    kicker: str
    title: str
    meta: str
    label: str
    url: str
    is_act: bool = False


def whats_next(
    enrolment: Enrolment, climb: Climb, bookings: Sequence[Booking], at: datetime
) -> Next:
    """Return what to do now. `bookings` are her coming ones, soonest first."""
    if enrolment.is_stopped:
        return _resume(enrolment)
    booked = [each for each in bookings if each.status == Booking.Status.BOOKED]
    if booked and is_room_open(booked[0].session, at):
        return _session(booked[0], _("C'est maintenant"), _("Rejoindre la séance"))
    if climb.block_to_decide is not None:
        return _decide(enrolment, climb.block_to_decide)
    step = climb.next_step(besides=[each.session.module_id for each in bookings])
    if step is not None:
        return _step(enrolment, step)
    if bookings:
        return _session(bookings[0], _("Votre prochain rendez-vous"), _("Voir la séance"))
    if climb.block_to_decide_again is not None:
        return _decide_again(enrolment, climb.block_to_decide_again)
    return _top()


def _resume(enrolment: Enrolment) -> Next:
    return Next(
        kicker=_("Votre parcours est en pause"),
        title=_("Tout est gardé, là où vous l'avez laissé"),
        meta=_("Vous reprenez quand vous voulez."),
        label=_("Reprendre mon parcours"),
        url=reverse("learners:path_resume", args=[enrolment.uuid]),
        is_act=True,
    )


def _session(booking: Booking, kicker: str, label: str) -> Next:
    session = booking.session
    return Next(
        kicker=kicker,
        title=session.module.title,
        meta=spoken_time(session.starts_at),
        label=label,
        url=reverse("learners:session", args=[session.uuid]),
    )


def _decide(enrolment: Enrolment, block: Block) -> Next:
    return Next(
        kicker=_("Vous voilà sur un palier"),
        title=_("« %(block)s » est fait : et maintenant ?") % {"block": block.title},
        meta=_("Je continue, je change ou je m'arrête : c'est vous qui décidez."),
        label=_("Décider de la suite"),
        url=reverse("learners:decision", args=[enrolment.uuid, block.key]),
    )


def _decide_again(enrolment: Enrolment, block: Block) -> Next:
    return Next(
        kicker=block.title,
        title=_("Vous aviez choisi de changer : où en êtes-vous ?"),
        meta=_("Vous pouvez décider de nouveau, quand vous êtes au clair."),
        label=_("Décider de la suite"),
        url=reverse("learners:decision", args=[enrolment.uuid, block.key]),
    )


def _step(enrolment: Enrolment, step: Step) -> Next:
    if step.is_live:
        return Next(
            kicker=_("Prochaine étape, à vivre en direct"),
            title=step.title,
            meta=step.axes,
            label=_("Choisir une date"),
            url=f"{reverse('learners:agenda')}?module={step.slug}",
        )
    began = step.state == "current"
    return Next(
        kicker=_("Vous avez commencé") if began else _("Prochaine étape"),
        title=step.title,
        meta=step.axes,
        label=_("Continuer") if began else _("Commencer"),
        url=reverse("learners:module", args=[enrolment.uuid, step.slug]),
    )


def _top() -> Next:
    return Next(
        kicker=_("Vous êtes en haut de l'escalier"),
        title=_("Tout ce que vous avez écrit vous reste"),
        meta=_("Votre carnet de projet se relit, s'imprime et s'emporte."),
        label=_("Ouvrir mon carnet"),
        url=reverse("learners:notebook"),
    )
