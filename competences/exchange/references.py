"""A framework named by another file: kept here, shipped with the house, or told in a few lines."""

from collections.abc import Iterable
from pathlib import Path

from competences.exchange.case_reading import read_case
from competences.exchange.document import (
    CompetenceDocument,
    FrameworkDocument,
    LevelDocument,
    own_uuid,
)
from competences.exchange.dumping import dump_framework
from competences.models import Framework
from competences.services.frameworks import DEFAULT_LEVELS

STARTERS = Path(__file__).resolve().parents[1] / "starter"


def find_framework(*, slug: str, version: str) -> FrameworkDocument | None:
    """Return the version that is kept here, or the one shipped with Palier."""
    kept = Framework.objects.filter(slug=slug, version=version).first()
    if kept is not None:
        return dump_framework(kept)
    for file in STARTERS.glob("*.json"):
        if file.stem == slug:
            document = read_case(file.read_bytes())
            return document if document.version == version else None
    return None


def brief_framework(
    *,
    slug: str,
    version: str,
    title: str,
    competences: Iterable[tuple[str, str, str]],
) -> FrameworkDocument:
    """Return what (code, statement, formal) say of a framework; the rest is as it is here.

    One that is not here yet gets the four levels of the house, and no criteria.
    """
    kept = Framework.objects.filter(slug=slug, version=version).first()
    document = dump_framework(kept) if kept else _new(slug, version)
    document.title = title
    before = {each.code: each for each in document.competences}
    document.competences = []
    for code, statement, formal in competences:
        uuid = own_uuid(document.uuid, "competence", code)
        each = before.get(code) or CompetenceDocument(uuid, code, statement, formal)
        each.statement, each.formal = statement, formal
        document.competences.append(each)
    return document


def _new(slug: str, version: str) -> FrameworkDocument:
    return FrameworkDocument(
        uuid=own_uuid(slug, version),
        slug=slug,
        version=version,
        title="",
        state=Framework.State.PUBLISHED.value,
        levels=[
            LevelDocument(rank, label, description)
            for rank, (label, description) in enumerate(DEFAULT_LEVELS, start=1)
        ],
    )
