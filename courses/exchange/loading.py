"""Document → database: all of it or nothing, and the second time nothing more."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Locale

from competences.exchange.document import FrameworkDocument
from competences.exchange.problems import FrameworkRefused
from competences.exchange.storage import load_framework
from competences.models import Competence
from core.models import User
from courses.exchange import activities, bundle
from courses.exchange.document import (
    BLOCK_FIELDS,
    MODULE_FIELDS,
    PATH_FIELDS,
    BlockDocument,
    ModuleDocument,
    PathDocument,
    Piece,
    Word,
)
from courses.exchange.dumping import Shelf, dump_module, dump_path, sort_key
from courses.exchange.frameworks import refused_framework
from courses.exchange.problems import ExchangeRefused, Problem, Report
from courses.exchange.reading import read_document
from courses.exchange.rules import load_rules
from courses.exchange.writing import write_document, write_module
from courses.models import GlossaryTerm, LearningPath, Module, PathBlock, PathModule
from media.importing.storing import take_away
from media.package_files import PackageRefused, keep_package
from media.services import keep_audio, keep_image


@dataclass
class Imported:
    """What an import did. `changed` are the slugs of the modules that got a new version."""

    path: LearningPath
    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    path_changed: bool = False
    redefined: list[str] = field(default_factory=list)


def import_files(*, files: bundle.Files, by: User | None = None) -> Imported:
    """Make the path of these files the published one; raises `ExchangeRefused`.

    Modules, blocks and activities that exist keep their keys: what founders did hangs on them.
    """
    document = read_document(files)
    written: list[str] = []
    try:
        with transaction.atomic():
            return _Loader(document, by, written.append).load()
    except BaseException:
        _take_back(written)
        raise


def _take_back(written: list[str]) -> None:
    """Delete what a failed import stored: files, and the folders of packages."""
    for name in written:
        if name.endswith("/"):
            take_away(name)
        else:
            default_storage.delete(name)


def import_path(*, source: Path, by: User | None = None) -> Imported:
    """Import a folder, its ``path.yaml`` or a zip."""
    return import_files(files=bundle.read(source), by=by)


def export_files(*, path: LearningPath) -> bundle.Files:
    return write_document(dump_path(path))


class _Loader:
    """One import, inside its transaction."""

    def __init__(
        self, document: PathDocument, by: User | None, written: Callable[[str], object]
    ) -> None:
        self.document = document
        self.by = by
        self.written = written
        self.locale = Locale.objects.get_or_create(language_code=document.language)[0]
        self.competences: dict[str, Competence] = {}
        self.modules: dict[str, Module] = {}

    def load(self) -> Imported:
        document = self.document
        path = LearningPath.objects.filter(slug=document.slug, locale=self.locale).first()
        done = Imported(path or LearningPath(slug=document.slug, locale=self.locale, live=False))
        if document.framework and document.framework.document:
            self.competences = keep_framework(document.framework.document)
        words, done.redefined = load_words(document.glossary)
        # Those that replace a live module come before it.
        for module in sorted(document.modules.values(), key=lambda each: each.is_synchronous):
            self._load_module(module, done)
        self._load_path(done, words)
        return done

    # --- Modules ---

    def _load_module(self, document: ModuleDocument, done: Imported) -> None:
        module = Module.objects.filter(slug=document.slug, locale=self.locale).first()
        before = {entry["id"]: entry for entry in module.body.raw_data} if module else {}
        _name_activities(document)
        if module is None:
            module = Module(slug=document.slug, locale=self.locale, live=False)
            done.created.append(document.slug)
        elif self._is_as_written(module, document):
            self.modules[document.slug] = module
            self._load_media(document)
            return
        else:
            done.changed.append(document.slug)
        self._fill(module, document, before)
        self.modules[document.slug] = self._publish(module)

    def _is_as_written(self, module: Module, document: ModuleDocument) -> bool:
        # The same code in the next version of a framework is another competence.
        wanted = {self.competences[code].pk for code in document.competences}
        if not module.live or {each.pk for each in module.competences.all()} != wanted:
            return False
        report = Report()
        kept = dump_module(module, Shelf(), report)
        return not report.problems and write_module(kept) == write_module(document)

    def _fill(self, module: Module, document: ModuleDocument, before: dict[str, Any]) -> None:
        for name, attribute in MODULE_FIELDS.items():
            setattr(module, attribute, document.fields[name])
        module.objectives = document.objectives
        module.catch_up = self.modules[document.catch_up] if document.catch_up else None
        media = self._load_media(document)
        module.body = [
            _raw(piece, before, media.get(position))
            for position, piece in enumerate(document.pieces)
        ]
        module.competences = [self.competences[code] for code in document.competences]

    def _load_media(self, document: ModuleDocument) -> dict[int, int]:
        """Keep the files of a module; return the key of each by the position of its piece."""
        keys = {}
        for position, piece in enumerate(document.pieces):
            if piece.kind == activities.PACKAGE:
                keys[position] = self._load_package(document, piece)
            if piece.kind not in activities.MEDIA_FIELDS:
                continue
            about = dict(piece.value)
            name = about["file"]
            common = {
                "name": name,
                "data": self.document.media[name],
                "licence": about["licence"] or document.fields["licence"],
                "written": self.written,
            }
            if piece.kind == "image":
                kept = keep_image(title=Path(name).stem, credit=about["credit"], **common).pk
            else:
                kept = keep_audio(title=about["title"], transcript=about["transcript"], **common).pk
            keys[position] = kept
        return keys

    def _load_package(self, document: ModuleDocument, piece: Piece) -> int:
        name = piece.value["file"]
        try:
            package = keep_package(
                name=name,
                data=self.document.media[name],
                title=piece.value["name"],
                by=self.by,
                written=self.written,
                at=timezone.now(),
            )
        except PackageRefused as refused:
            reason = f"media/{name} : {refused}"
            raise ExchangeRefused([Problem(document.file, piece.line, reason)]) from refused
        return package.pk

    # --- The path ---

    def _load_path(self, done: Imported, words: list[GlossaryTerm]) -> None:
        path = done.path
        if path.pk and path.live and _same(dump_path_or_none(path), self.document):
            return
        done.path_changed = True
        for name, attribute in PATH_FIELDS.items():
            setattr(path, attribute, self.document.fields[name])
        path.glossary = words
        existing = {block.key: block for block in path.blocks.all()} if path.pk else {}
        path.blocks = [
            self._block(existing.get(block.key) or PathBlock(key=block.key), block, position)
            for position, block in enumerate(self.document.blocks)
        ]
        rules = {rule.key: rule for rule in path.rules.all()} if path.pk else {}
        path.rules = load_rules(self.document.rules, rules, self.competences, self.modules)
        try:
            done.path = self._publish(path)
        except ProtectedError as error:
            reason = _("un bloc qui n'est plus là sert encore : des personnes y ont décidé")
            raise ExchangeRefused([Problem(bundle.PATH, 0, reason)]) from error

    def _block(self, block: PathBlock, document: BlockDocument, position: int) -> PathBlock:
        for name, attribute in BLOCK_FIELDS.items():
            setattr(block, attribute, document.fields[name])
        block.sort_order = position
        block.competences = [self.competences[code] for code in document.competences]
        places = {p.module_id: p for p in block.path_modules.all()} if block.pk else {}
        modules = [self.modules[slug] for slug in document.modules]
        block.path_modules = [
            _placed(places.get(module.pk) or PathModule(module=module), rank)
            for rank, module in enumerate(modules)
        ]
        return block

    def _publish(self, thing: Any) -> Any:
        thing.save()
        revision = thing.save_revision(user=self.by)
        revision.publish(user=self.by, skip_permission_checks=True)
        return type(thing).objects.get(pk=thing.pk)


def _placed(place: PathModule, rank: int) -> PathModule:
    place.sort_order = rank
    return place


def _name_activities(document: ModuleDocument) -> None:
    """Give each piece without an id one made of its module, its kind and its rank in that kind."""
    ranks: dict[str, int] = {}
    for piece in document.pieces:
        rank = ranks[piece.kind] = ranks.get(piece.kind, 0) + 1
        if piece.id is None:
            name = f"{document.slug}/{piece.kind}/{rank}"
            piece.id = uuid5(activities.NAMESPACE, name)


def _raw(piece: Piece, before: dict[str, Any], media: int | None) -> dict[str, Any]:
    """Return the StreamField form of a piece."""
    id_ = piece.id or UUID(int=0)
    if piece.kind == "text":
        value: Any = piece.value
    elif piece.kind == "image":
        value = {"image": media, "alt": piece.value["alt"], "caption": piece.value["caption"]}
    elif piece.kind == "audio":
        value = {"audio": media}
    else:
        old = before.get(str(id_), {}).get("value", {})
        value = activities.to_raw(piece.kind, piece.value, id_, old)
        if piece.kind == activities.PACKAGE:
            value = _without(value, activities.PACKAGE_FIELDS) | {"package": media}
    return {"type": piece.kind, "id": str(id_), "value": value}


def _without(value: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: each for name, each in value.items() if name not in names}


def _same(kept: PathDocument | None, document: PathDocument) -> bool:
    return (
        kept is not None
        and write_document(kept)[bundle.PATH] == (write_document(document)[bundle.PATH])
        and [w.term for w in kept.glossary] == sorted_terms(document.glossary)
    )


def dump_path_or_none(path: LearningPath) -> PathDocument | None:
    try:
        return dump_path(path)
    except ExchangeRefused:
        return None


# --- What paths share ---------------------------------------------------------------------------


def keep_framework(document: FrameworkDocument) -> dict[str, Competence]:
    """Return the competences by their codes; a version that is published stays as it is."""
    try:
        framework = load_framework(document=document, at=timezone.now()).framework
    except FrameworkRefused as refused:
        raise refused_framework(refused) from None
    return {each.code: each for each in framework.competences.all()}


def load_words(words: Iterable[Word]) -> tuple[list[GlossaryTerm], list[str]]:
    """Return the terms, and those that had another explanation until now."""
    terms, redefined = [], []
    for word in words:
        term, created = GlossaryTerm.objects.get_or_create(
            term=word.term,
            defaults={"variants": word.variants, "definition": word.definition},
        )
        if not created and (term.variants, term.definition) != (word.variants, word.definition):
            redefined.append(word.term)
            term.variants, term.definition = word.variants, word.definition
            term.save(update_fields=["variants", "definition"])
        terms.append(term)
    return terms, redefined


def sorted_terms(words: Iterable[Word]) -> list[str]:
    return [word.term for word in sorted(words, key=lambda each: (sort_key(each.term), each.term))]
