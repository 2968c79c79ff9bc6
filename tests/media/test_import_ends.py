"""An import whose end is decided elsewhere: what is in use stays, what nobody wants goes."""

import os
from datetime import timedelta
from typing import ClassVar

import pytest
from django.core.files.storage import FileSystemStorage, default_storage

from media.importing import forget_abandoned
from media.importing.incoming import incoming_dir
from media.importing.uploading import IncomingUploadHandler
from media.models import H5PLibrary, Package, PackageImport, PackageVersion
from tests.clock import NOON
from tests.media.factories import PackageFactory, imported
from tests.packages import build

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.INCOMING_DIR = tmp_path / "incoming"


@pytest.fixture
def stored_by(settings):
    def use(name: str) -> None:
        storage = {"BACKEND": f"{__name__}.{name}"}
        settings.STORAGES = settings.STORAGES | {"default": storage}

    return use


class StumblingStorage(FileSystemStorage):
    """Somebody installs the libraries before this import does; then a folder is not read."""

    meanwhile: ClassVar[list[H5PLibrary]] = []
    has_stumbled = False

    def save(self, name, content, max_length=None):
        if "original" in name:
            H5PLibrary.objects.bulk_create(self.meanwhile)
        return super().save(name, content, max_length)

    def listdir(self, path):
        if not self.has_stumbled:
            self.has_stumbled = True
            raise OSError("Input/output error")
        return super().listdir(path)


class OvertakenStorage(FileSystemStorage):
    """The import ends elsewhere, and this one cannot go on."""

    def save(self, name, content, max_length=None):
        if "original" in name:
            PackageImport.objects.update(status=PackageImport.Status.DONE)
            raise OSError("No space left on device")
        return super().save(name, content, max_length)


class DeletingStorage(FileSystemStorage):
    """The package goes away while its next file comes in."""

    def save(self, name, content, max_length=None):
        if "original" in name:
            Package.objects.all().delete()
        return super().save(name, content, max_length)


def files_left(folder: str) -> int:
    path = default_storage.path(folder)
    return sum(len(files) for _folder, _folders, files in os.walk(path))


class TestImportPackage:
    def test_keeps_the_files_of_what_it_published(self, stored_by, monkeypatch):
        imported(build("choice"), "choix.h5p")
        monkeypatch.setattr(StumblingStorage, "meanwhile", list(H5PLibrary.objects.order_by("pk")))
        Package.objects.update(current=None)
        Package.objects.all().delete()
        H5PLibrary.objects.all().delete()
        stored_by("StumblingStorage")

        ended = imported(build("choice"), "choix.h5p")

        version = PackageVersion.objects.get()
        assert (ended.status, ended.version) == ("done", version)
        assert default_storage.has_stumbled
        assert all(default_storage.exists(file.stored) for file in version.files.all())
        assert list(incoming_dir().glob("*-*")) == []

    def test_leaves_what_ended_elsewhere(self, stored_by):
        stored_by("OvertakenStorage")

        ended = imported(build("single-sco-12"))

        assert ended.status == PackageImport.Status.DONE
        assert files_left("packages") > 0

    def test_leaves_nothing_of_a_package_that_was_deleted(self, stored_by):
        stored_by("DeletingStorage")
        package = PackageFactory(version=None)

        with pytest.raises(PackageImport.DoesNotExist):
            imported(build("single-sco-12"), package=package)  # asks for its row at the end

        assert files_left("packages") == 0
        assert list(incoming_dir().glob("*-*")) == []


class TestForgetAbandoned:
    def test_takes_what_was_cut_off_and_leaves_what_is_not_ours(self):
        handler = IncomingUploadHandler()
        handler.new_file("file", "devis.zip", "application/zip", None)
        os.utime(handler.file.temporary_file_path(), (NOON.timestamp(), NOON.timestamp()))
        other = incoming_dir() / "lost-and-found"
        other.mkdir()
        os.utime(other, (NOON.timestamp(), NOON.timestamp()))

        assert forget_abandoned(at=NOON) == 0
        assert forget_abandoned(at=NOON + timedelta(days=2)) == 1
        assert list(incoming_dir().iterdir()) == [other]
        handler.file.close()
