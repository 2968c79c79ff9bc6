"""Attaching, showing and reviewing what shows that a founder can do something."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from competences.models import Competence
from core.events import publish
from core.models import User
from courses.models import PathBlock
from learners.events import EvidenceReviewed
from learners.models import (
    Answer,
    Attendance,
    Enrolment,
    Evidence,
    EvidenceReview,
    EvidenceShare,
    ModuleProgress,
    Upload,
)
from learners.models.evidence import readers_of

Held = Answer | Upload | Attendance | ModuleProgress
_KINDS: dict[type[Held], tuple[str, str]] = {
    Answer: (Evidence.Kind.ANSWER, "answer"),
    Upload: (Evidence.Kind.UPLOAD, "upload"),
    Attendance: (Evidence.Kind.ATTENDANCE, "attendance"),
    ModuleProgress: (Evidence.Kind.MODULE, "progress"),
}


class EvidenceRefused(Exception):
    """Its text is fit for the screen."""


class NotOfHerPath(EvidenceRefused):
    def __init__(self) -> None:
        super().__init__(_("Cette compétence n'est pas de votre parcours : choisissez-en une."))


class NotHers(EvidenceRefused):
    def __init__(self) -> None:
        super().__init__(_("On ne peut attacher que ce qui est à vous, et qui est fait."))


class NobodyHere(EvidenceRefused):
    def __init__(self) -> None:
        super().__init__(_("Cette personne ne fait plus partie de l'équipe qui vous suit."))


class AttachedAgain(EvidenceRefused):
    def __init__(self) -> None:
        super().__init__(_("C'est déjà attaché de nouveau à cette compétence."))


class ReviewEmpty(EvidenceRefused):
    def __init__(self) -> None:
        super().__init__(_("Écrivez un mot : il aide plus qu'un avis seul."))


def competences_of(enrolment: Enrolment) -> list[Competence]:
    """Return what her path works on, in its order. One query."""
    blocks = PathBlock.objects.filter(path=enrolment.path_id)
    return list(
        Competence.objects.filter(path_blocks__in=blocks)
        .distinct()
        .order_by("framework", "position", "pk")
    )


@transaction.atomic
def attach_evidence(
    *,
    evidence_id: UUID,
    enrolment: Enrolment,
    competence: Competence,
    held: Held | None,
    title: str,
    words: str = "",
    at: datetime,
) -> Evidence:
    """Attach `held` (or her own words) to a competence of her path.

    The same form sent again, or the same thing attached twice, gives the row that stands.
    Raise NotOfHerPath or NotHers.
    """
    if not PathBlock.objects.filter(path=enrolment.path_id, competences=competence).exists():
        raise NotOfHerPath
    if held is None and not (title.strip() and words.strip()):
        raise NotHers
    if held is not None and not _is_hers(enrolment, held):
        raise NotHers
    kind, target = _KINDS[type(held)] if held else (Evidence.Kind.WORDS, "")
    facts = {target: held} if target else {}
    standing = Evidence.objects.filter(uuid=evidence_id, enrolment=enrolment)
    if facts:
        standing = standing | Evidence.objects.kept().filter(competence=competence, **facts)
    if found := standing.first():
        return found
    try:
        with transaction.atomic():
            return Evidence.objects.create(
                uuid=evidence_id,
                enrolment=enrolment,
                competence=competence,
                kind=kind,
                title=title.strip()[:150],
                words=words,
                added_at=at,
                **facts,
            )
    except IntegrityError:  # two clicks at once: the first one stands
        return standing.all().get()


def _is_hers(enrolment: Enrolment, held: Held) -> bool:
    if held.enrolment_id != enrolment.pk:
        return False
    if isinstance(held, Attendance):
        return held.status == Attendance.Status.PRESENT
    return not isinstance(held, ModuleProgress) or held.completed_at is not None


@transaction.atomic
def share_evidence(*, evidence: Evidence, people: Iterable[User], at: datetime) -> None:
    """Show it to these people and to nobody else. Raise NobodyHere."""
    # Two tabs at once: the later choice is whole.
    evidence = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    wanted = {person.pk for person in people}
    allowed = set(readers_of(evidence.enrolment).values_list("pk", flat=True))
    if not wanted <= allowed:
        raise NobodyHere
    shares = evidence.shares.open()
    shares.exclude(person__in=wanted).update(revoked_at=at)
    standing = set(shares.values_list("person", flat=True))
    EvidenceShare.objects.bulk_create(
        EvidenceShare(evidence=evidence, person_id=person, shared_at=at)
        for person in sorted(wanted - standing)
    )


@transaction.atomic
def remove_evidence(*, evidence: Evidence, at: datetime) -> bool:
    """Take it away from everybody; return whether this call did. She can put it back."""
    evidence = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    evidence.shares.open().update(revoked_at=at)
    return evidence.remove(at)


@transaction.atomic
def restore_evidence(*, evidence: Evidence) -> bool:
    """Put it back, shown to nobody; return whether this call did. Raise AttachedAgain."""
    evidence = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    try:
        with transaction.atomic():
            return evidence.restore()
    except IntegrityError:
        raise AttachedAgain from None


@transaction.atomic
def review_evidence(
    *,
    review_id: UUID,
    evidence: Evidence,
    author: User,
    verdict: str,
    comment: str,
    at: datetime,
) -> bool:
    """Keep what a member of the team says; return whether it is new. Raise ReviewEmpty.

    The founder may change her words afterwards: the page says so beside the review.
    """
    comment = comment.strip()
    if verdict != EvidenceReview.Verdict.SHOWS and not comment:
        raise ReviewEmpty
    _review, is_new = EvidenceReview.objects.get_or_create(
        pk=review_id,
        evidence=evidence,
        author=author,
        defaults={"verdict": verdict, "comment": comment, "reviewed_at": at},
    )
    if is_new:
        publish(EvidenceReviewed(evidence_id=evidence.pk, reviewed_at=at.isoformat()))
    return is_new
