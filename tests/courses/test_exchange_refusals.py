"""What is wrong is told with its line, and leaves nothing behind."""

import pytest

from competences.models import Competence
from courses.exchange import bundle
from courses.exchange.loading import import_files
from courses.exchange.problems import ExchangeRefused
from courses.models import Module
from learners.models import BlockDecision
from media.models import MediaImage
from tests.clock import NOON
from tests.courses.bundles import (
    QUIZ,
    files,
    folder,
    module_md,
    path_yaml,
    picture,
    problems,
    with_path,
    zipped,
)
from tests.learners.factories import EnrolmentFactory


@pytest.mark.django_db
class TestRefusals:
    def test_name_the_file_the_line_and_the_reason(self, stored):
        body = "Un texte.\n\n" + QUIZ.replace("correct: false", "correct: peut-être")

        told = problems(files(body))

        text = files(body)["modules/premier.md"].decode()
        line = text[: text.index("peut-être")].count("\n") + 1
        assert told == [f"modules/premier.md, ligne {line} : « true » ou « false » est attendu ici"]

    def test_tells_everything_at_once(self, stored):
        found = files("Texte.", duration="beaucoup", timing="synchronous", competences=["C9"])

        told = problems(found)

        assert [each.partition(" : ")[0] for each in told] == [
            "modules/premier.md, ligne 7",
            "modules/premier.md, ligne 9",
            "modules/premier.md, ligne 12",
        ]
        assert "C9" in told[0]
        assert "catch_up" in told[1]
        assert "duration" in told[2]

    @pytest.mark.parametrize(
        ("body", "line", "reason"),
        [
            ("Un.\n\n| a | b |\n|---|---|\n| c | d |", 3, "les tableaux"),
            ("Un <b>mot</b>", 1, "le HTML"),
            ("# Titre", 1, "## et ###"),
            ("Un.\n\n![a](https://a.fr/b.png)", 3, "```image"),
            ("[a](javascript:alert)", 1, "doit commencer par"),
            ("[a](/ici)", 1, "doit commencer par"),
            ("- a\n  - b", 2, "dans une autre"),
            ("3. a\n4. b", 1, "commence à 1"),
            ("[a]: https://a.fr\n\nTexte.", 1, "écrivez le lien"),
            ("```video\nfile: a\n```", 1, "inconnu"),
            ("```callout\ntitle: A : b\ntext: c\n```", 2, "entre apostrophes"),
            ("```callout\ntitle: A\n```", 2, "« text » manque"),
            ("```callout\ntitle: A\ntext: b\ncouleur: c\n```", 4, "n'existe pas ici"),
            ("```callout\ntitle: A\ntitle: B\ntext: c\n```", 3, "déjà écrit"),
            ("```callout\ntitle: &a A\ntext: *a\n```", 3, "renvois"),
            ("```scale\nquestion: A\nlow: b\nhigh: c\nsteps: 12\n```", 5, "steps"),
            ("```checklist\ntitle: A\nitems:\n- a\n- a\n```", 5, "deux fois"),
            (
                "```break_even\ntitle: A\nunit: b\nprice: douze\nvariable_cost: '1'\n"
                "fixed_costs: '2'\n```",
                4,
                "un nombre",
            ),
            ("```quiz\nid: moi\n```", 2, "UUID"),
        ],
    )
    def test_give_the_line_of(self, stored, body, line, reason):
        above = files("")["modules/premier.md"].decode().index("\n\n")
        first = files("")["modules/premier.md"].decode()[:above].count("\n") + 3

        told = problems(files(body))

        assert any(f"ligne {first + line - 1} :" in each and reason in each for each in told), told

    def test_a_quiz_has_a_right_answer(self, stored):
        none = QUIZ.replace("correct: true", "correct: false")
        both = QUIZ.replace("correct: false", "correct: true")

        assert "au moins une bonne réponse" in problems(files(none))[0]
        assert "une seule bonne réponse" in problems(files(both))[0]

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"format": "palier-path/9"}, "format inconnu"),
            ({"language": "xx"}, "langue inconnue"),
            ({"licence": "à moi"}, "licence"),
            ({"blocks": []}, "au moins un bloc"),
            ({"framework": None}, "sont attendues ici"),
        ],
    )
    def test_look_at_the_path(self, stored, change, reason):
        assert any(reason in each for each in problems(with_path(files(), path_yaml(**change))))

    def test_an_audio_has_its_words(self, stored):
        body = "```audio\nfile: a.mp3\ntitle: Awa\ntranscript: ''\n```"

        told = problems(files(body, more={"media/a.mp3": b"ID3" + bytes(99)}))

        assert "« transcript » est vide" in told[0]

    def test_an_image_has_its_alternative(self, stored):
        body = "```image\nfile: a.webp\ncaption: b\n```"

        told = problems(files(body, more={"media/a.webp": picture()}))

        assert "« alt » manque" in told[0]

    @pytest.mark.parametrize(
        ("name", "data", "reason"),
        [
            ("media/a.webp", b"pas une image", "n'est pas un .webp lisible"),
            ("media/a.webp", picture("png"), "n'est pas un .webp lisible"),
            ("media/a.svg", b"<svg/>", "n'est pas accepté"),
            ("media/b.webp", picture(), "aucun module"),
            ("media/b.webp", picture(), "même contenu"),
            ("autre.txt", b"a", "n'a pas sa place"),
            ("modules/Majuscule.md", b"a", "n'a pas sa place"),
            ("modules/seul.md", module_md("Texte.").encode(), "aucun bloc"),
            ("modules/premier.md", b"\xff\xfe", "UTF-8"),
            ("modules/premier.md", b"sans rien", "entre deux ---"),
        ],
    )
    def test_look_at_files(self, stored, name, data, reason):
        body = "```image\nfile: a.webp\nalt: Un pont\ncaption: ''\n```"
        told = problems(files(body, more={"media/a.webp": picture()} | {name: data}))

        assert any(each.startswith(name) and reason in each for each in told), told

    def test_leave_nothing_behind(self, stored, monkeypatch):
        """The last step fails after the files are stored and the modules written."""
        block = import_files(files=files()).path.blocks.get()
        enrolment = EnrolmentFactory(path=block.path)
        BlockDecision.objects.create(
            enrolment=enrolment, block=block, choice="continue", decided_at=NOON
        )
        framework = path_yaml()["framework"] | {
            "version": "2",
            "competences": [{"code": "C2", "statement": "Je peux.", "formal": "Pouvoir."}],
        }
        path = path_yaml(framework=framework)
        path["blocks"][0] |= {"competences": ["C2"], "key": "autre"}
        body = "```image\nfile: a.webp\nalt: Un pont\ncaption: ''\n```"
        found = with_path(files(body, competences=["C2"], more={"media/a.webp": picture()}), path)

        told = problems(found)

        assert "des personnes y ont décidé" in told[0]
        assert not Competence.objects.filter(code="C2").exists()
        assert Module.objects.get(slug="premier").body.raw_data[0]["type"] == "quiz"
        assert MediaImage.objects.count() == 0
        assert stored() == set()

    def test_a_live_module_needs_one_that_replaces_it(self, stored):
        path = path_yaml()
        path["blocks"][0]["modules"] = ["premier", "second"]
        second = module_md("Texte.", title="Second", timing="synchronous", catch_up="premier")
        good = with_path(files(more={"modules/second.md": second}), path)

        import_files(files=good)

        assert Module.objects.get(slug="second").catch_up.slug == "premier"
        lonely = second.replace("catch_up: premier", "catch_up: second")
        assert "se suit quand on veut" in problems(good | {"modules/second.md": lonely.encode()})[0]


