"""`inspect_package` and `import_package`, as a person or a program runs them."""

import json
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from media.models import H5PLibrary, Package, PackageImport
from tests.media.factories import PackageFactory, imported
from tests.packages import bad, build

pytestmark = pytest.mark.django_db

KEYS = {
    *("kind", "version", "title", "language", "main_library", "libraries", "organizations"),
    *("items", "files", "bytes", "reports_completion", "phone_weight", "warnings", "errors"),
}


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.INCOMING_DIR = tmp_path / "incoming"


@pytest.fixture
def written(tmp_path):
    def write(name, data):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def run(command, *arguments, **options):
    """Return the exit status and what was printed."""
    out = StringIO()
    try:
        call_command(command, *arguments, **options, stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def report(command, *arguments, **options):
    status, text = run(command, *arguments, **options, json=True)
    return status, json.loads(text)


class TestInspectPackage:
    def test_tells_a_scorm_package(self, written):
        status, told = report("inspect_package", written("devis.zip", build("single-sco-12")))

        assert (status, set(told)) == (0, KEYS)
        assert (told["kind"], told["version"]) == ("scorm", "1.2")
        assert told["title"] == "Faire son premier devis"
        assert told["organizations"] == [{"id": "parcours", "title": "Faire son premier devis"}]
        assert told["items"] == [
            {
                "id": "quiz",
                "title": "Quatre questions sur le devis",
                "launchable": True,
                "href": "index.html",
                "mastery": 70,
            }
        ]
        assert (told["files"], told["reports_completion"]) == (7, "yes")
        assert (told["libraries"], told["main_library"], told["errors"]) == ([], None, [])

    def test_tells_an_h5p(self, written):
        status, told = report("inspect_package", written("choix.h5p", build("choice")))

        assert (status, set(told)) == (0, KEYS)
        assert (told["kind"], told["language"]) == ("h5p", "fr")
        assert told["main_library"] == "H5P.PalierChoice 1.0"
        assert told["libraries"] == ["H5P.PalierChoice 1.0.0", "H5P.PalierShared 1.0.0"]
        assert told["warnings"][0]["code"] == "missing-editor-library"
        assert told["warnings"][0]["message"].startswith("Il manque une bibliothèque")

    def test_weighs_what_the_first_screen_loads(self, written):
        light = written("memo.zip", build("asset-only-12"))
        page = {"index.html": b"<script src='big.js'></script><img src='photo.jpg' loading='lazy'>"}
        heavier = bad.scorm_with(
            page | {"big.js": b"".join(b"%d;" % n for n in range(9999)), "photo.jpg": bytes(99_999)}
        )

        without = report("inspect_package", light)[1]["phone_weight"]
        within = report("inspect_package", written("lourd.zip", heavier))[1]["phone_weight"]

        assert 10_000 < within - without < 60_000

    def test_counts_on_the_libraries_that_are_installed(self, written):
        path = written("choix.h5p", build("choice-without-libraries"))
        status, told = report("inspect_package", path)
        assert status == 1
        assert told["errors"][0]["code"] == "missing-main-library"

        imported(build("choice"), "choix.h5p")

        assert report("inspect_package", path)[0] == 0

    def test_keeps_nothing(self, written):
        run("inspect_package", written("choix.h5p", build("choice")))

        assert not default_storage.exists("packages")
        assert not H5PLibrary.objects.exists()

    @pytest.mark.parametrize(
        ("name", "status", "kind"),
        [
            ("laughs.zip", 1, "scorm"),
            ("wrong-checksum.zip", 1, "scorm"),
            ("php-in-content.h5p", 1, "h5p"),
            ("climbing.zip", 1, None),
            ("text.zip", 2, None),
            ("text.h5p", 2, None),
            ("no-manifest.zip", 2, None),
        ],
    )
    def test_ends_with_a_status_that_says_why(self, written, name, status, kind):
        ended, told = report("inspect_package", written(name, bad.build(name)))

        assert (ended, told["kind"], set(told)) == (status, kind, KEYS)
        assert set(told["errors"][0]) == {"code", "path", "detail", "message"}

    def test_says_it_in_words(self, written):
        status, text = run("inspect_package", written("prix.zip", build("odd-manifest-12")))

        assert status == 0
        assert "title: Fixer son prix" in text
        assert "warning href-case: Une adresse diffère du fichier par ses majuscules" in text

    def test_says_that_there_is_no_such_file(self, tmp_path):
        with pytest.raises(CommandError, match=r"absent\.zip") as refused:
            call_command("inspect_package", tmp_path / "absent.zip")

        assert refused.value.returncode == 2


class TestImportPackage:
    def test_imports_with_the_libraries(self, written):
        path = written("choix.h5p", build("choice"))

        status, told = report("import_package", path, title="Mon choix")

        package = Package.objects.get()
        assert (status, told["status"], told["version"]) == (0, "done", 1)
        assert (told["package"], told["title"]) == (str(package.uuid), "Mon choix")
        assert (package.title, package.current.libraries.count()) == ("Mon choix", 2)
        assert path.exists()

    def test_replaces(self, written):
        package = PackageFactory()

        status, told = report(
            "import_package", written("devis.zip", build("single-sco-12")), replace=package.uuid
        )

        assert (status, told["package"], told["version"]) == (0, str(package.uuid), 2)

    def test_says_why_it_refuses(self, written):
        status, text = run("import_package", written("page.zip", bad.build("no-manifest.zip")))

        assert status == 1
        assert "not-a-package: Cette archive n'est ni un paquet SCORM" in text
        assert PackageImport.objects.get().status == PackageImport.Status.REFUSED

    def test_says_that_a_file_is_empty(self, written):
        status, told = report("import_package", written("vide.zip", b""))

        assert (status, told["status"]) == (1, "refused")
        assert told["problems"][0]["code"] == "upload-empty"

    def test_refuses_to_replace_what_is_not_there(self, written):
        nobody = "00000000-0000-4000-8000-000000000000"

        with pytest.raises(CommandError, match=nobody):
            call_command("import_package", written("x.zip", b"x"), replace=nobody)
