"""Zip files that come out the same at every build."""

import io
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

SOURCES = Path(__file__).parent / "sources"
DATE = (2026, 1, 1, 12, 0, 0)
FILE = 0o100644 << 16
DIRECTORY = 0o40755 << 16 | 0x10


def folder(path: Path) -> dict[str, bytes]:
    """Return what a source folder holds, by name inside it."""
    return {
        file.relative_to(path).as_posix(): file.read_bytes()
        for file in sorted(path.rglob("*"))
        if file.is_file()
    }


def entry(name: str, *, attributes: int | None = None) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(date_time=DATE)
    if attributes is None:
        attributes = DIRECTORY if name.endswith("/") else FILE
    # Set afterwards: the constructor cuts names at NUL, and some of ours are wrong on purpose.
    info.filename = info.orig_filename = name
    info.create_system = 3
    info.external_attr = attributes
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def pack_entries(entries: Iterable[tuple[zipfile.ZipInfo, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w") as archive:
        warnings.simplefilter("ignore", UserWarning)  # the same name twice, on purpose
        for info, data in entries:
            archive.writestr(info, data)
    return buffer.getvalue()


def pack(files: Mapping[str, bytes]) -> bytes:
    return pack_entries((entry(name), files[name]) for name in sorted(files))
