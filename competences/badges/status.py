"""Which badges were taken back: one bit each, as W3C Bitstring Status List 1.0 writes them."""

from __future__ import annotations

import base64
import binascii
import gzip
import zlib
from collections.abc import Iterable

BITS = 131_072
"""The least the standard allows, so that one badge hides among many."""


def encode(withdrawn: Iterable[int]) -> str:
    """Return the list with the bits `withdrawn` set: the first bit is the highest of byte 0."""
    bits = bytearray(BITS // 8)
    for index in withdrawn:
        bits[index // 8] |= 0x80 >> (index % 8)
    # Without a time of its own, the same list is the same text.
    packed = base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0))
    return "u" + packed.decode().rstrip("=")


def is_set(encoded: str, index: int) -> bool:
    """Return one bit of an encoded list; raise ValueError for what is none."""
    if not encoded.startswith("u"):
        raise ValueError("not multibase base64url")
    try:
        packed = base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4))
        bits = zlib.decompressobj(wbits=31).decompress(packed, BITS // 8)
    except (binascii.Error, zlib.error) as error:
        raise ValueError("not a bitstring") from error
    if not 0 <= index < len(bits) * 8:
        raise ValueError("outside of the list")
    return bool(bits[index // 8] & (0x80 >> (index % 8)))
