"""The rows of a draft, written as its document says."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from competences.exchange.document import CompetenceDocument, FrameworkDocument
from competences.exchange.problems import FrameworkRefused, Problem
from competences.models import (
    Alignment,
    Competence,
    CompetenceBlock,
    Framework,
    Level,
    LevelCriterion,
)
from competences.services.frameworks import FrameworkInUse, delete_competences

BATCH = 500


class Writer:
    """One framework, inside its transaction. What exists keeps its key: people hold on to it."""

    def __init__(self, document: FrameworkDocument, existing: Framework | None) -> None:
        self.document = document
        self.framework = existing or Framework(uuid=document.uuid)
        self.is_new = existing is None
        self.codes = dict(self.framework.competences.values_list("pk", "code")) if existing else {}

    def write(self) -> Framework:
        framework, document = self.framework, self.document
        for name in ("slug", "version", "title", "description", "creator", "language"):
            setattr(framework, name, getattr(document, name))
        framework.changed_at = document.changed_at or framework.changed_at
        framework.extra = dict(document.extra)
        framework.replaces = Framework.objects.filter(uuid=document.replaces).first()
        framework.save()
        levels = self._levels()
        blocks = self._blocks()
        competences = self._competences(blocks)
        self._leave_out(competences, levels, blocks)
        self._criteria(competences, levels)
        self._replaces(competences)
        return framework

    def _levels(self) -> dict[int, Level]:
        existing = {level.rank: level for level in self.framework.levels.all()}
        for each in self.document.levels:
            level = existing.setdefault(each.rank, Level(framework=self.framework, rank=each.rank))
            level.label, level.description = each.label, each.description
            level.save()
        return {each.rank: existing[each.rank] for each in self.document.levels}

    def _blocks(self) -> dict[UUID, CompetenceBlock]:
        existing = {block.uuid: block for block in self.framework.blocks.all()}
        _free_codes(CompetenceBlock, existing, self.document.blocks)
        found = {}
        for position, each in enumerate(self.document.blocks):
            block = existing.get(each.uuid) or CompetenceBlock(uuid=each.uuid)
            block.framework, block.position = self.framework, position
            for name in ("code", "title", "description", "extra"):
                setattr(block, name, getattr(each, name))
            block.save()
            found[each.uuid] = block
        return found

    def _competences(self, blocks: dict[UUID, CompetenceBlock]) -> dict[UUID, Competence]:
        existing = {each.uuid: each for each in self.framework.competences.all()}
        _free_codes(Competence, existing, self.document.competences)
        found: dict[UUID, Competence] = {}
        for position, each in enumerate(self.document.competences):
            row = existing.get(each.uuid) or Competence(uuid=each.uuid)
            row.framework, row.position = self.framework, position
            row.block = blocks[each.block] if each.block else None
            for name in ("code", "statement", "formal", "extra"):
                setattr(row, name, getattr(each, name))
            found[each.uuid] = row
        for floor in _floors(self.document.competences):
            for each in floor:
                found[each.uuid].parent = found[each.parent] if each.parent else None
            rows = [found[each.uuid] for each in floor]
            new = [row for row in rows if row.uuid not in existing]
            Competence.objects.bulk_create(new, batch_size=BATCH)
            names = ["block", "parent", "code", "statement", "formal", "position", "extra"]
            old = [row for row in rows if row.uuid in existing]
            if old:
                Competence.objects.bulk_update(old, names, batch_size=BATCH)
        return found

    def _leave_out(
        self,
        competences: dict[UUID, Competence],
        levels: dict[int, Level],
        blocks: dict[UUID, CompetenceBlock],
    ) -> None:
        if self.is_new:
            return
        gone = self.framework.competences.exclude(uuid__in=list(competences))
        codes = [self.codes[each.pk] for each in gone]
        try:
            delete_competences(gone)
        except FrameworkInUse as used:
            reason = _("« %(codes)s » sert ailleurs (%(uses)s) : changez la version du référentiel")
            uses = ", ".join(str(use) for use in used.uses)
            words = {"codes": ", ".join(codes), "uses": uses}
            raise FrameworkRefused([Problem(reason % words)]) from None
        LevelCriterion.objects.filter(competence__framework=self.framework).delete()
        Alignment.objects.filter(competence__framework=self.framework).delete()
        self.framework.blocks.exclude(uuid__in=list(blocks)).delete()
        self.framework.levels.exclude(rank__in=list(levels)).delete()

    def _criteria(self, competences: dict[UUID, Competence], levels: dict[int, Level]) -> None:
        LevelCriterion.objects.bulk_create(
            [
                LevelCriterion(
                    competence=competences[each.uuid],
                    level=levels[rank],
                    text=text,
                    position=position,
                )
                for each in self.document.competences
                for rank, texts in each.criteria.items()
                for position, text in enumerate(texts)
            ],
            batch_size=BATCH,
        )
        Alignment.objects.bulk_create(
            [
                Alignment(
                    competence=competences[each.uuid],
                    framework=alignment.framework,
                    code=alignment.code,
                    label=alignment.label,
                    url=alignment.url,
                    kind=alignment.kind,
                )
                for each in self.document.competences
                for alignment in each.alignments
            ],
            batch_size=BATCH,
        )

    def _replaces(self, competences: dict[UUID, Competence]) -> None:
        """Tie each competence to those it takes up; remember those that are not here."""
        through = Competence.replaces.through
        through.objects.filter(from_competence__framework=self.framework).delete()
        wanted = {before for each in self.document.competences for before in each.replaces}
        known = dict(Competence.objects.filter(uuid__in=wanted).values_list("uuid", "pk"))
        ties: list[Any] = []
        missing: dict[str, list[str]] = {}
        for each in self.document.competences:
            for before in each.replaces:
                if before in known:
                    row = competences[each.uuid]
                    ties.append(through(from_competence=row, to_competence_id=known[before]))
                else:
                    missing.setdefault(str(each.uuid), []).append(str(before))
        through.objects.bulk_create(ties, batch_size=BATCH)
        if self.document.replaces and self.framework.replaces is None:
            missing[str(self.framework.uuid)] = [str(self.document.replaces)]
        if missing:
            self.framework.extra = {**self.framework.extra, "replaced": missing}
            self.framework.save(update_fields=["extra"])


def _free_codes(model: Any, existing: dict[UUID, Any], wanted: Iterable[Any]) -> None:
    """Two codes may change places: those that change are put aside first."""
    codes = {part.uuid: part.code for part in wanted}
    moved = [row for uuid, row in existing.items() if codes.get(uuid) != row.code]
    for row in moved:
        row.code = f"~{row.uuid.hex}"
    if moved:
        model.objects.bulk_update(moved, ["code"], batch_size=BATCH)


def _floors(competences: Iterable[CompetenceDocument]) -> list[list[CompetenceDocument]]:
    """Return those that stand alone, then their parts, then theirs: each after what holds it."""
    depth: dict[UUID, int] = {}
    floors: list[list[CompetenceDocument]] = []
    for each in competences:
        depth[each.uuid] = depth[each.parent] + 1 if each.parent else 0
        if depth[each.uuid] == len(floors):
            floors.append([])
        floors[depth[each.uuid]].append(each)
    return floors
