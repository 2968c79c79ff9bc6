"""What a member is called: decoded, normalised, and refused when it points elsewhere."""

import re
import unicodedata
import zlib
from zipfile import ZipInfo

from media.archives.limits import ArchiveRefused, Limits

UTF8_FLAG = 0x800
UNICODE_PATH = 0x7075
# What a file system takes for one name, whatever the length of the whole path.
SEGMENT_BYTES = 255
_FRENCH = frozenset("àâäçéèêëîïñôöùûüÿœæÀÂÄÇÉÈÊËÎÏÑÔÖÙÛÜŸŒÆßáíóúãõ’‘“”–—…«»°·€")
_DRIVE = re.compile(r"^[A-Za-z]:")


def member_path(info: ZipInfo, limits: Limits) -> str:
    """Return the path of a member, from its archive's root, with `/`, in NFC, without `./`.

    A path that is empty names the root itself.
    """
    name = _decoded(info).replace("\\", "/")
    shown = ascii(name)[1:-1][:200]
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in name):
        raise ArchiveRefused("path-illegal", shown, "control character in the name")
    if name.startswith("/") or _DRIVE.match(name):
        raise ArchiveRefused("path-absolute", shown)
    parts = [part for part in name.split("/") if part not in {"", "."}]
    if ".." in parts:
        raise ArchiveRefused("path-escapes", shown)
    path = unicodedata.normalize("NFC", "/".join(parts))
    if len(path) > limits.path_chars:
        raise ArchiveRefused("path-too-long", shown, f"more than {limits.path_chars} characters")
    if any(len(part.encode()) > SEGMENT_BYTES for part in path.split("/")):
        raise ArchiveRefused("path-too-long", shown, f"a name of more than {SEGMENT_BYTES} bytes")
    if len(parts) > limits.depth:
        raise ArchiveRefused("path-too-deep", shown, f"more than {limits.depth} folders")
    return path


def is_folder(info: ZipInfo) -> bool:
    return info.orig_filename.endswith(("/", "\\"))


def is_litter(path: str) -> bool:
    """Whether a computer left it there by itself."""
    parts = path.split("/")
    return "__MACOSX" in parts or parts[-1] in {".DS_Store", "Thumbs.db", "desktop.ini"}


def is_hidden(path: str) -> bool:
    return any(part.startswith((".", "_")) for part in path.split("/"))


def _decoded(info: ZipInfo) -> str:
    # `filename` is cut at the first NUL: the name as written is what is judged.
    name = info.orig_filename
    if info.flag_bits & UTF8_FLAG or name.isascii():
        return name
    raw = name.encode("cp437")
    return _unicode_path(info.extra, raw) or _guessed(raw)


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """Return the name of an Info-ZIP Unicode Path field, when it is about this very name."""
    while len(extra) >= 4:
        kind, size = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == UNICODE_PATH and int.from_bytes(field[1:5], "little") == zlib.crc32(raw):
            return field[5:].decode("utf-8", errors="replace")
    return ""


def _guessed(raw: bytes) -> str:
    """Return the first reading in which every letter is one that people here write.

    Zips made on Windows carry the code page of the machine, which nothing in them names.
    """
    for encoding in ("utf-8", "cp437", "cp850", "cp1252"):
        try:
            name = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or all(_is_plausible(char) for char in name):
            return name
    return raw.decode("cp437")


def _is_plausible(char: str) -> bool:
    return char.isascii() or char in _FRENCH
