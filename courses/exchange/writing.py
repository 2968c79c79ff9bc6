"""Document → files, always the same bytes for the same path."""

from typing import Any

from competences.exchange.case_writing import write_case
from courses.exchange import activities, bundle, markdown
from courses.exchange.document import (
    ANSWERED,
    AXES,
    FORMAT,
    ModuleDocument,
    PathDocument,
    Piece,
)
from courses.exchange.rules import write_rules
from courses.exchange.yamltext import dump


def write_document(document: PathDocument) -> bundle.Files:
    files = {bundle.PATH: dump(_path(document)).encode()}
    if document.glossary:
        words = [
            {"term": word.term, "variants": word.variants, "definition": word.definition}
            for word in document.glossary
        ]
        files[bundle.GLOSSARY] = dump(words).encode()
    if document.framework and document.framework.document:
        files[bundle.FRAMEWORK] = write_case(document.framework.document)
    for module in document.modules.values():
        files[module.file] = write_module(module).encode()
    return files | {f"media/{name}": data for name, data in document.media.items()}


def _path(document: PathDocument) -> dict[str, Any]:
    fields = document.fields
    framework = document.framework
    return {
        "format": FORMAT,
        "slug": document.slug,
        "title": fields["title"],
        "language": document.language,
        "licence": fields["licence"],
        "summary": fields["summary"],
        "promise": fields["promise"],
        "audience": fields["audience"],
        **(
            {"framework": {"slug": framework.slug, "version": framework.version}}
            if framework
            else {}
        ),
        "blocks": [
            {
                "key": block.key,
                **block.fields,
                "competences": block.competences,
                "modules": block.modules,
            }
            for block in document.blocks
        ],
        **({"rules": write_rules(document.rules)} if document.rules else {}),
    }


def write_module(module: ModuleDocument) -> str:
    fields = module.fields
    front = {
        "title": fields["title"],
        "summary": fields["summary"],
        "objectives": module.objectives,
        "competences": module.competences,
        **{name: fields[name] for name in AXES},
        "evidence": fields["evidence"],
        **({"notebook": fields["notebook"]} if fields["notebook"] else {}),
        **({"catch_up": module.catch_up} if module.catch_up else {}),
        "licence": fields["licence"],
    }
    body = "\n\n".join(_piece(piece) for piece in module.pieces)
    return f"---\n{dump(front)}---\n\n{body}\n"


def _piece(piece: Piece) -> str:
    if piece.kind == "text":
        return markdown.to_markdown(piece.value)
    value = activities.kept(piece.value)
    if "transcript" in value:
        # Always after |, even when it is one line.
        value = value | {"transcript": value["transcript"] + "\n"}
    if piece.kind in ANSWERED and piece.id:
        value = {"id": str(piece.id)} | value
    text = dump(value)
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{piece.kind}\n{text}{fence}"
