"""Frameworks travel as CASE 1.0 and CSV: nothing lost on the way, nothing half-done on arrival."""

import json
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from competences.exchange import kept
from competences.exchange.cells import from_cell, split_fields, to_cell
from competences.exchange.document import MAX_COMPETENCES
from competences.exchange.dumping import dump_framework
from competences.exchange.storage import export_framework, import_framework
from competences.models import (
    Alignment,
    Competence,
    CompetenceBlock,
    Framework,
    Level,
    LevelCriterion,
)
from competences.services.frameworks import delete_draft, new_version, publish_framework
from tests.clock import NOON
from tests.competences.factories import (
    AlignmentFactory,
    CompetenceBlockFactory,
    CompetenceFactory,
    CriterionFactory,
    FrameworkFactory,
)
from tests.competences.packages import (
    association,
    by_identifier,
    dumped,
    foreign,
    item,
    refusal,
    spoiled,
    uid,
)

HARD = 'Je dis « oui » ; "non" | peut-être\\…\nPuis je 👩🏽‍🍳.'


def rich(**traits) -> Framework:
    """A framework that uses everything, in words that files find hard."""
    framework = FrameworkFactory(
        slug="cadre", description=HARD, creator="=Réseau", changed_at=NOON, **traits
    )
    blocks = [
        CompetenceBlockFactory(framework=framework, code=code, position=place, description=HARD)
        for place, code in enumerate(["B2", "B1", "B3"])
    ]
    alone = CompetenceFactory(framework=framework, code="-9", formal="@formule", position=0)
    whole = CompetenceFactory(framework=framework, block=blocks[1], code="C1", position=1)
    CompetenceFactory(framework=framework, block=blocks[1], parent=whole, code="C1.1", position=5)
    CompetenceFactory(framework=framework, block=blocks[0], statement="'=je", code="C2", position=9)
    for level in framework.levels.all():
        CriterionFactory(competence=whole, level=level, text=HARD, position=1)
        CriterionFactory(competence=whole, level=level, text="Je cite.", position=0)
    AlignmentFactory(competence=alone, framework="EntreComp", code="2|1", label="a \\ b")
    AlignmentFactory(competence=whole, framework="ROME", code="M1", kind=Alignment.Kind.EXACT)
    AlignmentFactory(competence=whole, framework="ROME", code="K", label="", url="https://a.fr/?b")
    return framework


def forget(framework: Framework) -> None:
    """Take away what factories wrote into a published version."""
    for model, owner in (
        (LevelCriterion, "competence__framework"),
        (Alignment, "competence__framework"),
    ):
        model.objects.filter(**{owner: framework})._raw_delete("default")
    Competence.objects.filter(parent__framework=framework)._raw_delete("default")
    Competence.objects.filter(framework=framework)._raw_delete("default")
    CompetenceBlock.objects.filter(framework=framework)._raw_delete("default")
    Level.objects.filter(framework=framework)._raw_delete("default")
    Framework.objects.filter(pk=framework.pk)._raw_delete("default")


