"""The workshop: what is asked before founders see it."""

import uuid

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import streamfield

from courses.models import LearningPath, Module
from learners.models import BlockDecision
from tests.clock import NOON
from tests.courses.factories import LearningPathFactory, ModuleFactory
from tests.courses.workshop import (
    ADD,
    ADD_PATH,
    PUBLISH,
    errors,
    form,
    path_form,
    quiz,
)
from tests.learners.factories import EnrolmentFactory

pytestmark = pytest.mark.django_db


class TestModuleForm:
    def test_saves_a_draft_that_lacks_everything(self, as_trainer):
        empty = form(
            summary="",
            duration="",
            objectives="",
            timing="synchronous",
            body=streamfield([quiz(False, False)]),
        )

        response = as_trainer.post(ADD, empty)

        module = Module.objects.get()
        assert response.status_code == 302
        assert module.live is False
        assert module.latest_revision_id

    def test_reads_one_objective_a_line(self, as_trainer):
        as_trainer.post(ADD, form())

        assert Module.objects.get().objectives == ["Calculer un prix", "Le dire"]

    def test_publishes_what_is_complete(self, as_editor):
        body = [quiz(True, False), ("callout", {"title": "À retenir", "text": "Un."})]

        response = as_editor.post(ADD, form(body) | PUBLISH)

        assert response.status_code == 302, errors(response)
        assert Module.objects.get().live

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"duration": ""}, "Indiquez la durée moyenne avant de publier."),
            ({"timing": "synchronous"}, "toujours un module de rattrapage"),
            ({"summary": ""}, "Champ requis"),
        ],
    )
    def test_asks_before_publishing_for(self, as_editor, change, reason):
        response = as_editor.post(ADD, form(**change) | PUBLISH)

        assert response.status_code == 200
        assert reason in errors(response)
        assert not Module.objects.exists()

    def test_wants_a_catch_up_that_is_not_live_itself(self, as_editor):
        live = ModuleFactory(live_module=True)

        response = as_editor.post(ADD, form(timing="synchronous", catch_up=str(live.pk)) | PUBLISH)

        assert "quand on veut" in errors(response)

    @pytest.mark.parametrize(
        ("block", "reason"),
        [
            (quiz(False, False), "au moins une bonne réponse"),
            (quiz(True, True), "une seule bonne réponse"),
            (("image", {"image": "", "alt": "", "caption": ""}), "Champ requis"),
        ],
    )
    def test_asks_of_blocks_before_publishing(self, as_editor, block, reason):
        response = as_editor.post(ADD, form([block]) | PUBLISH)

        assert response.status_code == 200
        assert not Module.objects.exists()
        assert reason in response.content.decode().replace("\\u00e9", "é")

    def test_takes_several_right_answers_where_several_are_asked(self, as_editor):
        response = as_editor.post(ADD, form([quiz(True, True, multiple=True)]) | PUBLISH)

        assert response.status_code == 302

    def test_finds_another_slug_for_a_new_module_of_the_same_title(self, as_trainer):
        ModuleFactory(slug="trouver-mon-prix")

        as_trainer.post(ADD, form())

        assert Module.objects.filter(slug="trouver-mon-prix-2").exists()

    def test_keeps_that_slug_when_the_page_still_says_the_first_one(self, as_trainer):
        ModuleFactory(slug="trouver-mon-prix")
        as_trainer.post(ADD, form())
        module = Module.objects.get(slug="trouver-mon-prix-2")
        url = reverse("wagtailsnippets_courses_module:edit", args=[module.pk])

        as_trainer.post(url, form(summary="Autrement."))
        as_trainer.post(url, form(summary="Encore autrement."))

        draft = Module.objects.get(pk=module.pk).get_latest_revision_as_object()
        assert (draft.slug, draft.summary) == ("trouver-mon-prix-2", "Encore autrement.")

    def test_refuses_a_slug_that_is_taken(self, as_trainer):
        ModuleFactory(slug="trouver-mon-prix")
        module = ModuleFactory(slug="autre", first_published_at=NOON)
        url = reverse("wagtailsnippets_courses_module:edit", args=[module.pk])

        response = as_trainer.post(url, form())

        assert "déjà pris" in errors(response)
        module.refresh_from_db()
        assert module.slug == "autre"

    def test_has_no_copy_that_would_share_answers(self, as_editor):
        module = ModuleFactory()

        page = as_editor.get(reverse("wagtailsnippets_courses_module:list"))

        assert page.status_code == 200
        assert f"/copy/{module.pk}" not in page.content.decode()

    def test_is_found_by_its_title_and_its_timing(self, as_editor):
        ModuleFactory(title="Trouver mon prix")
        ModuleFactory(title="Raconter", live_module=True)
        url = reverse("wagtailsnippets_courses_module:list")

        assert "Trouver mon prix" in as_editor.get(url, {"timing": "asynchronous"}).content.decode()
        page = as_editor.get(url, {"timing": "synchronous"}).content.decode()
        assert "Raconter" in page
        assert "Trouver mon prix" not in page


