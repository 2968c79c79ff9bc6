"""The paths of a framework pass to its next version."""

import pytest
from django.urls import reverse

from competences.models import Competence
from competences.services.frameworks import FrameworkRule, new_version, publish_framework
from core.models import Role
from courses.models import AssessmentRule, LearningPath, Module
from courses.moves import move_paths, paths_of
from tests.clock import NOON
from tests.competences.factories import CompetenceFactory, FrameworkFactory, assess
from tests.core.factories import UserFactory, staff
from tests.courses.factories import LearningPathFactory
from tests.courses.workshop import signed_in


@pytest.fixture
def old():
    framework = FrameworkFactory(slug="cadre")
    for place, code in enumerate(["A", "B", "GONE"]):
        CompetenceFactory(framework=framework, code=code, position=place)
    return framework


@pytest.fixture
def new(old):
    framework = new_version(of=old, version="2", at=NOON)
    framework.competences.get(code="GONE").delete()
    half = CompetenceFactory(framework=framework, code="B2", position=2)
    half.replaces.set([old.competences.get(code="B")])
    publish_framework(framework=framework, at=NOON)
    framework.refresh_from_db()
    return framework


@pytest.fixture
def path(old):
    path = LearningPathFactory(blocks=[1])
    block, module = path.blocks.get(), Module.objects.get()
    block.competences = list(old.competences.all())
    block.save()
    module.competences = [old.competences.get(code="A")]
    module.save()
    for number, code in enumerate("AB"):
        AssessmentRule.objects.create(
            path=path,
            key=f"r{number}",
            competence=old.competences.get(code=code),
            level=old.levels.get(rank=2),
        )
    path = LearningPath.objects.get()
    for row in (module, path):
        row.save_revision().publish()
    return LearningPath.objects.get()


def names(holder) -> set[str]:
    return {f"{each.code}@{each.framework.version}" for each in holder.competences.all()}


@pytest.mark.django_db
class TestMovePaths:
    def test_puts_the_next_version_where_the_one_before_was(self, old, new, path):
        assert paths_of(old) == [path]

        moved = move_paths(old=old, new=new, by=UserFactory())

        path = LearningPath.objects.get()
        assert names(path.blocks.get()) == {"A@2", "B@2", "B2@2"}
        assert names(Module.objects.get()) == {"A@2"}
        assert (moved.paths, moved.modules) == (1, 1)
        assert paths_of(old) == []

    def test_moves_the_rules_that_lead_to_one_competence(self, old, new, path):
        moved = move_paths(old=old, new=new, by=UserFactory())

        clear, split = AssessmentRule.objects.order_by("key")
        assert (clear.competence.framework, clear.level.framework) == (new, new)
        assert (split.competence.framework, split.level.framework) == (old, old)
        assert moved.rules_left == 1

    def test_keeps_the_draft_that_someone_is_writing(self, old, new, path):
        path.title = "Brouillon"
        path.save_revision()

        move_paths(old=old, new=new, by=UserFactory())

        path = LearningPath.objects.get()
        draft = path.get_latest_revision_as_object()
        assert path.title != "Brouillon"
        assert draft.title == "Brouillon"
        assert names(draft.blocks.get()) == names(path.blocks.get()) == {"A@2", "B@2", "B2@2"}

    def test_leaves_what_was_said_where_it_was_said(self, old, new, path):
        view = assess(old.competences.get(code="A"), 3)

        move_paths(old=old, new=new, by=UserFactory())

        view.refresh_from_db()
        assert view.competence.framework == old

    def test_twice_changes_nothing_more(self, old, new, path):
        move_paths(old=old, new=new, by=UserFactory())
        before = LearningPath.objects.get().latest_revision_id

        moved = move_paths(old=old, new=new, by=UserFactory())

        # The rule of a competence that was split is still for its author.
        assert (moved.paths, moved.modules) == (0, 0)
        assert LearningPath.objects.get().latest_revision_id == before

    def test_waits_for_the_next_version_to_be_published(self, old, path):
        draft = new_version(of=old, version="2", at=NOON)

        with pytest.raises(FrameworkRule, match="Publiez d'abord"):
            move_paths(old=old, new=draft, by=UserFactory())
        assert names(path.blocks.get()) == {"A@1", "B@1", "GONE@1"}


@pytest.mark.django_db
class TestMovePage:
    def url(self, framework) -> str:
        return reverse("courses:framework_move", args=[framework.pk])

    def test_shows_what_changes_then_moves(self, old, new, path, as_editor):
        words = as_editor.get(self.url(new)).content.decode()

        assert path.title in words
        assert "Partagée en plusieurs" in words
        assert "N&#x27;y est plus" in words

        answer = as_editor.post(self.url(new), follow=True)

        assert "1 règle" in answer.content.decode()
        assert names(LearningPath.objects.get().blocks.get()) == {"A@2", "B@2", "B2@2"}

    def test_of_a_first_version_is_not_there(self, old, as_editor):
        assert as_editor.get(self.url(old)).status_code == 404

    def test_is_for_editors(self, new, path):
        client = signed_in(staff(Role.TRAINER))

        assert client.get(self.url(new)).status_code == 404
        assert client.post(self.url(new)).status_code == 404
        assert Competence.objects.filter(path_blocks__isnull=False, framework=new).count() == 0
