"""Frameworks in the workshop: trainers write them, editors publish, and published ones are read."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from competences.models import Competence, Framework, Level, LevelCriterion
from tests.competences.factories import (
    CompetenceBlockFactory,
    CompetenceFactory,
    CriterionFactory,
    FrameworkFactory,
    assess,
)

INDEX = reverse("frameworks:index")
IMPORT = reverse("frameworks:import")


def page(framework: Framework) -> str:
    return reverse("frameworks:inspect", args=[framework.pk])


def edit(framework: Framework) -> str:
    return reverse("frameworks:edit", args=[framework.pk])


def framework_form(levels=(), blocks=(), **changes) -> dict:
    """Return what the browser sends; levels and blocks that exist give their `id`."""
    return nested_form_data(
        {
            "title": "Cuisiner",
            "description": "",
            "slug": "cuisiner",
            "version": "1",
            "creator": "",
            "language": "fr",
            "levels": inline_formset(
                [{"description": "", **level} for level in levels],
                initial=sum("id" in level for level in levels),
            ),
            "blocks": inline_formset(
                [{"description": "", **block} for block in blocks],
                initial=sum("id" in block for block in blocks),
            ),
        }
        | changes
    )


def competence_form(**changes) -> dict:
    return nested_form_data(
        {
            "code": "C1",
            "block": "",
            "statement": "Je coupe des légumes.",
            "formal": "Tailler.",
            "parent": "",
            "alignments": inline_formset([]),
        }
        | changes
    )


@pytest.mark.django_db
class TestWriting:
    def test_begins_with_the_four_levels(self, as_trainer):
        answer = as_trainer.get(reverse("frameworks:add"))

        words = answer.content.decode()
        assert all(f'value="{label}"' in words for label in ("Je découvre", "Je transmets"))
        assert "enregistré au RNCP" in words

    def test_makes_a_draft_with_its_steps_and_its_blocks(self, as_trainer):
        data = framework_form(
            levels=[{"label": "Un peu"}, {"label": "Bien"}],
            blocks=[{"code": "B1", "title": "Préparer"}],
        )

        as_trainer.post(reverse("frameworks:add"), data)

        framework = Framework.objects.get()
        assert framework.is_draft
        assert [(e.rank, e.label) for e in framework.levels.all()] == [(1, "Un peu"), (2, "Bien")]
        assert framework.blocks.get().title == "Préparer"

    def test_lets_steps_change_places(self, as_trainer):
        framework = FrameworkFactory(draft=True, slug="cuisiner")
        levels = [{"id": e.pk, "label": e.label} for e in framework.levels.order_by("-rank")]
        # The browser keeps the forms where they were and says the order beside.
        data = framework_form(levels=list(reversed(levels)))
        for place in range(4):
            data[f"levels-{place}-ORDER"] = str(4 - place)

        as_trainer.post(edit(framework), data)

        assert [level.label for level in framework.levels.all()] == [e["label"] for e in levels]

    def test_refuses_kindly_to_lose_a_level_that_says_something(self, as_trainer):
        framework = FrameworkFactory(draft=True, slug="cuisiner")
        CriterionFactory(competence=CompetenceFactory(framework=framework))
        levels = [{"id": e.pk, "label": e.label} for e in framework.levels.all()]
        levels[0]["DELETE"] = "1"

        answer = as_trainer.post(edit(framework), framework_form(levels=levels))

        words = answer.content.decode()
        assert "sert déjà : il a des critères dans 1 compétences" in words.replace("\xa0", " ")
        assert framework.levels.count() == 4

    def test_refuses_kindly_to_lose_a_block_that_holds_competences(self, as_trainer):
        framework = FrameworkFactory(draft=True, slug="cuisiner", levels=[])
        block = CompetenceBlockFactory(framework=framework)
        CompetenceFactory(framework=framework, block=block)
        blocks = [{"id": block.pk, "code": block.code, "title": "x", "DELETE": "1"}]

        answer = as_trainer.post(edit(framework), framework_form(blocks=blocks))

        assert "placez-les dans un autre bloc" in answer.content.decode()
        assert framework.blocks.exists()

    def test_of_a_competence_keeps_criteria_line_by_line(self, as_trainer):
        framework = FrameworkFactory(draft=True)
        url = f"{reverse('competences_admin:add')}?framework={framework.pk}"
        data = competence_form(
            criteria_1="Coupe un oignon.\r\n\r\n  Épluche. ", criteria_3="Taille."
        )

        answer = as_trainer.post(url, data)

        assert answer.url == page(framework)
        criteria = LevelCriterion.objects.order_by("level__rank", "position")
        assert [(c.level.rank, c.text) for c in criteria] == [
            (1, "Coupe un oignon."),
            (1, "Épluche."),
            (3, "Taille."),
        ]

    def test_of_a_competence_shows_what_was_written(self, as_trainer):
        competence = CompetenceFactory(framework=FrameworkFactory(draft=True))
        CriterionFactory(competence=competence, text="Coupe un oignon.")

        answer = as_trainer.get(reverse("competences_admin:edit", args=[competence.pk]))

        words = answer.content.decode()
        assert words.count('name="criteria_1"') == 1
        assert "Coupe un oignon." in words

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"code": "PRIS"}, "existe déjà"),
            ({"criteria_1": "é" * 401}, "trop long"),
            ({"statement": ""}, ""),
        ],
    )
    def test_of_a_competence_gives_the_words_back_when_something_is_wrong(
        self, as_trainer, change, reason
    ):
        framework = FrameworkFactory(draft=True)
        CompetenceFactory(framework=framework, code="PRIS")
        url = f"{reverse('competences_admin:add')}?framework={framework.pk}"

        answer = as_trainer.post(url, competence_form(formal="Mes mots.", **change))

        assert answer.status_code == 200
        assert "Mes mots." in answer.content.decode()
        assert reason in answer.content.decode()
        assert framework.competences.count() == 1

    def test_of_a_competence_refuses_a_circle(self, as_trainer):
        framework = FrameworkFactory(draft=True)
        whole = CompetenceFactory(framework=framework)
        part = CompetenceFactory(framework=framework, parent=whole)

        answer = as_trainer.post(
            reverse("competences_admin:edit", args=[whole.pk]), competence_form(parent=part.pk)
        )

        assert "faire partie" in answer.content.decode()

    @pytest.mark.parametrize("query", ["", "?framework=x", "?framework=999999"])
    def test_of_a_competence_needs_a_draft_to_put_it_in(self, as_trainer, query):
        answer = as_trainer.get(reverse("competences_admin:add") + query)

        assert answer.url == INDEX

    def test_moves_competences_within_their_block(self, as_trainer):
        framework = FrameworkFactory(draft=True)
        one, two = (CompetenceFactory(framework=framework, code=code) for code in "AB")
        move = reverse("frameworks:move", args=[two.pk])

        as_trainer.post(move, {"up": "1"})
        as_trainer.post(move, {"up": "1"})

        assert list(framework.competences.all()) == [two, one]

    def test_deletes_a_competence_of_a_draft(self, as_trainer):
        competence = CompetenceFactory(framework=FrameworkFactory(draft=True))

        as_trainer.post(reverse("competences_admin:delete", args=[competence.pk]))

        assert not Competence.objects.exists()


@pytest.mark.django_db
class TestPublishedVersion:
    def test_is_a_page_to_read(self, as_editor):
        framework = FrameworkFactory()
        CompetenceFactory(framework=framework, block=CompetenceBlockFactory(framework=framework))

        words = as_editor.get(page(framework)).content.decode()

        assert "Créer une nouvelle version" in words
        assert "Ce ne sont pas des blocs de compétences enregistrés au RNCP" in words
        assert "Modifier le référentiel" not in words

    @pytest.mark.parametrize("name", ["edit", "delete"])
    @pytest.mark.parametrize("kind", ["frameworks", "competences_admin"])
    def test_has_no_form(self, as_editor, name, kind):
        competence = CompetenceFactory()
        part = competence.framework if kind == "frameworks" else competence
        url = reverse(f"{kind}:{name}", args=[part.pk])

        for answer in (as_editor.get(url), as_editor.post(url, framework_form())):
            assert answer.url == page(competence.framework)
        assert Competence.objects.filter(pk=competence.pk).exists()

    def test_does_not_move(self, as_editor):
        framework = FrameworkFactory()
        one, two = (CompetenceFactory(framework=framework) for _ in range(2))

        as_editor.post(reverse("frameworks:move", args=[two.pk]), {"up": "1"})

        assert list(framework.competences.all()) == [one, two]

    def test_takes_as_many_queries_for_many_as_for_one(self, as_editor, assert_same_queries):
        framework = FrameworkFactory()
        CriterionFactory(competence=CompetenceFactory(framework=framework))

        assert_same_queries(
            lambda: as_editor.get(page(framework)),
            grow=lambda: [
                CriterionFactory(competence=CompetenceFactory(framework=framework))
                for _ in range(19)
            ],
        )

    def test_says_where_it_serves(self, as_editor):
        competence = CompetenceFactory()
        assess(competence, 2)

        words = as_editor.get(page(competence.framework)).content.decode()

        assert "regards sur une compétence" in words
        assert "(1 personnes)" in words


@pytest.mark.django_db
class TestPages:
    def test_open_for_who_writes(self, as_trainer):
        competence = CompetenceFactory(framework=FrameworkFactory(draft=True))
        addresses = [
            INDEX,
            IMPORT,
            page(competence.framework),
            edit(competence.framework),
            reverse("competences_admin:index"),
            reverse("frameworks:preview", args=[competence.pk]),
            reverse("frameworks:new_version", args=[competence.framework.pk]),
        ]

        assert {url: as_trainer.get(url).status_code for url in addresses} == dict.fromkeys(
            addresses, 200
        )

    def test_of_the_draft_shows_its_gaps(self, as_trainer):
        framework = FrameworkFactory(draft=True, levels=[])

        words = as_trainer.get(page(framework)).content.decode()

        assert "Ajoutez au moins un niveau" in words
        assert Level.objects.count() == 0
