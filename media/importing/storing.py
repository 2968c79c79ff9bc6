"""Files of a package on their way to the storage: streamed, and compressed once where it pays."""

import tempfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, BinaryIO, cast

import brotli
from django.core.files import File
from django.core.files.storage import default_storage

from media.archives import CHUNK, Archive, Entry
from media.importing.survey import Progress, nothing

TEXTS = {
    *(".html", ".htm", ".xhtml", ".js", ".mjs", ".css", ".json", ".map", ".svg", ".xml"),
    *(".txt", ".vtt", ".webvtt", ".csv", ".md"),
}
# Below, the headers of an answer weigh more than what is saved.
SMALLEST_COMPRESSED = 256
WORTH = 0.9
# The best compression takes a second for each MB: above, the one that takes a tenth of that.
SLOWEST_BYTES = 1024 * 1024
# A window larger than what most scripts hold buys little, and is memory while it compresses.
BROTLI_WINDOW = 20
KEPT_IN_MEMORY = 1024 * 1024


@dataclass(frozen=True)
class Stored:
    """A file as the storage has it. `encodings` is `PackageFile.encodings`."""

    path: str
    size: int
    digest: str
    name: str
    encodings: str = ""

    def as_json(self) -> dict[str, Any]:
        """As `H5PLibrary.files` keeps it."""
        return {
            "size": self.size,
            "stored": self.name,
            "digest": self.digest,
            "encodings": self.encodings,
        }


def store(name: str, stream: BinaryIO) -> str:
    """Store a stream under `name` and return the name it has got there."""
    stored: str = default_storage.save(name, File(stream, name))
    return stored


def store_files(
    archive: Archive,
    entries: Iterable[Entry],
    digests: dict[str, str],
    prefix: str,
    progress: Progress = nothing,
) -> list[Stored]:
    """Store the files under names made of their content: no name of a stranger reaches a disk."""
    done: dict[str, Stored] = {}
    found = []
    for entry in entries:
        digest = digests[entry.path]
        known = done.get(digest)
        if known is None:
            known = done[digest] = _stored(archive, entry, digest, f"{prefix}{digest}")
        found.append(Stored(entry.path, entry.size, digest, known.name, known.encodings))
        progress(entry.size)
    return found


def _stored(archive: Archive, entry: Entry, digest: str, name: str) -> Stored:
    with archive.open(entry.path) as member:
        kept = store(name, member)
    encodings = []
    if is_text(entry.path) and entry.size >= SMALLEST_COMPRESSED:
        for encoding, suffix in (("br", ".br"), ("gzip", ".gz")):
            with (
                archive.open(entry.path) as member,
                compressed(member, encoding, entry.size) as small,
            ):
                if small.tell() <= entry.size * WORTH:
                    small.seek(0)
                    store(kept + suffix, cast("BinaryIO", small))
                    encodings.append(encoding)
    return Stored(entry.path, entry.size, digest, kept, ",".join(encodings))


def is_text(path: str) -> bool:
    return PurePosixPath(path).suffix.lower() in TEXTS


def compressed(
    source: BinaryIO, encoding: str, size: int
) -> "tempfile.SpooledTemporaryFile[bytes]":
    """Return what `source` becomes, in memory or on disk by its length, open at its end."""
    target = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115 - the caller closes it
    compressor = _compressor(encoding, size)
    while data := source.read(CHUNK):
        target.write(compressor.process(data))
    target.write(compressor.finish())
    return target


class _Gzip:
    """zlib under the names of brotli. No date in the header: same content, same bytes."""

    def __init__(self) -> None:
        self._deflate = zlib.compressobj(9, zlib.DEFLATED, 31)

    def process(self, data: bytes) -> bytes:
        return self._deflate.compress(data)

    def finish(self) -> bytes:
        return self._deflate.flush()


def _compressor(encoding: str, size: int) -> Any:
    if encoding == "gzip":
        return _Gzip()
    quality = 11 if size <= SLOWEST_BYTES else 9
    return brotli.Compressor(quality=quality, lgwin=BROTLI_WINDOW)


def take_away(prefix: str) -> None:
    """Delete whatever the storage has under `prefix`, a folder with its `/`."""
    try:
        folders, files = default_storage.listdir(prefix)
    except FileNotFoundError:
        return
    for name in files:
        default_storage.delete(f"{prefix}{name}")
    for folder in folders:
        take_away(f"{prefix}{folder}/")
    # Empty folders exist on disks alone; a bucket has none to delete.
    if hasattr(default_storage, "base_location"):
        default_storage.delete(prefix)
