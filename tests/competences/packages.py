"""Frameworks as files, small enough to read and to spoil."""

import json
from copy import deepcopy
from uuid import UUID, uuid5

import pytest

from competences.exchange.problems import FrameworkRefused
from competences.exchange.storage import import_framework
from tests.clock import NOON

SPACE = UUID(int=7)


def uid(name: str) -> str:
    return str(uuid5(SPACE, name))


def item(name: str, **fields) -> dict:
    return {
        "identifier": uid(name),
        "uri": f"https://cadres.exemple.fr/ims/case/v1p0/CFItems/{uid(name)}",
        "fullStatement": f"Savoir {name}.",
        "humanCodingScheme": name,
        "CFItemType": "Standard",
        "educationLevel": ["Adultes"],
        "lastChangeDateTime": "2025-03-01T10:00:00+00:00",
    } | fields


def node(name: str) -> dict:
    return {
        "title": name,
        "identifier": uid(name),
        "uri": f"https://cadres.exemple.fr/uri/{uid(name)}",
    }


def association(kind: str, origin: str, destination: str, **fields) -> dict:
    name = f"{kind} {origin} {destination}"
    return {
        "identifier": uid(name),
        "associationType": kind,
        "uri": f"https://cadres.exemple.fr/uri/{uid(name)}",
        "originNodeURI": node(origin),
        "destinationNodeURI": node(destination),
        "lastChangeDateTime": "2025-03-01T10:00:00+00:00",
    } | fields


def foreign() -> dict:
    """A package as others write them: three floors, a rubric, all kinds of links, unknown words."""
    return {
        "CFDocument": {
            "identifier": uid("doc"),
            "uri": f"https://cadres.exemple.fr/uri/{uid('doc')}",
            "creator": "Réseau des ateliers",
            "title": "Cuisiner pour les autres",
            "lastChangeDateTime": "2025-03-01T10:00:00+00:00",
            "officialSourceURL": "https://cadres.exemple.fr/",
            "subject": ["Cuisine"],
            "adoptionStatus": "Adopted",
            "statusStartDate": "2025-03-01",
            "licenseURI": {"title": "CC BY", "identifier": uid("by"), "uri": "https://a.exemple/"},
        },
        "CFItems": [
            item("doc-A", humanCodingScheme="A", fullStatement="Préparer"),
            item("A1", conceptKeywords=["couteau"], listEnumeration="1"),
            item("A2", abbreviatedStatement="Je dresse une assiette."),
            item("A2a"),
            item("B"),
            item("orphan"),
        ],
        "CFAssociations": [
            association("isChildOf", "doc-A", "doc", sequenceNumber=1),
            association("isChildOf", "A2", "doc-A", sequenceNumber=1),
            association("isChildOf", "A1", "doc-A", sequenceNumber=2),
            association("isChildOf", "A2a", "A2"),
            association("isChildOf", "B", "doc", sequenceNumber=2),
            association("isPeerOf", "A1", "A2"),
            association("isRelatedTo", "A1", "B"),
            association("exactMatchOf", "A1", "ailleurs", CFAssociationGroupingURI=node("ROME")),
            association("replacedBy", "vieux", "A1"),
            association("precedes", "ailleurs", "plus-loin"),
        ],
        "CFDefinitions": {
            "CFItemTypes": [],
            "CFLicenses": [{"identifier": uid("by"), "title": "CC BY", "licenseText": "Citer."}],
        },
        "CFRubrics": [
            {
                "identifier": uid("rubric"),
                "uri": "https://cadres.exemple.fr/r",
                "title": "Grille",
                "CFRubricCriteria": [
                    {
                        "identifier": uid("r1"),
                        "CFItemURI": node("A1"),
                        "weight": 1.0,
                        "CFRubricCriterionLevels": [
                            {"quality": "Avec aide", "score": 1, "description": "Coupe."},
                            {"quality": "Seul·e", "score": 2, "feedback": "Bravo"},
                        ],
                    }
                ],
            }
        ],
        "CFThings": {"unknown": [1, 2.5, None, True]},
    }


def spoiled(change) -> bytes:
    package = deepcopy(foreign())
    change(package)
    return dumped(package)


def dumped(package: dict) -> bytes:
    return json.dumps(package, ensure_ascii=False, indent=1).encode()


def by_identifier(package: dict) -> dict:
    """Return what a package means: the order of its lists of items and links does not count."""
    return package | {
        name: {each["identifier"]: each for each in package[name]}
        for name in ("CFItems", "CFAssociations")
    }


def refusal(data: bytes, name: str = "a.json") -> list[str]:
    with pytest.raises(FrameworkRefused) as refused:
        import_framework(data=data, name=name, at=NOON)
    return [str(problem) for problem in refused.value.problems]
