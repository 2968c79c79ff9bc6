"""An import from its file to its version: all of it, or nothing."""

import logging
import traceback
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.conf import settings
from django.db import IntegrityError

from media.antivirus import AntivirusUnavailable, FileInfected, FileTooLargeToScan, scan
from media.importing.content import prepare_content
from media.importing.incoming import MOST_TRIES, Incoming, UploadBusy, UploadLost
from media.importing.libraries import Installed
from media.importing.problems import ImportRefused, Problem, as_json
from media.importing.progress import Watch
from media.importing.publishing import AlreadyThere, finish, publish_version, reuse_version
from media.importing.reading import read_file
from media.importing.storing import take_away
from media.importing.survey import sha256_of
from media.models import PackageImport, PackageVersion

log = logging.getLogger(__name__)

UNFINISHED = (
    PackageImport.Status.WAITING,
    PackageImport.Status.READING,
    PackageImport.Status.STORING,
)


def import_package(*, package_import: PackageImport, at: datetime, wait: bool = False) -> None:
    """Import a received file, once: whoever comes second leaves it, or waits for the end.

    What goes wrong with the file ends in `problems`; what goes wrong around it (the storage, the
    antivirus) leaves the import waiting, to be tried again later.
    """
    incoming = Incoming(package_import.uuid)
    try:
        with incoming.taken(wait=wait) as stream:
            if not _is_over(package_import, incoming):
                _Run(package_import, incoming, stream, at).go()
    except UploadBusy:
        return
    except UploadLost:
        _refuse(package_import, incoming, [Problem("upload-lost")], at)
    if package_import.status not in UNFINISHED:
        incoming.forget()


@dataclass
class _Run:
    package_import: PackageImport
    incoming: Incoming
    stream: BinaryIO
    at: datetime

    def go(self) -> None:
        tries = self.incoming.note_try(self.at)
        # What a worker that died left behind.
        _clean(self.incoming)
        try:
            self._import()
        except ImportRefused as refused:
            _refuse(self.package_import, self.incoming, refused.problems, self.at)
        except AntivirusUnavailable as error:
            log.warning("import %s: %s", self.package_import.pk, error)
            self._again(tries, Problem("antivirus-unavailable"))
        except Exception as error:  # noqa: BLE001 - a storage or a database may raise anything
            frames = "".join(traceback.format_tb(error.__traceback__))
            log.error("import %s: %s\n%s", self.package_import.pk, type(error).__name__, frames)  # noqa: TRY400 - its text may hold personal data
            self._again(tries, Problem("import-failed", detail=type(error).__name__))

    def _import(self) -> None:
        watch = Watch(self.package_import)
        sha256 = sha256_of(self.stream, watch.hashed)
        known = PackageVersion.objects.select_related("package").filter(sha256=sha256).first()
        if known is not None:
            reuse_version(self.package_import, known, at=self.at)
            return
        self._scan()
        installed = Installed.now()
        reading = read_file(
            self.stream,
            self.package_import.file_name,
            installed=installed,
            may_install=self._may_install(),
        )
        content = prepare_content(
            reading, installed, self.stream, sha256=sha256, incoming=self.incoming, watch=watch
        )
        try:
            unused = publish_version(self.package_import, content, installed, at=self.at)
        except (AlreadyThere, IntegrityError):
            self._reuse(sha256)
        else:
            self._settle(unused)

    def _settle(self, unused: list[str]) -> None:
        """The version is there: what goes wrong from now on must not take its files away."""
        try:
            self.incoming.forget_written()
            for prefix in unused:
                take_away(prefix)
        except Exception as error:  # noqa: BLE001 - a storage may raise anything
            log.warning(
                "import %s: %s left in the storage (%s)",
                self.package_import.pk,
                ", ".join(unused),
                type(error).__name__,
            )

    def _reuse(self, sha256: str) -> None:
        """The same file was published while this one was being stored."""
        # What the transaction that failed wrote into the row is not there.
        self.package_import.refresh_from_db()
        known = PackageVersion.objects.select_related("package").get(sha256=sha256)
        reuse_version(self.package_import, known, at=self.at)
        _clean(self.incoming)

    def _may_install(self) -> bool:
        by = self.package_import.by
        return by is None or by.has_perm("media.install_h5plibrary")

    def _scan(self) -> None:
        if not settings.CLAMD_ADDRESS:
            return
        self.stream.seek(0)
        try:
            scan(self.stream, settings.CLAMD_ADDRESS)
        except FileInfected as infected:
            raise ImportRefused.because("virus-found", detail=infected.name) from infected
        except FileTooLargeToScan as error:
            raise ImportRefused.because("antivirus-size-limit") from error

    def _again(self, tries: int, problem: Problem) -> None:
        """Leave the import to a later try, unless this was the last one."""
        if _is_over(self.package_import, self.incoming):
            return
        _clean(self.incoming)
        if tries >= MOST_TRIES:
            finish(self.package_import, PackageImport.Status.REFUSED, [problem], at=self.at)
            return
        self.package_import.status = PackageImport.Status.WAITING
        self.package_import.percent = 0
        self.package_import.problems = as_json([problem])
        self.package_import.save(update_fields=["status", "percent", "problems"])


def _refuse(
    package_import: PackageImport,
    incoming: Incoming,
    problems: "tuple[Problem, ...] | list[Problem]",
    at: datetime,
) -> None:
    if _is_over(package_import, incoming):
        return
    _clean(incoming)
    finish(package_import, PackageImport.Status.REFUSED, problems, at=at)


def _is_over(package_import: PackageImport, incoming: Incoming) -> bool:
    """Return whether nothing is left to do, as the database says it now.

    What an import that ended has stored is in use: whoever asks must leave it.
    """
    try:
        package_import.refresh_from_db()
    except PackageImport.DoesNotExist:
        # It was deleted with its package.
        _clean(incoming)
        incoming.forget()
        return True
    return package_import.status not in UNFINISHED


def _clean(incoming: Incoming) -> None:
    """Take away what an import that did not end put in the storage."""
    for prefix in incoming.written():
        take_away(prefix)
