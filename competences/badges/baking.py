"""A signed credential inside a picture: written by us, read from files that strangers send.

OB 3.0 §5.3: a PNG carries it in exactly one ``iTXt`` chunk, not compressed; an SVG in exactly one
``<openbadges:credential verify="…">``.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
SVG_NAMESPACE = "http://www.w3.org/2000/svg"

MAX_FILE = 512 * 1024
MAX_TOKEN = 96 * 1024
MAX_CHUNKS = 2000
MAX_DEPTH = 32
MAX_ELEMENTS = 5000


class BadFile(Exception):
    """The file is not what it says, or is larger than a badge ever is."""


class Damaged(BadFile):
    """A picture whose own checks do not hold: something in it was changed."""


class NoBadge(BadFile):
    """A sound picture without a badge in it."""


class Chunk(NamedTuple):
    kind: bytes
    data: bytes


# --- PNG ----------------------------------------------------------------------------------------


def bake_png(picture: bytes, token: str) -> bytes:
    """Return `picture` with `token` in it, before any other text; raise BadFile for no PNG."""
    chunks = [each for each in _chunks(picture) if not _carries(each)]
    text = KEYWORD + b"\x00" + b"\x00\x00" + b"\x00" + b"\x00" + token.encode("ascii")
    chunks.insert(1, Chunk(b"iTXt", text))
    return PNG_SIGNATURE + b"".join(_written(each) for each in chunks)


def unbake_png(file: bytes) -> str:
    """Return the credential in the picture; raise BadFile, Damaged or NoBadge."""
    found = [each.data for each in _chunks(file) if _carries(each)]
    if not found:
        raise NoBadge
    if len(found) > 1:
        raise Damaged
    return _text(found[0])


def _written(chunk: Chunk) -> bytes:
    body = chunk.kind + chunk.data
    return len(chunk.data).to_bytes(4) + body + zlib.crc32(body).to_bytes(4)


def _carries(chunk: Chunk) -> bool:
    return chunk.kind == b"iTXt" and chunk.data.split(b"\x00", 1)[0] == KEYWORD


def _text(data: bytes) -> str:
    """Return the text of an iTXt chunk: keyword, two flags, language, translation, text."""
    parts = data[len(KEYWORD) + 1 :]
    pieces = parts[2:].split(b"\x00", 2)
    if parts[:1] != b"\x00" or len(pieces) != 3:
        raise Damaged
    return _token(pieces[2])


def _token(raw: bytes) -> str:
    if len(raw) > MAX_TOKEN:
        raise BadFile
    try:
        return raw.decode("ascii")
    except UnicodeDecodeError as error:
        raise Damaged from error


def _chunks(file: bytes) -> list[Chunk]:
    if len(file) > MAX_FILE or not file.startswith(PNG_SIGNATURE):
        raise BadFile
    chunks = list(_read_chunks(file))
    if not chunks or chunks[0].kind != b"IHDR" or chunks[-1].kind != b"IEND":
        raise Damaged
    return chunks


def _read_chunks(file: bytes) -> Iterator[Chunk]:
    at = len(PNG_SIGNATURE)
    for _count in range(MAX_CHUNKS):
        length = int.from_bytes(file[at : at + 4])
        body, crc = file[at + 4 : at + 8 + length], file[at + 8 + length : at + 12 + length]
        if len(crc) != 4 or zlib.crc32(body) != int.from_bytes(crc):
            raise Damaged
        chunk = Chunk(body[:4], body[4:])
        yield chunk
        at += 12 + length
        if chunk.kind == b"IEND":
            break
    if at != len(file):
        raise Damaged


# --- SVG ----------------------------------------------------------------------------------------


def bake_svg(picture: str, token: str) -> str:
    """Return the SVG of ``picture.svg`` with `token` in it."""
    start = picture.index("<svg ")
    end = picture.index(">", start)
    return (
        f'{picture[:end]} xmlns:openbadges="{NAMESPACE}">'
        f'\n<openbadges:credential verify="{token}"></openbadges:credential>{picture[end + 1 :]}'
    )


def unbake_svg(file: bytes) -> str:
    """Return the credential in the drawing; raise BadFile, Damaged or NoBadge."""
    if len(file) > MAX_FILE:
        raise BadFile
    try:
        found = list(_credentials(file))
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BadFile from error
    if not found:
        raise NoBadge
    if len(found) > 1:
        raise Damaged
    return _token(found[0].encode())


def _credentials(file: bytes) -> Iterator[str]:
    """Yield what each ``<openbadges:credential>`` holds, counting what a badge never has."""
    depth = 0
    reading = iterparse(BytesIO(file), events=("start", "end"), forbid_dtd=True)
    for count, (event, element) in enumerate(reading, start=1):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH or count > 2 * MAX_ELEMENTS:
            raise BadFile
        if count == 1 and element.tag != f"{{{SVG_NAMESPACE}}}svg":
            raise BadFile
        if event == "end" and element.tag == f"{{{NAMESPACE}}}credential":
            yield str(element.get("verify") or element.text or "")


# --- Any file -----------------------------------------------------------------------------------


def unbake(file: bytes) -> str:
    """Return the credential in a PNG, an SVG or a ``.jws`` file, by its content."""
    if len(file) > MAX_FILE:
        raise BadFile
    if file.startswith(PNG_SIGNATURE):
        return unbake_png(file)
    start = file[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        return unbake_svg(file)
    return _token(file.strip())
