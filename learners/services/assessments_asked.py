"""Someone met says what he saw a founder do: she asks, by a signed link, without an account."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _, gettext_lazy, override

from competences.models import Assessment, AssessmentRequest, Competence, Level
from competences.services.assessments import record_assessment, withdraw_assessment
from core.models import User
from core.services import queue_mail
from learners import links
from learners.models import Enrolment
from learners.phone import show_phone

LINK = "outside_view"
LIFETIME = timedelta(days=30)
MOST_WAITING = 20
MOST_MAILS_A_DAY = 10


class AskingRefused(Exception):
    """Its text is fit for the screen."""


class TooManyAsked(AskingRefused):
    def __init__(self) -> None:
        super().__init__(
            gettext_lazy(
                "Beaucoup de demandes attendent déjà une réponse : retirez-en une,"
                " ou attendez demain."
            )
        )


class LinkEnded(AskingRefused):
    def __init__(self) -> None:
        super().__init__(gettext_lazy("Ce lien ne reçoit plus de réponse."))


@dataclass(frozen=True)
class Seen:
    """What was answered about one competence; no level is "I did not see"."""

    competence: Competence
    level: Level | None
    criteria: tuple[str, ...] = ()
    comment: str = ""


@transaction.atomic
def ask_view(
    *,
    form_id: UUID,
    enrolment: Enrolment,
    kind: str,
    name: str,
    title: str,
    email: str,
    word: str,
    competences: Collection[Competence],
    at: datetime,
) -> AssessmentRequest:
    """Ask one person; the same form sent again is the same demand. Raise TooManyAsked.

    With an address the message leaves by the outbox; without, she gives the link herself.
    """
    learner = enrolment.learner
    # Two clicks at once: the second finds the first.
    User.objects.select_for_update(no_key=True, of=("self",)).get(pk=learner.pk)
    number = uuid.uuid5(enrolment.uuid, f"asked {form_id}")
    kept: AssessmentRequest | None = AssessmentRequest.objects.filter(uuid=number).first()
    if kept is not None:
        return kept
    _refuse_too_many(learner, email, at)
    asked: AssessmentRequest = AssessmentRequest.objects.create(
        uuid=number,
        learner=learner,
        organization=enrolment.organization,
        kind=kind,
        name=name,
        title=title,
        email=email,
        word=word,
        created_at=at,
        expires_at=at + LIFETIME,
    )
    asked.competences.set(competences)
    if email:
        _write_to(asked, enrolment, at)
    return asked


def _refuse_too_many(learner: User, email: str, at: datetime) -> None:
    asked = AssessmentRequest.objects.of(learner)
    mailed = asked.filter(created_at__gt=at - timedelta(days=1)).exclude(email="")
    if asked.waiting(at).count() >= MOST_WAITING:
        raise TooManyAsked
    if email and mailed.count() >= MOST_MAILS_A_DAY:
        raise TooManyAsked


def _write_to(asked: AssessmentRequest, enrolment: Enrolment, at: datetime) -> None:
    founder, organization = enrolment.learner, enrolment.organization
    with override(founder.language):
        names = {
            "name": asked.name,
            "founder": founder.first_name,
            "organization": organization.name,
        }
        text = [
            _("Bonjour %(name)s,") % names,
            _(
                "%(founder)s prépare son projet avec %(organization)s, et vous demande de dire,"
                " en quelques clics, ce que vous avez vu."
            )
            % names,
            f"« {asked.word.strip()} »" if asked.word.strip() else "",
            _("Trois minutes, sans compte ni mot de passe :"),
            links.address(asked.uuid, LINK),
            _(
                "Ce lien est à vous : il fonctionne 30 jours. Si vous ne connaissez pas"
                " %(founder)s, oubliez simplement ce message : vous n'en recevrez pas d'autre."
            )
            % names,
            "\n".join(filter(None, [organization.name, show_phone(organization.phone)])),
        ]
        subject = _("%(founder)s vous demande ce que vous avez vu") % names
    queue_mail(
        to=asked.email,
        subject=subject,
        text="\n\n".join(filter(None, text)) + "\n",
        dedupe_key=f"assessment_request:{asked.uuid}",
        at=at,
    )


@transaction.atomic
def answer_asked(
    *, asked: AssessmentRequest, seen: Iterable[Seen], name: str, title: str, at: datetime
) -> int:
    """Keep what was seen; return how many views changed. Sent again, nothing does.

    Until the link ends, another answer replaces the one before, which stays in the history.
    Raise LinkEnded.
    """
    asked = AssessmentRequest.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    if not asked.is_open(at):
        raise LinkEnded
    changed = sum(_answer_one(asked, each, name, title, at) for each in seen)
    if asked.answered_at is None:
        asked.answered_at = at
        asked.save(update_fields=["answered_at"])
    return changed


def _answer_one(asked: AssessmentRequest, seen: Seen, name: str, title: str, at: datetime) -> bool:
    before = list(asked.assessments.filter(competence=seen.competence))
    standing = [each for each in before if each.withdrawn_at is None]
    if any(_says_the_same(each, seen, name, title) for each in standing):
        return False
    for each in standing:
        withdraw_assessment(assessment=each, at=at)
    if seen.level is None:
        return bool(standing)
    return record_assessment(
        assessment_id=uuid.uuid5(asked.uuid, f"{seen.competence.uuid} {len(before)}"),
        learner=asked.learner,
        organization=asked.organization,
        competence=seen.competence,
        level=seen.level,
        source=asked.kind,
        author_name=name,
        author_title=title,
        request=asked,
        criteria=seen.criteria,
        comment=seen.comment,
        assessed_at=at,
        at=at,
    )


def _says_the_same(view: Assessment, seen: Seen, name: str, title: str) -> bool:
    return (
        seen.level is not None
        and view.level_id == seen.level.pk
        and view.criteria == list(seen.criteria)
        and (view.comment, view.author_name, view.author_title) == (seen.comment, name, title)
    )


@transaction.atomic
def revoke_asked(*, asked: AssessmentRequest, at: datetime) -> bool:
    """Close the link; return whether this call did. What was answered stays hers."""
    asked = AssessmentRequest.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    return asked.revoke(at)
