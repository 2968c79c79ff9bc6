"""Archives made in memory, of the ordinary kind and of the kind that no tool would write."""

import io
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

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
