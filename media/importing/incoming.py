"""The folder of a file on its way in: the file, what was tried with it, what it left behind.

    INCOMING_DIR/<uuid of the import>/package   the file as it was received
                                     /tries     a line for each time a worker took it
                                     /written   a line for each place of the storage it wrote to

The web server writes it and the worker reads it: hosts that are apart share this folder.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

CHUNK = 1024 * 1024
# Files that are being received, beside the folders.
RECEIVING = ".receiving-"
MOST_TRIES = 8
LONGEST_PAUSE = timedelta(hours=1)


class UploadBusy(Exception):
    """Another worker has the file in hand."""


class UploadLost(Exception):
    """The file is not there any more."""


class Incoming:
    """What is kept of one import; nothing of it is left once the import ended."""

    def __init__(self, uuid: UUID) -> None:
        self.folder = incoming_dir() / str(uuid)
        self.file = self.folder / "package"
        self._tries = self.folder / "tries"
        self._written = self.folder / "written"

    def keep(self, source: BinaryIO, *, path: str = "") -> int:
        """Take the file in and return its size; `path` is where it lies already, if it does."""
        self.folder.mkdir(parents=True)
        if not path or not _linked(path, self.file):
            with self.file.open("xb") as target:
                shutil.copyfileobj(source, target, CHUNK)
        return self.file.stat().st_size

    def forget(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def taken(self, *, wait: bool = False) -> Iterator[BinaryIO]:
        """Open the file for one worker alone; one that dies gives it back by dying."""
        try:
            stream = self.file.open("rb")
        except FileNotFoundError as error:
            raise UploadLost from error
        with stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise UploadBusy from error
            yield stream

    def is_busy(self) -> bool:
        try:
            with self.taken():
                return False
        except UploadBusy:
            return True
        except UploadLost:
            return False

    def note_try(self, at: datetime) -> int:
        """Return how many times it was tried, this one included."""
        _append(self._tries, at.isoformat())
        return len(_lines(self._tries))

    def due_at(self, asked_at: datetime) -> datetime:
        """Return when it may be tried again: twice as late each time."""
        tries = _lines(self._tries)
        if not tries:
            return asked_at
        pause = min(timedelta(minutes=2 ** (len(tries) - 1)), LONGEST_PAUSE)
        return datetime.fromisoformat(tries[-1]) + pause

    def note_written(self, prefix: str) -> None:
        """Write down, before anything is stored there, what a failure has to take away."""
        _append(self._written, prefix)

    def forget_written(self) -> None:
        """What is written down there is in use from now on."""
        self._written.unlink(missing_ok=True)

    def written(self) -> list[str]:
        return _lines(self._written)


def incoming_dir() -> Path:
    return Path(settings.INCOMING_DIR)


@contextmanager
def turn() -> Iterator[bool]:
    """Give the turn to one import at a time: mails and the rest go on in the other threads."""
    incoming_dir().mkdir(parents=True, exist_ok=True)
    with (incoming_dir() / ".turn").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _linked(source: str, target: Path) -> bool:
    """Return whether the file could stay where it lies, under another name."""
    try:
        os.link(source, target)
    except OSError:
        return False
    return True


def _append(path: Path, line: str) -> None:
    with path.open("a") as journal:
        journal.write(f"{line}\n")


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except FileNotFoundError:
        return []
