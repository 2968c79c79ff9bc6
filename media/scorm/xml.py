"""XML as strangers write it: any encoding, small faults repaired, entities and DTDs refused.

Elements and attributes are read by their local names, without regard to capitals: the prefixes and
the namespaces of real manifests are wrong too often to be held to.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from html.entities import html5
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from media.scorm.problems import Refused, Warnings

MAX_BYTES = 5_000_000
MAX_ELEMENTS = 100_000
MAX_DEPTH = 100
# Beyond, it is no manifest with small faults.
MAX_PREFIXES = 200
MAX_REPAIRS = 20_000

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARATION = re.compile(r"<\?xml\b[^>]{0,300}\?>", re.IGNORECASE)
_ENCODING = re.compile(rb"""<\?xml\b[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
# Names of real encodings of text: Python also knows "rot13", "zip" or "unicode_escape".
_TEXT_ENCODING = re.compile(
    r"(utf[-_]?8|(us-)?ascii|latin[-_]?\d+|l\d|iso[-_]?8859[-_]?\d+|(windows|cp|ibm)[-_]?\d+|koi8-\w"
    r"|mac[-_]?roman|shift[-_]?jis|sjis|euc[-_]\w+|gb(2312|k|18030)|big5)",
    re.IGNORECASE,
)
# Browsers and editors alike write cp1252 and call it latin-1.
_REALLY_CP1252 = {"latin-1", "latin1", "iso-8859-1", "iso8859-1", "ascii", "us-ascii"}
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DROPPED = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535, *range(55296, 57344)))
_PREFIX = re.compile(r"(?:</?|\s)([A-Za-z_][\w.-]{0,60}):[A-Za-z_]")
_XMLNS = re.compile(r"\sxmlns:([A-Za-z_][\w.-]{0,60})\s*=")
_AMPERSAND = re.compile(r"&(?!(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]\w{0,31});)")
_NAMED_ENTITY = re.compile(r"&([A-Za-z]\w{0,31});")
_XML_ENTITIES = {"amp", "lt", "gt", "quot", "apos"}


@dataclass(frozen=True)
class Document:
    root: Element
    namespaces: frozenset[str]


def read_xml(data: bytes, warnings: Warnings) -> Document:
    """Parse `data`; raise `Refused` for what stays unreadable after repair, or is dangerous."""
    if len(data) > MAX_BYTES:
        raise Refused.because("manifest-too-large", detail=f"{len(data)} bytes")
    text = _without_forbidden(decode(data, warnings), warnings)
    declaration = _DECLARATION.search(text, 0, 100_000)
    if declaration and text[: declaration.start()].strip() == "":
        if declaration.start():
            warnings.add("text-before-xml")
        text = text[declaration.end() :]
    text = text.strip()
    try:
        return _parsed(text)
    except ParseError:
        return _parsed_after_repair(text, warnings)


def _parsed_after_repair(text: str, warnings: Warnings) -> Document:
    for repair in (_with_prefixes, _with_ampersands, _without_what_precedes):
        text = repair(text, warnings)
    try:
        return _parsed(text)
    except ParseError as error:
        raise Refused.because("manifest-unreadable", detail=str(error)[:200]) from error


