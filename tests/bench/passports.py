"""Passports of sixteen competences, each confirmed, and the notebooks of thirty-six modules."""

import uuid

from django.urls import reverse
from django.utils import timezone

from competences.models import Assessment, Competence, CompetenceProgress
from learners.models import Enrolment, Passport, PassportItem
from tests.bench.data import World

CHOSEN = 16


def fill(world: World, people: list[Enrolment]) -> None:
    """Give each of `people` a passport, once."""
    known = set(Passport.objects.values_list("learner", flat=True))
    competences = list(
        Competence.objects.filter(path_blocks__path=world.path).distinct().order_by("pk")[:CHOSEN]
    )
    for each in people:
        if each.learner_id not in known:
            _give(world, each, competences)


def _give(world: World, enrolment: Enrolment, competences: list[Competence]) -> None:
    now, learner = timezone.now(), enrolment.learner
    said = [
        Assessment(
            id=uuid.uuid4(),
            learner=learner,
            organization=world.organization,
            competence=competence,
            level=competence.framework.levels.first(),
            source="staff",
            author=world.counsellor,
            author_name="Nadège Fauvel",
            assessed_at=now,
            stored_at=now,
        )
        for competence in competences
    ]
    Assessment.objects.bulk_create(said)
    CompetenceProgress.objects.bulk_create(
        [
            CompetenceProgress(
                learner=learner,
                organization=world.organization,
                competence=each.competence,
                level=each.level,
                entry_level=each.level,
                source="staff",
                assessment=each,
                assessed_at=now,
            )
            for each in said
        ],
        ignore_conflicts=True,
    )
    passport = Passport.objects.create(learner=learner, changed_at=now)
    facts = {"passport": passport, "chosen_by": learner, "chosen_at": now}
    PassportItem.objects.bulk_create(
        [
            *(PassportItem(kind="competence", competence=each, **facts) for each in competences),
            *(PassportItem(kind="assessment", assessment=each, **facts) for each in said),
        ]
    )


def addresses() -> dict[str, str]:
    return {
        "passport, 16 competences": reverse("learners:passport"),
        "notebook of 36 modules": reverse("learners:notebook"),
    }
