"""Files given to browsers: their type, and the part that was asked for. No HTTP framework here."""

import re
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath
from typing import IO

CHUNK = 64 * 1024

# Only these folders are public. Whatever else the storage holds does not exist here.
PUBLIC = {"images", "original_images", "audio", "avatar_images"}
# Named after their content, so never changed.
IMMUTABLE = {"images", "audio"}
# The system's table differs from one machine to another, and knows types that would run scripts.
TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
}
# Longer than any file has bytes, and shorter than what Python refuses to read.
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\s*")


class UnsatisfiableRangeError(ValueError):
    """The part asked for is outside of the file."""


def public_type(name: str) -> str | None:
    """Return the type of a public file; None for what is not to be given."""
    path = PurePosixPath(name)
    is_plain = name == path.as_posix() and not path.is_absolute() and ".." not in path.parts
    if not is_plain or "\\" in name or "\0" in name or len(path.parts) < 2:
        return None
    return TYPES.get(path.suffix.lower()) if path.parts[0] in PUBLIC else None


def is_immutable(name: str) -> bool:
    return PurePosixPath(name).parts[0] in IMMUTABLE


def wanted_range(header: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte asked for; None for the whole file.

    Several ranges, or what is not a range, get the whole file, as RFC 9110 allows.
    """
    match = _RANGE.fullmatch(header)
    if match is None or match[1] == match[2] == "":
        return None
    if not match[1]:
        length = min(int(match[2]), size)
        first, last = size - length, size - 1
    else:
        first, last = int(match[1]), min(int(match[2] or size - 1), size - 1)
        if match[2] and int(match[2]) < first:
            return None
    if first >= size or first > last:
        raise UnsatisfiableRangeError
    return first, last


def best_encoding(accepted: str, available: Collection[str]) -> str:
    """Return the first of `available` that an Accept-Encoding header takes; "" for none."""
    refusals = {"0", "0.0", "0.00", "0.000"}
    taken = set()
    for each in accepted.lower().split(","):
        name, _, weight = each.partition(";")
        if weight.replace(" ", "").removeprefix("q=") not in refusals:
            taken.add(name.strip())
    return next((name for name in available if name in taken or "*" in taken), "")


def chunks(stream: IO[bytes], first: int, last: int) -> Iterator[bytes]:
    """Yield the bytes from `first` to `last` of `stream`, then close it."""
    with stream:
        stream.seek(first)
        left = last - first + 1
        while left > 0 and (data := stream.read(min(CHUNK, left))):
            left -= len(data)
            yield data