def decode(data: bytes, warnings: Warnings) -> str:
    """Return the text, by its BOM, else its first bytes, else what it declares, else a guess."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decoded(data[len(bom) :], encoding, warnings)
    start = data[:4]
    if start[1:2] == b"\0" and start[:1] == b"<":
        return _decoded(data, "utf-16-le", warnings)
    if start[:1] == b"\0" and start[1:2] == b"<":
        return _decoded(data, "utf-16-be", warnings)
    return _decoded(data, _declared(data, warnings), warnings)


def _declared(data: bytes, warnings: Warnings) -> str:
    found = _ENCODING.search(data[:100_000])
    if found is None:
        return "utf-8"
    name = found[1].decode("ascii", "replace").lower()
    if name in _REALLY_CP1252:
        return "cp1252"
    if name.startswith(("utf-16", "utf16", "utf-32", "ucs")):
        # Its declaration could be read byte by byte: it is something else.
        warnings.add("encoding-wrong", name)
        return "utf-8"
    try:
        known = bool(_TEXT_ENCODING.fullmatch(name)) and codecs.lookup(name)
    except LookupError:
        known = False
    if not known:
        warnings.add("encoding-unknown", name)
        return "utf-8"
    return name


def _decoded(data: bytes, encoding: str, warnings: Warnings) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        warnings.add("encoding-wrong", encoding)
    try:
        return data.decode("utf-8" if encoding == "cp1252" else "cp1252")
    except UnicodeDecodeError:
        return data.decode(encoding, "replace")


def _without_forbidden(text: str, warnings: Warnings) -> str:
    if _FORBIDDEN.search(text) is None:
        return text
    warnings.add("control-characters")
    return text.translate(_DROPPED)


class _Builder(TreeBuilder):
    """Builds the tree, remembers the namespaces, and stops at what is too much."""

    def __init__(self) -> None:
        super().__init__()
        self.namespaces: set[str] = set()
        self._elements = 0
        self._depth = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        self._elements += 1
        self._depth += 1
        if self._elements > MAX_ELEMENTS:
            raise Refused.because("manifest-too-large", detail=f"over {MAX_ELEMENTS} elements")
        if self._depth > MAX_DEPTH:
            raise Refused.because("manifest-too-deep", detail=f"over {MAX_DEPTH} levels")
        return super().start(tag, attrs)

    def end(self, tag: str) -> Element:
        self._depth -= 1
        return super().end(tag)

    def start_ns(self, prefix: str, uri: str) -> None:  # noqa: ARG002 - called by the parser
        self.namespaces.add(uri)


def _parsed(text: str) -> Document:
    builder = _Builder()
    parser = XMLParser(target=builder, forbid_dtd=True)
    try:
        parser.feed(text)
        root = parser.close()
    except DefusedXmlException as error:
        raise Refused.because("manifest-dtd", detail=type(error).__name__) from error
    if root is None:
        raise ParseError("no element")
    return Document(root, frozenset(builder.namespaces))


def _with_prefixes(text: str, warnings: Warnings) -> str:
    """Declare on the first element every prefix that it does not declare itself."""
    start, end = _first_tag(text)
    if end < 0:
        return text
    tag = text[start:end]
    used = _distinct(_PREFIX, text)
    here, anywhere = _distinct(_XMLNS, tag), _distinct(_XMLNS, text)
    # A prefix may well be declared further down: it is then declared twice, which harms nobody.
    missing = [name for name in used if name not in {"xml", "xmlns", *here}]
    for prefix in missing:
        if prefix not in anywhere:
            warnings.add("prefix-undeclared", prefix)
    declared = "".join(f' xmlns:{prefix}="urn:undeclared:{prefix}"' for prefix in missing)
    name_end = start + len(re.split(r"[\s/>]", tag, maxsplit=1)[0])
    return text[:name_end] + declared + text[name_end:]


def _distinct(pattern: re.Pattern[str], text: str) -> list[str]:
    """Return the first names that a pattern finds, each once."""
    found: dict[str, None] = {}
    for match in pattern.finditer(text):
        found[match[1]] = None
        if len(found) >= MAX_PREFIXES:
            break
    return list(found)


def _first_tag(text: str) -> tuple[int, int]:
    """Return where the first element's tag starts and ends, past comments and instructions."""
    at = 0
    while (at := text.find("<", at)) >= 0:
        if text.startswith("<!--", at):
            at = text.find("-->", at)
        elif text.startswith("<?", at):
            at = text.find("?>", at)
        elif text[at + 1 : at + 2].isalpha():
            return at, text.find(">", at)
        else:
            at += 1
        if at < 0:
            break
    return -1, -1


def _with_ampersands(text: str, warnings: Warnings) -> str:
    return _outside_cdata(text, lambda part: _escaped(part, warnings))


def _escaped(text: str, warnings: Warnings) -> str:
    if _AMPERSAND.search(text):
        warnings.add("ampersand-bare")
        text = _AMPERSAND.sub("&amp;", text, MAX_REPAIRS)
    return _NAMED_ENTITY.sub(lambda found: _entity(found, warnings), text, MAX_REPAIRS)


def _entity(found: re.Match[str], warnings: Warnings) -> str:
    if found[1] in _XML_ENTITIES:
        return found[0]
    characters = html5.get(f"{found[1]};")
    warnings.add("entity-undeclared" if characters else "ampersand-bare")
    return escape(characters) if characters else f"&amp;{found[1]};"


def _outside_cdata(text: str, change: Callable[[str], str]) -> str:
    return "".join(
        part if part.startswith("<![CDATA[") else change(part) for part in _sections(text)
    )


def _sections(text: str) -> Iterator[str]:
    at = 0
    while (start := text.find("<![CDATA[", at)) >= 0:
        yield text[at:start]
        end = text.find("]]>", start)
        at = len(text) if end < 0 else end + 3
        yield text[start:at]
    yield text[at:]


def _without_what_precedes(text: str, warnings: Warnings) -> str:
    """Drop what is before the first element: a comment above the declaration is a fault of XML."""
    start, end = _first_tag(text)
    if end < 0 or start == 0:
        return text
    before = text[:start]
    # A document type stays, so as to be refused.
    if "<!DOCTYPE" in before.upper():
        return text
    if not before.startswith("<!--") or "<?xml" in before.lower():
        warnings.add("text-before-xml")
    return text[start:]


def local(element: Element) -> str:
    return _local(element.tag)


def _local(name: str) -> str:
    return name.rpartition("}")[2].lower()


def children(element: Element, name: str) -> list[Element]:
    return [child for child in element if local(child) == name.lower()]


def child(element: Element, *names: str) -> Element | None:
    """Return the first child of that name; with several names, follow them down."""
    found: Element | None = element
    for name in names:
        found = next(iter(children(found, name)), None) if found is not None else None
    return found


def descendants(element: Element, name: str) -> Iterator[Element]:
    return (found for found in element.iter() if local(found) == name.lower())


def text_of(element: Element | None) -> str:
    """Return the text of an element and of all that it holds, with single spaces."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def attribute(element: Element, name: str) -> str:
    """Return an attribute; of two of that name, the one without a namespace."""
    wanted, found = name.lower(), ""
    for key, value in element.items():
        if _local(key) == wanted:
            if not key.startswith("{"):
                return value.strip()
            found = found or value.strip()
    return found


def has_attribute(element: Element, name: str) -> bool:
    return any(_local(key) == name.lower() for key in element.keys())  # noqa: SIM118 - not a dict
