"""A path that holds imported activities, as files: the archive travels beside the module."""

import shutil
import zipfile
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from courses.exchange import bundle
from courses.exchange.loading import export_files, import_files
from courses.models import LearningPath, Module
from media.models import H5PLibrary, Package, PackageVersion
from tests import packages
from tests.courses.bundles import ID, files, problems

pytestmark = pytest.mark.django_db

SCORM, H5P = "media/devis.zip", "media/vrai-ou-faux.h5p"


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "uploads")
    settings.INCOMING_DIR = str(tmp_path / "incoming")


def block(file: str = "devis.zip", **changes) -> str:
    fields = {
        "id": ID,
        "file": file,
        "name": "Mon devis",
        "title": "Faire un devis",
        "completion": "score",
        "score": "80",
        "attempts": "3",
        "window": "popup",
    } | changes
    lines = "\n".join(f"{name}: {value}" for name, value in fields.items() if value is not None)
    return f"```package\n{lines}\n```"


def scorm_path(**changes) -> bundle.Files:
    return files(block(**changes), more={SCORM: packages.build("single-sco-12")})


def stored() -> list[str]:
    root = Path(django_settings.MEDIA_ROOT)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


class TestImport:
    def test_brings_the_package_and_the_rule(self):
        import_files(files=scorm_path())

        package = Package.objects.get()
        [raw] = Module.objects.get().body.raw_data
        assert (package.title, package.current.kind) == ("Mon devis", "scorm")
        assert raw["id"] == ID
        assert raw["value"] == {
            "title": "Faire un devis",
            "instructions": "",
            "package": package.pk,
            "completion": "score",
            "score": 80,
            "attempts": 3,
            "keeps": "best",
            "review": True,
            "window": "popup",
            "ends_step": True,
        }

    @pytest.mark.parametrize("attempts", ["3", None])
    def test_changes_nothing_the_second_time(self, attempts):
        import_files(files=scorm_path(attempts=attempts))

        done = import_files(files=scorm_path(attempts=attempts))

        assert (done.created, done.changed, done.path_changed) == ([], [], False)
        assert PackageVersion.objects.count() == 1

    def test_uses_the_package_that_is_there_under_whatever_title(self):
        import_files(files=scorm_path())
        Package.objects.update(title="Le devis de la maison")

        import_files(files=scorm_path(name="Autre titre", title="Un autre bloc"))

        assert Package.objects.get().title == "Le devis de la maison"


class TestRoundTrip:
    @pytest.mark.parametrize("kind", ["scorm", "h5p"])
    def test_writes_the_same_files(self, kind):
        given = scorm_path()
        if kind == "h5p":
            more = {H5P: packages.build(packages.H5P[0])}
            given = files(block("vrai-ou-faux.h5p", score=None, completion="completed"), more=more)
        import_files(files=given)
        first = export_files(path=LearningPath.objects.get())

        LearningPath.objects.all().delete()
        Module.objects.all().delete()
        Package.objects.update(current=None)
        Package.objects.all().delete()
        H5PLibrary.objects.all().delete()
        import_files(files=first)

        assert export_files(path=LearningPath.objects.get()) == first
        archive = SCORM if kind == "scorm" else H5P
        assert first[archive] == given[archive]

    def test_says_when_the_file_is_lost(self):
        import_files(files=scorm_path())
        shutil.rmtree(Path(django_settings.MEDIA_ROOT) / "packages")

        with pytest.raises(Exception, match=r"media/devis.zip.*réserve"):
            export_files(path=LearningPath.objects.get())


class TestRefusal:
    def test_says_the_line_and_the_reason(self):
        [problem] = problems(files(block(), more={SCORM: b"not a zip"}))

        assert problem.startswith("modules/premier.md, ligne 1")
        assert "media/devis.zip" in problem
        assert "Exportez de nouveau l'activité" in problem

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"file": "autre.zip"}, "media/autre.zip manque"),
            ({"score": None}, "Écrivez le score demandé"),
            ({"score": "beaucoup"}, "un nombre est attendu"),
            ({"completion": "jamais"}, "« completion »"),
            ({"package": "12"}, "package"),
        ],
    )
    def test_names_what_is_wrong_in_the_block(self, changes, words):
        assert any(words in problem for problem in problems(scorm_path(**changes)))

    def test_leaves_nothing_of_a_path_that_fails_later(self, monkeypatch):
        monkeypatch.setattr(Module, "save", _fail)

        with pytest.raises(RuntimeError):
            import_files(files=scorm_path())

        assert not Package.objects.exists()
        assert stored() == []


def _fail(*_args, **_kwargs):
    raise RuntimeError


class TestArchiveOfAPath:
    def test_may_hold_packages(self, tmp_path):
        path = tmp_path / "parcours.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in scorm_path().items():
                archive.writestr(name, data)

        import_files(files=bundle.read(path))

        assert PackageVersion.objects.get().file_name == "devis.zip"
