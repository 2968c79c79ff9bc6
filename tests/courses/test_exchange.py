"""A path travels as a folder: nothing lost on the way, nothing half-done on arrival."""

import shutil
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from competences.exchange.case_reading import read_case
from competences.exchange.case_writing import write_case
from competences.exchange.references import STARTERS
from competences.models import Framework, LevelCriterion
from courses.exchange import bundle
from courses.exchange.loading import export_files, import_files, import_path
from courses.models import GlossaryTerm, LearningPath, Module, PathBlock
from media.models import Audio, MediaImage
from tests.courses.bundles import (
    ID,
    QUIZ,
    STARTER,
    files,
    folder,
    module_md,
    path_yaml,
    picture,
    problems,
    with_path,
)
from tests.courses.factories import LearningPathFactory, add_module


@pytest.mark.django_db
class TestRoundTrip:
    def test_of_the_starter_path_changes_nothing(self, stored):
        before = bundle.read(STARTER)

        path = import_path(source=STARTER).path

        framework = (STARTERS / "entreprendre-pas-a-pas.json").read_bytes()
        assert export_files(path=path) == before | {"framework.json": framework}

    def test_from_the_database_and_back_changes_nothing(self, stored):
        path = LearningPathFactory(blocks=[2, 1])
        first = export_files(path=path)

        import_files(files=first)

        assert export_files(path=path) == first

    def test_keeps_every_kind_of_text(self, stored):
        body = "\n\n".join(
            [
                "Un *mot*, **deux** et [un lien](https://exemple.fr).",
                "- a\n- b",
                "> « Une phrase. »",
                "```callout\ntitle: 'Attention : ici'\ntext: |\n  Un.\n\n  Deux.\n```",
                "```image\nfile: a.webp\nalt: Un pont\ncaption: ''\ncredit: Awa\n```",
                "```audio\nfile: a.mp3\ntitle: Awa\ntranscript: |\n  Bonjour.\n```",
                QUIZ,
            ]
        )
        media = {"media/a.webp": picture(), "media/a.mp3": b"ID3" + bytes(200)}
        words = "- term: Devis\n  variants:\n  - devis\n  definition: Un prix écrit.\n"
        before = files(body, more=media | {"glossary.yaml": words})

        path = import_files(files=before).path

        kept = {name: data for name, data in before.items() if name != "path.yaml"}
        assert kept.items() <= export_files(path=path).items()

    def test_writes_the_id_of_what_holds_answers(self, stored):
        body = "```reflection\nlabel: Idée\nquestion: Laquelle ?\nhelp: ''\n```"

        path = import_files(files=files(body)).path
        after = export_files(path=path)

        activity = path.blocks.get().path_modules.get().module.body.raw_data[0]["id"]
        assert f"```reflection\nid: {activity}\n" in after["modules/premier.md"].decode()
        assert export_files(path=import_files(files=after).path) == after


def under_other_names(framework: bytes) -> bytes:
    """Return the same framework as if somebody else had written it."""
    document = read_case(framework)
    document.uuid, document.slug = uuid4(), "ailleurs-pas-a-pas"
    names = {part.uuid: uuid4() for part in document.parts}
    for part in document.parts:
        part.uuid = names[part.uuid]
    for each in document.competences:
        each.block = names[each.block] if each.block else None
    return write_case(document)


