"""Referrals in every state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from accompaniment.models import Referral
from accompaniment.services.proposals import propose_services
from accompaniment.services.referrals import (
    accept_referral,
    advance_referrals,
    confirm_first_meeting,
    decline_referral,
    receive_referral,
    send_referral,
    withdraw_referral,
)
from accompaniment.services.sheet import compose
from config.demo.histories import Person
from learners.models import Enrolment

# Days after sending. What a state needs before it is played in order.
Step = Callable[[Referral, datetime], object]


def hand_over(*, enrolment: Enrolment, person: Person, now: datetime) -> Referral | None:
    """Bring the hand-over of `enrolment` to the state that people.yaml says."""
    enrolment.refresh_from_db()
    if enrolment.completed_at is None:
        message = f"{person.name} has a hand-over but no finished path."
        raise ValueError(message)
    at = enrolment.completed_at + timedelta(hours=1)
    proposal = propose_services(enrolment_id=enrolment.pk, at=at)
    first = proposal.choices.select_related("service__structure").first()
    if person.referral == "proposed" or first is None:
        return None
    sent_at = now - timedelta(hours=30) if person.referral == "pending" else at
    shared = _sheet(enrolment, person)
    referral, _new = send_referral(
        enrolment=enrolment, service=first.service, shared=shared, by=enrolment.learner, at=sent_at
    )
    for days, step in STEPS[person.referral]:
        step(referral, min(sent_at + timedelta(days=days), now))
    return referral


def _sheet(enrolment: Enrolment, person: Person) -> dict[str, str]:
    agreed = {"last_name", "phone", "commune", "project"} | ({"email"} if person.mail else set())
    words = "Bonjour, j'ai fini mon parcours et j'aimerais vous rencontrer. Merci."
    return compose(enrolment, agreed, words)


def _receive(referral: Referral, at: datetime) -> None:
    receive_referral(referral=referral, at=at)


def _accept(referral: Referral, at: datetime) -> None:
    accept_referral(
        referral=referral,
        contact_name="Hélène Astier",
        note="Nous vous appelons cette semaine pour fixer un premier rendez-vous.",
        by=None,
        at=at,
    )


def _decline(referral: Referral, at: datetime) -> None:
    decline_referral(
        referral=referral,
        reason=Referral.DeclineReason.FULL,
        note="Prochaine place dans trois mois.",
        by=None,
        at=at,
    )


def _meet(referral: Referral, at: datetime) -> None:
    confirm_first_meeting(referral=referral, on=timezone.localdate(at), by=None, at=at)


def _withdraw(referral: Referral, at: datetime) -> None:
    withdraw_referral(referral=referral, at=at)


def _advance(_referral: Referral, at: datetime) -> None:
    advance_referrals(at=at)


STEPS: dict[str, list[tuple[float, Step]]] = {
    "pending": [],
    "reminded": [(11, _advance)],
    "received": [(1, _receive)],
    "accepted": [(1, _receive), (3, _accept)],
    "met": [(1, _receive), (2, _accept), (9, _meet)],
    "declined": [(2, _receive), (4, _decline)],
    "expired": [(11, _advance), (31, _advance)],
    "withdrawn": [(1, _receive), (6, _withdraw)],
}
