"""What is said of a founder's competence: written once, never changed, taken back if wrong."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from competences.models import (
    Assessment,
    AssessmentRequest,
    Competence,
    Level,
    Positioning,
    Source,
)
from competences.services.progress import lock_learner, refresh_progress
from core.models import Organization, User


class AssessmentRefused(Exception):
    """Its text is fit for the screen."""


class AssessmentConflict(AssessmentRefused):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Cet envoi porte le numéro d'un autre : rechargez la page,"
                " puis enregistrez de nouveau."
            )
        )


class LevelOfAnotherFramework(AssessmentRefused):
    def __init__(self) -> None:
        super().__init__(_("Ce niveau n'est pas un niveau de cette compétence : choisissez-en un."))


class OwnCompetenceByStaff(AssessmentRefused):
    def __init__(self) -> None:
        super().__init__(_("Le regard de l'équipe se porte sur quelqu'un d'autre que soi."))


@transaction.atomic
def record_assessment(
    *,
    assessment_id: UUID,
    learner: User,
    organization: Organization,
    competence: Competence,
    level: Level,
    source: str,
    author: User | None = None,
    author_name: str = "",
    author_title: str = "",
    positioning: Positioning | None = None,
    request: AssessmentRequest | None = None,
    criteria: Iterable[str] = (),
    basis: dict[str, Any] | None = None,
    comment: str = "",
    assessed_at: datetime,
    at: datetime,
) -> bool:
    """Keep one view and move the progress; return whether it is new.

    The same act sent again changes nothing, even once taken back. Raise AssessmentConflict when
    the id belongs to another act, LevelOfAnotherFramework or OwnCompetenceByStaff.
    """
    if level.framework_id != competence.framework_id:
        raise LevelOfAnotherFramework
    if source == Source.STAFF and (author is None or author.pk == learner.pk):
        raise OwnCompetenceByStaff
    assessment = Assessment(
        id=assessment_id,
        learner=learner,
        organization=organization,
        competence=competence,
        level=level,
        source=source,
        author=author,
        author_name=(author_name or (author.get_full_name() if author else ""))[:150],
        author_title=author_title[:150],
        positioning=positioning,
        request=request,
        criteria=list(criteria),
        basis=basis or {},
        comment=comment,
        # Nobody sees in the future: a wrong clock must not outrank every later view.
        assessed_at=min(assessed_at, at),
        stored_at=at,
    )
    lock_learner(learner.pk)
    kept = Assessment.objects.filter(pk=assessment_id).first()
    if kept:
        _refuse_another_act(assessment, kept)
        return False
    assessment.save(force_insert=True)
    refresh_progress(learner_id=learner.pk, competence_id=competence.pk)
    return True


_ACT = (
    "learner_id",
    "organization_id",
    "competence_id",
    "level_id",
    "source",
    "author_id",
    "positioning_id",
    "request_id",
    "criteria",
    "comment",
)


def _refuse_another_act(sent: Assessment, kept: Assessment) -> None:
    if any(getattr(sent, fact) != getattr(kept, fact) for fact in _ACT):
        raise AssessmentConflict


@transaction.atomic
def withdraw_assessment(*, assessment: Assessment, at: datetime) -> bool:
    """Take back a view given by error and move the progress; return whether this call did.

    The row stays, with its date. Who may is `Assessment.objects.editable_by`.
    """
    lock_learner(assessment.learner_id)
    found = Assessment.objects.filter(pk=assessment.pk, withdrawn_at=None)
    if not found.update(withdrawn_at=at):
        return False
    assessment.withdrawn_at = at
    refresh_progress(learner_id=assessment.learner_id, competence_id=assessment.competence_id)
    return True
