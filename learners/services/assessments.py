"""What the team, or a founder, says she can do: several views in one act."""

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from competences.models import (
    Assessment,
    AssessmentDraft,
    AssessmentReading,
    Competence,
    Level,
    Source,
)
from competences.services.assessments import record_assessment
from competences.services.progress import lock_learner
from core.models import Organization, Role, User
from learners.models import Enrolment

TEAM = (Role.TRAINER, Role.COUNSELLOR, Role.COORDINATOR)


@dataclass(frozen=True)
class Said:
    """What is said of one competence of one person; a draft may have no level yet."""

    enrolment: Enrolment
    competence: Competence
    level: Level | None = None
    criteria: tuple[str, ...] = ()
    comment: str = ""
    seen: tuple[str, ...] = ()
    """Titles of the evidence that was looked at."""

    def act_id(self, sheet_id: UUID, source: str) -> UUID:
        """Name the act: the same words sent again are it, others after "back" are another one."""
        words = [
            source,
            str(self.enrolment.uuid),
            self.competence.pk,
            self.level.pk if self.level else None,
            self.criteria,
            self.comment,
            self.seen,
        ]
        return uuid.uuid5(sheet_id, json.dumps(words))


@transaction.atomic
def record_views(
    *, sheet_id: UUID, said: Iterable[Said], author: User, source: str, at: datetime
) -> int:
    """Record each view that has a level; return how many are new. Its drafts are done with.

    Raise AssessmentRefused. The sheet is sent once: sent again, it changes nothing.
    """
    views = [each for each in said if each.level is not None]
    # Two sheets with the same people wait for each other rather than cross.
    for learner_id in sorted({each.enrolment.learner_id for each in views}):
        lock_learner(learner_id)
    new = sum(_record(each, sheet_id, author, source, at) for each in views)
    for each in views:
        drafts = AssessmentDraft.objects.filter(author=author, learner=each.enrolment.learner_id)
        drafts.filter(competence=each.competence).delete()
    return new


def _record(said: Said, sheet_id: UUID, author: User, source: str, at: datetime) -> bool:
    assert said.level is not None  # noqa: S101 - those without are drafts
    organization = said.enrolment.organization
    return record_assessment(
        assessment_id=said.act_id(sheet_id, source),
        learner=said.enrolment.learner,
        organization=organization,
        competence=said.competence,
        level=said.level,
        source=source,
        author=author,
        author_title=title_of(author, organization) if source == Source.STAFF else "",
        criteria=said.criteria,
        basis={"seen": list(said.seen)} if said.seen else None,
        comment=said.comment,
        assessed_at=at,
        at=at,
    )


def title_of(author: User, organization: Organization) -> str:
    """Return what `author` does there, to be kept beside the name."""
    roles = [m.role for m in author.active_memberships if m.organization_id == organization.pk]
    title = next((role for role in TEAM if role in roles), None)
    return f"{title.label}, {organization.name}" if title else organization.name


@transaction.atomic
def keep_drafts(*, said: Iterable[Said], author: User, at: datetime) -> int:
    """Keep what is not said yet, in the place of what was kept before; return how many."""
    kept = 0
    for each in said:
        place: dict[str, Any] = {
            "author": author,
            "learner_id": each.enrolment.learner_id,
            "competence": each.competence,
        }
        if not (each.level or each.criteria or each.comment):
            AssessmentDraft.objects.filter(**place).delete()
            continue
        words: dict[str, Any] = {
            "level": each.level,
            "criteria": list(each.criteria),
            "comment": each.comment,
        }
        AssessmentDraft.objects.update_or_create(**place, defaults=words | {"kept_at": at})
        kept += 1
    return kept


def unread_views(learner: User) -> list[Assessment]:
    """Return what others said of her since she last read it, the latest first."""
    read = AssessmentReading.objects.filter(learner=learner, read_at__gte=OuterRef("stored_at"))
    views = Assessment.objects.of(learner).standing().exclude(source=Source.FOUNDER)
    views = views.filter(~Exists(read))
    return list(views.select_related("competence").order_by("-stored_at", "pk"))


@transaction.atomic
def read_views(*, learner: User, up_to: datetime) -> None:
    """Note that she read what others said until then; never earlier than before."""
    reading, _created = AssessmentReading.objects.get_or_create(
        learner=learner, defaults={"read_at": up_to}
    )
    if reading.read_at < up_to:
        reading.read_at = up_to
        reading.save(update_fields=["read_at"])