class TestBundle:
    def test_reads_a_zip_of_one_folder(self):
        entries = {f"mon-parcours/{name}": data for name, data in files().items()}

        assert (
            bundle.read_zip(zipped(entries | {"mon-parcours/.DS_Store": b"x"}), "a.zip") == files()
        )

    @pytest.mark.parametrize(
        "name", ["../dehors.md", "/etc/passwd", "modules/../../a.md", "C:/a.md", "modules\\a.md"]
    )
    def test_refuses_a_way_out(self, name):
        with pytest.raises(ExchangeRefused, match="sort du dossier"):
            bundle.read_zip(zipped({name: b"a"}), "a.zip")

    def test_refuses_links(self, tmp_path):
        with pytest.raises(ExchangeRefused, match="liens symboliques"):
            bundle.read_zip(zipped(files(), link="modules/lien.md"), "a.zip")
        folder(files(), tmp_path / "a")
        (tmp_path / "a/modules/lien.md").symlink_to("/etc/passwd")
        with pytest.raises(ExchangeRefused, match="liens symboliques"):
            bundle.read(tmp_path / "a")

    def test_refuses_what_swells(self):
        bomb = zipped({"modules/a.md": bytes(bundle.MAX_TEXT + 1)})

        assert len(bomb) < 10_000
        with pytest.raises(ExchangeRefused, match="trop lourd"):
            bundle.read_zip(bomb, "a.zip")

    def test_refuses_too_many_files(self):
        many = {f"modules/m{n}.md": b"a" for n in range(bundle.MAX_FILES + 1)}

        with pytest.raises(ExchangeRefused, match="trop de fichiers"):
            bundle.read_zip(zipped(many), "a.zip")

    def test_refuses_what_is_not_a_zip(self):
        with pytest.raises(ExchangeRefused, match="pas lisible"):
            bundle.read_zip(b"PK nothing", "a.zip")

    def test_writes_over_the_same_path_and_nothing_else(self, tmp_path):
        to = folder(files(), tmp_path / "a")
        (to / "modules/vieux.md").write_text("a")
        (to / "LISEZ-MOI.txt").write_text("a")

        bundle.write(files(), to)

        assert not (to / "modules/vieux.md").exists()
        assert (to / "LISEZ-MOI.txt").exists()
        full = tmp_path / "autre"
        full.mkdir()
        (full / "photo.jpg").write_text("a")
        with pytest.raises(ExchangeRefused, match="autre chose"):
            bundle.write(files(), full)
