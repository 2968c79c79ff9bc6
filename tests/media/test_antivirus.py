import io
import tempfile
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from media.antivirus import AntivirusUnavailable, FileInfected, FileTooLargeToScan, scan
from media.importing import import_next, import_package
from media.models import PackageImport, PackageVersion
from media.refusals import sentences
from tests.clock import NOON
from tests.media.clamd import Clamd, at
from tests.media.factories import imported, later
from tests.media.zips import zip_of
from tests.packages import bad, build


@pytest.fixture
def folder():
    """A short path: the name of a socket holds in 108 bytes."""
    with tempfile.TemporaryDirectory(prefix="clamd-") as name:
        yield Path(name)


@pytest.fixture
def clamd(folder):
    with Clamd(at(folder)) as running:
        yield running


class TestScan:
    def test_lets_a_clean_file_through_a_socket_of_the_machine(self, clamd):
        scan(io.BytesIO(b"bonjour" * 20_000), clamd.address)

        assert clamd.sizes == [140_000]

    @pytest.mark.parametrize("prefix", ["tcp://", ""])
    def test_speaks_over_the_network(self, prefix):
        with Clamd(("127.0.0.1", 0)) as clamd:
            scan(io.BytesIO(b"bonjour"), prefix + clamd.address.removeprefix("tcp://"))

            assert clamd.sizes == [7]

    def test_names_what_was_found(self, clamd):
        with pytest.raises(FileInfected) as found:
            scan(io.BytesIO(b"." * 70_000 + bad.virus()), clamd.address)

        assert found.value.name == "Eicar-Signature"

    def test_says_that_a_file_is_larger_than_clamd_takes(self, folder):
        with Clamd(at(folder), limit=100_000) as clamd, pytest.raises(FileTooLargeToScan):
            scan(io.BytesIO(bytes(4_000_000)), clamd.address)

    @pytest.mark.parametrize("address", ["unix:/nowhere/clamd.ctl", "127.0.0.1:1", "nonsense"])
    def test_says_that_nobody_answers(self, address):
        with pytest.raises(AntivirusUnavailable):
            scan(io.BytesIO(b"bonjour"), address)


@pytest.mark.django_db
class TestImport:
    @pytest.fixture(autouse=True)
    def own_folders(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path / "uploads"
        settings.INCOMING_DIR = tmp_path / "incoming"

    @pytest.mark.parametrize("name", ["virus.zip", "virus.h5p"])
    def test_refuses_what_the_antivirus_names(self, settings, clamd, name):
        settings.CLAMD_ADDRESS = clamd.address

        ended = imported(stored(bad.virus()), name)

        assert ended.status == PackageImport.Status.REFUSED
        assert sentences(ended.problems)[0].startswith(
            "L'antivirus a reconnu un programme dangereux (Eicar-Signature)"
        )
        assert not default_storage.exists("packages")

    def test_scans_the_whole_file_as_it_was_sent(self, settings, clamd):
        settings.CLAMD_ADDRESS = clamd.address

        ended = imported(build("single-sco-12"))

        assert ended.status == PackageImport.Status.DONE
        assert clamd.sizes == [len(build("single-sco-12"))]

    def test_waits_for_an_antivirus_that_does_not_answer(self, settings, folder):
        settings.CLAMD_ADDRESS = f"unix:{at(folder)}"
        waiting = imported(build("single-sco-12"))
        assert waiting.status == PackageImport.Status.WAITING
        assert "reprend tout seul" in sentences(waiting.problems)[0]

        with Clamd(at(folder)):
            assert not import_next(at=NOON)
            assert import_next(at=later(minutes=2))

        assert PackageVersion.objects.get().imports.get() == waiting

    def test_gives_up_on_an_antivirus_that_never_answers(self, settings, folder):
        settings.CLAMD_ADDRESS = f"unix:{at(folder)}"
        waiting = imported(build("single-sco-12"))

        for _try in range(7):
            import_package(package_import=waiting, at=NOON)

        assert waiting.status == PackageImport.Status.REFUSED
        assert not PackageVersion.objects.exists()


def stored(data: bytes) -> bytes:
    """Return an archive in which `data` can be read as it is."""
    return zip_of({"facture.txt": data}, stored=True).getvalue()
