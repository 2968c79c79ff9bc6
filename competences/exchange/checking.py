"""What a framework's file must be, whatever its format."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_slug
from django.db.models import Model
from django.utils.translation import gettext as _

from competences.exchange.document import (
    MAX_COMPETENCES,
    AlignmentDocument,
    BlockDocument,
    CompetenceDocument,
    FrameworkDocument,
    Place,
)
from competences.exchange.problems import Report
from competences.models import (
    Alignment,
    Competence,
    CompetenceBlock,
    Framework,
    Level,
    LevelCriterion,
)

MAX_RANK = 10


class Check:
    def __init__(self, document: FrameworkDocument, report: Report) -> None:
        self.document = document
        self.report = report

    def run(self) -> None:
        """Add to the report all that is wrong; whether it could be published is not asked here."""
        self._framework()
        self._levels()
        self._blocks()
        if len(self.document.competences) > MAX_COMPETENCES:
            reason = _("%(found)d compétences ; un référentiel en a %(most)d au plus")
            counts = {"found": len(self.document.competences), "most": MAX_COMPETENCES}
            self.report.add(reason % counts)
            return
        self._competences()

    def _framework(self) -> None:
        document = self.document
        names = ("slug", "version", "title", "description", "creator", "language")
        self._lengths(Framework, document, names, Place("CFDocument"))
        for name in ("slug", "version", "title"):
            if not getattr(document, name).strip():
                self.report.add(_("« %s » manque") % name, "CFDocument")
        try:
            validate_slug(document.slug)
        except ValidationError:
            self.report.add(_("l'identifiant « %s » n'est pas accepté") % document.slug)
        if document.state != Framework.State.DRAFT and document.published_on is None:
            self.report.add(_("la date de publication manque"), "CFDocument.statusStartDate")
        if document.state == Framework.State.RETIRED and document.retired_on is None:
            self.report.add(_("la date de retrait manque"), "CFDocument.statusEndDate")

    def _levels(self) -> None:
        for level in self.document.levels:
            place = Place(_("niveau %d") % level.rank)
            self._lengths(Level, level, ("label", "description"), place)
            if not 1 <= level.rank <= MAX_RANK:
                self.report.add(_("une marche va de 1 à 10"), place.path)
        ranks = [level.rank for level in self.document.levels]
        if len(ranks) != len(set(ranks)):
            self.report.add(_("deux niveaux sont sur la même marche"))

    def _blocks(self) -> None:
        for block in self.document.blocks:
            self._lengths(CompetenceBlock, block, ("code", "title", "description"), block.place)
        self._twins(self.document.blocks)

    def _competences(self) -> None:
        ranks = {level.rank for level in self.document.levels}
        for each in self.document.competences:
            self._lengths(Competence, each, ("code", "statement", "formal"), each.place)
            for rank, texts in each.criteria.items():
                self._criteria(each, rank, texts, known=rank in ranks)
            self._alignments(each)
        self._twins(self.document.competences)
        self._identifiers()
        self._families()

    def _criteria(
        self, each: CompetenceDocument, rank: int, texts: list[str], *, known: bool
    ) -> None:
        if not known:
            self._say(_("le niveau %d n'est pas décrit") % rank, each.place)
        for text in texts:
            self._length(LevelCriterion, "text", text, each.place)

    def _alignments(self, each: CompetenceDocument) -> None:
        seen = set()
        for alignment in each.alignments:
            names = ("framework", "code", "label", "url")
            self._lengths(Alignment, alignment, names, alignment.place)
            if not alignment.code.strip():
                self._say(_("cette correspondance n'a pas de code"), alignment.place)
            if alignment.key in seen:
                reason = _("la correspondance « %s » est écrite deux fois")
                self._say(reason % " ".join(alignment.key), alignment.place)
            seen.add(alignment.key)
            self._address(alignment)

    def _address(self, alignment: AlignmentDocument) -> None:
        try:
            if alignment.url:
                URLValidator(schemes=["http", "https"])(alignment.url)
        except ValidationError:
            self._say(_("l'adresse « %s » n'est pas lisible") % alignment.url, alignment.place)

    def _twins(self, parts: Iterable[BlockDocument] | Iterable[CompetenceDocument]) -> None:
        seen = set()
        for part in parts:
            if not part.code.strip():
                self._say(_("le code manque"), part.place)
            elif part.code in seen:
                self._say(_("le code « %s » est déjà pris plus haut") % part.code, part.place)
            seen.add(part.code)

    def _identifiers(self) -> None:
        seen = {self.document.uuid}
        for part in self.document.parts:
            if part.uuid in seen:
                self._say(_("l'identifiant %s est déjà pris plus haut") % part.uuid, part.place)
            seen.add(part.uuid)

    def _families(self) -> None:
        """A competence is part of another, which exists; nobody is part of oneself."""
        parents = {each.uuid: each.parent for each in self.document.competences}
        sound: set[UUID] = set()
        for each in self.document.competences:
            if each.parent is not None and each.parent not in parents:
                self._say(_("la compétence plus large n'est pas dans ce fichier"), each.place)
            # A dictionary keeps the order, and finds without looking at all of a long line.
            line: dict[UUID, None] = {}
            at: UUID | None = each.uuid
            while at is not None and at not in sound and at not in line:
                line[at] = None
                at = parents.get(at)
            if at is not None and at in line:
                reason = _("cette compétence finit par faire partie d'elle-même : %s")
                around = list(line)
                self._say(reason % self._round(around[around.index(at) :]), each.place)
            sound.update(line)

    def _round(self, line: list[UUID]) -> str:
        codes = {each.uuid: each.code for each in self.document.competences}
        return " → ".join(codes[uuid] for uuid in [*line, line[0]][:8])

    def _lengths(self, model: type[Model], holder: Any, names: Iterable[str], place: Place) -> None:
        for name in names:
            self._length(model, name, getattr(holder, name), place)

    def _length(self, model: type[Model], name: str, text: str, place: Place) -> None:
        field: Any = model._meta.get_field(name)  # noqa: SLF001 - the documented way
        if field.max_length and len(text) > field.max_length:
            reason = _("« %(name)s » est trop long : %(found)d caractères, %(most)d au plus")
            counts = {"found": len(text), "most": field.max_length}
            self._say(reason % {"name": str(field.verbose_name), **counts}, place)

    def _say(self, reason: str, place: Place) -> None:
        self.report.add(reason, place.path, place.line)
