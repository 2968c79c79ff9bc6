"""Copies share no answer; where a module serves."""

import uuid

import pytest
from django.urls import reverse

from courses.copying import copy_block, copy_module, copy_path, free_slug, new_ids
from courses.models import LearningPath, Module
from courses.usage import usage_of
from courses.workshop.lists import StateColumn
from tests.clock import NOON
from tests.competences.factories import CompetenceFactory
from tests.core.factories import UserFactory
from tests.courses.factories import (
    LearningPathFactory,
    LiveSessionFactory,
    ModuleFactory,
    add_module,
    body,
)
from tests.learners.factories import EnrolmentFactory

pytestmark = pytest.mark.django_db


def ids(part) -> set[str]:
    """Return every id in a stored body."""
    if isinstance(part, dict):
        own = {part["id"]} if "id" in part else set()
        return own.union(*[ids(each) for each in part.values()])
    if isinstance(part, list | tuple):
        return set().union(*[ids(each) for each in part])
    return set()


def copied(module, key=None) -> Module:
    return copy_module(module=module, title="Une copie", by=UserFactory(), key=key or uuid.uuid4())


class TestNewIds:
    def test_leave_no_old_one(self):
        before = body("text", "quiz", "checklist", "survey")

        after, renamed = new_ids(before)

        assert ids(before).isdisjoint(ids(after))
        assert set(renamed) == ids(before)
        assert len(ids(after)) == len(ids(before))

    def test_are_followed_by_who_names_them(self):
        before = [
            {"type": "a", "id": "x", "value": {"items": [{"type": "item", "id": "y", "value": 1}]}},
            {"type": "b", "id": "z", "value": {"answer": "y", "text": "x y"}},
        ]

        after, renamed = new_ids(before)

        assert after[1]["value"] == {"answer": renamed["y"], "text": "x y"}
        assert before[0]["id"] == "x"


class TestCopyModule:
    def test_is_a_draft_of_its_own(self):
        competence = CompetenceFactory()
        module = ModuleFactory(live_module=True, body=body("text", "quiz"), objectives=["Dire"])
        module.competences = [competence]
        module.save()

        copy = copied(module)

        copy.refresh_from_db()
        assert not copy.live
        assert copy.pk != module.pk
        assert copy.slug == f"{module.slug}-2"
        assert copy.translation_key != module.translation_key
        assert copy.catch_up == module.catch_up
        assert copy.objectives == ["Dire"]
        assert list(copy.competences.all()) == [competence]
        assert ids(list(copy.body.raw_data)).isdisjoint(ids(list(module.body.raw_data)))
        assert copy.get_latest_revision_as_object().title == "Une copie"

    def test_takes_what_the_draft_says(self):
        module = ModuleFactory(summary="Avant.")
        draft = module.get_latest_revision_as_object()
        draft.summary = "Après."
        draft.save_revision()

        assert copied(module).summary == "Après."

    def test_is_made_once_by_two_clicks(self):
        module, key = ModuleFactory(), uuid.uuid4()

        first, second = copied(module, key=key), copied(module, key=key)

        assert first == second
        assert Module.objects.count() == 2

    def test_finds_a_free_slug(self):
        module = ModuleFactory(slug="prix")
        ModuleFactory(slug="prix-2")

        assert free_slug(Module, "prix", module.locale) == "prix-3"
        assert free_slug(Module, "autre", module.locale) == "autre"
        long = ModuleFactory(slug="a" * 80)
        assert len(copied(long).slug) <= 80


