"""An archive whose headers are judged at once, and whose bytes are counted as they come."""

import copy
import io
import stat
import struct
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, BinaryIO, Self, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from media.archives.limits import MEGABYTE, ArchiveRefused, Limits
from media.archives.names import is_folder, is_hidden, is_litter, member_path

CHUNK = 64 * 1024
# One bit for a password, one for strong encryption, one for hidden headers.
ENCRYPTED_FLAGS = 0x1 | 0x40 | 0x2000
LOCAL_HEADER = 30
DIRECTORY_ENTRY = b"PK\x01\x02"
# What a directory takes per entry, with a long name and generous extra fields.
DIRECTORY_BYTES = 1024
# All that `zipfile` and `zlib` raise at what is malformed.
MALFORMED = (
    BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError, OverflowError,
    RuntimeError, ValueError,
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """A file of an archive: `size` is what its header declares, and what it may not exceed."""

    path: str
    size: int
    compressed: int
    is_stored: bool
    crc: int


class Archive:
    """The files of a zip; `stream` is seekable and stays open as long as the archive is used.

    Folders and what macOS and Windows leave behind are dropped; with `skip_hidden`, so is whatever
    starts with a dot or an underscore at any level (the rule of H5P: SCORM has `_folders` of use).
    """

    def __init__(
        self, stream: BinaryIO, limits: Limits | None = None, *, skip_hidden: bool = False
    ) -> None:
        self.limits = limits or Limits()
        self.prefix = ""
        self._zip = _opened(stream, self.limits)
        infos = self._zip.infolist()
        if len(infos) > self.limits.entries:
            raise ArchiveRefused("too-many-entries", detail=f"{len(infos)} entries")
        self._members = _members(infos, self.limits, skip_hidden=skip_hidden)
        if not self._members:
            raise ArchiveRefused("empty")
        _judge_sizes(self._members, self.limits)
        _judge_overlaps(infos, self._zip.start_dir)
        self._list()

    def _list(self) -> None:
        self.entries = tuple(_entry(path, info) for path, info in self._members.items())
        self._by_path = {entry.path: entry for entry in self.entries}
        self._by_folded = {entry.path.casefold(): entry for entry in self.entries}

    @property
    def total_bytes(self) -> int:
        return sum(entry.size for entry in self.entries)

    def get(self, path: str) -> Entry | None:
        return self._by_path.get(path)

    def find(self, path: str) -> Entry | None:
        """Return the entry of that path, or else the one that differs by its case alone."""
        return self._by_path.get(path) or self._by_folded.get(path.casefold())

    def nested_root(self) -> str:
        """Return the one folder that holds everything, with its `/`, or nothing."""
        roots = {path.partition("/")[::2] for path in self._members}
        tops = {top for top, _rest in roots}
        return f"{tops.pop()}/" if len(tops) == 1 and all(rest for _top, rest in roots) else ""

    def under(self, prefix: str) -> Self:
        """Return the archive as seen from a folder (`name/`): its files, by paths from there."""
        inner = copy.copy(self)
        inner._narrow(prefix)  # noqa: SLF001 - it is of this very class
        return inner

    def _narrow(self, prefix: str) -> None:
        self.prefix += prefix
        self._members = {
            path.removeprefix(prefix): info
            for path, info in self._members.items()
            if path.startswith(prefix)
        }
        self._list()

    def open(self, path: str) -> BinaryIO:
        """Return the content as a stream that refuses to give more than was declared.

        The stream is not seekable. `KeyError` when there is no such path.
        """
        info = copy.copy(self._members[path])
        declared = info.file_size
        # `zipfile` silently stops at the size that it is told, and the lie would never show.
        info.file_size = sys.maxsize
        with _refusing("corrupt-file", path):
            source = self._zip.open(info)
        return io.BufferedReader(_Counted(source, path, declared), CHUNK)

    def read(self, path: str, at_most: int = 16 * MEGABYTE) -> bytes:
        """Return a small file whole; one of more than `at_most` bytes is refused unread."""
        if self._members[path].file_size > at_most:
            raise ArchiveRefused("file-size-too-large", path, f"more than {at_most} bytes")
        with self.open(path) as member:
            return member.read()

    def verify(self) -> int:
        """Inflate every file, compare its size and checksum; return the bytes there are."""
        total = 0
        for entry in self.entries:
            with self.open(entry.path) as member:
                while chunk := member.read(CHUNK):
                    total += len(chunk)
        return total


class _Counted(io.RawIOBase):
    """A member that is what its header says: neither longer, nor shorter, nor something else."""

    def __init__(self, source: IO[bytes], path: str, declared: int) -> None:
        self._source = source
        self._path = path
        self._declared = declared
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with _refusing("corrupt-file", self._path):
            data = self._source.read(len(buffer))
        self._given += len(data)
        if self._given > self._declared:
            raise ArchiveRefused("size-mismatch", self._path, "longer than declared")
        if not data and self._given < self._declared:
            raise ArchiveRefused("size-mismatch", self._path, "shorter than declared")
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._source.close()
        super().close()


class _Guarded:
    """The stream as `zipfile` may read it: a directory too long is refused before it is parsed.

    `zipfile` believes the size that the end of the archive declares, and reads that at once.
    """

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        self._stream = stream
        self._entries = limits.entries
        self._most = max(limits.entries * DIRECTORY_BYTES, MEGABYTE)
        self.seek = stream.seek
        self.tell = stream.tell
        self.seekable = stream.seekable
        self.close = lambda: None

    def read(self, size: int = -1) -> bytes:
        if size > self._most:
            raise ArchiveRefused("too-many-entries", detail=f"{size} bytes of directory")
        data = self._stream.read(size)
        if data.startswith(DIRECTORY_ENTRY) and data.count(DIRECTORY_ENTRY) > self._entries:
            raise ArchiveRefused("too-many-entries", detail=f"more than {self._entries}")
        return data


@contextmanager
def _refusing(code: str, path: str = "") -> Iterator[None]:
    try:
        yield
    except MALFORMED as error:
        raise ArchiveRefused(code, path, str(error)) from error


def _opened(stream: BinaryIO, limits: Limits) -> ZipFile:
    stream.seek(0)
    # A zip cut short has its beginning and no end; anything else never was one.
    code = "unable-to-unzip" if stream.read(2) == b"PK" else "not-a-zip"
    with _refusing(code):
        return ZipFile(cast("IO[bytes]", _Guarded(stream, limits)))


def _members(infos: Iterable[ZipInfo], limits: Limits, *, skip_hidden: bool) -> dict[str, ZipInfo]:
    members: dict[str, ZipInfo] = {}
    folded: set[str] = set()
    for info in infos:
        path = member_path(info, limits)
        _judge_kind(info, path)
        if is_folder(info) or not path or is_litter(path) or (skip_hidden and is_hidden(path)):
            continue
        # Some hosts tell capitals apart and some do not: both must find the same files.
        if path.casefold() in folded:
            raise ArchiveRefused("duplicate-path", path)
        folded.add(path.casefold())
        members[path] = info
    for path in members:
        if not folded.isdisjoint(_folders(path.casefold())):
            raise ArchiveRefused("duplicate-path", path, "one of its folders is also a file")
    return members


def _folders(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _judge_kind(info: ZipInfo, path: str) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise ArchiveRefused("link-or-device", path)
    if info.flag_bits & ENCRYPTED_FLAGS:
        raise ArchiveRefused("encrypted", path)
    # The decompressors of the others give all there is at once, however little is asked for.
    if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise ArchiveRefused("unsupported-compression", path, f"method {info.compress_type}")


def _judge_sizes(members: dict[str, ZipInfo], limits: Limits) -> None:
    for path, info in members.items():
        if info.file_size > limits.file_bytes:
            raise ArchiveRefused("file-size-too-large", path, f"{info.file_size} bytes")
        _judge_ratio(path, info.file_size, info.compress_size, limits)
    total = sum(info.file_size for info in members.values())
    if total > limits.total_bytes:
        raise ArchiveRefused("total-size-too-large", detail=f"{total} bytes")
    _judge_ratio("", total, sum(info.compress_size for info in members.values()), limits)


def _judge_ratio(path: str, size: int, compressed: int, limits: Limits) -> None:
    if size > limits.ratio_from and size > limits.ratio * compressed:
        raise ArchiveRefused("compression-bomb", path, f"{size} bytes from {compressed}")


def _judge_overlaps(infos: Iterable[ZipInfo], end: int) -> None:
    """Refuse files that share their bytes: a small archive that inflates without end."""
    free = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < free:
            raise ArchiveRefused("overlapping-files", info.filename)
        free = info.header_offset + LOCAL_HEADER + info.compress_size
    if free > end:
        raise ArchiveRefused("overlapping-files", detail="a file reaches into the directory")


def _entry(path: str, info: ZipInfo) -> Entry:
    return Entry(
        path=path,
        size=info.file_size,
        compressed=info.compress_size,
        is_stored=info.compress_type == ZIP_STORED,
        crc=info.CRC,
    )
