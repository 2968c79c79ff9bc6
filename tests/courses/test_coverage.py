"""The matrix of a path: what is missing and what is too much, seen at a glance."""

import csv
import io

import pytest
from django.urls import reverse

from core.models import Role
from courses.coverage import Remark, Sign, as_csv, coverage
from tests.competences.factories import (
    CompetenceBlockFactory,
    CompetenceFactory,
    FrameworkFactory,
)
from tests.core.factories import staff
from tests.courses.factories import LearningPathFactory, ModuleFactory, add_module
from tests.courses.workshop import signed_in


@pytest.fixture
def framework():
    return FrameworkFactory()


@pytest.fixture
def path():
    return LearningPathFactory(blocks=[2, 1])


def columns(path):
    return [place.module for block in path.blocks.all() for place in block.path_modules.all()]


def works_on(module, *competences):
    module.competences.add(*competences)
    module.save()


def announces(block, *competences):
    block.competences.add(*competences)
    block.save()


@pytest.mark.django_db
class TestCoverage:
    def test_crosses_competences_and_modules(self, framework, path):
        one, two = (CompetenceFactory(framework=framework, position=n) for n in range(2))
        first, _second, third = columns(path)
        announces(path.blocks.first(), one)
        works_on(first, one)
        works_on(third, one, two)

        rows = coverage(path).rows

        assert [[c.signs for c in row.flights] for row in rows] == [
            [[Sign.WORKED, None], [Sign.BESIDE]],
            [[None, None], [Sign.BESIDE]],
        ]
        assert [(row.total, [c.subtotal for c in row.flights]) for row in rows] == [
            (2, [1, 1]),
            (1, [0, 1]),
        ]

    def test_shares_the_minutes_of_a_module_between_its_competences(self, framework, path):
        one, two = (CompetenceFactory(framework=framework, position=n) for n in range(2))
        first, second, _third = columns(path)
        works_on(first, one, two)
        works_on(second, two)

        found = coverage(path)

        share = first.duration / 2
        assert [row.minutes for row in found.rows] == [share, share + second.duration]
        assert found.minutes == sum(module.duration for module in columns(path))
        assert sum(flight.minutes for flight in found.flights) == found.minutes

    def test_counts_no_minutes_for_what_replaces_a_live_module(self, framework, path):
        competence = CompetenceFactory(framework=framework)
        block = path.blocks.first()
        announces(block, competence)
        replacement = columns(path)[0]
        live = ModuleFactory(timing="synchronous", catch_up=replacement, duration=60)
        add_module(block, live)
        works_on(live, competence)
        works_on(replacement, competence)

        found = coverage(path)

        assert found.rows[0].minutes == 60
        assert found.rows[0].flights[0].signs[0] == Sign.CATCH_UP
        assert found.columns[0].minutes == 0

    def test_remarks_gaps_thin_and_heavy(self, framework, path):
        names = ("GAP", "THIN", "HEAVY")
        gap, thin, heavy = (
            CompetenceFactory(framework=framework, code=code, position=place)
            for place, code in enumerate(names)
        )
        announces(path.blocks.first(), gap)
        first, second, third = columns(path)
        works_on(first, heavy)
        works_on(second, heavy)
        works_on(third, thin)

        found = coverage(path)

        assert [row.remark for row in found.rows] == [Remark.GAP, Remark.THIN, Remark.HEAVY]
        assert [row.competence for row in found.gaps] == [gap]

    def test_remarks_modules_that_work_on_too_much_or_on_nothing(self, framework, path):
        first, second, _third = columns(path)
        works_on(first, *(CompetenceFactory(framework=framework) for _ in range(5)))
        works_on(second, framework.competences.first())

        found = coverage(path)

        assert [column.remark for column in found.columns] == [
            Remark.FULL,
            Remark.NONE,
            Remark.EMPTY,
        ]
        assert [column.module for column in found.overloads] == [first]

    def test_groups_by_the_blocks_of_the_framework(self, framework, path):
        block = CompetenceBlockFactory(framework=framework, title="Me connaître")
        inside = CompetenceFactory(framework=framework, block=block)
        CompetenceFactory(framework=framework)
        works_on(columns(path)[0], inside)

        found = coverage(path)

        assert {group.title: len(group.rows) for group in found.groups} == {
            "Me connaître": 1,
            "Hors des blocs": 1,
        }

    def test_of_a_path_without_competences_is_empty(self, path):
        assert coverage(path).rows == []

    def test_takes_as_many_queries_for_forty_by_sixty_as_for_one(
        self, framework, path, assert_same_queries
    ):
        works_on(columns(path)[0], CompetenceFactory(framework=framework))

        def grow():
            for _ in range(19):
                module = ModuleFactory()
                add_module(path.blocks.first(), module)
                works_on(module, CompetenceFactory(framework=framework))

        assert_same_queries(lambda: coverage(path), grow=grow)


@pytest.mark.django_db
class TestCsv:
    def test_has_a_line_a_competence_and_runs_nothing(self, framework, path):
        competence = CompetenceFactory(framework=framework, code="=C1")
        works_on(columns(path)[0], competence)

        rows = list(
            csv.reader(io.StringIO(as_csv(coverage(path)).decode("utf-8-sig")), delimiter=";")
        )

        assert rows[0][:3] == ["Bloc", "Code", "Compétence"]
        assert rows[0][3].startswith("1.1 ")
        assert rows[1][1] == "'=C1"
        assert rows[1][3] == "travaillée sans que le bloc l'annonce"
        assert rows[1][-1] == "Un seul module"
        assert len({len(row) for row in rows}) == 1


@pytest.mark.django_db
class TestPages:
    def test_show_the_table_and_say_what_blocks_are_not(self, framework, path):
        competence = CompetenceFactory(framework=framework, statement="Je coupe.")
        announces(path.blocks.first(), competence)
        client = signed_in(staff(Role.TRAINER))

        listed = client.get(reverse("courses:coverage_list")).content.decode()
        words = client.get(reverse("courses:coverage", args=[path.pk])).content.decode()

        assert reverse("courses:coverage", args=[path.pk]) in listed
        assert "Je coupe." in words
        assert "Aucun module" in words
        assert "annoncée par le bloc, aucun module" in words
        assert "enregistrés au RNCP" in words

    def test_of_nothing_say_what_to_do(self, path):
        client = signed_in(staff(Role.TRAINER))

        words = client.get(reverse("courses:coverage", args=[path.pk])).content.decode()

        assert "Cochez-les" in words

    def test_of_no_path_say_so(self):
        client = signed_in(staff(Role.COORDINATOR))

        words = client.get(reverse("courses:coverage_list")).content.decode()

        assert "Aucun parcours encore" in words

    @pytest.mark.parametrize("name", ["coverage", "coverage_export"])
    def test_are_not_there_for_others(self, path, name):
        client = signed_in(staff(Role.PRESCRIBER))

        assert client.get(reverse(f"courses:{name}", args=[path.pk])).status_code == 404
        assert client.get(reverse("courses:coverage_list")).status_code == 404

    def test_give_a_spreadsheet(self, path):
        client = signed_in(staff(Role.TRAINER))

        answer = client.get(reverse("courses:coverage_export", args=[path.pk]))

        assert f"matrice-{path.slug}.csv" in answer["Content-Disposition"]
