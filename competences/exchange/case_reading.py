"""CASE 1.0 JSON → document, with every problem and its place."""

from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import slugify
from django.utils.translation import gettext as _

from competences.exchange import case_parts as parts
from competences.exchange.case_rubrics import read_rubrics
from competences.exchange.case_writing import children
from competences.exchange.checking import Check
from competences.exchange.document import (
    AlignmentDocument,
    BlockDocument,
    CompetenceDocument,
    FrameworkDocument,
    Place,
)
from competences.exchange.jsontext import Json, Reader, as_uuid, decode, line_of, parse
from competences.exchange.kept import keep
from competences.exchange.problems import FrameworkRefused, Problem, Report
from competences.models import Framework

TYPES = {
    *("isChildOf", "isPeerOf", "isPartOf", "exactMatchOf", "precedes", "isRelatedTo"),
    *("replacedBy", "exemplar", "hasSkillLevel", "isTranslationOf"),
}
OWN = ("CFDocument", "CFItems", "CFAssociations", "CFDefinitions", "CFRubrics")
STATES = {word: state for state, word in parts.ADOPTION.items()}


def read_case(data: bytes, *, slug: str = "", as_draft: bool = False) -> FrameworkDocument:
    """Return the framework of a CASE package; raises `FrameworkRefused` with all that is wrong."""
    report = Report()
    text = decode(data, report)
    report.refuse_if_any()
    package = parse(text, report)
    report.refuse_if_any()
    try:
        return _Package(package, report, slug=slug, as_draft=as_draft).read()
    except FrameworkRefused as refused:
        raise FrameworkRefused([_with_line(text, each) for each in refused.problems]) from None


def _with_line(text: str, problem: Problem) -> Problem:
    if problem.line or not problem.path.startswith("CF"):
        return problem
    return Problem(problem.reason, problem.path, line_of(text, problem.path))


