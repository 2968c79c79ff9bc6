"""A published version never changes, by whichever way one tries."""

import pytest

from competences.models import (
    Alignment,
    Competence,
    CompetenceBlock,
    Framework,
    FrameworkFrozen,
    Level,
    LevelCriterion,
)
from tests.clock import NOON
from tests.competences.factories import (
    AlignmentFactory,
    CompetenceBlockFactory,
    CompetenceFactory,
    CriterionFactory,
    FrameworkFactory,
)

PARTS = [Level, CompetenceBlock, Competence, LevelCriterion, Alignment]


def whole(**traits) -> Framework:
    framework = FrameworkFactory(**traits)
    block = CompetenceBlockFactory(framework=framework)
    competence = CompetenceFactory(framework=framework, block=block)
    CriterionFactory(competence=competence)
    AlignmentFactory(competence=competence)
    return framework


@pytest.mark.django_db
class TestPublishedVersion:
    @pytest.mark.parametrize("model", PARTS)
    def test_keeps_each_part_as_it_is(self, model):
        whole()
        part = model.objects.get() if model is not Level else model.objects.first()

        with pytest.raises(FrameworkFrozen, match="nouvelle version"):
            part.save()
        with pytest.raises(FrameworkFrozen):
            part.clean()
        with pytest.raises(FrameworkFrozen):
            part.delete()

        assert model.objects.filter(pk=part.pk).exists()

    @pytest.mark.parametrize("model", PARTS)
    def test_keeps_its_parts_from_changes_in_bulk(self, model):
        whole()
        rows = list(model.objects.all())

        with pytest.raises(FrameworkFrozen):
            model.objects.update(pk=None)
        with pytest.raises(FrameworkFrozen):
            model.objects.bulk_update(rows, ["id"])
        with pytest.raises(FrameworkFrozen):
            model.objects.all().delete()
        with pytest.raises(FrameworkFrozen):
            model.objects.bulk_create(rows)

        assert list(model.objects.all()) == rows

    @pytest.mark.parametrize("name", ["title", "slug", "version", "description", "creator"])
    def test_keeps_its_words(self, name):
        framework = FrameworkFactory()
        setattr(framework, name, "autre")

        with pytest.raises(FrameworkFrozen):
            framework.save()
        with pytest.raises(FrameworkFrozen):
            framework.clean()
        with pytest.raises(FrameworkFrozen):
            Framework.objects.update(**{name: "autre"})

    def test_is_never_a_draft_again(self):
        framework = FrameworkFactory()
        framework.state, framework.published_on = Framework.State.DRAFT, None

        with pytest.raises(FrameworkFrozen):
            framework.save()
        with pytest.raises(FrameworkFrozen):
            Framework.objects.update(state="draft", published_on=None)

    def test_is_not_deleted(self):
        framework = FrameworkFactory()

        with pytest.raises(FrameworkFrozen):
            framework.delete()
        with pytest.raises(FrameworkFrozen):
            Framework.objects.all().delete()

    def test_takes_no_part_of_a_draft(self):
        draft = whole(draft=True)
        published = FrameworkFactory()
        competence = draft.competences.get()
        competence.framework = published

        with pytest.raises(FrameworkFrozen):
            competence.save()

    def test_gives_no_part_to_a_draft(self):
        published, draft = whole(), FrameworkFactory(draft=True)
        competence = published.competences.get()
        competence.framework = draft

        with pytest.raises(FrameworkFrozen):
            competence.save()

    def test_may_be_retired(self):
        framework = FrameworkFactory()
        framework.state, framework.retired_on = Framework.State.RETIRED, NOON.date()

        framework.save()

        assert not Framework.objects.published().exists()


@pytest.mark.django_db
class TestDraft:
    def test_changes_freely(self):
        framework = whole(draft=True)
        framework.title = "Autre"

        framework.save()
        for model in PARTS:
            for part in model.objects.all():
                part.save()
        Level.objects.update(description="Une marche.")
        LevelCriterion.objects.all().delete()
        Competence.objects.get().delete()
        framework.delete()

        assert not Framework.objects.exists()
