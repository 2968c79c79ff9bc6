"""The same file twice at the same moment, where the database lets both in."""

import threading

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection, connections

from media.models import H5PLibrary, Package, PackageImport, PackageVersion
from tests.media.factories import imported
from tests.packages import build, h5p
from tests.packages.archive import pack

pytestmark = pytest.mark.django_db(transaction=True)

both_stored = threading.Barrier(2, timeout=60)


class MeetingStorage(FileSystemStorage):
    """Two imports meet here, with everything stored and nothing published."""

    def save(self, name, content, max_length=None):
        kept = super().save(name, content, max_length)
        if "original" in name:
            both_stored.wait()
        return kept


@pytest.fixture(autouse=True)
def on_postgresql(settings, tmp_path):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time.")
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.INCOMING_DIR = tmp_path / "incoming"
    meeting = {"BACKEND": "tests.media.test_import_races.MeetingStorage"}
    settings.STORAGES = settings.STORAGES | {"default": meeting}
    both_stored.reset()


def at_once(*files: bytes) -> list[PackageImport]:
    given: list[PackageImport] = []

    def run(data):
        try:
            given.append(imported(data, "choix.h5p"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[data]) for data in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


class TestImportPackage:
    def test_makes_one_version_of_two_imports(self):
        given = at_once(build("choice"), build("choice"))

        version = PackageVersion.objects.get()
        assert [ended.status for ended in given] == ["done", "done"]
        assert {ended.version for ended in given} == {version}
        assert sorted(ended.is_known for ended in given) == [False, True]
        assert Package.objects.get().current == version
        assert all(default_storage.exists(file.stored) for file in version.files.all())
        assert len(default_storage.listdir(f"packages/{version.sha256}")[0]) == 1

    def test_installs_a_library_once(self):
        other = pack(h5p.content("choice") | {"content/notes.txt": b"Autre"})

        given = at_once(build("choice"), other)

        assert [ended.status for ended in given] == ["done", "done"]
        assert PackageVersion.objects.count() == H5PLibrary.objects.count() == 2
        assert len(default_storage.listdir("h5p-libraries")[0]) == 2
        for library in H5PLibrary.objects.all():
            assert all(default_storage.exists(file["stored"]) for file in library.files.values())