class _Package:
    """One reading."""

    def __init__(self, package: Json, report: Report, *, slug: str, as_draft: bool) -> None:
        self.package = package
        self.report = report
        self.reader = Reader(report)
        self.slug = slug
        self.as_draft = as_draft
        self.items: dict[UUID, tuple[str, Json]] = {}
        self.above: dict[UUID, tuple[UUID, int, str, Json]] = {}
        self.others: list[Json] = []

    def read(self) -> FrameworkDocument:
        document = self._document()
        self._read_items()
        self._read_children(document)
        self.report.refuse_if_any()
        self._place_items(document)
        self._read_links(document)
        rubrics = self.package.get("CFRubrics") or []
        read_rubrics(rubrics, document)
        Check(document, self.report).run()
        self.report.refuse_if_any()
        document.put_in_order()
        self._remember(document, rubrics)
        return document

    # --- The document ---

    def _document(self) -> FrameworkDocument:
        raw = self.reader.inner(self.package, "CFDocument", "")
        names = ("title", "description", "creator", "language", "version", "uri", "adoptionStatus")
        text = {name: self.reader.text(raw, name, "CFDocument") for name in names}
        slug, version = parts.read_framework_urn(text["uri"]) or ("", "")
        document = FrameworkDocument(
            uuid=self.reader.uuid(raw, "identifier", "CFDocument") if raw else UUID(int=0),
            slug=self.slug or slug or slugify(text["title"])[:50].strip("-"),
            version=text["version"] or version or "1",
            title=text["title"],
            description=text["description"],
            creator=text["creator"],
            language=text["language"] or "fr",
            state=STATES.get(text["adoptionStatus"], Framework.State.DRAFT.value),
            published_on=self._date(raw, "statusStartDate"),
            retired_on=self._date(raw, "statusEndDate"),
            changed_at=_moment(raw.get("lastChangeDateTime")),
        )
        if document.state == Framework.State.DRAFT or self.as_draft:
            document.as_draft()
        elif document.state == Framework.State.PUBLISHED:
            document.retired_on = None
        return document

    def _date(self, raw: Json, name: str) -> date | None:
        text = self.reader.text(raw, name, "CFDocument")
        try:
            found = parse_date(text[:10]) if text else None
        except ValueError:
            found = None
        if text and found is None:
            self.report.add(_("cette date n'est pas lisible"), f"CFDocument.{name}")
        return found

    # --- Items and where they stand ---

    def _read_items(self) -> None:
        for path, item in self.reader.objects(self.package, "CFItems"):
            uuid = self.reader.uuid(item, "identifier", path)
            self.reader.text(item, "fullStatement", path, required=True)
            for name in ("abbreviatedStatement", "humanCodingScheme", "CFItemType", "notes"):
                self.reader.text(item, name, path)
            if uuid in self.items and uuid.int:
                first = self.items[uuid][0]
                reason = _("cet identifiant est déjà celui de %s") % first
                self.report.add(reason, f"{path}.identifier")
            self.items[uuid] = path, item

    def _read_children(self, document: FrameworkDocument) -> None:
        for path, raw in self.reader.objects(self.package, "CFAssociations"):
            kind = self.reader.text(raw, "associationType", path, required=True)
            if kind and kind not in TYPES:
                self.report.add(
                    _("« %s » n'est pas un lien de CASE") % kind, f"{path}.associationType"
                )
            origin = self._node(raw, "originNodeURI", path)
            destination = self._node(raw, "destinationNodeURI", path)
            if kind == "isChildOf":
                self._stand(document, raw, path, origin, destination)
            else:
                self.others.append({"path": path, "raw": raw})

    def _node(self, raw: Json, name: str, path: str) -> str:
        node = self.reader.inner(raw, name, path)
        for key in ("title", "uri"):
            self.reader.text(node, key, f"{path}.{name}")
        identifier = node.get("identifier")
        if node and (not isinstance(identifier, str) or not identifier.strip()):
            reason = _("l'identifiant manque : une correspondance porte un code")
            self.report.add(reason, f"{path}.{name}.identifier")
        return identifier if isinstance(identifier, str) else ""

    def _stand(
        self, document: FrameworkDocument, raw: Json, path: str, origin: str, destination: str
    ) -> None:
        child, parent = as_uuid(origin), as_uuid(destination)
        if child not in self.items:
            reason = _("« %s » n'est pas un élément de ce fichier") % origin
            self.report.add(reason, f"{path}.originNodeURI")
        if parent not in self.items and parent != document.uuid:
            reason = _("l'élément plus large « %s » n'est pas dans ce fichier") % destination
            self.report.add(reason, f"{path}.destinationNodeURI")
        if child is None or parent is None:
            return
        if child in self.above:
            self.others.append({"path": path, "raw": raw})
            return
        rank = raw.get("sequenceNumber")
        self.above[child] = parent, rank if isinstance(rank, int) else 10**9, path, raw

    def _place_items(self, document: FrameworkDocument) -> None:
        """Make blocks of the first floor, competences of the rest."""
        # Stable: what has the same rank stays in the order of the file.
        ranked = sorted(
            self.items, key=lambda uuid: self.above[uuid][1] if uuid in self.above else 10**9
        )
        blocks = self._blocks(document)
        for uuid in ranked:
            path, item = self.items[uuid]
            if uuid in blocks:
                document.blocks.append(_block(uuid, item, path, len(document.blocks) + 1))
        for place, uuid in enumerate(ranked, start=1):
            if uuid not in blocks:
                path, item = self.items[uuid]
                document.competences.append(_competence(uuid, item, path, place))
        self._families(document, blocks)

    def _blocks(self, document: FrameworkDocument) -> set[UUID]:
        if parts.read_framework_urn(str(self.package["CFDocument"].get("uri"))):
            return {
                uuid
                for uuid, (_path, item) in self.items.items()
                if item.get("CFItemType") == parts.BLOCK
            }
        holders = {parent for parent, *_rest in self.above.values()}
        return {
            uuid
            for uuid, (_path, item) in self.items.items()
            if uuid in holders
            and self.above.get(uuid, (document.uuid,))[0] == document.uuid
            and len(item["fullStatement"]) <= 200
        }

    def _families(self, document: FrameworkDocument, blocks: set[UUID]) -> None:
        for each in document.competences:
            above = self.above[each.uuid][0] if each.uuid in self.above else document.uuid
            each.parent = None if above in blocks or above == document.uuid else above
        parents = {each.uuid: each.parent for each in document.competences}
        for each in document.competences:
            top, seen = each.uuid, {each.uuid}
            while (parent := parents.get(top)) is not None and parent not in seen:
                seen.add(parent)
                top = parent
            holder = self.above[top][0] if top in self.above else None
            each.block = holder if holder in blocks else None

    # --- Links to elsewhere ---

    def _read_links(self, document: FrameworkDocument) -> None:
        competences = {each.uuid: each for each in document.competences}
        kept: list[Json] = []
        for entry in self.others:
            raw, path = entry["raw"], entry["path"]
            each = competences.get(as_uuid(raw["originNodeURI"]["identifier"]) or UUID(int=0))
            taken = (
                self._read_alignment(raw, path, each, document)
                if each and raw["associationType"] in {"exactMatchOf", "isRelatedTo"}
                else self._read_replaced(raw, document, competences)
            )
            if not taken:
                kept.append(raw)
        if kept:
            document.extra["associations"] = kept

    def _read_alignment(
        self, raw: Json, path: str, each: CompetenceDocument, document: FrameworkDocument
    ) -> bool:
        node = raw["destinationNodeURI"]
        code, uri = str(node["identifier"]), str(node.get("uri") or "")
        grouping = raw.get("CFAssociationGroupingURI")
        framework = grouping.get("title") if isinstance(grouping, dict) else ""
        framework = framework or urlsplit(uri).netloc or "CASE"
        title = str(node.get("title") or "")
        alignment = AlignmentDocument(
            framework=str(framework),
            code=code,
            label="" if title == code else title,
            url=uri if _is_address(uri) else "",
            kind=raw["associationType"],
            place=Place(path),
        )
        inside = as_uuid(code) in self.items
        if inside or len(framework) > 100 or len(code) > 100 or len(title) > 250:
            return False
        each.alignments.append(alignment)
        made = keep(parts.make_alignment(alignment, each, document), raw)
        if made:
            each.extra.setdefault("alignments", {})[" ".join(alignment.key)] = made
        return True

    def _read_replaced(
        self, raw: Json, document: FrameworkDocument, competences: dict[UUID, CompetenceDocument]
    ) -> bool:
        before = as_uuid(raw["originNodeURI"]["identifier"])
        after = as_uuid(raw["destinationNodeURI"]["identifier"])
        if raw["associationType"] != "replacedBy" or before is None or after is None:
            return False
        each = competences.get(after)
        here = parts.part_link(each) if each else parts.document_link(document)
        if raw != parts.make_replaced(before, after, here, document):
            return False
        if each:
            each.replaces.append(before)
        elif after == document.uuid:
            document.replaces = before
        return bool(each) or after == document.uuid

    # --- What is given back as it came ---

    def _remember(self, document: FrameworkDocument, rubrics: Any) -> None:
        extra, package = document.extra, self.package
        raw = dict(package["CFDocument"])
        if self.as_draft:
            for name in ("statusStartDate", "statusEndDate"):
                raw.pop(name, None)
            raw["adoptionStatus"] = parts.ADOPTION[document.state]
        _note(extra, "document", parts.make_document(document), raw)
        definitions = package.get("CFDefinitions", {})
        _note(extra, "definitions", parts.make_definitions(document), definitions)
        _note(extra, "rubrics", parts.make_rubrics(document), rubrics)
        if absent := [name for name in OWN if name not in package]:
            extra["absent"] = absent
        if others := {name: package[name] for name in package if name not in OWN}:
            extra["package"] = others
        for block in document.blocks:
            made = parts.make_block(block, document)
            _note(block.extra, "item", made, self.items[block.uuid][1])
        for each in document.competences:
            made = parts.make_competence(each, document)
            _note(each.extra, "item", made, self.items[each.uuid][1])
        standing = list(children(document))
        for part, (made, _given) in zip(document.parts, standing, strict=True):
            found = self.above[part.uuid][3] if part.uuid in self.above else None
            _note(part.extra, "child", made, found)


def _note(extra: dict[str, Any], name: str, made: Any, read: Any) -> None:
    if kept := keep(made, read):
        extra[name] = kept


def _block(uuid: UUID, item: Json, path: str, place: int) -> BlockDocument:
    return BlockDocument(
        uuid=uuid,
        code=item.get("humanCodingScheme") or f"B{place}",
        title=item["fullStatement"],
        description=item.get("notes") or "",
        place=Place(path),
    )


def _competence(uuid: UUID, item: Json, path: str, place: int) -> CompetenceDocument:
    return CompetenceDocument(
        uuid=uuid,
        code=item.get("humanCodingScheme") or f"n{place}",
        statement=item.get("abbreviatedStatement") or "",
        formal=item["fullStatement"],
        place=Place(path),
    )


def _is_address(uri: str) -> bool:
    try:
        URLValidator(schemes=["http", "https"])(uri)
    except ValidationError:
        return False
    return len(uri) <= 500


def _moment(found: object) -> datetime | None:
    try:
        moment = parse_datetime(found) if isinstance(found, str) else None
    except ValueError:
        return None
    if moment is None:
        return None
    return moment.replace(microsecond=0, tzinfo=moment.tzinfo or UTC)
