"""Recordings as they are kept: playable, of a known length when it is told, without tags or date.

The sound itself is not encoded again: that takes a library of codecs for little. What surrounds it
is blanked where it lies, so that every position inside the file stays true.
"""

import shutil
import struct
import tempfile
from collections.abc import Callable
from typing import IO, Any, cast

from django.core.files import File
from mutagen import MutagenError
from mutagen.apev2 import delete as delete_ape
from mutagen.id3 import delete as delete_id3
from mutagen.mp3 import MP3
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis

from learners.uploads.base import AUDIO, Prepared, damaged
from learners.uploads.mp4 import clean_mp4
from learners.uploads.webm import clean_webm

Cleaning = Callable[[IO[bytes]], float | None]
"""Takes away what is not sound, in place; returns the seconds, None when the file does not tell."""

BROKEN = (MutagenError, struct.error, EOFError, ValueError, OSError, IndexError, OverflowError)


def prepare_webm(upload: File[bytes]) -> Prepared:
    return _prepare(upload, clean_webm, "audio/webm", ".webm")


def prepare_mp4(upload: File[bytes]) -> Prepared:
    return _prepare(upload, clean_mp4, "audio/mp4", ".m4a")


def prepare_ogg(upload: File[bytes]) -> Prepared:
    return _prepare(upload, _clean_ogg, "audio/ogg", ".ogg")


def prepare_mp3(upload: File[bytes]) -> Prepared:
    return _prepare(upload, _clean_mp3, "audio/mpeg", ".mp3")


def prepare_wav(upload: File[bytes]) -> Prepared:
    return _prepare(upload, _clean_wav, "audio/wav", ".wav")


def _prepare(upload: File[bytes], clean: Cleaning, content_type: str, extension: str) -> Prepared:
    """Work on a copy on disk: what was sent stays as it is, for whoever reads it again."""
    stream = cast("IO[bytes]", tempfile.TemporaryFile())  # noqa: SIM115 - closed by who stores it
    shutil.copyfileobj(upload, stream)
    stream.seek(0)
    try:
        seconds = clean(stream)
    except BROKEN:
        stream.close()
        raise damaged() from None
    except BaseException:
        stream.close()
        raise
    stream.seek(0)
    duration = None if seconds is None else min(round(seconds), 24 * 3600)
    return Prepared(AUDIO, content_type, extension, File(stream), duration)


def _clean_ogg(stream: IO[bytes]) -> float:
    kind = OggOpus if b"OpusHead" in stream.read(64) else OggVorbis
    stream.seek(0)
    sound: Any = kind(stream)
    stream.seek(0)
    sound.delete(stream)
    return float(sound.info.length)


def _clean_mp3(stream: IO[bytes]) -> float:
    sound: Any = MP3(stream)  # type: ignore[no-untyped-call]  # mutagen leaves it so
    if sound.info.sketchy:
        raise damaged()
    for delete in (delete_id3, delete_ape):
        stream.seek(0)
        delete(stream)
    return float(sound.info.length)


def _clean_wav(stream: IO[bytes]) -> float:
    """Keep the sound and its format; other chunks (place, date, author) become filling."""
    stream.seek(12)
    rate = length = 0
    while header := stream.read(8):
        name, size = struct.unpack("<4sI", header)
        start = stream.tell()
        if name == b"fmt ":
            rate = struct.unpack("<8xI", stream.read(12))[0]
        elif name == b"data":
            length += size
        elif name != b"fact":
            stream.seek(start - 8)
            stream.write(b"JUNK")
            blank(stream, start, size)
        stream.seek(start + size + size % 2)
    # The last chunk may lack its filling byte; a longer lack is a recording cut short.
    end = stream.tell()
    if not rate or not length or end > stream.seek(0, 2) + 1:
        raise damaged()
    return length / rate


def blank(stream: IO[bytes], start: int, size: int) -> None:
    """Write zeros over `size` bytes, without going past the end."""
    end = stream.seek(0, 2)
    stream.seek(start)
    left = max(0, min(size, end - start))
    while left:
        left -= stream.write(bytes(min(left, 65_536)))
