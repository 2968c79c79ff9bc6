"""The parts of a CASE 1.0 package, as Palier writes them.

Names of properties and which of them are asked for: the 1EdTech CASE 1.0 information model.
CASE has no place for a slug, nor for a code without an address: both travel in a ``urn:``.
"""

from typing import Any
from urllib.parse import quote, unquote
from uuid import UUID, uuid5

from django.utils import timezone

from competences.exchange.document import (
    OURS,
    AlignmentDocument,
    BlockDocument,
    CompetenceDocument,
    FrameworkDocument,
    Part,
    named,
)
from competences.models import Framework

Json = dict[str, Any]

BLOCK, COMPETENCE = "Bloc de compétences", "Compétence"
ADOPTION = {
    Framework.State.DRAFT.value: "Draft",
    Framework.State.PUBLISHED.value: "Adopted",
    Framework.State.RETIRED.value: "Deprecated",
}
FRAMEWORK_URN, ALIGNMENT_URN = "urn:x-palier:referentiel:", "urn:x-palier:correspondance:"
RUBRIC_TITLE, LEVELS_TITLE = "Niveaux et critères observables", "Niveaux"


def urn(uuid: UUID) -> str:
    return f"urn:uuid:{uuid}"


def framework_urn(slug: str, version: str) -> str:
    return f"{FRAMEWORK_URN}{quote(slug, safe='')}:{quote(version, safe='')}"


def read_framework_urn(uri: str) -> tuple[str, str] | None:
    slug, colon, version = uri.removeprefix(FRAMEWORK_URN).partition(":")
    if not uri.startswith(FRAMEWORK_URN) or not colon:
        return None
    return unquote(slug), unquote(version)


def moment(document: FrameworkDocument) -> str:
    changed = document.changed_at
    if changed is None:
        return ""
    return changed.astimezone(timezone.get_fixed_timezone(0)).strftime("%Y-%m-%dT%H:%M:%SZ")


def link(title: str, identifier: object, uri: str) -> Json:
    return {"title": title, "identifier": str(identifier), "uri": uri}


def document_link(document: FrameworkDocument) -> Json:
    return link(document.title, document.uuid, framework_urn(document.slug, document.version))


def make_document(document: FrameworkDocument) -> Json:
    made = {
        "identifier": str(document.uuid),
        "uri": framework_urn(document.slug, document.version),
        "creator": document.creator,
        "title": document.title,
        "lastChangeDateTime": moment(document),
        "description": document.description,
        "language": document.language,
        "version": document.version,
        "adoptionStatus": ADOPTION[document.state],
        "statusStartDate": document.published_on.isoformat() if document.published_on else "",
        "statusEndDate": document.retired_on.isoformat() if document.retired_on else "",
    }
    return {name: value for name, value in made.items() if value or name == "creator"}


# --- Items --------------------------------------------------------------------------------------


def type_link(kind: str) -> Json:
    return link(kind, uuid5(OURS, kind), urn(uuid5(OURS, kind)))


def make_block(block: BlockDocument, document: FrameworkDocument) -> Json:
    made = {
        "identifier": str(block.uuid),
        "fullStatement": block.title,
        "CFItemType": BLOCK,
        "uri": urn(block.uuid),
        "humanCodingScheme": block.code,
        "notes": block.description,
        "language": document.language,
        "CFItemTypeURI": type_link(BLOCK),
        "lastChangeDateTime": moment(document),
    }
    return {name: value for name, value in made.items() if value}


def make_competence(each: CompetenceDocument, document: FrameworkDocument) -> Json:
    made = {
        "identifier": str(each.uuid),
        "fullStatement": each.formal,
        "abbreviatedStatement": each.statement,
        "CFItemType": COMPETENCE,
        "uri": urn(each.uuid),
        "humanCodingScheme": each.code,
        "language": document.language,
        "CFItemTypeURI": type_link(COMPETENCE),
        "lastChangeDateTime": moment(document),
    }
    return {name: value for name, value in made.items() if value or name == "fullStatement"}


# --- Associations -------------------------------------------------------------------------------


def _association(kind: str, identifier: UUID, origin: Json, destination: Json) -> Json:
    return {
        "identifier": str(identifier),
        "associationType": kind,
        "uri": urn(identifier),
        "originNodeURI": origin,
        "destinationNodeURI": destination,
    }


def part_link(part: Part) -> Json:
    title = part.title if isinstance(part, BlockDocument) else part.statement or part.formal
    return link(title, part.uuid, urn(part.uuid))


