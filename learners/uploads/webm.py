"""WebM (RFC 8794, RFC 9559): what Firefox and Chromium record."""

from dataclasses import dataclass, field
from typing import IO

from django.utils.translation import gettext as _

from learners.uploads.base import UploadRefused, damaged, size_of

# Elements whose children are read as if they stood beside them: a live recording does not know how
# long its families are, so nothing may depend on where they end.
FAMILIES = {0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0x1F43B675, 0xA0}
SEGMENT, CLUSTER = 0x18538067, 0x1F43B675
DOC_TYPE, HEADER = 0x4282, 0x1A45DFA3
TRACK_TYPE, SCALE, CLUSTER_TIME = 0x83, 0x2AD7B1, 0xE7
BLOCKS = {0xA1, 0xA3}
# Tags, attachments, chapters; title, date, file name; the name of a track; checksums made false.
PRIVATE = {0x1254C367, 0x1941A469, 0x1043A770, 0x7BA9, 0x4461, 0x7384, 0x536E, 0xBF}
VOID = b"\xec"
MOST_ELEMENTS = 200_000
SOUND, PICTURE = 2, 1


@dataclass
class _Found:
    doc_type: bytes = b""
    tracks: set[int] = field(default_factory=set)
    scale: int = 1_000_000
    """Nanoseconds of one tick."""
    cluster: int = 0
    last: int = 0
    blocks: int = 0


def clean_webm(stream: IO[bytes]) -> float | None:
    """Blank titles, tags and dates; return the seconds. Raise UploadRefused."""
    end, found = size_of(stream), _Found()
    position = count = 0
    while position < end:
        count += 1
        start = position
        name, size = _header(stream, position)
        inside = stream.tell()
        if size is None and name not in FAMILIES:
            raise damaged()
        is_family = name in FAMILIES or name == HEADER
        position = inside if is_family or size is None else inside + size
        if position > end or count > MOST_ELEMENTS:
            raise damaged()
        if name in PRIVATE:
            _void(stream, start, position)
        elif not is_family:
            _note(stream, found, name, inside, position - inside)
    _check(found)
    return found.last * found.scale / 1_000_000_000


def _note(stream: IO[bytes], found: _Found, name: int, start: int, size: int) -> None:
    stream.seek(start)
    if name == DOC_TYPE:
        found.doc_type = stream.read(min(size, 20)).rstrip(b"\x00")
    elif name == TRACK_TYPE:
        found.tracks.add(_number(stream, size))
    elif name == SCALE:
        found.scale = _number(stream, size)
    elif name == CLUSTER_TIME:
        found.cluster = _number(stream, size)
    elif name in BLOCKS:
        _vint(stream, keep_mark=False)
        ticks = found.cluster + int.from_bytes(stream.read(2), "big", signed=True)
        found.last, found.blocks = max(found.last, ticks), found.blocks + 1


def _check(found: _Found) -> None:
    if PICTURE in found.tracks:
        raise UploadRefused(
            _(
                "Ce fichier est une vidéo : ici, votre voix suffit. Enregistrez-vous avec le"
                " dictaphone de votre téléphone, puis choisissez ce fichier."
            )
        )
    if found.doc_type != b"webm" or SOUND not in found.tracks or not found.blocks:
        raise damaged()


def _header(stream: IO[bytes], position: int) -> tuple[int, int | None]:
    """Return the name of the element there, and its size if it is known."""
    stream.seek(position)
    name, _width = _vint(stream, keep_mark=True)
    size, width = _vint(stream, keep_mark=False)
    return name, None if size == (1 << 7 * width) - 1 else size


def _vint(stream: IO[bytes], *, keep_mark: bool) -> tuple[int, int]:
    """Return a number of variable width, and its width in bytes."""
    first = stream.read(1)
    if not first or not first[0]:
        raise damaged()
    width = 9 - first[0].bit_length()
    value = int.from_bytes(first + stream.read(width - 1), "big")
    return (value if keep_mark else value & (1 << 7 * width) - 1), width


def _number(stream: IO[bytes], size: int) -> int:
    return int.from_bytes(stream.read(min(size, 8)), "big")


def _void(stream: IO[bytes], start: int, end: int) -> None:
    """Put an empty element of the same length there."""
    length = end - start
    width = 8 if length > 9 else 1
    content = length - 1 - width
    size = (1 << 7 * width | content).to_bytes(width, "big")
    stream.seek(start)
    stream.write(VOID + size)
    while content:
        content -= stream.write(bytes(min(content, 65_536)))
