"""What the page of one framework shows: a table to read, and what can be done with it."""

from typing import Any

from django.db.models import Prefetch

from competences.models import Competence, Framework, LevelCriterion
from competences.services.frameworks import readiness
from competences.services.uses import uses_of


def sheet(framework: Framework, user: Any) -> dict[str, Any]:
    """Return the context of a framework's page, in as many queries for 1 competence as for 40."""
    levels = list(framework.levels.all())
    blocks = list(framework.blocks.all())
    criteria = LevelCriterion.objects.order_by("position", "pk")
    competences = list(
        framework.competences.prefetch_related("alignments", Prefetch("criteria", criteria))
    )
    by_block: dict[int | None, list[dict[str, Any]]] = {}
    for each in competences:
        by_block.setdefault(each.block_id, []).append(_row(each, levels))
    may_write = framework.is_draft and user.has_perm("competences.change_framework")
    return {
        "framework": framework,
        "levels": levels,
        "blocks": [(block, by_block.get(block.pk, [])) for block in blocks],
        "alone": by_block.get(None, []),
        "readiness": readiness(framework) if framework.is_draft else None,
        "uses": _uses(framework),
        "later": list(framework.replaced_by.all()),
        "may_write": may_write,
        "may_publish": user.has_perm("competences.publish_framework"),
    }


def _row(competence: Competence, levels: list[Any]) -> dict[str, Any]:
    texts: dict[int, list[str]] = {}
    for criterion in competence.criteria.all():
        texts.setdefault(criterion.level_id, []).append(criterion.text)
    return {
        "competence": competence,
        "criteria": [(level, texts.get(level.pk, [])) for level in levels],
        "alignments": list(competence.alignments.all()),
    }


def _uses(framework: Framework) -> list[Any]:
    own = Framework.objects.filter(pk=framework.pk)
    return [*uses_of(own), *uses_of(Competence.objects.filter(framework=framework))]
