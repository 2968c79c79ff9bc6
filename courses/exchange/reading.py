"""Files → document, with every problem and its line."""

from typing import Any

from django.utils.translation import gettext as _
from markdown_it.token import Token

from courses.exchange import activities, bundle, markdown
from courses.exchange.checking import check_document
from courses.exchange.document import (
    BLOCK_FIELDS,
    FORMAT,
    MODULE_FIELDS,
    PATH_FIELDS,
    BlockDocument,
    ModuleDocument,
    PathDocument,
    Piece,
    Word,
    field_of,
    fields_of,
)
from courses.exchange.frameworks import find_framework, read_reference
from courses.exchange.problems import Report
from courses.exchange.rules import read_rules
from courses.exchange.yamltext import Fields, Value, one_line, several_lines
from courses.models import GlossaryTerm, LearningPath, Module, PathBlock


def read_document(files: bundle.Files) -> PathDocument:
    """Return the path that the files describe; raises `ExchangeRefused` with all that is wrong."""
    report = Report()
    value = _open(files, bundle.PATH, report)
    report.refuse_if_any()
    assert value is not None  # noqa: S101 - what could not be opened was refused
    document = _read_path(value, report)
    _read_files(files, document, report)
    find_framework(files, document, report)
    check_document(document, report)
    report.refuse_if_any()
    return document


def _open(files: bundle.Files, name: str, report: Report) -> Value | None:
    if name not in files:
        report.add(name, 0, _("ce fichier manque"))
        return None
    return Value.parse(bundle.text(files, name, report), name, 1, report)


def _read_files(files: bundle.Files, document: PathDocument, report: Report) -> None:
    for name in files:
        if match := bundle.MODULE_NAME.fullmatch(name):
            module = _read_module(files, name, match["slug"], report)
            if module:
                document.modules[module.slug] = module
        elif match := bundle.MEDIA_NAME.fullmatch(name):
            document.media[match["name"]] = files[name]
        elif name == bundle.GLOSSARY:
            document.glossary = _read_glossary(_open(files, name, report))
        elif name not in {bundle.PATH, bundle.FRAMEWORK}:
            report.add(name, 0, _("ce fichier n'a pas sa place ici, ou son nom n'est pas accepté"))


# --- path.yaml, glossary.yaml -------------------------------------------------------------------


def _read_path(value: Value, report: Report) -> PathDocument:
    fields = value.fields()
    if (found := fields.text("format")) not in {FORMAT, ""}:
        report.add(bundle.PATH, fields.line("format"), _("format inconnu : « %s »") % found)
    document = PathDocument(
        slug=fields.cleaned("slug", field_of(LearningPath, "slug")),
        language=fields.text("language"),
        fields=_cleaned(fields, fields_of(LearningPath, PATH_FIELDS)),
        framework=read_reference(fields.take("framework", required=False)),
        blocks=[_read_block(item) for item in fields.items("blocks")],
        rules=read_rules(fields),
    )
    fields.close()
    return document


def _cleaned(fields: Fields, names: dict[str, Any]) -> dict[str, Any]:
    return {name: fields.cleaned(name, field) for name, field in names.items()}


def _read_block(value: Value) -> BlockDocument:
    fields = value.fields()
    block = BlockDocument(
        key=fields.cleaned("key", field_of(PathBlock, "key")),
        fields=_cleaned(fields, fields_of(PathBlock, BLOCK_FIELDS)),
        competences=fields.texts("competences"),
        modules=fields.texts("modules", required=True),
        line=value.line,
    )
    fields.close()
    return block


def _read_glossary(value: Value | None) -> list[Word]:
    words: list[Word] = []
    for item in value.items() if value else []:
        fields = item.fields()
        word = Word(
            term=fields.cleaned("term", field_of(GlossaryTerm, "term")),
            variants=fields.texts("variants"),
            definition=several_lines(fields.text("definition")),
        )
        fields.close()
        if word.term in {other.term for other in words}:
            item.complain(_("« %s » est expliqué deux fois") % word.term)
        words.append(word)
    return words


# --- modules/<slug>.md --------------------------------------------------------------------------


def _read_module(
    files: bundle.Files, name: str, slug: str, report: Report
) -> ModuleDocument | None:
    text = bundle.text(files, name, report)
    front, separator, body = text.removeprefix("---\n").partition("\n---\n")
    if not text.startswith("---\n") or not separator:
        report.add(name, 1, _("le fichier commence par des lignes « nom: valeur » entre deux ---"))
        return None
    value = Value.parse(front, name, 2, report)
    if value is None:
        return None
    module = _read_front(value, slug)
    module.pieces = _read_body(body, name, front.count("\n") + 3, report)
    return module


def _read_front(value: Value, slug: str) -> ModuleDocument:
    fields = value.fields()
    module = ModuleDocument(
        slug=slug,
        fields=_cleaned(fields, fields_of(Module, MODULE_FIELDS)),
        objectives=[one_line(text) for text in fields.texts("objectives")],
        competences=fields.texts("competences"),
        catch_up=fields.text("catch_up", required=False),
    )
    module.lines = {name: fields.line(name) for name in fields.known}
    fields.close()
    return module


def _read_body(body: str, name: str, lines_before: int, report: Report) -> list[Piece]:
    """Cut the body into texts and fenced activities. `lines_before` stand above it in the file."""
    pieces: list[Piece] = []
    texts: list[Token] = []

    def end_text() -> None:
        blocks = markdown.read_blocks(
            texts, lambda line, reason: report.add(name, lines_before + line + 1, reason)
        )
        if blocks:
            pieces.append(Piece("text", markdown.blocks_to_html(blocks)))
        texts.clear()

    environment: dict[str, Any] = {}
    for token in markdown.parser().parse(body, environment):
        if token.type == "fence" and token.level == 0:
            end_text()
            pieces.append(_read_fence(token, name, lines_before, report))
        else:
            texts.append(token)
    end_text()
    for reference in environment.get("references", {}).values():
        report.add(name, lines_before + reference["map"][0] + 1, _("écrivez le lien dans le texte"))
    return [piece for piece in pieces if piece.kind]


def _read_fence(token: Token, name: str, lines_before: int, report: Report) -> Piece:
    line = lines_before + (token.map or [0])[0] + 1
    kind = token.info.strip()
    if kind not in activities.KINDS:
        report.add(
            name,
            line,
            _("bloc « %(kind)s » inconnu ; les blocs sont : %(known)s")
            % {"kind": kind, "known": ", ".join(activities.KINDS)},
        )
        return Piece("", None)
    value = Value.parse(token.content, name, line + 1, report)
    if value is None:
        return Piece("", None)
    return Piece(kind, activities.read(kind, value), activities.read_id(value), line)
