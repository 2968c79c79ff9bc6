"""Database → document: what is published, as it would be written."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import TextField
from django.utils.translation import gettext as _

from competences.exchange.dumping import dump_framework
from competences.models import Competence, Framework
from courses.exchange import activities, bundle, markdown
from courses.exchange.document import (
    ANSWERED,
    BLOCK_FIELDS,
    MODULE_FIELDS,
    PATH_FIELDS,
    BlockDocument,
    FrameworkReference,
    ModuleDocument,
    PathDocument,
    Piece,
    Word,
    field_of,
)
from courses.exchange.problems import Report
from courses.exchange.rules import dump_rules
from courses.exchange.yamltext import one_line, several_lines
from courses.models import LearningPath, Module, PathBlock
from media.models import Audio, MediaImage, Package
from media.services import file_name


def dump_path(path: LearningPath) -> PathDocument:
    """Return the path as published; raises `ExchangeRefused` for what files cannot say."""
    report, shelf = Report(), Shelf()
    blocks = list(path.blocks.order_by("sort_order", "pk"))
    modules = [module for block in blocks for module in modules_of(block)]
    document = PathDocument(
        slug=path.slug,
        language=path.locale.language_code,
        fields=_texts(path, PATH_FIELDS),
        framework=_framework(blocks, modules, report),
        blocks=[_block(block) for block in blocks],
        modules={module.slug: dump_module(module, shelf, report) for module in modules},
        glossary=_glossary(path),
        rules=dump_rules(path),
    )
    for slug in document.modules_of_rules - document.modules.keys():
        reason = _("une règle regarde le module « %s », qui n'est plus dans le parcours")
        report.add(bundle.PATH, 0, reason % slug)
    document.media = shelf.contents(report)
    report.refuse_if_any()
    return document


def modules_of(block: PathBlock) -> list[Module]:
    places = block.path_modules.select_related("module__catch_up").order_by("sort_order", "pk")
    return [place.module for place in places]


def _texts(holder: Any, names: dict[str, str]) -> dict[str, Any]:
    found = {}
    for name, attribute in names.items():
        value = getattr(holder, attribute)
        tidy = several_lines if isinstance(field_of(holder, attribute), TextField) else one_line
        found[name] = tidy(value) if isinstance(value, str) else value
    return found


def _framework(
    blocks: Iterable[PathBlock], modules: Iterable[Module], report: Report
) -> FrameworkReference | None:
    """Return the framework of the competences worked on: files hold one."""
    used = (
        Competence.objects.filter(path_blocks__in=[block.pk for block in blocks])
        | Competence.objects.filter(modules__in=[module.pk for module in modules])
        | Competence.objects.filter(rules__path__in=[block.path_id for block in blocks])
    )
    frameworks = list(Framework.objects.filter(competences__in=used).distinct().order_by("pk"))
    if len(frameworks) > 1:
        names = ", ".join(str(framework) for framework in frameworks)
        report.add(bundle.PATH, 0, _("ce parcours emploie plusieurs référentiels : %s") % names)
    if not frameworks:
        return None
    framework = frameworks[0]
    return FrameworkReference(framework.slug, framework.version, dump_framework(framework))


def _codes(holder: PathBlock | Module) -> list[str]:
    competences = sorted(holder.competences.all(), key=lambda each: (each.position, each.pk))
    return [each.code for each in competences]


def _block(block: PathBlock) -> BlockDocument:
    return BlockDocument(
        key=block.key,
        fields=_texts(block, BLOCK_FIELDS),
        competences=_codes(block),
        modules=[module.slug for module in modules_of(block)],
    )


def _glossary(path: LearningPath) -> list[Word]:
    words = [
        Word(
            one_line(term.term),
            [one_line(v) for v in term.variants],
            several_lines(term.definition),
        )
        for term in path.glossary.all()
    ]
    return sorted(words, key=lambda word: (sort_key(word.term), word.term))


def sort_key(text: str) -> str:
    """Order as a dictionary does, the same on every database: accents and case do not count."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


# --- Modules ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StoredFile:
    """What the storage holds under a name that no model's field knows."""

    name: str

    def open(self, mode: str) -> Any:
        return default_storage.open(self.name, mode)