@pytest.mark.django_db
class TestRoundTrip:
    @pytest.mark.parametrize("kind", ["case", "csv"])
    @pytest.mark.parametrize("state", ["draft", "published", "retired"])
    def test_of_ours_gives_the_same_bytes(self, kind, state):
        dates = {"draft": {"published_on": None}, "retired": {"retired_on": NOON.date()}}
        framework = rich(state=state, **dates.get(state, {}))
        Competence.objects.filter(framework=framework)
        before = export_framework(framework=framework, kind=kind)
        forget(framework)

        done = import_framework(data=before, name=f"a.{kind}", at=NOON)

        if state == "draft":
            assert export_framework(framework=done.framework, kind=kind) == before
        else:
            # « '=je » is not « je … »: it may travel, not be published.
            assert "Écrivez avec « je… »" in done.remarks[0]

    @pytest.mark.parametrize("kind", ["case", "csv"])
    def test_of_a_published_version_keeps_its_life(self, kind):
        framework = rich()
        Competence.objects.filter(code="C2").first()
        for each in Competence.objects.all():
            each.statement = "Je dis ce que je sais faire."
            each.save_base(raw=True)
        before = export_framework(framework=framework, kind=kind)
        forget(framework)

        done = import_framework(data=before, name="a", at=NOON)

        assert done.remarks == []
        assert done.framework.published_on == NOON.date()
        assert export_framework(framework=done.framework, kind=kind) == before

    def test_from_one_format_to_the_other_says_the_same(self):
        framework = rich(draft=True)
        case, csv = (export_framework(framework=framework, kind=kind) for kind in ("case", "csv"))
        delete_draft(framework=framework)

        imported = import_framework(data=csv, name="a.csv", at=NOON).framework

        assert export_framework(framework=imported) == case

    @pytest.mark.parametrize("kind", ["case", "csv"])
    def test_of_a_foreign_file_loses_nothing(self, kind):
        done = import_framework(data=dumped(foreign()), name="a.json", at=NOON)
        if kind == "csv":
            table = export_framework(framework=done.framework, kind="csv")
            delete_draft(framework=done.framework)
            done = import_framework(data=table, name="a.csv", at=NOON)

        after = json.loads(export_framework(framework=done.framework))

        assert by_identifier(after) == by_identifier(foreign())

    def test_of_a_foreign_file_that_was_changed_here_keeps_what_we_do_not_know(self):
        framework = import_framework(data=dumped(foreign()), name="a.json", at=NOON).framework
        competence = framework.competences.get(code="A1")
        competence.formal = "Émincer."
        competence.save()

        after = by_identifier(json.loads(export_framework(framework=framework)))

        changed = after["CFItems"][uid("A1")]
        assert changed["fullStatement"] == "Émincer."
        assert changed["conceptKeywords"] == ["couteau"]
        assert changed["CFItemType"] == "Standard"
        assert after["CFItems"][uid("A2")] == by_identifier(foreign())["CFItems"][uid("A2")]

    def test_of_a_new_version_remembers_what_it_replaces(self):
        old = rich()
        new = new_version(of=old, version="2", at=NOON)
        before = export_framework(framework=new)
        delete_draft(framework=new)

        done = import_framework(data=before, name="a.json", at=NOON).framework

        assert export_framework(framework=done) == before
        assert done.replaces == old
        assert done.competences.get(code="C1").replaces.get().framework == old

    def test_of_a_version_whose_earlier_one_is_not_here_remembers_it_too(self):
        old = rich()
        new = new_version(of=old, version="2", at=NOON)
        before = export_framework(framework=new)
        delete_draft(framework=new)
        forget(old)

        done = import_framework(data=before, name="a.json", at=NOON).framework

        assert done.replaces is None
        assert export_framework(framework=done) == before

    @pytest.mark.parametrize("text", ["=1", "'=1", "''+2", "@a", "a=b", "'a", ""])
    def test_of_a_cell_gives_its_text_back_and_runs_nothing(self, text):
        assert from_cell(to_cell(text)) == text
        assert to_cell(text)[:1] not in {"=", "+", "-", "@"} or not text

    def test_of_fields_keeps_bars(self):
        assert split_fields(r"a\|b | c") == ["a|b", "c"]

    def test_of_what_did_not_change_keeps_nothing(self):
        assert kept.keep({"a": 1}, {"a": 1}) == {}