@pytest.mark.django_db
class TestFramework:
    """What a path works on travels beside it."""

    def test_goes_with_the_path_to_where_it_is_not_known(self, stored):
        whole = export_files(path=import_path(source=STARTER).path)
        found = whole | {
            "framework.json": under_other_names(whole["framework.json"]),
            "path.yaml": whole["path.yaml"].replace(b"slug: entreprendre", b"slug: ailleurs"),
        }

        path = import_files(files=found).path

        new = Framework.objects.get(slug="ailleurs-pas-a-pas")
        assert export_files(path=path) == found
        assert new.state == "published"
        assert new.blocks.count() == 3
        assert LevelCriterion.objects.filter(competence__framework=new).count() > 60
        assert path.blocks.first().competences.first().framework == new

    def test_told_in_a_few_lines_gets_the_four_levels(self, stored):
        import_files(files=files())

        framework = Framework.objects.get()
        assert (framework.state, framework.levels.count()) == ("published", 4)

    def test_that_is_published_is_not_changed(self, stored):
        import_files(files=files())
        framework = path_yaml()["framework"]
        framework["competences"][0]["formal"] = "Autre chose."

        told = problems(with_path(files(), path_yaml(framework=framework)))

        assert "ne change plus" in told[0]
        assert "autre numéro de version" in told[0]
        assert Framework.objects.get().competences.get().formal == "Savoir."

    def test_that_is_named_alone_must_be_known(self, stored):
        path = path_yaml(framework={"slug": "inconnu", "version": "1"})

        told = problems(with_path(files(), path))

        assert any("ajoutez le fichier framework.json" in each for each in told), told

    def test_beside_the_path_is_the_one_it_names(self, stored):
        whole = export_files(path=import_files(files=files()).path)
        path = path_yaml(framework={"slug": "autre", "version": "1"})

        told = problems(with_path(whole, path))

        assert any("framework.json est « cadre », version 1" in each for each in told), told

    def test_beside_the_path_is_refused_with_its_own_reasons(self, stored):
        whole = export_files(path=import_files(files=files()).path)
        spoiled = whole["framework.json"].replace(b'"isChildOf"', b'"isFunOf"')

        told = problems(whole | {"framework.json": spoiled})

        assert any(
            each.startswith("framework.json, ligne") and "CFAssociations[0].associationType" in each
            for each in told
        ), told


@pytest.mark.django_db
class TestImportPath:
    def test_publishes_modules_and_path_with_a_revision(self, stored):
        path = import_files(files=files()).path

        module = Module.objects.get(slug="premier")
        assert (path.live, module.live) == (True, True)
        assert path.live_revision_id
        assert module.live_revision_id
        assert [each.code for each in module.competences.all()] == ["C1"]

    def test_a_second_time_changes_nothing(self, stored):
        import_files(files=files())
        keys = (
            Module.objects.get().pk,
            PathBlock.objects.get().pk,
            Module.objects.get().live_revision_id,
        )

        done = import_files(files=files())

        module = Module.objects.get()
        assert (done.created, done.changed, done.path_changed) == ([], [], False)
        assert (module.pk, PathBlock.objects.get().pk, module.live_revision_id) == keys

    def test_updates_in_place(self, stored):
        import_files(files=files())
        module, block = Module.objects.get(), PathBlock.objects.get()

        path = path_yaml(title="Autre titre")
        done = import_files(files=with_path(files(title="Nouveau"), path))

        assert done.changed == ["premier"]
        assert Module.objects.get().pk == module.pk
        assert PathBlock.objects.get().pk == block.pk
        assert Module.objects.get().title == "Nouveau"
        assert LearningPath.objects.get().title == "Autre titre"

    def test_keeps_the_ids_of_answers_whose_words_change(self, stored):
        import_files(files=files())
        before = [item["id"] for item in Module.objects.get().body.raw_data[0]["value"]["answers"]]

        import_files(
            files=files(QUIZ.replace("Les coûts et le salaire", "Les coûts et de quoi vivre"))
        )

        after = [item["id"] for item in Module.objects.get().body.raw_data[0]["value"]["answers"]]
        assert after == before

    def test_leaves_the_draft_that_someone_is_writing(self, stored):
        import_files(files=files())
        module = Module.objects.get()
        module.title = "Brouillon"
        draft = module.save_revision()

        import_files(files=files())

        assert Module.objects.get().latest_revision == draft

    def test_takes_a_module_out_of_a_block_without_deleting_it(self, stored):
        path = path_yaml()
        path["blocks"][0]["modules"] = ["premier", "second"]
        two = with_path(
            files(more={"modules/second.md": module_md("Texte.", title="Second")}), path
        )
        import_files(files=two)

        import_files(files=files())

        assert Module.objects.filter(slug="second", live=True).exists()
        assert list(PathBlock.objects.get().path_modules.values_list("module__slug")) == [
            ("premier",)
        ]

    def test_moves_a_module_to_another_path_without_touching_the_first(self, stored):
        import_files(files=files())
        other = LearningPathFactory(blocks=[1])
        add_module(other.blocks.get(), Module.objects.get(slug="premier"))

        import_files(files=files(title="Nouveau"))

        assert other.blocks.get().path_modules.filter(module__title="Nouveau").exists()

    def test_of_new_words_says_which_were_redefined(self, stored):
        GlossaryTerm.objects.create(term="Devis", definition="Ancienne.")
        words = "- term: Devis\n  variants: []\n  definition: Nouvelle.\n"

        done = import_files(files=files(more={"glossary.yaml": words}))

        assert done.redefined == ["Devis"]
        assert GlossaryTerm.objects.get().definition == "Nouvelle."

    def test_uses_a_picture_already_there(self, stored):
        body = "```image\nfile: a.webp\nalt: Un pont\ncaption: ''\n```"
        found = files(body, more={"media/a.webp": picture()})
        import_files(files=found)

        import_files(
            files=found | {"modules/premier.md": files(body, title="B")["modules/premier.md"]}
        )

        assert MediaImage.objects.count() == 1
        assert len(stored()) == 1