@dataclass
class Shelf:
    """The media of a path, each under a name of its own."""

    names: dict[str, str] = field(default_factory=dict)
    files: dict[str, Any] = field(default_factory=dict)

    def place(self, holder: MediaImage | Audio) -> str:
        """Return the name under which the file of `holder` travels."""
        return self.place_as(file_name(str(holder.file.name)), holder.file)

    def place_as(self, name: str, file: Any) -> str:
        """Return the name under which `file` travels: `name`, or the next one that is free."""
        stored = str(file.name)
        if stored not in self.names:
            stem, _dot, suffix = name.rpartition(".")
            copy = 1
            while name in self.files:
                copy += 1
                name = f"{stem}-{copy}.{suffix}"
            self.names[stored], self.files[name] = name, file
        return self.names[stored]

    def contents(self, report: Report) -> dict[str, bytes]:
        contents = {}
        for name, stored in sorted(self.files.items()):
            try:
                with stored.open("rb") as stream:
                    contents[name] = stream.read(bundle.MAX_PACKAGE + 1)
            except OSError:
                report.add(f"media/{name}", 0, _("ce fichier n'est plus dans la réserve"))
                continue
            if len(contents[name]) > bundle.MAX_PACKAGE:
                report.add(f"media/{name}", 0, _("ce fichier est trop lourd"))
        return contents


def dump_module(module: Module, shelf: Shelf, report: Report) -> ModuleDocument:
    document = ModuleDocument(
        slug=module.slug,
        fields=_texts(module, MODULE_FIELDS),
        objectives=[one_line(objective) for objective in module.objectives],
        competences=_codes(module),
        catch_up=module.catch_up.slug if module.catch_up else "",
    )
    for entry in module.body.raw_data:
        piece = _piece(entry, shelf, lambda reason: report.add(document.file, 0, reason))
        if piece.kind in activities.MEDIA_FIELDS and piece.value["licence"] == module.licence:
            piece.value["licence"] = ""
        _append(document.pieces, piece)
    return document


def _append(pieces: list[Piece], piece: Piece) -> None:
    """Add the piece; two texts in a row are one text: files have nothing between them."""
    if piece.kind != "text":
        pieces.append(piece)
    elif pieces and pieces[-1].kind == "text":
        pieces[-1].value += piece.value
    elif piece.value:
        pieces.append(piece)


def _piece(entry: dict[str, Any], shelf: Shelf, complain: Any) -> Piece:
    kind, raw = entry["type"], entry["value"]
    piece = Piece(kind, "", UUID(entry["id"]) if kind in ANSWERED else None)
    if kind == "text":
        piece.value = _rich_text(raw or "", complain)
    elif kind in activities.MEDIA_FIELDS:
        piece.value = _media(kind, raw, shelf, complain)
    elif kind == activities.PACKAGE:
        piece.value = _package(raw, shelf, complain) | activities.from_raw(kind, raw)
    else:
        piece.value = activities.from_raw(kind, raw)
    return piece


def _rich_text(source: str, complain: Any) -> str:
    try:
        return markdown.blocks_to_html(markdown.html_blocks(source))
    except markdown.InternalLinkError:
        complain(_("un lien mène à une page de ce site : donnez son adresse entière"))
        return ""


def _media(kind: str, raw: dict[str, Any], shelf: Shelf, complain: Any) -> dict[str, str]:
    model: Any = MediaImage if kind == "image" else Audio
    holder = model.objects.filter(pk=raw.get(kind)).first()
    if holder is None:
        complain(_("une image ou un son n'existe plus"))
        return dict.fromkeys(activities.MEDIA_FIELDS[kind], "")
    about = {"file": shelf.place(holder)}
    if kind == "image":
        about |= {name: one_line(raw.get(name) or "") for name in ("alt", "caption")}
        about["credit"] = one_line(holder.credit)
    else:
        about["title"] = one_line(holder.title)
        about["transcript"] = several_lines(holder.transcript)
    return about | {"licence": holder.licence}


def _package(raw: dict[str, Any], shelf: Shelf, complain: Any) -> dict[str, str]:
    found = Package.objects.select_related("current").defer("current__manifest")
    package = found.filter(pk=raw.get("package") or 0).first()
    if package is None or package.current is None or not package.current.archive:
        complain(_("une activité importée n'a plus son fichier"))
        return dict.fromkeys(activities.PACKAGE_FIELDS, "")
    version = package.current
    stem = version.file_name.rpartition(".")[0] or version.file_name
    suffix = "h5p" if version.kind == version.Kind.H5P else "zip"
    name = shelf.place_as(file_name(f"{stem}.{suffix}"), StoredFile(version.archive))
    return {"file": name, "name": one_line(package.title)}