@pytest.mark.django_db
class TestImport:
    def test_of_a_foreign_file_reads_blocks_parts_levels_and_links(self):
        done = import_framework(data=dumped(foreign()), name="a.json", at=NOON)

        framework = done.framework
        assert (framework.slug, framework.version) == ("cuisiner-pour-les-autres", "1")
        assert framework.is_draft
        assert done.remarks
        assert [block.title for block in framework.blocks.all()] == ["Préparer"]
        codes = list(framework.competences.values_list("code", flat=True))
        assert codes == ["A2", "A2a", "A1", "B", "orphan"]
        assert framework.competences.get(code="A2a").parent.code == "A2"
        assert framework.competences.get(code="A2a").block.code == "A"
        assert [level.label for level in framework.levels.all()] == ["Avec aide", "Seul·e"]
        cut = framework.competences.get(code="A1")
        assert [(c.level.rank, c.text) for c in cut.criteria.all()] == [(1, "Coupe.")]
        assert [(a.framework, a.code, a.kind) for a in cut.alignments.all()] == [
            ("ROME", uid("ailleurs"), "exactMatchOf")
        ]

    def test_a_second_time_changes_nothing(self):
        first = import_framework(data=dumped(foreign()), name="a.json", at=NOON)

        again = import_framework(data=dumped(foreign()), name="a.json", at=NOON)

        assert (first.changed, again.changed) == (True, False)
        assert Framework.objects.count() == 1

    def test_of_a_draft_changes_it_and_keeps_the_keys(self):
        first = import_framework(data=dumped(foreign()), name="a.json", at=NOON).framework
        key = first.competences.get(code="A1").pk

        def swap(package):
            package["CFItems"][1]["humanCodingScheme"] = "B"
            package["CFItems"][4]["humanCodingScheme"] = "A1"
            package["CFItems"].pop()

        import_framework(data=spoiled(swap), name="a.json", at=NOON)

        assert first.competences.get(code="B").pk == key
        assert not first.competences.filter(code="orphan").exists()

    def test_never_changes_a_published_version(self):
        framework = FrameworkFactory(slug="cadre")
        CompetenceFactory(framework=framework, code="C1")
        same = export_framework(framework=framework)
        other = same.replace(b"Identifier ses ressources", b"Autre chose")

        assert not import_framework(data=same, name="a.json", at=NOON).changed
        told = refusal(other)

        assert "ne change plus" in told[0]
        assert "autre numéro de version" in told[0]
        assert framework.competences.get().formal == "Identifier ses ressources."

    def test_as_a_draft_publishes_nothing(self):
        framework = FrameworkFactory(slug="cadre")
        CompetenceFactory(framework=framework)
        data = export_framework(framework=framework)
        forget(framework)

        done = import_framework(data=data, name="a.json", at=NOON, as_draft=True).framework

        assert done.is_draft
        publish_framework(framework=done, at=NOON)
        after = json.loads(export_framework(framework=Framework.objects.get()))
        assert after["CFDocument"]["adoptionStatus"] == "Adopted"

    def test_of_a_table_written_by_hand_needs_few_columns(self):
        data = (
            "referentiel;titre;bloc;bloc_titre;code;je;formulation;niveau_1;criteres_1;correspondances\n"
            'cuisine;Cuisiner;B1;Préparer;C1;Je coupe.;Couper.;Seul·e;"Un.\nDeux.";ROME | K1\n'
            ";;B1;;C2;Je dresse.;Dresser.;;;\n"
        ).encode()

        first = import_framework(data=data, name="a.csv", at=NOON)
        again = import_framework(data=data, name="a.csv", at=NOON)

        assert (first.changed, again.changed) == (True, False)
        competence = first.framework.competences.get(code="C1")
        assert [each.text for each in competence.criteria.all()] == ["Un.", "Deux."]
        assert competence.alignments.get().code == "K1"
        assert first.framework.blocks.get().competences.count() == 2

    @pytest.mark.parametrize("separator", [",", "\t"])
    def test_of_a_table_takes_other_separators_and_no_mark_of_order(self, separator):
        rows = ["referentiel;titre;code;je;formulation", "a;Un;C1;Je coupe.;Couper."]
        data = "\n".join(rows).replace(";", separator).encode()

        framework = import_framework(data=data, name="a.csv", at=NOON).framework

        assert framework.competences.get().statement == "Je coupe."

    def test_of_ten_thousand_items_is_written_in_bulk(self):
        many = foreign()
        many["CFItems"] += [item(f"n{n}") for n in range(10_000)]
        many["CFAssociations"] += [
            association("isChildOf", f"n{n}", "doc-A" if n < 100 else f"n{n % 100}")
            for n in range(10_000)
        ]
        data = dumped(many)

        with CaptureQueriesContext(connection) as queries:
            framework = import_framework(data=data, name="a.json", at=NOON).framework

        assert framework.competences.count() == 10_005
        # In bulk: a row a query would be twenty thousand of them.
        assert len(queries) < 500

    def test_of_more_than_we_hold_is_refused(self):
        many = foreign()
        many["CFItems"] += [item(f"n{n}") for n in range(MAX_COMPETENCES)]

        assert any(f"{MAX_COMPETENCES} au plus" in each for each in refusal(dumped(many)))


@pytest.mark.django_db
class TestDump:
    def test_takes_as_many_queries_for_many_as_for_one(self, assert_same_queries):
        framework = rich(draft=True)

        assert_same_queries(
            lambda: dump_framework(Framework.objects.get()),
            grow=lambda: [
                AlignmentFactory(competence=CompetenceFactory(framework=framework))
                for _ in range(19)
            ],
        )


@pytest.mark.django_db
class TestCommands:
    def test_import_then_export_the_same_file(self, tmp_path, capsys):
        source, to = tmp_path / "a.json", tmp_path / "b.json"
        source.write_bytes(dumped(foreign()))

        call_command("import_framework", source, slug="cuisine")
        call_command("export_framework", "cuisine", version="1", to=to)

        assert by_identifier(json.loads(to.read_bytes())) == by_identifier(foreign())
        assert "Pas encore publié" in capsys.readouterr().out

    def test_export_the_published_version_last(self, capsys):
        framework = FrameworkFactory(slug="cadre", version="1")
        new_version(of=framework, version="2", at=NOON)

        call_command("export_framework", "cadre", "--format", "csv")

        assert "cadre;1;" in capsys.readouterr().out

    def test_refuse_with_every_reason(self, tmp_path):
        source = tmp_path / "a.json"
        source.write_bytes(spoiled(lambda package: package["CFItems"][0].pop("identifier")))

        with pytest.raises(CommandError, match="Rien n'est importé"):
            call_command("import_framework", source)
        with pytest.raises(CommandError, match="pas lisible"):
            call_command("import_framework", tmp_path / str(uuid4()))
        with pytest.raises(CommandError, match="Aucun référentiel"):
            call_command("export_framework", "nulle-part")
