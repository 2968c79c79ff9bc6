"""MP4 (ISO 14496-12): what a telephone or Safari records."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from learners.uploads.base import UploadRefused, damaged, size_of

FAMILIES = {b"moov", b"trak", b"mdia"}
"""Boxes to look into: what tells about people lies beside the sound, never within it."""
PRIVATE = {b"udta", b"meta", b"uuid", b"free", b"skip"}
DATED = {b"mvhd", b"tkhd", b"mdhd"}
MOST_BOXES = 20_000
DEEPEST = 4


@dataclass(frozen=True)
class Box:
    name: bytes
    title: int
    """Where its name is written."""
    start: int
    """Where its content begins, after the header."""
    end: int


def clean_mp4(stream: IO[bytes]) -> float | None:
    """Blank tags, places and dates; return the seconds if they are told. Raise UploadRefused."""
    boxes = list(_boxes(stream, 0, size_of(stream)))
    names = {box.name for box in boxes}
    if not {b"moov", b"mdat"} <= names:
        raise damaged()
    _check_sound(stream, boxes)
    seconds = None
    for box in boxes:
        if box.name == b"mvhd":
            seconds = _seconds(stream, box)
        if box.name in DATED:
            _undate(stream, box)
        if box.name in PRIVATE:
            _blank(stream, box)
    return seconds


def _boxes(stream: IO[bytes], start: int, end: int, depth: int = 0) -> Iterator[Box]:
    """Yield the boxes between `start` and `end`, those of families after them."""
    count = 0
    while start < end:
        count += 1
        stream.seek(start)
        length, name = struct.unpack(">I4s", stream.read(8))
        header = 8
        if length == 1:
            length, header = struct.unpack(">Q", stream.read(8))[0], 16
        last = end if length == 0 else start + length
        if last > end or last < start + header or count > MOST_BOXES or depth > DEEPEST:
            raise damaged()
        yield Box(name, start + 4, start + header, last)
        if name in FAMILIES:
            yield from _boxes(stream, start + header, last, depth + 1)
        start = last


def _check_sound(stream: IO[bytes], boxes: list[Box]) -> None:
    kinds = set()
    for box in boxes:
        if box.name == b"hdlr":
            stream.seek(box.start + 8)
            kinds.add(stream.read(4))
    if b"vide" in kinds:
        raise UploadRefused(
            _(
                "Ce fichier est une vidéo : ici, votre voix suffit. Enregistrez-vous avec le"
                " dictaphone de votre téléphone, puis choisissez ce fichier."
            )
        )
    if b"soun" not in kinds:
        raise damaged()


def _seconds(stream: IO[bytes], box: Box) -> float | None:
    stream.seek(box.start)
    is_long = stream.read(1) == b"\x01"
    stream.seek(box.start + (20 if is_long else 12))
    scale, length = struct.unpack(">IQ" if is_long else ">II", stream.read(12 if is_long else 8))
    return length / scale if scale and length else None


def _undate(stream: IO[bytes], box: Box) -> None:
    """Forget when it was made and changed: two numbers after the version and the flags."""
    stream.seek(box.start)
    width = 16 if stream.read(1) == b"\x01" else 8
    stream.seek(box.start + 4)
    stream.write(bytes(width))


def _blank(stream: IO[bytes], box: Box) -> None:
    stream.seek(box.title)
    stream.write(b"free")
    stream.seek(box.start)
    left = box.end - box.start
    while left:
        left -= stream.write(bytes(min(left, 65_536)))
