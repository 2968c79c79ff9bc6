"""A file that is not a framework is refused: where, why, everything at once, nothing written."""

import pytest

from competences.exchange.storage import import_framework
from competences.models import Framework
from tests.clock import NOON
from tests.competences.factories import CompetenceFactory, FrameworkFactory
from tests.competences.packages import association, dumped, foreign, refusal, spoiled, uid
from tests.courses.factories import LearningPathFactory


def fields(index, **values):
    return lambda package: package["CFItems"][index].update(values)


def links(index, **values):
    return lambda package: package["CFAssociations"][index].update(values)


@pytest.mark.django_db
class TestRefusal:
    @pytest.mark.parametrize(
        ("change", "place", "reason"),
        [
            (fields(1, fullStatement=None), "CFItems[1].fullStatement", "manque"),
            (fields(1, fullStatement=3), "CFItems[1].fullStatement", "un texte"),
            (fields(1, identifier="x"), "CFItems[1].identifier", "UUID"),
            (fields(4, identifier=uid("A1")), "CFItems[4].identifier", "déjà celui de CFItems[1]"),
            (fields(4, humanCodingScheme="A1"), "CFItems[4]", "déjà pris"),
            (fields(4, fullStatement="é" * 2001), "CFItems[4]", "2001 caractères, 2000 au plus"),
            (fields(5, identifier=uid("doc")), "CFItems[5]", "déjà pris"),
            (links(3, associationType="isFunOf"), "CFAssociations[3].associationType", "isFunOf"),
            (links(3, originNodeURI=None), "CFAssociations[3].originNodeURI", "manque"),
            (
                links(3, destinationNodeURI={"identifier": uid("nulle-part")}),
                "CFAssociations[3].destinationNodeURI",
                "n'est pas dans ce fichier",
            ),
            (
                links(7, destinationNodeURI={"title": "ROME", "identifier": ""}),
                "CFAssociations[7].destinationNodeURI.identifier",
                "une correspondance porte un code",
            ),
            (lambda package: package.update(CFItems={}), "CFItems", "une liste"),
            (lambda package: package.update(CFItems=["a"]), "CFItems[0]", "un objet"),
            (lambda package: package.pop("CFDocument"), "CFDocument", "manque"),
            (lambda package: package["CFDocument"].pop("title"), "CFDocument", "« title » manque"),
            (
                lambda package: package["CFDocument"].update(statusStartDate="2025-13-45"),
                "CFDocument.statusStartDate",
                "date",
            ),
        ],
    )
    def test_says_where_and_why(self, change, place, reason):
        told = refusal(spoiled(change))

        assert any(f"{place} :" in each and reason in each for each in told), told
        assert not Framework.objects.exists()

    def test_of_a_circle_names_who_is_in_it(self):
        def turn(package):
            package["CFAssociations"][1] = association("isChildOf", "A2", "A2a")

        told = refusal(spoiled(turn))

        assert any("A2 → A2a → A2" in each and "CFItems[2]" in each for each in told), told

    def test_says_everything_at_once_with_the_lines_of_the_file(self):
        def spoil(package):
            package["CFItems"][1]["fullStatement"] = ""
            package["CFItems"][3]["identifier"] = "x"
            package["CFAssociations"][5]["associationType"] = "isFunOf"

        data = spoiled(spoil)
        told = refusal(data)

        lines = data.decode().splitlines()
        for place, mark in (
            ("CFItems[3].identifier", '"identifier": "x"'),
            ("CFAssociations[5].associationType", "isFunOf"),
        ):
            line = next(n for n, text in enumerate(lines, start=1) if mark in text)
            assert any(each.startswith(f"ligne {line}, {place}") for each in told), told
        assert any("CFItems[1].fullStatement" in each for each in told)

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "vide"),
            (b"\xef\xbb\xbf  ", "vide"),
            (b'{"CFDocument": ', "ligne 1 : ce n'est pas du JSON"),
            (b"[]", "CFPackage"),
            (b"{}", "CFDocument"),
            (b'{"a": NaN}', "JSON"),
            (b'{"a": ' + b"[" * 100_000, "JSON"),
            (b'{"a":\n"\x00"}', "ligne 2 : ce fichier contient un caractère nul"),
            (b'{"a": "\\u0000"}', "n'existe pas"),
            (b'{"a": "\\ud800"}', "n'existe pas"),
            (b'{"a": ' + b"9" * 10_000 + b"}", "JSON"),
            ('{"a": "é"}'.encode("latin-1"), "UTF-8"),
            ('{"a": "é"}'.encode("utf-16"), "UTF-8"),
            (b"{" + b" " * (30 * 1024 * 1024), "trop lourd : 30 Mo, 24 Mo au plus"),
            (b"un;deux\n1;2\n", "la colonne « un » n'est pas connue"),
            (b"code;je\nC1;Je.\n", "la colonne « formulation » manque"),
            (b"code;code;formulation\n1;2;3\n", "deux fois"),
            (b"code;formulation\n", "aucune ligne"),
            (b'code;formulation\nC1;"a" b\n', "ligne 2"),
            (b"code;formulation\nC1;a;b\n", "plus de cellules"),
            (b"\x89PNG\r\n\x1a\n\x00", "UTF-8"),
        ],
    )
    def test_of_what_is_not_a_framework_says_so(self, data, reason):
        told = refusal(data, name="a.csv")

        assert any(reason in each for each in told), told

    @pytest.mark.parametrize(
        ("row", "told_at", "reason"),
        [
            ("B;C1;Je.;Un.;;;", "ligne 3", "déjà pris"),
            ("B;;Je.;Un.;;;", "", ""),
            (";;Je.;Un.;;;", "ligne 3, code", "manque"),
            ("B;C2;Je.;;;;", "ligne 3, formulation", "manque"),
            ("B;C2;Je.;Un.;ROME;;", "ligne 3, correspondances", "pas de code"),
            ("B;C2;Je.;Un.;ROME | a | b | javascript:x;;", "ligne 3, correspondances", "adresse"),
            ("B;C2;Je.;Un.;;pas-un-uuid;", "ligne 3, competence_id", "UUID"),
            ("B;C2;Je.;Un.;;;Je cite.", "ligne 3, C2", "niveau 3"),
        ],
    )
    def test_of_a_table_says_the_line_and_the_column(self, row, told_at, reason):
        header = "referentiel;bloc;code;je;formulation;correspondances;competence_id;criteres_3"
        data = f"{header}\na;B;C1;Je coupe.;Couper.;;;\n;{row}\n".encode()

        if not reason:
            assert import_framework(data=data, name="a.csv", at=NOON).changed
            return
        told = refusal(data, name="a.csv")

        assert any(told_at in each and reason in each for each in told), told
        assert not Framework.objects.exists()

    def test_of_an_identifier_that_another_framework_has(self):
        mine = CompetenceFactory()

        told = refusal(spoiled(fields(5, identifier=str(mine.uuid))))

        assert "est déjà pris dans « Référentiel (1) »" in told[0]
        assert "CFItems[5]" in told[0]

    def test_of_a_version_that_is_there_under_another_name(self):
        FrameworkFactory(slug="cuisiner-pour-les-autres", version="1")

        assert "existe déjà" in refusal(dumped(foreign()))[0]

    def test_leaves_nothing_behind_when_a_competence_still_serves(self):
        framework = import_framework(data=dumped(foreign()), name="a.json", at=NOON).framework
        block = LearningPathFactory(blocks=[1]).blocks.get()
        block.competences = [framework.competences.get(code="orphan")]
        block.save()

        def leave(package):
            package["CFItems"].pop()
            package["CFItems"][0]["fullStatement"] = "Autre"

        told = refusal(spoiled(leave))

        assert "« orphan » sert ailleurs (blocs : 1)" in told[0]
        assert framework.blocks.get().title == "Préparer"
