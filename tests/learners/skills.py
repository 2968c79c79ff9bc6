"""A founder on a path that works on competences, and what is said of them."""

import uuid
from itertools import zip_longest

from competences.models import (
    Assessment,
    CompetenceProgress,
    Framework,
    Level,
    Source,
)
from competences.services.assessments import record_assessment
from competences.services.positioning import give_view
from courses.models import LearningPath
from learners.models import Enrolment
from tests.clock import NOON
from tests.competences.factories import CompetenceFactory, CriterionFactory, FrameworkFactory
from tests.courses.factories import LearningPathFactory
from tests.learners.factories import CohortFactory, EnrolmentFactory


def skilled_path(*counts: int, framework: Framework | None = None) -> LearningPath:
    """Return a path of a block for each count; its first module works on its competences."""
    framework = framework or FrameworkFactory()
    path = LearningPathFactory(blocks=[2] * len(counts))
    position = 0
    for block, count in zip(path.blocks.all(), counts, strict=True):
        competences = []
        for _each in range(count):
            position += 1
            competences.append(
                CompetenceFactory(
                    framework=framework,
                    position=position,
                    statement=f"Je sais faire la chose {position}.",
                    formal=f"Faire la chose {position}.",
                )
            )
        block.competences.set(competences)
        block.save()
        module = block.path_modules.first().module
        module.competences.set(competences)
        module.save()
    return path


def skilled_enrolment(*counts: int, **fields) -> Enrolment:
    return EnrolmentFactory(cohort=CohortFactory(path=skilled_path(*(counts or (2, 2)))), **fields)


def competences_of(enrolment: Enrolment):
    return [c for block in enrolment.path.blocks.all() for c in block.competences.all()]


def level(competence, rank: int) -> Level:
    return competence.framework.levels.get(rank=rank)


def say(enrolment, competence, rank, *, source=Source.FOUNDER, author=None, at=NOON) -> Assessment:
    """Have the founder, or `author`, say where she stands on `competence`."""
    key = uuid.uuid4()
    record_assessment(
        assessment_id=key,
        learner=enrolment.learner,
        organization=enrolment.organization,
        competence=competence,
        level=level(competence, rank),
        source=source,
        author=author or enrolment.learner,
        assessed_at=at,
        at=at,
    )
    return Assessment.objects.get(pk=key)


def progress_of(enrolment, competence) -> CompetenceProgress:
    return CompetenceProgress.objects.get(learner=enrolment.learner, competence=competence)


def give_as(author, enrolment, *ranks, finish=True, moment="entry", notes=(), at=NOON):
    """Have `author` answer the first cards; a rank of None is *je ne sais pas dire*."""
    competences = competences_of(enrolment)
    return give_view(
        learner=enrolment.learner,
        organization=enrolment.organization,
        framework=competences[0].framework,
        moment=moment,
        author=author,
        answers=[
            (competence, rank and level(competence, rank), note)
            for competence, rank, note in zip_longest(
                competences[: len(ranks)], ranks, notes, fillvalue=""
            )
        ],
        finish=finish,
        at=at,
    )


def criterion(competence, rank, text) -> None:
    CriterionFactory(competence=competence, level=level(competence, rank), text=text)
