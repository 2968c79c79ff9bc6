"""Levels and criteria out of the rubrics of a CASE file, when they say what ours can hold."""

from typing import Any
from uuid import UUID

from competences.exchange.document import CompetenceDocument, FrameworkDocument, LevelDocument
from competences.exchange.jsontext import as_uuid

MAX_LABEL, MAX_TEXT, MAX_RANK = 60, 400, 10


class _Foreign(Exception):
    """These rubrics say something else: they are kept as they are, and given back so."""


def read_rubrics(rubrics: Any, document: FrameworkDocument) -> None:
    """Fill the levels of the document and the criteria of its competences, or leave both empty."""
    by_uuid = {each.uuid: each for each in document.competences}
    try:
        found = [_criterion(raw) for raw in _criteria(rubrics)]
        levels = _levels(found)
    except (_Foreign, KeyError, TypeError, AttributeError):
        return
    if any(item is not None and item not in by_uuid for item, _steps in found):
        return
    document.levels = levels
    for item, steps in found:
        if item is not None:
            _fill(by_uuid[item], steps)


Steps = list[tuple[int, str, str]]
"""(rank, label, text)."""


def _criteria(rubrics: Any) -> list[Any]:
    if not isinstance(rubrics, list) or len(rubrics) != 1:
        raise _Foreign
    criteria = rubrics[0]["CFRubricCriteria"]
    if not isinstance(criteria, list):
        raise _Foreign
    return criteria


def _criterion(raw: Any) -> tuple[UUID | None, Steps]:
    link = raw.get("CFItemURI")
    item = as_uuid(link["identifier"]) if link else None
    if link and item is None:
        raise _Foreign
    steps = [_step(level) for level in raw["CFRubricCriterionLevels"]]
    return item, steps


def _step(level: Any) -> tuple[int, str, str]:
    score, label, text = level["score"], level["quality"], level.get("description") or ""
    if isinstance(score, bool) or not isinstance(score, int | float) or score != int(score):
        raise _Foreign
    fits = 1 <= score <= MAX_RANK and 0 < len(label) <= MAX_LABEL and len(text) <= MAX_TEXT
    if not fits:
        raise _Foreign
    return int(score), label, text


def _levels(found: list[tuple[UUID | None, Steps]]) -> list[LevelDocument]:
    """Return the steps of the ladder: every criterion calls them by the same names."""
    levels: dict[int, LevelDocument] = {}
    for item, steps in found:
        for rank, label, text in steps:
            level = levels.setdefault(rank, LevelDocument(rank, label))
            if level.label != label:
                raise _Foreign
            if item is None:
                level.description = text[:250]
    return [levels[rank] for rank in sorted(levels)]


def _fill(each: CompetenceDocument, steps: Steps) -> None:
    for rank, _label, text in steps:
        if text:
            each.criteria.setdefault(rank, []).append(text)
