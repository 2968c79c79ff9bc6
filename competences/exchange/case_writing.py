"""Document → CASE 1.0 JSON, always the same bytes for the same framework."""

import json
from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from competences.exchange import case_parts as parts
from competences.exchange.case_parts import Json
from competences.exchange.document import BlockDocument, FrameworkDocument, Part
from competences.exchange.kept import give_back


def write_case(document: FrameworkDocument) -> bytes:
    document.put_in_order()
    return (json.dumps(package(document), ensure_ascii=False, indent=1) + "\n").encode()


def package(document: FrameworkDocument) -> Json:
    extra = document.extra
    made = {
        "CFDocument": give_back(parts.make_document(document), extra.get("document")),
        "CFItems": [
            *(
                give_back(parts.make_block(block, document), block.extra.get("item"))
                for block in document.blocks
            ),
            *(
                give_back(parts.make_competence(each, document), each.extra.get("item"))
                for each in document.competences
            ),
        ],
        "CFAssociations": [
            *(given for _made, given in children(document) if given is not None),
            *_alignments(document),
            *_replaced(document),
            *extra.get("associations", []),
        ],
        "CFDefinitions": give_back(parts.make_definitions(document), extra.get("definitions")),
        "CFRubrics": give_back(parts.make_rubrics(document), extra.get("rubrics")),
    }
    absent = extra.get("absent", [])
    own = {name: value for name, value in made.items() if value or name not in absent}
    return {**own, **extra.get("package", {})}


def children(document: FrameworkDocument) -> Iterator[tuple[Json, Json | None]]:
    """Yield what says where each part stands: as we write it, as it is to be written."""
    links = {part.uuid: parts.part_link(part) for part in document.parts}
    ranks: Counter[object] = Counter()
    root = parts.document_link(document)
    for part in document.parts:
        above = above_of(part)
        ranks[above] += 1
        parent = links[above] if above else root
        made = parts.make_child(part, parent, ranks[above], document)
        yield made, give_back(made, part.extra.get("child"))


def above_of(part: Part) -> UUID | None:
    return None if isinstance(part, BlockDocument) else part.parent or part.block


def _alignments(document: FrameworkDocument) -> Iterator[Json]:
    for each in document.competences:
        kept = each.extra.get("alignments", {})
        for alignment in each.alignments:
            made = parts.make_alignment(alignment, each, document)
            yield give_back(made, kept.get(" ".join(alignment.key)))


def _replaced(document: FrameworkDocument) -> Iterator[Json]:
    if document.replaces:
        here = parts.document_link(document)
        yield parts.make_replaced(document.replaces, document.uuid, here, document)
    for each in document.competences:
        for before in sorted(each.replaces, key=str):
            yield parts.make_replaced(before, each.uuid, parts.part_link(each), document)