class TestCopyPath:
    def make(self, path, *, key=None, with_modules=False) -> LearningPath:
        return copy_path(
            path=path,
            title="Copie",
            with_modules=with_modules,
            by=UserFactory(),
            key=key or uuid.uuid4(),
        )

    def test_uses_the_same_modules(self):
        path = LearningPathFactory(blocks=[2, 1])

        copy = self.make(path)

        assert modules(copy) == modules(path)
        assert Module.objects.count() == 3
        assert not copy.live
        assert {block.pk for block in copy.blocks.all()}.isdisjoint(
            block.pk for block in path.blocks.all()
        )

    def test_copies_the_modules_when_asked(self):
        path = LearningPathFactory(blocks=[1])
        live = add_module(path.blocks.get(), ModuleFactory(live_module=True))
        add_module(path.blocks.get(), live.catch_up, 100)

        copy = self.make(path, with_modules=True)

        mine = modules(copy)
        assert set(mine).isdisjoint(modules(path))
        assert mine[1].catch_up == mine[2]
        assert [each.title for each in mine] == [each.title for each in modules(path)]

    def test_is_made_once_by_two_clicks(self):
        path, key = LearningPathFactory(blocks=[1]), uuid.uuid4()

        one = self.make(path, key=key, with_modules=True)
        two = self.make(path, key=key, with_modules=True)

        assert one == two
        assert Module.objects.count() == 2

    def test_moves_nobody(self):
        enrolment = EnrolmentFactory(path=LearningPathFactory(blocks=[1]))

        copy = self.make(enrolment.path, with_modules=True)

        enrolment.refresh_from_db()
        assert enrolment.path != copy
        assert not copy.enrolments.exists()


def modules(path) -> list[Module]:
    return [place.module for block in path.blocks.all() for place in block.path_modules.all()]


class TestCopyBlock:
    def test_waits_in_the_draft_of_the_other_path(self):
        path, other = LearningPathFactory(blocks=[2]), LearningPathFactory(blocks=[1])
        for _click in range(2):
            copy_block(
                path=path,
                block_key="bloc-1",
                into=other,
                as_key="bloc-1-abc",
                with_modules=False,
                by=UserFactory(),
            )

        other.refresh_from_db()
        assert other.blocks.count() == 1
        draft = other.get_latest_revision_as_object()
        assert [block.key for block in draft.blocks.all()] == ["bloc-1", "bloc-1-abc"]
        draft.latest_revision.publish()
        assert other.blocks.last().path_modules.count() == 2

    def test_refuses_a_block_that_is_not_there(self):
        path = LearningPathFactory(blocks=[1])

        with pytest.raises(KeyError):
            copy_block(
                path=path,
                block_key="rien",
                into=path,
                as_key="rien-1",
                with_modules=False,
                by=UserFactory(),
            )


class TestPages:
    def url(self, row, name="duplicate") -> str:
        return reverse(f"wagtailsnippets_courses_{row._meta.model_name}:{name}", args=[row.pk])

    def test_ask_before_a_module_is_copied(self, as_trainer):
        module = ModuleFactory(title="Mon prix")
        url = self.url(module)

        page = as_trainer.get(url)
        key = page.context["form"]["key"].value()
        answer = as_trainer.post(url, {"title": "Mon prix à Brest", "key": key})
        as_trainer.post(url, {"title": "Mon prix à Brest", "key": key})

        copy = Module.objects.get(title="Mon prix à Brest")
        assert "Mon prix (copie)" in page.content.decode()
        assert answer.url.endswith(f"/edit/{copy.pk}/")
        assert Module.objects.count() == 2

    @pytest.mark.parametrize(("choice", "count"), [("reuse", 2), ("copy", 4)])
    def test_ask_which_modules_a_path_takes(self, as_trainer, choice, count):
        path = LearningPathFactory(blocks=[2])
        sent = {"title": "Brest", "modules": choice, "key": str(uuid.uuid4())}

        as_trainer.post(self.url(path), sent)

        assert LearningPath.objects.filter(title="Brest").count() == 1
        assert Module.objects.count() == count

    def test_copy_a_block_into_a_path(self, as_trainer):
        path = LearningPathFactory(blocks=[1])
        url = self.url(path, "duplicate_block")
        token = as_trainer.get(url).context["form"]["token"].value()
        sent = {"block": "bloc-1", "into": path.pk, "modules": "reuse", "token": token}

        answer = as_trainer.post(url, sent)

        assert answer.status_code == 302
        assert path.get_latest_revision_as_object() is not None
        path.refresh_from_db()
        assert path.get_latest_revision_as_object().blocks.count() == 2

    @pytest.mark.parametrize(
        "sent",
        [
            {"title": "", "key": str(uuid.uuid4())},
            {"title": "x" * 200, "key": str(uuid.uuid4())},
            {"title": "Oui", "key": "faux"},
            {"title": "Oui\x00", "key": str(uuid.uuid4())},
        ],
    )
    def test_give_back_what_cannot_be(self, as_trainer, sent):
        module = ModuleFactory()

        answer = as_trainer.post(self.url(module), sent)

        assert answer.status_code == 200
        assert Module.objects.count() == 1

    def test_refuse_a_block_of_nowhere(self, as_trainer):
        path = LearningPathFactory(blocks=[1])
        sent = {"block": "rien", "into": path.pk, "modules": "reuse", "token": "abc"}

        assert as_trainer.post(self.url(path, "duplicate_block"), sent).status_code == 200
        assert path.blocks.count() == 1