def make_child(part: Part, parent: Json, rank: int, document: FrameworkDocument) -> Json:
    made = _association("isChildOf", named(part.uuid, "isChildOf"), part_link(part), parent)
    # Read in this order by people who look at the file.
    return (
        {name: made[name] for name in ("identifier", "associationType")}
        | {"sequenceNumber": rank}
        | made
        | {"lastChangeDateTime": moment(document)}
    )


def grouping_link(framework: str) -> Json:
    uuid = uuid5(OURS, f"grouping:{framework}")
    return link(framework, uuid, urn(uuid))


def make_alignment(
    alignment: AlignmentDocument, each: CompetenceDocument, document: FrameworkDocument
) -> Json:
    uuid = named(each.uuid, f"alignment:{alignment.framework}:{alignment.code}")
    address = alignment.url or (
        f"{ALIGNMENT_URN}{quote(alignment.framework, safe='')}:{quote(alignment.code, safe='')}"
    )
    # A link has a title: the code stands in for a label that nobody wrote.
    node = link(alignment.label or alignment.code, alignment.code, address)
    return _association(alignment.kind, uuid, part_link(each), node) | {
        "CFAssociationGroupingURI": grouping_link(alignment.framework),
        "lastChangeDateTime": moment(document),
    }


def make_replaced(
    before: UUID, after: UUID, destination: Json, document: FrameworkDocument
) -> Json:
    uuid = named(after, f"replacedBy:{before}")
    origin = link(str(before), before, urn(before))
    return _association("replacedBy", uuid, origin, destination) | {
        "lastChangeDateTime": moment(document)
    }


# --- Definitions and rubrics --------------------------------------------------------------------


def make_definitions(document: FrameworkDocument) -> Json:
    kinds = [BLOCK] if document.blocks else []
    kinds += [COMPETENCE] if document.competences else []
    frameworks = {a.framework for each in document.competences for a in each.alignments}
    when = moment(document)
    return {
        "CFItemTypes": [_definition(type_link(kind), kind, when) for kind in kinds],
        "CFAssociationGroupings": [
            _definition(grouping_link(name), name, when) for name in sorted(frameworks)
        ],
    }


def _definition(about: Json, description: str, when: str) -> Json:
    return {
        "identifier": about["identifier"],
        "uri": about["uri"],
        "title": about["title"],
        "description": description,
        "lastChangeDateTime": when,
    }


def make_rubrics(document: FrameworkDocument) -> list[Json]:
    """One rubric: what the levels are, then what can be observed at each, item by item."""
    if not document.levels:
        return []
    uuid, when = named(document.uuid, "rubric"), moment(document)
    criteria = [_levels_criterion(document, uuid)]
    for each in document.competences:
        if any(each.criteria.values()):
            criteria.append(_item_criterion(each, document, uuid, len(criteria) + 1))
    return [
        {
            "identifier": str(uuid),
            "uri": urn(uuid),
            "title": RUBRIC_TITLE,
            "lastChangeDateTime": when,
            "CFRubricCriteria": criteria,
        }
    ]


def _levels_criterion(document: FrameworkDocument, rubric: UUID) -> Json:
    uuid = named(document.uuid, "levels")
    texts = [(level.rank, level.label, level.description) for level in document.levels]
    return _criterion(uuid, rubric, {"category": LEVELS_TITLE}, 1, texts, moment(document))


def _item_criterion(
    each: CompetenceDocument, document: FrameworkDocument, rubric: UUID, position: int
) -> Json:
    texts = [
        (level.rank, level.label, text)
        for level in document.levels
        for text in each.criteria.get(level.rank, [])
    ]
    about = {"category": each.code, "CFItemURI": part_link(each)}
    return _criterion(
        named(each.uuid, "criterion"), rubric, about, position, texts, moment(document)
    )


def _criterion(
    uuid: UUID,
    rubric: UUID,
    about: Json,
    position: int,
    texts: list[tuple[int, str, str]],
    when: str,
) -> Json:
    return {
        "identifier": str(uuid),
        "uri": urn(uuid),
        **about,
        "position": position,
        "rubricId": str(rubric),
        "lastChangeDateTime": when,
        "CFRubricCriterionLevels": [
            {
                "identifier": str(named(uuid, str(place))),
                "uri": urn(named(uuid, str(place))),
                "description": text,
                "quality": label,
                "score": rank,
                "position": place,
                "rubricCriterionId": str(uuid),
                "lastChangeDateTime": when,
            }
            for place, (rank, label, text) in enumerate(texts, start=1)
        ],
    }
