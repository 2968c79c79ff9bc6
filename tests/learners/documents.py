"""Office files made by hand, as small as they can be."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
ODF = "application/vnd.oasis.opendocument."


def package(parts: dict[str, bytes | str]) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def docx(**more: bytes | str) -> bytes:
    return package({"[Content_Types].xml": TYPES.format(""), "word/document.xml": "<w/>", **more})


def xlsx(**more: bytes | str) -> bytes:
    return package({"[Content_Types].xml": TYPES.format(""), "xl/workbook.xml": "<x/>", **more})


def odf(kind: str = "text", **more: bytes | str) -> bytes:
    return package({"mimetype": ODF + kind, "content.xml": "<office/>", **more})
