"""Where a founder stands on a competence, computed from what is said of it: by one rule.

**The rule.** Of the views that nobody took back (*standing*), the one that prevails comes from the
first source that spoke, in this order: the team, her activities, a professional met, a peer,
herself. Within a source the latest prevails, by `assessed_at`, then `stored_at`, then `id`; within
her activities the highest level comes first, for a smaller thing done later undoes nothing.
`entry_level` is the level of the earliest standing view, whoever gave it. The rule is told to
readers in `docs/features/competences.md`.

It is applied at once to each view recorded or taken back (`refresh_progress`), and from scratch by
`rebuild_progress`: both give the same rows.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from competences.models import Assessment, CompetenceProgress, Source
from core.models import User

PREVALENCE = [Source.STAFF, Source.ACTIVITIES, Source.PROFESSIONAL, Source.PEER, Source.FOUNDER]

Key = tuple[int, int]
"""(learner, competence)"""


class View(NamedTuple):
    """What the rule reads of one assessment."""

    id: UUID
    source: str
    level_id: int
    rank: int
    organization_id: int
    assessed_at: datetime
    stored_at: datetime

    @property
    def age(self) -> tuple[datetime, datetime, UUID]:
        return self.assessed_at, self.stored_at, self.id

    @property
    def weight(self) -> tuple[int, int, tuple[datetime, datetime, UUID]]:
        rank = self.rank if self.source == Source.ACTIVITIES else 0
        return -PREVALENCE.index(Source(self.source)), rank, self.age


class Standing(NamedTuple):
    """One row of CompetenceProgress."""

    organization_id: int
    level_id: int
    source: str
    assessment_id: UUID
    entry_level_id: int
    assessed_at: datetime
    views_count: int


_READ = ("id", "source", "level_id", "level__rank", "organization_id", "assessed_at", "stored_at")
_KEY = ("learner_id", "competence_id")


def standing(views: Iterable[View]) -> Standing | None:
    """Return what `views`, all standing and of one competence, come to; None for no view."""
    views = list(views)
    if not views:
        return None
    prevailing = max(views, key=lambda view: view.weight)
    return Standing(
        organization_id=prevailing.organization_id,
        level_id=prevailing.level_id,
        source=prevailing.source,
        assessment_id=prevailing.id,
        entry_level_id=min(views, key=lambda view: view.age).level_id,
        assessed_at=prevailing.assessed_at,
        views_count=len(views),
    )


def lock_learner(learner_id: int) -> None:
    """Have the writers of one founder's assessments wait for each other (PostgreSQL)."""
    # No key: rows that point to her (her answers) are written meanwhile.
    User.objects.select_for_update(no_key=True, of=("self",)).only("pk").get(pk=learner_id)


def refresh_progress(*, learner_id: int, competence_id: int) -> None:
    """Apply the rule to one competence; the caller holds `lock_learner`."""
    _mend(learner_id, [competence_id], dry_run=False)


def rebuild_progress(*, dry_run: bool = False) -> Iterator[Key]:
    """Yield each (learner, competence) whose row differs from the rule; mend it unless `dry_run`.

    Rows are streamed: memory does not grow with founders.
    """
    for learner_id, keys in groupby(_suspects(), key=itemgetter(0)):
        # The two streams are read while people work: what differs is looked at again, held still.
        with transaction.atomic():
            lock_learner(learner_id)
            mended = _mend(learner_id, [key[1] for key in keys], dry_run=dry_run)
        yield from ((learner_id, competence_id) for competence_id in mended)


def _mend(learner_id: int, competences: Collection[int], *, dry_run: bool) -> list[int]:
    """Return the competences whose row differs from the rule, and write them unless `dry_run`."""
    computed, kept = _computed(learner_id, competences), _kept(learner_id, competences)
    differing = [each for each in competences if computed.get(each) != kept.get(each)]
    if dry_run or not differing:
        return differing
    rows = CompetenceProgress.objects.filter(learner_id=learner_id)
    gone = [each for each in differing if each not in computed]
    if gone:
        rows.filter(competence__in=gone).delete()
    for each in differing:
        if each in computed and each in kept:
            rows.filter(competence=each).update(**computed[each]._asdict())
    CompetenceProgress.objects.bulk_create(
        CompetenceProgress(learner_id=learner_id, competence_id=each, **computed[each]._asdict())
        for each in differing
        if each in computed and each not in kept
    )
    return differing


def _suspects() -> Iterator[Key]:
    """Walk both tables side by side, in the same order."""
    computed, kept = _all_computed(), _all_kept()
    left, right = next(computed, None), next(kept, None)
    while left or right:
        key = min(each[0] for each in (left, right) if each)
        if left != right:
            yield key
        if left and left[0] == key:
            left = next(computed, None)
        if right and right[0] == key:
            right = next(kept, None)


def _all_computed() -> Iterator[tuple[Key, Standing]]:
    rows = Assessment.objects.standing().order_by(*_KEY).values_list(*_KEY, *_READ)
    for key, group in groupby(rows.iterator(chunk_size=200), key=lambda row: (row[0], row[1])):
        found = standing(View(*row[2:]) for row in group)
        if found:
            yield key, found


def _all_kept() -> Iterator[tuple[Key, Standing]]:
    rows = CompetenceProgress.objects.order_by(*_KEY).values_list(*_KEY, *Standing._fields)
    for row in rows.iterator(chunk_size=200):
        yield (row[0], row[1]), Standing(*row[2:])


def _computed(learner_id: int, competences: Collection[int]) -> dict[int, Standing]:
    rows = (
        Assessment.objects.standing()
        .filter(learner_id=learner_id, competence__in=competences)
        .order_by()
        .values_list("competence_id", *_READ)
    )
    views: dict[int, list[View]] = {}
    for row in rows:
        views.setdefault(row[0], []).append(View(*row[1:]))
    found = {each: standing(told) for each, told in views.items()}
    return {each: come_to for each, come_to in found.items() if come_to}


def _kept(learner_id: int, competences: Collection[int]) -> dict[int, Standing]:
    rows = CompetenceProgress.objects.filter(learner_id=learner_id, competence__in=competences)
    found = rows.values_list("competence_id", *Standing._fields)
    return {row[0]: Standing(*row[1:]) for row in found}
