"""The list before publishing: beside the editor, on a page, when one publishes."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.models import TaskState

from courses.models import LearningPath, Module
from courses.publishing import State, media_problems, module_checklist, path_checklist
from courses.readability import Passage, Reading, read
from courses.workshop.judging import judge
from media.models import Audio
from tests.courses.factories import LearningPathFactory, ModuleFactory, add_module
from tests.courses.test_authoring_reading import OFFICE
from tests.courses.workshop import ADD, PUBLISH, SUBMIT, errors, form

pytestmark = pytest.mark.django_db


def page_of(client, row, name="ready"):
    namespace = f"wagtailsnippets_courses_{row._meta.model_name}"
    return client.get(reverse(f"{namespace}:{name}", args=[row.pk]))


def complete(**changes) -> Module:
    return ModuleFactory(**{"objectives": ["Dire un prix"]} | changes)


def checklist(module, reading=None, *, has_competences=True):
    return module_checklist(module, reading or Reading(), has_competences=has_competences)


def reasons(points) -> str:
    return " ".join(str(point.reason) for point in points)


class TestModuleChecklist:
    def test_stops_what_the_law_asks(self):
        module = Module(timing="synchronous", duration=None, objectives=[])

        found = checklist(module)

        assert [point.anchor for point in found.blocking] == ["duration", "objectives", "catch_up"]
        assert not found.is_ready

    def test_only_advises_the_rest(self):
        hard = read([Passage("Texte", OFFICE)])

        found = checklist(complete(body=[]), hard, has_competences=False)

        assert found.is_ready
        assert {point.anchor for point in found.warnings} >= {
            "body",
            "evidence_kind",
            "competences",
        }
        assert "raccourcissez les phrases" in reasons(found.warnings)

    def test_is_all_done_when_nothing_lacks(self):
        found = checklist(complete())

        assert found.is_ready
        assert found.warnings == []
        assert {point.state for point in found.points} == {State.DONE}

    def test_wants_a_live_catch_up_that_is_not_live_itself(self):
        live = ModuleFactory(live_module=True)

        assert "quand on veut" in reasons(
            checklist(complete(live_module=True, catch_up=live)).blocking
        )
        assert checklist(complete(live_module=True)).is_ready

    def test_needs_words_and_a_licence_beside_pictures_and_sounds(self):
        silent = Audio.objects.create(title="Awa", transcript="", licence="", file="a.mp3")
        blocks = [
            {"type": "image", "id": "i", "value": {"image": None, "alt": " ", "caption": ""}},
            {"type": "audio", "id": "a", "value": {"audio": silent.pk}},
            {"type": "audio", "id": "b", "value": {"audio": None}},
        ]

        found = media_problems(blocks)

        assert [key for key, _reason in found.alt] == ["block-i-section"]
        assert [key for key, _reason in found.transcript] == ["block-a-section"]
        assert [key for key, _reason in found.licence] == ["block-a-section"]
        assert not checklist(complete(body=blocks)).is_ready


class TestPathChecklist:
    def test_names_what_is_missing(self):
        path = LearningPathFactory(blocks=[1, 0])
        draft = add_module(path.blocks.first(), ModuleFactory(live=False, title="À finir"))
        live = add_module(path.blocks.first(), ModuleFactory(live_module=True, title="Ensemble"))
        add_module(path.blocks.last(), live)

        found = path_checklist(path, Reading())

        said = reasons(found.blocking)
        assert not found.is_ready
        assert draft.title in said
        assert "dans le même parcours" in said
        assert "Deux fois" in said
        assert reasons(found.warnings)

    def test_wants_a_block_with_a_module(self):
        assert "au moins un bloc" in reasons(
            path_checklist(LearningPathFactory(), Reading()).blocking
        )
        path = LearningPathFactory(blocks=[0])
        assert "Bloc 1" in reasons(path_checklist(path, Reading()).blocking)

    def test_is_ready_when_its_modules_are(self):
        assert path_checklist(LearningPathFactory(blocks=[2, 1]), Reading()).is_ready


class TestPublishing:
    def test_is_refused_without_objectives(self, as_editor):
        response = as_editor.post(ADD, form(objectives=" \n ") | PUBLISH)

        assert "au moins un objectif" in errors(response)
        assert not Module.objects.exists()

    def test_is_refused_with_a_sound_without_words(self, as_editor):
        silent = Audio.objects.create(title="Awa", transcript="", file="a.mp3")

        response = as_editor.post(ADD, form([("audio", {"audio": str(silent.pk)})]) | PUBLISH)

        [error] = response.context["form"].errors.as_data()["body"]
        assert "écrivez ce que l'on entend" in str(error.non_block_errors.as_data())
        assert not Module.objects.exists()

    def test_goes_on_with_advice(self, as_editor):
        response = as_editor.post(ADD, form() | PUBLISH)

        said = " ".join(str(message) for message in get_messages(response.wsgi_request))
        assert Module.objects.get().live
        assert "au moins une compétence" in said

    def test_is_refused_from_the_list_of_what_waits(self, as_trainer, as_editor):
        as_trainer.post(ADD, form() | SUBMIT)
        module = Module.objects.get()
        module = module.get_latest_revision_as_object()
        module.duration = None
        module.save_revision(clean=False)
        waiting = TaskState.objects.get()
        url = reverse(
            "wagtailsnippets_courses_module:workflow_action",
            args=[module.pk, "approve", waiting.pk],
        )

        response = as_editor.post(url, {"comment": ""})

        said = " ".join(str(message) for message in get_messages(response.wsgi_request))
        assert response.status_code == 302
        assert "la durée moyenne" in said
        assert not Module.objects.get().live

    def test_follows_an_approval(self, as_trainer, as_editor):
        as_trainer.post(ADD, form() | SUBMIT)
        module, waiting = Module.objects.get(), TaskState.objects.get()
        url = reverse(
            "wagtailsnippets_courses_module:workflow_action",
            args=[module.pk, "approve", waiting.pk],
        )

        as_editor.post(url, {"comment": "Très clair."})

        assert Module.objects.get().live
        assert TaskState.objects.get().comment == "Très clair."


class TestPage:
    def test_of_a_module_says_what_lacks_in_its_draft(self, as_trainer):
        module = ModuleFactory()
        draft = module.get_latest_revision_as_object()
        draft.duration = None
        draft.save_revision(clean=False)

        text = page_of(as_trainer, module).content.decode()

        assert "Indiquez la durée moyenne" in text
        assert "#panel-child-cadre-duration-section" in text

    def test_of_a_path_lists_its_modules(self, as_trainer):
        path = LearningPathFactory(blocks=[2])
        draft = ModuleFactory(live=False, duration=None, summary="Une immatriculation.")
        add_module(path.blocks.get(), draft)

        response = page_of(as_trainer, path)

        text = response.content.decode()
        assert text.count("Brouillon") == 1
        assert "inscription de l&#x27;entreprise" in text
        assert [len(each.checklist.blocking) for each in response.context["modules"]] == [1, 1, 2]

    def test_of_a_path_asks_no_more_for_more_modules(self, as_trainer, assert_same_queries):
        path = LearningPathFactory(blocks=[1])
        block = path.blocks.get()
        add_module(block, ModuleFactory(live_module=True))

        def grow():
            for _ in range(12):
                module = add_module(block, ModuleFactory(live_module=True))
                module.save_revision(clean=False)

        assert_same_queries(lambda: page_of(as_trainer, path), grow=grow)

    def test_does_not_exist_for_who_does_not_write(self, client):
        assert page_of(client, ModuleFactory()).status_code == 302

    def test_of_nothing_is_not_there(self, as_trainer):
        url = reverse("wagtailsnippets_courses_module:ready", args=[99_999])

        assert as_trainer.get(url).status_code == 404


class TestSidePanel:
    def test_stands_beside_an_empty_module(self, as_trainer):
        text = as_trainer.get(ADD).content.decode()

        assert "Avant de publier" in text
        assert "Indiquez la durée moyenne" in text
        assert "Pas encore de texte" in text

    def test_is_drawn_again_when_the_draft_saves_itself(self, as_trainer):
        module = complete(summary="Une phrase.")
        url = reverse("wagtailsnippets_courses_module:edit", args=[module.pk])
        sent = form(slug=module.slug, duration="", summary="Une immatriculation.")

        answer = as_trainer.post(url, sent, headers={"accept": "application/json"})

        assert answer.json()["success"], answer.json()
        assert "Indiquez la durée moyenne" in answer.json()["html"]
        assert "immatriculation" in answer.json()["html"]

    def test_of_a_path_speaks_of_its_blocks(self, as_trainer):
        path = LearningPathFactory(blocks=[0])
        url = reverse("wagtailsnippets_courses_learningpath:edit", args=[path.pk])

        assert "Sans module" in as_trainer.get(url).content.decode()

    def test_judges_once(self, django_assert_num_queries):
        module = ModuleFactory()
        judge(module)

        with django_assert_num_queries(0):
            judge(module)


class TestPreview:
    @pytest.mark.parametrize("row", [Module, LearningPath])
    def test_is_as_wide_as_a_phone_first(self, row):
        sizes = {size["name"]: size["device_width"] for size in row().preview_sizes}

        assert sizes[row().default_preview_size] == 360
        assert len(sizes) == 3
