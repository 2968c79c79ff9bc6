"""Archives made in memory, of the ordinary kind and of the kind that no tool would write."""

import io
import json
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from media.h5p import LibraryName

UTF8 = 0x800
SYMLINK = 0o120777 << 16


def zip_of(files: Mapping[str, bytes | str], *, stored: bool = False) -> io.BytesIO:
    """Return an ordinary zip; a path that ends with `/` is a folder. Same files, same bytes."""
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        for path, data in files.items():
            info = ZipInfo(path)
            info.compress_type = ZIP_STORED if stored else ZIP_DEFLATED
            archive.writestr(info, data)
    stream.seek(0)
    return stream


@dataclass(frozen=True)
class Member:
    """A member written byte by byte: whatever is declared may be a lie."""

    name: bytes
    data: bytes = b"data"
    flags: int = 0
    method: int = ZIP_DEFLATED
    size: int | None = None
    compressed: int | None = None
    crc: int | None = None
    attributes: int = 0
    extra: bytes = b""
    offset: int | None = None

    def packed(self) -> bytes:
        if self.method == ZIP_STORED:
            return self.data
        deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
        return deflate.compress(self.data) + deflate.flush()

    def header(self, packed: bytes) -> bytes:
        """What the local header and the directory say alike, from the version to the lengths."""
        return struct.pack(
            "<HHHHHIIIHH", 20, self.flags, self.method, 0, 0x21,
            zlib.crc32(self.data) if self.crc is None else self.crc,
            len(packed) if self.compressed is None else self.compressed,
            len(self.data) if self.size is None else self.size,
            len(self.name), len(self.extra),
        )  # fmt: skip


def raw_zip(members: Iterable[Member]) -> io.BytesIO:
    body, directory, count = bytearray(), bytearray(), 0
    for member in members:
        packed = member.packed()
        header = member.header(packed)
        offset = len(body) if member.offset is None else member.offset
        body += b"PK\x03\x04" + header + member.name + member.extra + packed
        directory += b"PK\x01\x02" + struct.pack("<H", 0x0314) + header
        directory += struct.pack("<HHHII", 0, 0, 0, member.attributes, offset)
        directory += member.name + member.extra
        count += 1
    end = struct.pack("<HHHHIIH", 0, 0, count % 2**16, count % 2**16, len(directory), len(body), 0)
    return io.BytesIO(b"".join((body, directory, b"PK\x05\x06", end)))


def needs(*names):
    """Return dependencies, with versions that are numbers in some and texts in others."""
    found = [LibraryName.parse(name) for name in names]
    return [
        {"machineName": n.machine_name, "majorVersion": n.major, "minorVersion": str(n.minor)}
        for n in found
    ]


def library_json(name, **more):
    parsed = LibraryName.parse(name)
    return {
        "title": parsed.machine_name,
        "machineName": parsed.machine_name,
        "majorVersion": parsed.major,
        "minorVersion": parsed.minor,
        "patchVersion": 3,
        "runnable": 0,
        "preloadedJs": [{"path": "a.js"}],
        **more,
    }


def h5p_json(**more) -> dict:
    data = {
        "title": "Mon projet",
        "language": "fr",
        "mainLibrary": "H5P.Quiz",
        "embedTypes": ["iframe"],
        "preloadedDependencies": needs("H5P.Quiz 1.2", "H5P.Text 1.0"),
        **more,
    }
    return {key: value for key, value in data.items() if value is not None}


def h5p_files(changes: Mapping[str, Any] | None = None) -> dict:
    """Return a small package; a change is keyed by its path, and `None` takes the file away."""
    files = {
        "h5p.json": h5p_json(),
        "content/content.json": {"question": "?"},
        "content/images/a.png": b"png",
        "H5P.Quiz-1.2/library.json": library_json(
            "H5P.Quiz 1.2", runnable="1", preloadedDependencies=needs("H5P.Base 1.4")
        ),
        "H5P.Quiz-1.2/semantics.json": [{"name": "question", "type": "text"}],
        "H5P.Quiz-1.2/language/fr.json": {"semantics": []},
        "H5P.Quiz-1.2/a.js": "quiz",
        "H5P.Text-1.0/library.json": library_json("H5P.Text 1.0"),
        "H5P.Text-1.0/a.js": "text",
        "H5P.Base-1.4/library.json": library_json("H5P.Base 1.4"),
        "H5P.Base-1.4/a.js": "base",
        **(changes or {}),
    }
    return {
        path: data if isinstance(data, bytes | str) else json.dumps(data)
        for path, data in files.items()
        if data is not None
    }


def library_files(name, folder="", **more):
    """Return the files of one library, in the folder of its name or in another."""
    folder = folder or LibraryName.parse(name).folder
    return {f"{folder}/library.json": library_json(name, **more), f"{folder}/a.js": ""}
