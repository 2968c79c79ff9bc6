"""H5P libraries are code: stored once, never replaced, installed by who may."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.storage import default_storage

from media.models import H5PLibrary, PackageImport
from media.refusals import sentences
from tests.core.factories import UserFactory
from tests.media.factories import imported
from tests.packages import build, h5p
from tests.packages.archive import pack

pytestmark = pytest.mark.django_db

SCRIPT = f"{h5p.CHOICE}/scripts/choice.js"


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.INCOMING_DIR = tmp_path / "incoming"


@pytest.fixture
def trainer():
    return UserFactory(reachable=True)


def choice(**files: bytes) -> bytes:
    return pack(h5p.content("choice") | files)


def patches() -> list[str]:
    rows = H5PLibrary.objects.filter(machine_name="H5P.PalierChoice")
    return [str(row) for row in rows.order_by("major", "minor", "patch")]


def order(ended):
    return [name for name, *_version in ended.version.manifest["order"]]


class TestInstall:
    def test_takes_a_permission(self, trainer):
        refused = imported(build("choice"), "choix.h5p", by=trainer)
        assert refused.status == PackageImport.Status.REFUSED
        assert [problem["path"] for problem in refused.problems] == [
            "H5P.PalierChoice 1.0.0",
            "H5P.PalierShared 1.0.0",
        ]
        assert "demandez à une personne qui peut en installer" in sentences(refused.problems)[0]
        assert not H5PLibrary.objects.exists()

        trainer.user_permissions.add(Permission.objects.get(codename="install_h5plibrary"))
        ended = imported(build("choice"), "choix.h5p", by=type(trainer).objects.get(pk=trainer.pk))

        assert ended.status == PackageImport.Status.DONE
        assert {row.installed_by for row in H5PLibrary.objects.all()} == {trainer}

    def test_is_not_needed_for_a_content_whose_libraries_are_there(self, trainer):
        imported(build("choice"), "choix.h5p")

        ended = imported(choice(**{"content/notes.txt": b"Autre"}), "autre.h5p", by=trainer)

        assert ended.status == PackageImport.Status.DONE
        assert H5PLibrary.objects.count() == ended.version.libraries.count() == 2

    def test_completes_a_package_that_brings_none(self, trainer):
        imported(build("choice"), "choix.h5p")

        ended = imported(build("choice-without-libraries"), "choix.h5p", by=trainer)

        assert ended.status == PackageImport.Status.DONE
        assert order(ended) == ["H5P.PalierShared", "H5P.PalierChoice"]
        assert ended.version.phone_weight > 2000
        assert ended.version.reports_completion == "yes"

    def test_stores_a_library_once(self):
        imported(build("choice"), "choix.h5p")
        before = default_storage.listdir("h5p-libraries")[0]

        imported(build("sequence"), "suite.h5p")

        after = default_storage.listdir("h5p-libraries")[0]
        assert H5PLibrary.objects.filter(machine_name="H5P.PalierShared").count() == 1
        assert sum(name.startswith("H5P.PalierShared-") for name in after) == 1
        assert set(before) < set(after)


class TestVersions:
    def test_never_replaces_an_installed_one(self):
        imported(build("choice"), "choix.h5p")
        kept = H5PLibrary.objects.get(machine_name="H5P.PalierChoice").sha256

        ended = imported(choice(**{SCRIPT: b"alert('autre');"}), "choix.h5p")

        assert H5PLibrary.objects.get(machine_name="H5P.PalierChoice").sha256 == kept
        warnings = [each for each in ended.version.warnings if each["code"] == "library-kept"]
        assert "«\u00a0H5P.PalierChoice 1.0.0\u00a0»" in sentences(warnings)[0]

    def test_takes_a_later_patch_for_new_contents(self):
        former = imported(build("choice"), "choix.h5p").version

        ended = imported(build("choice-1.0.1"), "choix.h5p")

        assert patches() == ["H5P.PalierChoice 1.0.0", "H5P.PalierChoice 1.0.1"]
        assert ended.version.manifest["order"][-1] == ["H5P.PalierChoice", 1, 0, 1]
        assert former.libraries.filter(machine_name="H5P.PalierChoice", patch=0).exists()

    def test_plays_the_installed_patch_to_who_may_not_install(self, trainer):
        imported(build("choice"), "choix.h5p")

        ended = imported(build("choice-1.0.1"), "choix.h5p", by=trainer)

        assert patches() == ["H5P.PalierChoice 1.0.0"]
        assert ended.version.manifest["order"][-1] == ["H5P.PalierChoice", 1, 0, 0]
        assert "library-kept" in [each["code"] for each in ended.version.warnings]

    def test_leaves_an_older_patch_aside(self):
        imported(build("choice-1.0.1"), "choix.h5p")

        ended = imported(build("choice"), "choix.h5p")

        assert patches() == ["H5P.PalierChoice 1.0.1"]
        assert ended.version.manifest["order"][-1] == ["H5P.PalierChoice", 1, 0, 1]

    def test_stand_side_by_side_when_the_minor_differs(self):
        imported(build("choice"), "choix.h5p")

        imported(build("choice-1.1"), "choix.h5p")

        assert patches() == ["H5P.PalierChoice 1.0.0", "H5P.PalierChoice 1.1.0"]
