import uuid
from datetime import timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from competences.models import (
    Alignment,
    Assessment,
    AssessmentRequest,
    Competence,
    CompetenceBlock,
    Framework,
    Level,
    LevelCriterion,
    Source,
)
from competences.services.assessments import record_assessment
from tests.clock import NOON
from tests.core.factories import OrganizationFactory, UserFactory

LEVELS = ("Je découvre", "Avec aide", "Seul·e", "Je transmets")


class _PartFactory(DjangoModelFactory):
    """Writes what it is asked for, into a published version too: the rule is for the product."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        part = model_class(*args, **kwargs)
        part.save_base(raw=True, force_insert=True)
        return part


class FrameworkFactory(DjangoModelFactory):
    class Meta:
        model = Framework
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"referentiel-{n}")
    version = "1"
    title = "Référentiel"
    state = Framework.State.PUBLISHED
    published_on = NOON.date()

    class Params:
        draft = factory.Trait(state=Framework.State.DRAFT, published_on=None)

    @factory.post_generation
    def levels(self, create, extracted, **kwargs):
        """Four levels, unless other labels are given."""
        for rank, label in enumerate(LEVELS if extracted is None else extracted, start=1):
            LevelFactory(framework=self, rank=rank, label=label)


class LevelFactory(_PartFactory):
    class Meta:
        model = Level

    framework = factory.SubFactory(FrameworkFactory, levels=())
    rank = 1
    label = "Je découvre"


class CompetenceBlockFactory(_PartFactory):
    class Meta:
        model = CompetenceBlock

    framework = factory.SubFactory(FrameworkFactory)
    code = factory.Sequence(lambda n: f"B{n}")
    title = "Me connaître"


class CompetenceFactory(_PartFactory):
    class Meta:
        model = Competence

    framework = factory.SubFactory(FrameworkFactory)
    code = factory.Sequence(lambda n: f"C{n}")
    statement = "Je dis ce que je sais faire."
    formal = "Identifier ses ressources."


class AssessmentRequestFactory(DjangoModelFactory):
    class Meta:
        model = AssessmentRequest
        skip_postgeneration_save = True

    learner = factory.SubFactory(UserFactory)
    organization = factory.SubFactory(OrganizationFactory)
    kind = AssessmentRequest.Kind.PROFESSIONAL
    name = "Nadia Ferrand"
    title = "fleuriste"
    created_at = NOON
    expires_at = NOON + timedelta(days=30)

    @factory.post_generation
    def competences(self, create, extracted, **kwargs):
        self.competences.set(extracted or [])


def level(competence: Competence, rank: int) -> Level:
    return competence.framework.levels.get(rank=rank)


def assess(competence: Competence, rank: int, **view: Any) -> Assessment:
    """Have `competence` assessed, by somebody of the team unless `source` says otherwise."""
    view = {"source": Source.STAFF, "assessed_at": NOON, "at": NOON, **view}
    learner = view.setdefault("learner", None) or UserFactory()
    if view["source"] == Source.STAFF:
        view.setdefault("author", None)
        view["author"] = view["author"] or UserFactory(last_name="Morel")
    elif view["source"] == Source.FOUNDER:
        view["author"] = learner
    elif view["source"] != Source.ACTIVITIES:
        view.setdefault("request", None)
        view["request"] = view["request"] or AssessmentRequestFactory(
            learner=learner, kind=view["source"]
        )
    view["learner"] = learner
    view["organization"] = view.get("organization") or OrganizationFactory()
    key = view.pop("assessment_id", None) or uuid.uuid4()
    record_assessment(
        assessment_id=key, competence=competence, level=level(competence, rank), **view
    )
    return Assessment.objects.get(pk=key)


class CriterionFactory(_PartFactory):
    class Meta:
        model = LevelCriterion

    competence = factory.SubFactory(CompetenceFactory)
    level = factory.LazyAttribute(lambda each: each.competence.framework.levels.first())
    text = "Je cite un exemple."


class AlignmentFactory(_PartFactory):
    class Meta:
        model = Alignment

    competence = factory.SubFactory(CompetenceFactory)
    framework = "EntreComp"
    code = factory.Sequence(lambda n: f"2.{n}")
    label = "Conscience de soi"