class TestUsage:
    def test_says_where_it_serves(self, as_trainer):
        path = LearningPathFactory(title="Mon parcours", blocks=[1])
        module = path.blocks.get().path_modules.get().module
        live = ModuleFactory(live_module=True, catch_up=module, title="Ensemble")
        LiveSessionFactory(module=live)

        usage = usage_of(module)

        assert [(use.path, use.blocks) for use in usage.paths] == [(path, ("Bloc 1",))]
        assert usage.replaces == [live]
        assert usage_of(live).sessions == 1

    def test_counts_who_is_enrolled(self, as_trainer):
        enrolment = EnrolmentFactory(path=LearningPathFactory(blocks=[1]))
        EnrolmentFactory(path=enrolment.path, stopped_at=NOON)
        module = enrolment.path.blocks.get().path_modules.get().module

        text = as_trainer.get(
            reverse("wagtailsnippets_courses_module:usage", args=[module.pk])
        ).content.decode()

        assert enrolment.path.title in text
        assert "2 personnes inscrites" in text
        assert "1 en chemin" in text

    def test_says_when_it_serves_nowhere(self, as_trainer):
        url = reverse("wagtailsnippets_courses_module:usage", args=[ModuleFactory().pk])

        assert "ne sert encore nulle part" in as_trainer.get(url).content.decode()

    def test_asks_no_more_for_more_paths(self, as_trainer, assert_same_queries):
        module = ModuleFactory()
        url = reverse("wagtailsnippets_courses_module:usage", args=[module.pk])
        add_module(EnrolmentFactory(path=LearningPathFactory(blocks=[0])).path.blocks.get(), module)

        def grow():
            for _ in range(8):
                path = EnrolmentFactory(path=LearningPathFactory(blocks=[0])).path
                add_module(path.blocks.get(), module)

        assert_same_queries(lambda: as_trainer.get(url), grow=grow)


class TestLists:
    @pytest.mark.parametrize("model", ["module", "learningpath"])
    def test_ask_no_more_for_more_rows(self, as_trainer, assert_same_queries, model):
        LearningPathFactory(blocks=[2])
        url = reverse(f"wagtailsnippets_courses_{model}:list")

        assert_same_queries(
            lambda: as_trainer.get(url),
            grow=lambda: [LearningPathFactory(blocks=[2, 1]) for _ in range(6)],
        )

    def test_say_in_how_many_paths_a_module_serves(self, as_trainer):
        shared = ModuleFactory(title="Partagé")
        for _ in range(2):
            add_module(LearningPathFactory(blocks=[0]).blocks.get(), shared)

        text = as_trainer.get(reverse("wagtailsnippets_courses_module:list")).content.decode()

        url = reverse("wagtailsnippets_courses_module:usage", args=[shared.pk])
        assert f'<a href="{url}">2</a>' in text
        assert "Écrire un module" in text

    def test_say_where_each_stands(self, as_trainer):
        ModuleFactory(title="Prêt")
        ModuleFactory(title="Neuf", live=False)
        changed = ModuleFactory(title="Repris")
        changed.save_revision()

        response = as_trainer.get(reverse("wagtailsnippets_courses_module:list"))

        column = StateColumn("live")
        said = {row.title: column.get_value(row) for row in response.context["object_list"]}
        assert said["Prêt"] == "Publié"
        assert said["Neuf"] == "Brouillon"
        assert said["Repris"] == "Publié, modifié depuis"

    def test_are_for_editors_too(self, as_editor):
        assert as_editor.get(reverse("wagtailsnippets_courses_module:list")).status_code == 200
