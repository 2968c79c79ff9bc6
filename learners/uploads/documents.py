"""Documents: PDF as they are, office files once looked into. Nothing in them is run or unpacked."""

import zlib
from collections.abc import Collection
from typing import IO, cast
from zipfile import BadZipFile, LargeZipFile, ZipFile

from django.core.files import File
from django.utils.translation import gettext as _

from learners.uploads.base import DOCUMENT, MEGABYTE, Prepared, UploadRefused, damaged

MOST_ENTRIES = 2_000
MOST_UNPACKED = 200 * MEGABYTE
ENCRYPTED = 0x1

ODF = {
    b"application/vnd.oasis.opendocument.text": ".odt",
    b"application/vnd.oasis.opendocument.spreadsheet": ".ods",
}
OOXML = {
    "word/document.xml": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".docx",
    ),
    "xl/workbook.xml": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".xlsx",
    ),
}


def prepare_pdf(upload: File[bytes]) -> Prepared:
    upload.seek(max(0, (upload.size or 0) - 2048))
    if b"%%EOF" not in upload.read():
        raise damaged()
    upload.seek(0)
    return Prepared(DOCUMENT, "application/pdf", ".pdf", upload)


def prepare_package(upload: File[bytes]) -> Prepared:
    """Return an ODT, ODS, DOCX or XLSX whose every part is sound, small enough and no program."""
    try:
        with ZipFile(cast("IO[bytes]", upload)) as package:
            content_type, extension = _type_of(package)
            if package.testzip() is not None:
                raise damaged()
    except (BadZipFile, LargeZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
        raise damaged() from None
    upload.seek(0)
    return Prepared(DOCUMENT, content_type, extension, upload)


def _type_of(package: ZipFile) -> tuple[str, str]:
    parts = package.infolist()
    names = {part.filename for part in parts}
    # What each part says it unpacks to: reading stops there, so a lie is found as damage.
    if len(parts) > MOST_ENTRIES or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UploadRefused(
            _(
                "Ce document est trop volumineux une fois ouvert. Enregistrez-le en PDF, puis"
                " envoyez ce PDF."
            )
        )
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise UploadRefused(
            _(
                "Ce document est protégé par un mot de passe : personne ne pourrait l'ouvrir."
                " Enregistrez-le sans mot de passe, puis envoyez-le."
            )
        )
    found = _odf(package, names) or _ooxml(names)
    if found is None:
        raise UploadRefused(
            _(
                "Ce fichier n'est pas un document que nous savons garder (PDF, ODT, ODS, DOCX,"
                " XLSX). Enregistrez-le en PDF, puis envoyez ce PDF."
            )
        )
    if _has_macros(package, names):
        raise UploadRefused(
            _(
                "Ce document contient des macros, de petits programmes que nous ne gardons pas."
                " Enregistrez-le en PDF, ou sans macros (.docx, .xlsx, .odt, .ods)."
            )
        )
    return found


def _odf(package: ZipFile, names: Collection[str]) -> tuple[str, str] | None:
    if "mimetype" not in names or "content.xml" not in names:
        return None
    announced = _beginning(package, "mimetype", 100).strip()
    extension = ODF.get(announced)
    return (announced.decode(), extension) if extension else None


def _ooxml(names: Collection[str]) -> tuple[str, str] | None:
    if "[Content_Types].xml" not in names:
        return None
    return next((found for part, found in OOXML.items() if part in names), None)


def _has_macros(package: ZipFile, names: Collection[str]) -> bool:
    small = {name.lower() for name in names}
    programs = ("basic/", "scripts/", "word/activex/", "xl/activex/", "xl/macrosheets/")
    if any(name.endswith("vbaproject.bin") or name.startswith(programs) for name in small):
        return True
    if "[Content_Types].xml" not in names:
        return False
    return b"macroenabled" in _beginning(package, "[Content_Types].xml", MEGABYTE).lower()


def _beginning(package: ZipFile, name: str, most: int) -> bytes:
    with package.open(name) as part:
        return part.read(most)
