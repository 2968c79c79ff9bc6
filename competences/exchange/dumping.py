"""Database → document: all that a framework holds."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from competences.exchange.document import (
    AlignmentDocument,
    BlockDocument,
    CompetenceDocument,
    FrameworkDocument,
    LevelDocument,
)
from competences.models import CompetenceBlock, Framework, LevelCriterion

FIELDS = (
    *("slug", "version", "title", "description", "creator", "language", "state"),
    *("published_on", "retired_on", "changed_at"),
)


def dump_framework(framework: Framework) -> FrameworkDocument:
    """Return all of it, in as many queries for one competence as for a thousand."""
    extra = dict(framework.extra)
    unknown: dict[str, list[str]] = extra.pop("replaced", {})
    document = FrameworkDocument(
        uuid=framework.uuid,
        replaces=framework.replaces.uuid if framework.replaces else None,
        levels=[LevelDocument(e.rank, e.label, e.description) for e in framework.levels.all()],
        extra=extra,
        **{name: getattr(framework, name) for name in FIELDS},
    )
    if missing := unknown.get(str(framework.uuid)):
        document.replaces = UUID(missing[0])
    blocks = {block.pk: block for block in framework.blocks.all()}
    document.blocks = [
        BlockDocument(b.uuid, b.code, b.title, b.description, b.extra) for b in blocks.values()
    ]
    document.competences = list(_competences(framework, blocks, unknown))
    document.put_in_order()
    return document


def _competences(
    framework: Framework, blocks: dict[int, CompetenceBlock], unknown: dict[str, list[str]]
) -> Iterable[CompetenceDocument]:
    rows = list(framework.competences.prefetch_related("alignments", "replaces"))
    uuids = {row.pk: row.uuid for row in rows}
    criteria: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    texts = LevelCriterion.objects.filter(competence__framework=framework)
    for pk, rank, text in texts.values_list("competence_id", "level__rank", "text"):
        criteria[pk][rank].append(text)
    for row in rows:
        before = {each.uuid for each in row.replaces.all()}
        before |= {UUID(uuid) for uuid in unknown.get(str(row.uuid), [])}
        yield CompetenceDocument(
            uuid=row.uuid,
            code=row.code,
            statement=row.statement,
            formal=row.formal,
            block=blocks[row.block_id].uuid if row.block_id else None,
            parent=uuids.get(row.parent_id) if row.parent_id else None,
            replaces=sorted(before, key=str),
            criteria=dict(criteria[row.pk]),
            alignments=[
                AlignmentDocument(a.framework, a.code, a.label, a.url, a.kind)
                for a in row.alignments.all()
            ],
            extra=row.extra,
        )
