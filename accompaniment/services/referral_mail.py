"""Who is told what about a hand-over. Each message leaves once, however often it is asked for."""

import re
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop as _, override

from accompaniment.links import answer_url
from accompaniment.models import Proposal, ProposedService, Referral
from accompaniment.services import sheet
from core.models import User
from core.services import queue_mail
from learners.models import Enrolment
from learners.phone import show_phone


def tell_of_proposal(*, proposal_id: int, at: datetime) -> None:
    proposal = Proposal.objects.select_related("enrolment__learner", "enrolment__organization").get(
        pk=proposal_id
    )
    letter = Letter(proposal.enrolment, f"proposal:{proposal.pk}", at)
    choices = list(proposal.choices.select_related("service__structure"))
    context = {"proposal": proposal, "choices": choices}
    letter.to_counsellor("proposal_counsellor", _("%(name)s a terminé son parcours"), **context)
    letter.to_founder("proposal_founder", _("Votre parcours est terminé"), **context)


def tell_of_suggestion(*, choice_id: int, at: datetime) -> None:
    """Nothing is said of a choice that was taken back before the message left."""
    rows = ProposedService.objects.select_related(
        "proposal__enrolment__learner", "proposal__enrolment__organization", "service__structure"
    )
    choice = rows.select_related("added_by").filter(pk=choice_id).first()
    if choice is not None:
        letter = Letter(choice.proposal.enrolment, f"choice:{choice.pk}", at)
        letter.to_founder("suggestion_founder", _("Une structure de plus pour vous"), choice=choice)


def send_sheet(*, referral_id: int, at: datetime) -> None:
    referral, letter = _about(referral_id, at)
    letter.to_structure("sheet_structure", _("%(name)s souhaite vous rencontrer"), referral)


def remind_structure(*, referral_id: int, at: datetime) -> None:
    referral, letter = _about(referral_id, at)
    if referral.is_unanswered:
        letter.to_structure("reminder_structure", _("%(name)s attend votre réponse"), referral)


def tell_accepted(*, referral_id: int, at: datetime) -> None:
    referral, letter = _about(referral_id, at)
    if not referral.is_open:
        return
    letter.to_founder("accepted_founder", _("Votre demande est acceptée"), referral=referral)
    subject = _("La demande de %(name)s est acceptée")
    letter.to_counsellor("accepted_counsellor", subject, referral=referral)


def tell_returned(*, referral_id: int, at: datetime) -> None:
    referral, letter = _about(referral_id, at)
    letter.to_founder("returned_founder", _("La suite de votre projet"), referral=referral)
    subject = _("%(name)s\u00a0: une autre structure est à trouver")
    letter.to_counsellor("returned_counsellor", subject, referral=referral)


def tell_withdrawn(*, referral_id: int, at: datetime) -> None:
    referral, letter = _about(referral_id, at)
    letter.to_structure("withdrawn_structure", _("Une demande est retirée"), referral)


def tell_first_meeting(*, referral_id: int, at: datetime) -> None:
    referral, letter = _about(referral_id, at)
    letter.to_founder("met_founder", _("Votre premier rendez-vous a eu lieu"), referral=referral)
    subject = _("%(name)s a eu son premier rendez-vous")
    letter.to_counsellor("met_counsellor", subject, referral=referral)
    card = getattr(referral.enrolment, "recommendation_card", None)
    if card is not None:
        letter.post(card.prescriber.email, "met_prescriber", subject, card=card)


def _about(referral_id: int, at: datetime) -> tuple[Referral, "Letter"]:
    referral = Referral.objects.with_names().get(pk=referral_id)
    return referral, Letter(referral.enrolment, f"referral:{referral.pk}", at)


class Letter:
    """Messages about one founder, signed by the organisation that follows her."""

    def __init__(self, enrolment: Enrolment, about: str, at: datetime) -> None:
        self.enrolment = enrolment
        self.about = about
        self.at = at

    def to_founder(self, name: str, subject: str, **context: Any) -> None:
        founder = self.enrolment.learner
        link = self._url("accompaniment:proposal")
        with override(founder.language):
            self.post(founder.email, name, subject, link=link, **context)

    def to_counsellor(self, name: str, subject: str, **context: Any) -> None:
        """The one who follows her, else whoever reads the mail of the organisation."""
        counsellor: User | None = sheet.current_counsellor(self.enrolment)
        address = counsellor and counsellor.email
        link = self._url("accompaniment:proposal_review")
        context |= {"link": link, "counsellor": counsellor}
        self.post(address or self.enrolment.organization.email, name, subject, **context)

    def to_structure(self, name: str, subject: str, referral: Referral) -> None:
        context = {
            "referral": referral,
            "rows": sheet.rows(referral.shared),
            "link": answer_url(referral),
        }
        self.post(referral.sent_to, name, subject, **context)

    def post(self, to: str | None, name: str, subject: str, **context: Any) -> None:
        if not to:
            return
        organization = self.enrolment.organization
        context |= {
            "founder": self.enrolment.learner,
            "organization": organization,
            "organization_phone": show_phone(organization.phone),
        }
        text = render_to_string(f"accompaniment/mail/{name}.txt", context)
        queue_mail(
            to=to,
            subject=gettext(subject) % {"name": self.enrolment.learner.first_name},
            text=re.sub(r"\n{3,}", "\n\n", text).strip() + "\n",
            dedupe_key=f"{name}:{self.about}",
            at=self.at,
        )

    def _url(self, name: str) -> str:
        base: str = settings.BASE_URL
        return base + reverse(name, args=[self.enrolment.uuid])
