"""What no single line can tell: names that must meet, files that must be what they say."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from courses.exchange import bundle
from courses.exchange.activities import PACKAGE
from courses.exchange.document import ModuleDocument, PathDocument, Piece
from courses.exchange.problems import Report
from courses.exchange.rules import check_rules
from media.package_files import package_problems
from media.services import audio_kind, image_kind


def check_document(document: PathDocument, report: Report) -> None:
    if document.language not in dict(settings.WAGTAIL_CONTENT_LANGUAGES):
        report.add(bundle.PATH, 0, _("langue inconnue : « %s »") % document.language)
    _check_blocks(document, report)
    _check_competences(document, report)
    for module in document.modules.values():
        _check_module(module, document, report)
    _check_ids(document, report)
    check_rules(document, lambda line, reason: report.add(bundle.PATH, line, reason))
    _check_media(document, report)
    _check_words(document, report)


def _check_blocks(document: PathDocument, report: Report) -> None:
    if not document.blocks:
        report.add(bundle.PATH, 0, _("un parcours a au moins un bloc"))
    keys = Counter(block.key for block in document.blocks)
    placed: dict[str, str] = {}
    for block in document.blocks:
        reasons = []
        for slug in block.modules:
            reasons.append(_misplaced(document, slug, placed))
            placed[slug] = block.key
        if keys[block.key] > 1:
            reasons.append(_("deux blocs s'appellent « %s »") % block.key)
        if not block.modules:
            reasons.append(_("un bloc a au moins un module"))
        for reason in filter(None, reasons):
            report.add(bundle.PATH, block.line, reason)
    for slug in set(document.modules) - set(placed):
        file = document.modules[slug].file
        report.add(file, 0, _("ce module n'est dans aucun bloc de path.yaml"))


def _misplaced(document: PathDocument, slug: str, placed: dict[str, str]) -> str:
    if slug in placed:
        reason = _("le module « %(slug)s » est déjà dans « %(key)s »")
        return reason % {"slug": slug, "key": placed[slug]}
    if slug not in document.modules:
        return _("le fichier modules/%s.md manque, ou n'est pas lisible") % slug
    return ""


def _check_competences(document: PathDocument, report: Report) -> None:
    framework = document.framework
    if framework and framework.document is None:
        # What is wrong with it was said already.
        return
    codes = set(framework.codes) if framework else set()
    line = framework.line if framework else 0
    used = set()
    for file, at, code in _competences_used(document):
        used.add(code)
        if code not in codes:
            report.add(file, at, _("la compétence « %s » n'est pas dans le référentiel") % code)
    if framework and not used & codes:
        report.add(bundle.PATH, line, _("aucun bloc ni module ne travaille ces compétences"))


def _competences_used(document: PathDocument) -> Iterator[tuple[str, int, str]]:
    for block in document.blocks:
        yield from ((bundle.PATH, block.line, code) for code in block.competences)
    for module in document.modules.values():
        at = module.lines.get("competences", 1)
        yield from ((module.file, at, code) for code in module.competences)


def _check_module(module: ModuleDocument, document: PathDocument, report: Report) -> None:
    line = module.lines.get("catch_up", 1)
    replacement = document.modules.get(module.catch_up)
    if not module.pieces:
        report.add(module.file, 0, _("ce module n'a pas de contenu"))
    if not module.is_synchronous and module.catch_up:
        report.add(module.file, line, _("seul un module en direct a un module de rattrapage"))
    if not module.is_synchronous:
        return
    if not module.catch_up:
        line = module.lines.get("timing", 1)
        report.add(module.file, line, _("un module en direct a un module de rattrapage (catch_up)"))
    elif replacement is None:
        report.add(module.file, line, _("le module de rattrapage n'est pas dans ce parcours"))
    elif replacement.is_synchronous:
        report.add(module.file, line, _("le module de rattrapage se suit quand on veut"))


def _check_ids(document: PathDocument, report: Report) -> None:
    seen: dict[UUID, str] = {}
    for file, piece in _pieces(document):
        if piece.id is None:
            continue
        if piece.id in seen:
            report.add(file, piece.line, _("cet « id » sert déjà dans %s") % seen[piece.id])
        seen[piece.id] = file


def _pieces(document: PathDocument) -> Iterator[tuple[str, Piece]]:
    for module in document.modules.values():
        yield from ((module.file, piece) for piece in module.pieces)


def _check_media(document: PathDocument, report: Report) -> None:
    said: dict[str, dict[str, Any]] = {}
    for file, piece in _pieces(document):
        if piece.kind not in {"image", "audio", PACKAGE}:
            continue
        name = piece.value["file"]
        about = _about(piece)
        if name not in document.media:
            report.add(file, piece.line, _("le fichier media/%s manque") % name)
        elif said.setdefault(name, about) != about:
            report.add(file, piece.line, _("media/%s est décrit autrement ailleurs") % name)
    for name, data in document.media.items():
        if name not in said:
            report.add(f"media/{name}", 0, _("aucun module n'utilise ce fichier"))
        elif said[name]["kind"] == PACKAGE:
            _check_package(name, data, document, report)
        else:
            _check_content(name, data, str(said[name]["kind"]), report)
    _check_copies(document, report)


def _about(piece: Piece) -> dict[str, Any]:
    """Return what belongs to the file, wherever it is used."""
    if piece.kind == PACKAGE:
        return {"name": piece.value["name"], "kind": PACKAGE}
    own = {"alt", "caption", "file"}
    return {key: text for key, text in piece.value.items() if key not in own} | {"kind": piece.kind}


def _check_package(name: str, data: bytes, document: PathDocument, report: Report) -> None:
    """Say where it is used why an archive would be refused."""
    reasons = package_problems(name, data)
    for file, piece in _pieces(document):
        if reasons and piece.kind == PACKAGE and piece.value["file"] == name:
            report.add(file, piece.line, f"media/{name} : {' '.join(reasons)}")


def _check_content(name: str, data: bytes, kind: str, report: Report) -> None:
    found = image_kind(data) if kind == "image" else audio_kind(data)
    wanted = name.rpartition(".")[2]
    if found != {"opus": "ogg"}.get(wanted, wanted):
        report.add(f"media/{name}", 0, _("ce fichier n'est pas un .%s lisible") % wanted)


def _check_copies(document: PathDocument, report: Report) -> None:
    names: dict[str, str] = {}
    for name, data in document.media.items():
        digest = hashlib.sha256(data).hexdigest()
        if digest in names:
            report.add(f"media/{name}", 0, _("même contenu que media/%s") % names[digest])
        names[digest] = name


def _check_words(document: PathDocument, report: Report) -> None:
    forms: dict[str, str] = {}
    for word in document.glossary:
        for form in {word.term.casefold(), *(variant.casefold() for variant in word.variants)}:
            if form in forms:
                reason = _("« %(form)s » mène à « %(one)s » et à « %(other)s »")
                names = {"form": form, "one": forms[form], "other": word.term}
                report.add(bundle.GLOSSARY, 0, reason % names)
            forms[form] = word.term
