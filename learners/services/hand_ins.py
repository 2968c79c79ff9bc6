"""Work handed in, and what trainers answer."""

import uuid
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _, override

from core.events import publish
from core.models import User
from core.services import queue_mail
from courses.activities import Activity
from courses.models import Module
from learners.events import HandInAnswered, HandInSent
from learners.models import Enrolment, Feedback, HandIn
from learners.phone import show_phone
from learners.services.statements import save_answer

LONGEST_COMMENT = 5_000


class FeedbackRefused(Exception):
    """Its text is fit for the screen; `field` is the field that it is about."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def hand_in_work(
    *,
    statement_id: UUID,
    enrolment: Enrolment,
    actor: User,
    module: Module,
    activity: Activity,
    value: dict[str, Any],
    occurred_at: datetime,
    at: datetime,
) -> bool:
    """Keep the answer and hand it to the trainers; return whether it is new.

    Raise EnrolmentStopped or StatementConflict.
    """
    is_new = save_answer(
        statement_id=statement_id,
        enrolment=enrolment,
        actor=actor,
        module=module,
        activity=activity,
        value=value,
        occurred_at=occurred_at,
        at=at,
    )
    if is_new:
        hand_in = HandIn.objects.create(
            enrolment_id=enrolment.pk,
            module_id=module.pk,
            activity_id=activity.id,
            statement_id=statement_id,
            title=str(activity.block["title"])[:150],
            text=value["text"].strip(),
            upload=enrolment.uploads.filter(uuid=value["file"]).first() if value["file"] else None,
            sent_at=at,
        )
        publish(HandInSent(hand_in_id=hand_in.pk))
    return is_new


@transaction.atomic
def give_feedback(
    *, hand_in: HandIn, author: User, decision: str, comment: str, form_id: uuid.UUID, at: datetime
) -> Feedback:
    """Answer a piece of work; the same form sent again answers once. Raise FeedbackRefused."""
    words = comment.strip()
    if decision == Feedback.Decision.AGAIN and not words:
        raise FeedbackRefused(_("Dites ce qu'il reste à compléter."), "comment")
    if len(words) > LONGEST_COMMENT:
        raise FeedbackRefused(
            _("%d caractères au plus. Gardez le plus important.") % LONGEST_COMMENT, "comment"
        )
    feedback, created = Feedback.objects.get_or_create(
        uuid=uuid.uuid5(form_id, f"feedback {hand_in.pk}"),
        defaults={
            "hand_in": hand_in,
            "author": author,
            "decision": decision,
            "comment": words,
            "given_at": at,
        },
    )
    if created:
        publish(HandInAnswered(feedback_id=feedback.pk, decision=feedback.decision))
    return feedback


def tell_answered(*, feedback: Feedback, at: datetime) -> None:
    """Write to the founder, if she has an address: what is said stays on her page."""
    hand_in, enrolment = feedback.hand_in, feedback.hand_in.enrolment
    founder, organization = enrolment.learner, enrolment.organization
    if not founder.email:
        return
    place = [enrolment.uuid, hand_in.module.slug]
    link = reverse("learners:module", args=place)
    with override(founder.language):
        name = feedback.author.first_name
        text = [
            _("Bonjour %(name)s,") % {"name": founder.first_name},
            _("%(name)s a lu votre travail « %(title)s » et vous répond.")
            % {"name": name, "title": hand_in.title},
            _("La réponse est sur cette page, avec votre travail :"),
            f"{settings.BASE_URL}{link}#activite-{hand_in.activity_id}",
            "\n".join(filter(None, [organization.name, show_phone(organization.phone)])),
        ]
        queue_mail(
            to=founder.email,
            subject=_("%(name)s a répondu à votre travail") % {"name": name},
            text="\n\n".join(text) + "\n",
            dedupe_key=f"feedback:{feedback.pk}",
            at=at,
        )