@pytest.mark.django_db
class TestCommands:
    def test_import_a_folder_a_path_or_a_zip(self, stored, tmp_path, capsys):
        to = folder(files(), tmp_path / "a")
        archive = shutil.make_archive(str(tmp_path / "b"), "zip", to)

        for source in (to, to / "path.yaml", archive):
            call_command("import_path", source)

        assert Module.objects.count() == 1
        assert "« Essai » : 1 module(s) de plus" in capsys.readouterr().out

    def test_refuse_with_every_problem(self, stored, tmp_path):
        to = folder(files("# Non\n\n<b>"), tmp_path / "a")

        with pytest.raises(CommandError, match=r"À revoir \(2\)"):
            call_command("import_path", to)

        assert not Module.objects.exists()

    def test_export_what_is_published(self, stored, tmp_path):
        import_files(files=files())

        call_command("export_path", "essai", "--to", str(tmp_path / "a"))

        after = bundle.read(tmp_path / "a")
        assert after["modules/premier.md"] == files()["modules/premier.md"]
        assert set(after) == {*files(), "framework.json"}
        with pytest.raises(CommandError, match="inconnu"):
            call_command("export_path", "inconnu", "--to", str(tmp_path / "b"))

    def test_export_names_a_link_to_a_page_of_this_site(self, stored, tmp_path):
        module = import_files(files=files()).path.blocks.get().path_modules.get().module
        module.body = [
            {"type": "text", "id": ID, "value": '<p><a linktype="page" id="1">a</a></p>'}
        ]
        module.save()

        with pytest.raises(CommandError, match=r"premier.md : un lien mène à une page de ce site"):
            call_command("export_path", "essai", "--to", str(tmp_path / "a"))


@pytest.mark.django_db
class TestMediaOfAuthors:
    def test_travel_under_plain_names(self, stored):
        body = "```audio\nfile: a.mp3\ntitle: Awa\ntranscript: |\n  Bonjour.\n```"
        path = import_files(files=files(body, more={"media/a.mp3": b"ID3" + bytes(99)})).path
        audio = Audio.objects.get()
        with audio.file.open() as sound:
            audio.file.name = default_storage.save("audio/Témoignage d'Awa.MP3", sound)
        audio.save()

        exported = export_files(path=path)
        again = export_files(path=import_files(files=exported).path)

        assert "media/temoignage-d-awa.mp3" in {name.lower() for name in exported}
        assert again == exported
