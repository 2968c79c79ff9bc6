"""The first reading of an archive: every byte inflated, counted, checked and named."""

import hashlib
from collections.abc import Callable
from typing import BinaryIO

from media.archives import CHUNK, Archive

Progress = Callable[[int], None]
"""Told how many bytes were just read."""


def nothing(_count: int) -> None:
    """Nobody watches."""


def sha256_of(stream: BinaryIO, progress: Progress = nothing) -> str:
    stream.seek(0)
    digest = hashlib.sha256()
    while data := stream.read(CHUNK):
        digest.update(data)
        progress(len(data))
    return digest.hexdigest()


def survey(archive: Archive, progress: Progress = nothing) -> dict[str, str]:
    """Return the SHA-256 of each file; raise `ArchiveRefused` at the first that is not sound."""
    found = {}
    for entry in archive.entries:
        digest = hashlib.sha256()
        with archive.open(entry.path) as member:
            while data := member.read(CHUNK):
                digest.update(data)
                progress(len(data))
        found[entry.path] = digest.hexdigest()
    return found
