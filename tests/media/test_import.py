"""From a file to a version: what is kept, once, and what is not."""

import random
import tracemalloc
import zipfile
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import OutboxEvent
from media.importing import (
    ImportRefused,
    forget_abandoned,
    import_next,
    import_package,
    receive_upload,
)
from media.importing.incoming import Incoming, incoming_dir
from media.models import H5PLibrary, Package, PackageImport, PackageVersion
from media.player_scripts import script
from media.refusals import sentences
from media.tasks import forget_abandoned_uploads
from tests.clock import NOON
from tests.core.factories import UserFactory
from tests.media.factories import PackageFactory, imported, later
from tests.packages import bad, build

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.INCOMING_DIR = tmp_path / "incoming"


def received(name="single-sco-12", **sent):
    return receive_upload(
        file=BytesIO(build(name)), file_name="devis.zip", **{"by": None, "at": NOON} | sent
    )


def stored_names(folder=""):
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    inside = [name for each in folders for name in stored_names(f"{folder}{each}/")]
    return inside + [f"{folder}{name}" for name in files]


def content_of(name):
    with default_storage.open(name) as file:
        return file.read()


def waiting_folders():
    return [path.name for path in incoming_dir().glob("*-*")]


class TestReceiveUpload:
    def test_keeps_the_file_for_a_worker_and_imports_nothing_itself(self):
        by = UserFactory()

        kept = received(by=by)

        assert (kept.status, kept.by, kept.size) == ("waiting", by, len(build("single-sco-12")))
        assert Incoming(kept.uuid).file.read_bytes() == build("single-sco-12")
        assert OutboxEvent.objects.get().payload == {"import_id": kept.pk}
        assert not PackageVersion.objects.exists()

    def test_keeps_a_large_upload_where_it_was_written(self, tmp_path):
        path = incoming_dir() / "request"
        path.parent.mkdir()
        path.write_bytes(b"PK...")
        file = SimpleUploadedFile("devis.zip", b"")
        file.temporary_file_path = lambda: str(path)

        kept = receive_upload(file=file, file_name="devis.zip", by=None, at=NOON)

        assert Incoming(kept.uuid).file.samefile(path)

    @pytest.mark.parametrize(
        ("data", "code"), [(b"", "upload-empty"), (b"12345", "upload-too-large")]
    )
    def test_refuses_at_once_what_is_empty_or_too_large(self, settings, data, code):
        settings.MAX_PACKAGE_BYTES = 4

        with pytest.raises(ImportRefused, match=code):
            receive_upload(file=BytesIO(data), file_name="devis.zip", by=None, at=NOON)

        assert waiting_folders() == []
        assert not PackageImport.objects.exists()

    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            (r"C:\Cours\devis.zip", "devis.zip"),
            ("../../etc/devis.zip", "devis.zip"),
            ("de\u202evis\n.zip", "devis.zip"),
            ("é" * 300 + ".zip", "é" * 251 + ".zip"),
            ("", "paquet"),
        ],
    )
    def test_shows_a_name_without_traps(self, name, shown):
        kept = receive_upload(file=BytesIO(b"x"), file_name=name, by=None, at=NOON)

        assert kept.file_name == shown


class TestImportPackage:
    def test_keeps_a_scorm_package_with_its_compressed_forms(self):
        ended = imported(build("single-sco-12"), by=UserFactory())

        version = ended.version
        page = version.files.get(path="index.html")
        assert (ended.status, ended.percent, ended.problems) == ("done", 100, [])
        assert ended.package.current == version
        assert (version.number, version.kind, version.standard) == (1, "scorm", "1.2")
        assert (version.title, version.reports_completion) == ("Faire son premier devis", "yes")
        assert [item["id"] for item in version.items] == ["quiz"]
        assert version.file_count == version.files.count() == 7
        assert page.encodings == "br,gzip"
        assert len(content_of(page.stored + ".br")) < page.size * 0.9
        assert b"<main id" in content_of(page.stored)
        assert content_of(version.archive) == build("single-sco-12")
        assert version.imported_by == ended.by == ended.package.created_by
        assert waiting_folders() == []

    def test_keeps_an_h5p_content_apart_from_its_libraries(self):
        version = imported(build("listen"), "ecoute.h5p").version

        assert sorted(version.files.values_list("path", flat=True)) == [
            "content/audios/conseil.wav",
            "content/content.json",
            "content/images/escalier.png",
        ]
        assert version.manifest["main"] == version.main_library == "H5P.PalierListen 1.0"
        assert version.manifest["order"][-1] == ["H5P.PalierListen", 1, 0, 0]
        assert (version.language, version.licence) == ("fr", "CC BY-NC-SA 4.0")
        assert version.libraries.count() == H5PLibrary.objects.count() == 2
        assert default_storage.exists(f"h5p-bundles/{version.script}.js")
        library = H5PLibrary.objects.get(machine_name="H5P.PalierListen")
        kept = library.files["scripts/listen.js"]
        assert default_storage.size(kept["stored"]) == kept["size"]

    def test_stores_no_name_of_a_stranger(self):
        imported(build("odd-manifest-12"))

        kept = [name.rpartition("/")[2] for name in stored_names()]
        assert all(name.partition(".")[0].isalnum() for name in kept)

    def test_starts_in_the_worker_by_the_fact(self, deliver_outbox):
        kept = received()

        deliver_outbox()

        kept.refresh_from_db()
        assert kept.status == PackageImport.Status.DONE

    def test_knows_a_file_again(self):
        first = imported(build("single-sco-12"))
        names = stored_names()

        again = imported(build("single-sco-12"), "autre nom.zip")

        assert (again.is_known, again.version, again.package) == (
            True,
            first.version,
            first.package,
        )
        assert stored_names() == names

    def test_replaces_by_a_next_version_and_keeps_the_title(self):
        package = PackageFactory(title="Mon devis")
        former = package.current

        ended = imported(build("single-sco-12"), package=package)

        package.refresh_from_db()
        assert (package.title, package.current) == ("Mon devis", ended.version)
        assert ended.version.number == 2
        assert former.files.exists()

    def test_puts_a_former_version_back(self):
        first = imported(build("single-sco-12"))
        imported(build("multi-sco-12"), package=first.package)

        again = imported(build("single-sco-12"), package=first.package)

        first.package.refresh_from_db()
        assert first.package.current == first.version
        assert "redevient la version en cours" in sentences(again.problems)[0]

    def test_says_that_a_file_is_another_package(self):
        other = imported(build("single-sco-12"))
        package = PackageFactory()

        ended = imported(build("single-sco-12"), package=package)

        assert (ended.version, ended.package) == (other.version, other.package)
        assert "sous le titre « Faire son premier devis »" in sentences(ended.problems)[0]

    def test_warns_of_what_never_says_that_it_ends(self):
        version = imported(build("asset-only-12")).version

        assert "ne signale jamais la fin" in " ".join(sentences(version.warnings))

    @pytest.mark.parametrize(
        "name", ["laughs.zip", "wrong-checksum.zip", "climbing.zip", "bomb.h5p"]
    )
    def test_stores_nothing_of_a_file_that_it_refuses(self, name):
        ended = imported(bad.build(name), name)

        assert ended.status == PackageImport.Status.REFUSED
        assert ended.problems
        assert stored_names() == waiting_folders() == []
        assert not Package.objects.exists()

    def test_says_that_the_received_file_is_gone(self):
        kept = received()
        Incoming(kept.uuid).forget()

        import_package(package_import=kept, at=NOON)

        assert (kept.status, kept.problems[0]["code"]) == ("refused", "upload-lost")