class TestLearningPathForm:
    def test_publishes_blocks_and_modules_in_order(self, as_editor):
        one, two = ModuleFactory(), ModuleFactory()

        response = as_editor.post(ADD_PATH, path_form([("un", [two, one])]) | PUBLISH)

        assert response.status_code == 302, errors(response)
        places = LearningPath.objects.get().blocks.get().path_modules.all()
        assert [place.module for place in places] == [two, one]

    def test_saves_a_draft_without_blocks(self, as_trainer):
        assert as_trainer.post(ADD_PATH, path_form()).status_code == 302
        assert LearningPath.objects.get().live is False

    def test_asks_for_a_block_before_publishing(self, as_editor):
        response = as_editor.post(ADD_PATH, path_form() | PUBLISH)

        assert "au moins un bloc" in response.content.decode()
        assert not LearningPath.objects.exists()

    def test_asks_for_a_module_in_each_block(self, as_editor):
        response = as_editor.post(ADD_PATH, path_form([("un", [])]) | PUBLISH)

        assert "au moins un module" in response.content.decode()

    def test_wants_published_modules(self, as_editor):
        draft = ModuleFactory(live=False)

        response = as_editor.post(ADD_PATH, path_form([("un", [draft])]) | PUBLISH)

        assert "pas encore publié" in errors(response)

    def test_wants_the_catch_up_beside_the_live_module(self, as_editor):
        live = ModuleFactory(live_module=True)

        alone = as_editor.post(ADD_PATH, path_form([("un", [live])]) | PUBLISH)
        both = as_editor.post(
            ADD_PATH, path_form([("un", [live]), ("deux", [live.catch_up])]) | PUBLISH
        )

        assert "dans le même parcours" in errors(alone)
        assert both.status_code == 302, errors(both)

    def test_wants_a_module_once(self, as_editor):
        one = ModuleFactory()

        response = as_editor.post(ADD_PATH, path_form([("un", [one]), ("deux", [one])]) | PUBLISH)

        assert "deux fois" in errors(response)

    def test_names_blocks_after_their_titles(self, as_trainer):
        titles = dict(enumerate(["L'été à l'œil", "L'été à l'œil", "😀"]))
        sent = path_form([("", [])] * 3)
        sent |= {f"blocks-{rank}-title": title for rank, title in titles.items()}

        response = as_trainer.post(ADD_PATH, sent)

        assert response.status_code == 302, errors(response)
        keys = [block.key for block in LearningPath.objects.get().blocks.all()]
        assert sorted(keys) == ["bloc", "lete-a-lil", "lete-a-lil-2"]

    def test_tells_blocks_apart(self, as_trainer):
        response = as_trainer.post(ADD_PATH, path_form([("un", []), ("un", [])]))

        assert "même identifiant" in errors(response)

    def test_keeps_a_block_at_whose_end_people_decided(self, as_editor):
        enrolment = EnrolmentFactory(path=LearningPathFactory(blocks=[1, 1]))
        block = enrolment.path.blocks.first()
        BlockDecision.objects.create(
            enrolment=enrolment, block=block, choice="continue", decided_at=NOON
        )
        url = reverse("wagtailsnippets_courses_learningpath:edit", args=[enrolment.path_id])
        sent = path_form([(block.key, (), block.pk, True)], slug=enrolment.path.slug)

        response = as_editor.post(url, sent)

        assert "ne peut plus être retiré" in response.content.decode()
        assert enrolment.path.blocks.count() == 2


class TestPreview:
    def test_of_a_module_is_the_page_of_a_founder(self, as_trainer):
        module = ModuleFactory()
        url = reverse("wagtailsnippets_courses_module:preview_on_edit", args=[module.pk])
        body = [
            quiz(True, False),
            ("callout", {"title": "À retenir", "text": "Une seule chose."}),
        ]
        sent = form(body, title="Titre de l'aperçu", slug=module.slug)

        assert as_trainer.post(url, sent).json()["is_valid"]
        page = as_trainer.get(url).content.decode()

        assert "Titre de l&#x27;aperçu" in page
        assert "Que couvre le prix ?" in page
        assert "Une seule chose." in page

    def test_of_a_draft_shows_what_is_there(self, as_trainer):
        module = ModuleFactory(live=False, duration=None, summary="")
        url = reverse("wagtailsnippets_courses_module:preview_on_edit", args=[module.pk])

        as_trainer.post(url, form(duration="", summary="", slug=module.slug))

        assert as_trainer.get(url).status_code == 200

    def test_of_a_path_draws_its_staircase(self, as_trainer):
        path = LearningPathFactory(blocks=[2, 1])
        url = reverse("wagtailsnippets_courses_learningpath:preview_on_edit", args=[path.pk])
        modules = [ModuleFactory(title="Premier pas")]

        as_trainer.post(url, path_form([("un", modules)], slug=path.slug))
        page = as_trainer.get(url).content.decode()

        assert "Premier pas" in page
        assert "staircase" in page


class TestActivityIds:
    def test_stay_when_a_module_is_edited(self, as_editor):
        as_editor.post(ADD, form([quiz(True, False)]) | PUBLISH)
        module = Module.objects.get()
        before = module.body.raw_data[0]["id"]
        kind, value = quiz(True, False)
        body = streamfield([(kind, value)]) | {"0-id": before}
        sent = form(body=body) | PUBLISH

        as_editor.post(reverse("wagtailsnippets_courses_module:edit", args=[module.pk]), sent)

        assert uuid.UUID(before)
        assert Module.objects.get().body.raw_data[0]["id"] == before
