"""CSV, one line a competence. What concerns the whole framework is on its first line."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from competences.exchange.case_parts import moment
from competences.exchange.cells import (
    from_cell,
    join_fields,
    join_lines,
    split_lines,
    split_rows,
    to_cell,
)
from competences.exchange.checking import MAX_RANK, Check
from competences.exchange.document import (
    MAX_BYTES,
    MAX_COMPETENCES,
    AlignmentDocument,
    BlockDocument,
    CompetenceDocument,
    FrameworkDocument,
    LevelDocument,
    Place,
    own_uuid,
)
from competences.exchange.jsontext import as_uuid, decode
from competences.exchange.problems import Report
from competences.models import Alignment, Framework

FRAMEWORK = (
    *("referentiel", "version", "titre", "description", "auteur", "langue", "etat"),
    *("publie_le", "retire_le", "modifie_le", "referentiel_id", "referentiel_remplace"),
    "referentiel_autres",
)
BLOCK = ("bloc", "bloc_titre", "bloc_description", "bloc_id", "bloc_autres")
COMPETENCE = (
    *("code", "je", "formulation", "fait_partie_de", "correspondances", "remplace"),
    *("competence_id", "autres"),
)
# What few files have, and whose absence says the same as an empty cell.
RARE = {"referentiel_autres", "bloc_autres", "autres", "fait_partie_de", "referentiel_remplace"}
NEEDED = ("code", "formulation")
STATES = {state: str(state) for state in Framework.State.values}

csv.field_size_limit(MAX_BYTES)


def level_columns(rank: int) -> tuple[str, str, str]:
    return f"niveau_{rank}", f"niveau_{rank}_description", f"criteres_{rank}"


# --- Writing ------------------------------------------------------------------------------------


def write_csv(document: FrameworkDocument) -> bytes:
    document.put_in_order()
    rows = list(_rows(document))
    levels = [name for level in document.levels for name in level_columns(level.rank)]
    columns = [*FRAMEWORK, *BLOCK, *COMPETENCE[:3], *levels, *COMPETENCE[3:]]
    used = [name for name in columns if name not in RARE or any(row.get(name) for row in rows)]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(used)
    writer.writerows([to_cell(row.get(name, "")) for name in used] for row in rows)
    # Spreadsheets take a file for UTF-8 by its first three bytes.
    return out.getvalue().encode("utf-8-sig")


def _rows(document: FrameworkDocument) -> Iterator[dict[str, str]]:
    first = _framework_cells(document)
    codes = {each.uuid: each.code for each in document.competences}
    for block in (*document.blocks, None):
        members = [e for e in document.competences if e.block == (block.uuid if block else None)]
        cells = _block_cells(block) if block else {}
        if block and not members:
            yield first | cells
            first = {}
        for each in members:
            yield first | cells | _competence_cells(each, codes)
            first, cells = {}, {"bloc": block.code} if block else {}
    if first:
        yield first


def _framework_cells(document: FrameworkDocument) -> dict[str, str]:
    cells = {
        "referentiel": document.slug,
        "version": document.version,
        "titre": document.title,
        "description": document.description,
        "auteur": document.creator,
        "langue": document.language,
        "etat": document.state,
        "publie_le": document.published_on.isoformat() if document.published_on else "",
        "retire_le": document.retired_on.isoformat() if document.retired_on else "",
        "modifie_le": moment(document),
        "referentiel_id": str(document.uuid),
        "referentiel_remplace": str(document.replaces or ""),
        "referentiel_autres": _json(document.extra),
    }
    for level in document.levels:
        name, description, _criteria = level_columns(level.rank)
        cells |= {name: level.label, description: level.description}
    return cells


def _block_cells(block: BlockDocument) -> dict[str, str]:
    return {
        "bloc": block.code,
        "bloc_titre": block.title,
        "bloc_description": block.description,
        "bloc_id": str(block.uuid),
        "bloc_autres": _json(block.extra),
    }


def _competence_cells(each: CompetenceDocument, codes: dict[UUID, str]) -> dict[str, str]:
    alignments = [
        (a.framework, a.code, a.label, a.url, "=" if a.kind == Alignment.Kind.EXACT else "")
        for a in each.alignments
    ]
    cells = {
        "code": each.code,
        "je": each.statement,
        "formulation": each.formal,
        "fait_partie_de": codes[each.parent] if each.parent else "",
        "correspondances": "\n".join(join_fields(fields) for fields in alignments),
        "remplace": " ".join(sorted(str(before) for before in each.replaces)),
        "competence_id": str(each.uuid),
        "autres": _json(each.extra),
    }
    return cells | {
        level_columns(rank)[2]: join_lines(texts) for rank, texts in each.criteria.items()
    }


def _json(extra: dict[str, Any]) -> str:
    return json.dumps(extra, ensure_ascii=False, sort_keys=True) if extra else ""


# --- Reading ------------------------------------------------------------------------------------


def read_csv(data: bytes, *, slug: str = "", as_draft: bool = False) -> FrameworkDocument:
    """Return the framework of a table; raises `FrameworkRefused` with all that is wrong."""
    report = Report()
    text = decode(data, report)
    report.refuse_if_any()
    rows = _parse(text, report)
    report.refuse_if_any()
    document = _Table(rows, report, slug).read()
    if as_draft or document.state == Framework.State.DRAFT:
        document.as_draft()
    Check(document, report).run()
    report.refuse_if_any()
    document.put_in_order()
    return document


Row = tuple[int, dict[str, str]]


def _parse(text: str, report: Report) -> list[Row]:
    header = text.splitlines()[0].lower()
    delimiter = max(";,\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    line = 1
    try:
        columns = [name.strip().lower() for name in next(reader)]
        _check_columns(columns, report)
        for cells in reader:
            # A cell may hold several lines: the record begins after the one before.
            start, line = line + 1, reader.line_num
            if len(cells) > len(columns) and any(cells[len(columns) :]):
                report.add(_("il y a plus de cellules que de colonnes"), line=start)
            found = {n: from_cell(c) for n, c in zip(columns, cells, strict=False) if c.strip()}
            if found:
                rows.append((start, found))
    except csv.Error as error:
        report.add(_("cette ligne n'est pas lisible (%s)") % error, line=reader.line_num)
    if not rows:
        report.add(_("ce fichier n'a aucune ligne sous ses titres"))
    if len(rows) > 2 * MAX_COMPETENCES:
        report.add(_("ce fichier a trop de lignes : %d au plus") % MAX_COMPETENCES)
    return rows


def _check_columns(columns: list[str], report: Report) -> None:
    levels = {name for rank in range(1, MAX_RANK + 1) for name in level_columns(rank)}
    for name in columns:
        if name and name not in {*FRAMEWORK, *BLOCK, *COMPETENCE, *levels}:
            report.add(_("la colonne « %s » n'est pas connue") % name[:60], line=1)
        if name and columns.count(name) > 1:
            report.add(_("la colonne « %s » est là deux fois") % name[:60], line=1)
    for name in NEEDED:
        if name not in columns:
            report.add(_("la colonne « %s » manque") % name, line=1)


class _Table:
    def __init__(self, rows: list[Row], report: Report, slug: str) -> None:
        self.rows = rows
        self.report = report
        self.slug = slug
        self.blocks: dict[str, BlockDocument] = {}
        self.parents: list[tuple[CompetenceDocument, str, int]] = []

    def read(self) -> FrameworkDocument:
        line, cells = self.rows[0]
        document = self._framework(line, cells)
        for line, cells in self.rows:
            block = self._block(line, cells, document)
            if cells.get("code"):
                document.competences.append(self._competence(line, cells, block, document))
            elif not cells.get("bloc") and cells is not self.rows[0][1]:
                self.report.add(_("le code manque"), "code", line)
        document.blocks = list(self.blocks.values())
        self._find_parents(document)
        return document

    def _framework(self, line: int, cells: dict[str, str]) -> FrameworkDocument:
        slug, version = self.slug or cells.get("referentiel", ""), cells.get("version", "1")
        return FrameworkDocument(
            uuid=self._uuid(line, cells, "referentiel_id") or own_uuid(slug, version),
            slug=slug,
            version=version,
            title=cells.get("titre", slug),
            description=cells.get("description", ""),
            creator=cells.get("auteur", ""),
            language=cells.get("langue", "fr"),
            state=self._state(line, cells),
            published_on=self._when(line, cells, "publie_le", parse_date),
            retired_on=self._when(line, cells, "retire_le", parse_date),
            changed_at=self._when(line, cells, "modifie_le", parse_datetime),
            replaces=self._uuid(line, cells, "referentiel_remplace"),
            levels=list(self._levels(cells)),
            extra=self._extra(line, cells, "referentiel_autres"),
        )

    def _levels(self, cells: dict[str, str]) -> Iterator[LevelDocument]:
        for rank in range(1, MAX_RANK + 1):
            name, description, _criteria = level_columns(rank)
            if name in cells:
                yield LevelDocument(rank, cells[name], cells.get(description, ""))

    def _block(
        self, line: int, cells: dict[str, str], document: FrameworkDocument
    ) -> BlockDocument | None:
        code = cells.get("bloc", "")
        if not code:
            return None
        if code not in self.blocks:
            self.blocks[code] = BlockDocument(
                uuid=self._uuid(line, cells, "bloc_id") or own_uuid(document.uuid, "block", code),
                code=code,
                title=cells.get("bloc_titre", code),
                description=cells.get("bloc_description", ""),
                extra=self._extra(line, cells, "bloc_autres"),
                place=Place("bloc", line),
            )
            return self.blocks[code]
        kept = self.blocks[code]
        again = {"bloc_titre": kept.title, "bloc_description": kept.description}
        for name, text in again.items():
            if cells.get(name, text) != text:
                self.report.add(_("ce bloc est décrit autrement plus haut"), name, line)
        return kept

    def _competence(
        self,
        line: int,
        cells: dict[str, str],
        block: BlockDocument | None,
        document: FrameworkDocument,
    ) -> CompetenceDocument:
        code = cells["code"]
        if not cells.get("formulation"):
            self.report.add(_("« %s » manque") % "formulation", "formulation", line)
        each = CompetenceDocument(
            uuid=self._uuid(line, cells, "competence_id")
            or own_uuid(document.uuid, "competence", code),
            code=code,
            statement=cells.get("je", ""),
            formal=cells.get("formulation", ""),
            block=block.uuid if block else None,
            replaces=self._uuids(line, cells),
            criteria={
                rank: split_lines(cells[column])
                for rank in range(1, MAX_RANK + 1)
                if (column := level_columns(rank)[2]) in cells
            },
            alignments=[
                _alignment(fields, line) for fields in split_rows(cells.get("correspondances", ""))
            ],
            extra=self._extra(line, cells, "autres"),
            place=Place(code, line),
        )
        if parent := cells.get("fait_partie_de"):
            self.parents.append((each, parent, line))
        return each

    def _find_parents(self, document: FrameworkDocument) -> None:
        codes = {each.code: each.uuid for each in document.competences}
        for each, code, line in self.parents:
            each.parent = codes.get(code)
            if each.parent is None:
                reason = _("la compétence plus large « %s » n'est pas dans ce fichier") % code
                self.report.add(reason, "fait_partie_de", line)

    # --- Cells ---

    def _state(self, line: int, cells: dict[str, str]) -> str:
        found = cells.get("etat", Framework.State.DRAFT.value)
        if found not in STATES:
            names = ", ".join(STATES)
            self.report.add(_("l'état est l'un de : %s") % names, "etat", line)
            return Framework.State.DRAFT.value
        return found

    def _uuid(self, line: int, cells: dict[str, str], name: str) -> UUID | None:
        uuid = as_uuid(cells.get(name))
        if name in cells and uuid is None:
            self.report.add(_("« %s » n'est pas un UUID") % cells[name][:60], name, line)
        return uuid

    def _uuids(self, line: int, cells: dict[str, str]) -> list[UUID]:
        found = [as_uuid(text) for text in cells.get("remplace", "").split()]
        if None in found:
            self.report.add(_("des UUID sont attendus ici"), "remplace", line)
        return [uuid for uuid in found if uuid]

    def _when(self, line: int, cells: dict[str, str], name: str, parse: Any) -> Any:
        found: date | datetime | None = None
        try:
            found = parse(cells[name]) if name in cells else None
        except ValueError:
            found = None
        if name in cells and found is None:
            self.report.add(_("cette date n'est pas lisible : AAAA-MM-JJ"), name, line)
        return found

    def _extra(self, line: int, cells: dict[str, str], name: str) -> dict[str, Any]:
        try:
            found = json.loads(cells.get(name, "{}"))
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            self.report.add(_("ce n'est pas du JSON lisible"), name, line)
            return {}
        return found


def _alignment(fields: list[str], line: int) -> AlignmentDocument:
    framework, code, label, url, same = [*fields, "", "", "", ""][:5]
    kind = Alignment.Kind.EXACT if same == "=" else Alignment.Kind.RELATED
    place = Place("correspondances", line)
    return AlignmentDocument(framework, code, label, url, kind.value, place)
