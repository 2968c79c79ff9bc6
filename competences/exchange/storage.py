"""Files ↔ database: all of a framework or nothing, and the second time nothing more."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from competences.exchange import case_parts
from competences.exchange.case_reading import read_case
from competences.exchange.case_writing import package, write_case
from competences.exchange.document import FrameworkDocument, own_uuid
from competences.exchange.dumping import dump_framework
from competences.exchange.kept import give_back, keep
from competences.exchange.problems import FrameworkRefused, Problem
from competences.exchange.rows import Writer
from competences.exchange.tables import read_csv, write_csv
from competences.models import Competence, CompetenceBlock, Framework
from competences.services.frameworks import readiness


@dataclass
class Loaded:
    """`changed` is False when the framework was there already, word for word."""

    framework: Framework
    changed: bool
    remarks: list[str] = field(default_factory=list)


def read_file(
    *, data: bytes, name: str, slug: str = "", as_draft: bool = False
) -> FrameworkDocument:
    """Read what a file holds, by its content: its name may lie."""
    begins_json = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}
    is_json = begins_json or name.lower().endswith(".json")
    return (read_case if is_json else read_csv)(data, slug=slug, as_draft=as_draft)


def import_framework(
    *, data: bytes, name: str, at: datetime, slug: str = "", as_draft: bool = False
) -> Loaded:
    """Make the framework of this file one of ours; raises `FrameworkRefused`, with all reasons."""
    document = read_file(data=data, name=name, slug=slug, as_draft=as_draft)
    return load_framework(document=document, at=at)


def export_framework(*, framework: Framework, kind: str = "case") -> bytes:
    document = dump_framework(framework)
    return write_csv(document) if kind == "csv" else write_case(document)


@transaction.atomic
def load_framework(*, document: FrameworkDocument, at: datetime) -> Loaded:
    document.put_in_order()
    existing = _existing(document)
    if existing is not None:
        if _same(dump_framework(existing), document):
            return Loaded(existing, changed=False)
        if not existing.is_draft:
            raise _published(existing)
    _refuse_taken(document, existing)
    document.changed_at = document.changed_at or at
    framework = Writer(document, existing).write()
    return Loaded(framework, changed=True, remarks=_settle(framework, document, at))


def _existing(document: FrameworkDocument) -> Framework | None:
    found: Framework | None = Framework.objects.filter(uuid=document.uuid).first()
    named: Framework | None = Framework.objects.filter(
        slug=document.slug, version=document.version
    ).first()
    if named is None or named == found:
        return found
    if found is None and document.uuid == own_uuid(document.slug, document.version):
        _take_identifiers(document, named)
        return named
    reason = _("la version %(version)s de « %(slug)s » existe déjà : donnez un autre numéro")
    names = {"version": document.version, "slug": document.slug}
    raise FrameworkRefused([Problem(reason % names, "CFDocument.version")])


def _take_identifiers(document: FrameworkDocument, existing: Framework) -> None:
    """Call by their names things that a file written by hand only gives codes to."""
    old = document.uuid
    blocks = dict(existing.blocks.values_list("code", "uuid"))
    competences = dict(existing.competences.values_list("code", "uuid"))
    names: dict[UUID, UUID] = {}
    for block in document.blocks:
        if block.uuid == own_uuid(old, "block", block.code):
            names[block.uuid] = block.uuid = blocks.get(block.code, block.uuid)
    for each in document.competences:
        if each.uuid == own_uuid(old, "competence", each.code):
            given = each.uuid
            names[given] = each.uuid = competences.get(each.code, given)
    document.uuid = existing.uuid
    _rename(document, names)


def _rename(document: FrameworkDocument, names: dict[UUID, UUID]) -> None:
    for each in document.competences:
        each.block = names.get(each.block, each.block) if each.block else None
        each.parent = names.get(each.parent, each.parent) if each.parent else None


def _same(kept: FrameworkDocument, document: FrameworkDocument) -> bool:
    """Whether both say the same of what people learn; their dates and states are their lives."""
    if package(kept) == package(document):
        return True
    if kept.state == Framework.State.DRAFT and document.state != kept.state:
        return False
    return _lifeless(kept) == _lifeless(document)


def _lifeless(document: FrameworkDocument) -> FrameworkDocument:
    return replace(document, state="", published_on=None, retired_on=None, changed_at=None)


def _published(existing: Framework) -> FrameworkRefused:
    reason = _(
        "la version %(version)s de « %(title)s » est publiée : elle ne change plus. "
        "Donnez un autre numéro de version à ce que vous importez"
    )
    names = {"version": existing.version, "title": existing.title}
    return FrameworkRefused([Problem(reason % names, "CFDocument.version")])


def _refuse_taken(document: FrameworkDocument, existing: Framework | None) -> None:
    problems = []
    kinds: list[tuple[Any, list[Any]]] = [
        (CompetenceBlock, document.blocks),
        (Competence, document.competences),
    ]
    for model, parts in kinds:
        places = {part.uuid: part.place for part in parts}
        others = model.objects.filter(uuid__in=list(places))
        if existing:
            others = others.exclude(framework=existing)
        for other in others.select_related("framework"):
            place = places[other.uuid]
            reason = _("cet identifiant est déjà pris dans « %s »") % other.framework
            problems.append(Problem(reason, place.path, place.line))
    if problems:
        raise FrameworkRefused(problems)


def _settle(framework: Framework, document: FrameworkDocument, at: datetime) -> list[str]:
    """Give the framework the state of its file, if it may have it; return what forbids it."""
    if document.state == Framework.State.DRAFT:
        return []
    problems = readiness(framework).problems
    if problems:
        said = give_back(case_parts.make_document(document), document.extra.get("document"))
        document.as_draft()
        made = case_parts.make_document(document)
        framework.extra = {**framework.extra, "document": keep(made, said)}
        framework.save(update_fields=["extra"])
        return problems
    framework.state = document.state
    framework.published_on = document.published_on or timezone.localdate(at)
    framework.retired_on = document.retired_on
    framework.save(update_fields=["state", "published_on", "retired_on"])
    return []