class BrokenStorage(FileSystemStorage):
    """A disk that is full when the original comes, last of all."""

    def save(self, name, content, max_length=None):
        if "original" in name:
            raise OSError("No space left on device")
        return super().save(name, content, max_length)


class TestInterruptedImport:
    def test_leaves_nothing_and_starts_again_by_itself(self, settings):
        whole = settings.STORAGES
        broken = {"BACKEND": "tests.media.test_import.BrokenStorage"}
        settings.STORAGES = whole | {"default": broken}
        waiting = imported(build("choice"), "choix.h5p")
        assert (waiting.status, waiting.percent) == ("waiting", 0)
        assert "Il reprend tout seul" in sentences(waiting.problems)[0]
        assert stored_names() == []

        settings.STORAGES = whole
        assert not import_next(at=NOON)
        assert import_next(at=later(minutes=1))

        waiting.refresh_from_db()
        assert (waiting.status, waiting.problems) == ("done", [])
        assert not import_next(at=later(minutes=9))

    def test_ends_refused_after_too_many_tries(self, settings):
        broken = {"BACKEND": "tests.media.test_import.BrokenStorage"}
        settings.STORAGES = settings.STORAGES | {"default": broken}
        received()

        days = 0
        while import_next(at=later(days=days)):
            days += 1

        assert days == 8
        assert PackageImport.objects.get().status == PackageImport.Status.REFUSED
        assert stored_names() == waiting_folders() == []

    def test_starts_clean_after_a_worker_that_was_killed(self):
        kept = received()
        incoming = Incoming(kept.uuid)
        incoming.note_try(NOON)
        incoming.note_written("packages/abc/")
        default_storage.save("packages/abc/files/half", ContentFile(b"hal"))
        PackageImport.objects.filter(pk=kept.pk).update(status="storing", percent=70)

        assert import_next(at=later(minutes=1))

        kept.refresh_from_db()
        assert kept.status == PackageImport.Status.DONE
        assert not default_storage.exists("packages/abc/files/half")

    def test_leaves_a_file_that_another_worker_has(self):
        kept = received()

        with Incoming(kept.uuid).taken():
            import_package(package_import=kept, at=NOON)
            assert not import_next(at=NOON)

        kept.refresh_from_db()
        assert kept.status == PackageImport.Status.WAITING

    def test_forgets_what_no_import_waits_for(self, settings):
        kept = received()
        Incoming(PackageFactory(version=None).uuid).keep(BytesIO(b"cut o"))

        assert forget_abandoned(at=NOON) == 0
        assert forget_abandoned_uploads.delay().get() == 0
        # Files have the age of the disk, not of the test.
        assert forget_abandoned(at=NOON.replace(year=2126)) == 1
        assert waiting_folders() == [str(kept.uuid)]


class TestMemory:
    def test_stays_small_whatever_the_size(self, tmp_path):
        source = random.Random(4)  # noqa: S311 - bytes that do not compress
        path = tmp_path / "film.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in bad.sco().items():
                archive.writestr(name, data)
            with archive.open("film.mp4", "w") as film:
                for _chunk in range(20):
                    film.write(source.randbytes(1_000_000))
        script("scorm12")  # assembled once a process

        tracemalloc.start()
        with path.open("rb") as file:
            sent = receive_upload(file=file, file_name="film.zip", by=None, at=NOON, queue=False)
        import_package(package_import=sent, at=NOON)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

        assert sent.status == PackageImport.Status.DONE
        assert peak < 5_000_000
