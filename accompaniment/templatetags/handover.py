"""Words for the states of a hand-over, each for who reads them."""

from dataclasses import dataclass
from datetime import date, datetime

from django import template
from django.utils.translation import gettext as _

from accompaniment.matching import Reason, say
from accompaniment.models import Referral
from learners.phone import show_phone

register = template.Library()
Status = Referral.Status

BADGES = {
    Status.PENDING: "waiting",
    Status.RECEIVED: "waiting",
    Status.ACCEPTED: "current",
    Status.MET: "done",
    Status.WITHDRAWN: "neutral",
}


@dataclass(frozen=True)
class Step:
    words: str
    when: date | datetime | None
    state: str  # done, current or todo


@register.filter
def say_reason(reason: Reason) -> str:
    return say(reason)


@register.filter
def spoken_phone(phone: str) -> str:
    return show_phone(phone)


@register.filter
def badge_kind(referral: Referral) -> str:
    return BADGES.get(Status(referral.status), "warning")


@register.filter
def founder_status(referral: Referral) -> str:
    """Say where it stands, kindly: why a structure declined is between professionals."""
    kindly = _("Cette porte n'est pas la bonne en ce moment. D'autres vous sont ouvertes.")
    words = {
        Status.PENDING: _("Votre demande est partie. Réponse attendue sous 30 jours."),
        Status.RECEIVED: _("La structure a bien reçu votre demande."),
        Status.ACCEPTED: _("La structure vous accueille."),
        Status.MET: _("Vous vous êtes rencontrés. La suite s'écrit avec eux."),
        Status.WITHDRAWN: _("Vous avez retiré cette demande."),
    }
    return words.get(Status(referral.status), kindly)


@register.filter
def founder_timeline(referral: Referral) -> list[Step]:
    """Return what happened and what comes next, in order."""
    past = [
        Step(_("Vous avez envoyé votre demande"), referral.sent_at, "done"),
        Step(_("La structure l'a bien reçue"), referral.received_at, "done"),
    ]
    steps = [step for step in past if step.when]
    if referral.is_unanswered:
        return [
            *steps,
            Step(_("La structure vous répond"), None, "current"),
            Step(_("Vous vous rencontrez"), None, "todo"),
        ]
    return steps + _answered(referral)


def _answered(referral: Referral) -> list[Step]:
    accepted = Step(_("La structure vous accueille"), referral.answered_at, "done")
    match referral.status:
        case Status.ACCEPTED:
            return [accepted, Step(_("Vous vous rencontrez"), None, "current")]
        case Status.MET:
            met = Step(_("Vous vous êtes rencontrés"), referral.first_met_on, "done")
            return [accepted, met] if referral.contact_name else [met]
        case Status.WITHDRAWN:
            return [Step(_("Vous avez retiré votre demande"), referral.closed_at, "done")]
        case _:
            return [
                Step(_("Cette porte s'est refermée pour le moment"), referral.closed_at, "done"),
                Step(_("On cherche avec vous une autre porte"), None, "current"),
            ]


@register.filter
def prescriber_status(status: str) -> str:
    """Say to whoever wrote the card what she may know: no structure, no reason."""
    words = {
        Status.PENDING: _("Une structure d'accompagnement est contactée."),
        Status.RECEIVED: _("Une structure d'accompagnement est contactée."),
        Status.ACCEPTED: _("Une structure d'accompagnement l'accueille."),
        Status.MET: _("Un premier rendez-vous a eu lieu."),
    }
    return words.get(Status(status), _("La recherche d'une structure continue."))
