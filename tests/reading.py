"""What tests read in pages, mail and PDF."""

import io
import re
from typing import Any

from pypdf import PdfReader


def find(pattern: str, text: str) -> str:
    """Return the first group of the first match; fail when there is none."""
    match = re.search(pattern, text, re.MULTILINE)
    assert match, f"No {pattern} in:\n{text[:2000]}"
    return match[1]


class Sheet:
    """A printed sheet, as a screen reader finds it."""

    def __init__(self, pdf: bytes) -> None:
        self.reader = PdfReader(io.BytesIO(pdf))
        self.root: Any = self.reader.trailer["/Root"]

    @property
    def pages(self) -> int:
        return len(self.reader.pages)

    @property
    def size(self) -> list[float]:
        """Width and height of the first page, in millimetres."""
        box = self.reader.pages[0].mediabox
        return [round(float(side) / 72 * 25.4, 1) for side in (box.width, box.height)]

    @property
    def text(self) -> str:
        return " ".join(" ".join(page.extract_text() for page in self.reader.pages).split())

    @property
    def title(self) -> str:
        return str(self.reader.metadata.title) if self.reader.metadata else ""

    @property
    def language(self) -> str:
        return str(self.root["/Lang"])

    @property
    def is_tagged(self) -> bool:
        """Whether it says of itself that it is PDF/UA, and has a structure to show for it."""
        metadata = self.root["/Metadata"].get_data().decode()
        return bool(self.root["/MarkInfo"]["/Marked"]) and "pdfuaid:part" in metadata

    @property
    def alternatives(self) -> list[str]:
        """The words that stand for pictures."""
        return list(self._walk(self.root["/StructTreeRoot"]))

    def _walk(self, node: Any, depth: int = 0) -> list[str]:
        node = node.get_object()
        if isinstance(node, list):
            return [text for kid in node for text in self._walk(kid, depth + 1)]
        if not isinstance(node, dict) or depth > 30:
            return []
        found = [str(node["/Alt"])] if "/Alt" in node else []
        return found + (self._walk(node["/K"], depth + 1) if "/K" in node else [])
