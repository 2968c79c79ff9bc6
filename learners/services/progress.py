"""Where a founder stands in each module, computed from her acts: at once or from scratch, alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min

from courses.models import PathModule
from learners.models import Enrolment, ModuleProgress, Statement, Verb

CompletedBy = ModuleProgress.CompletedBy

# What stands when two things completed a module in the same instant.
_RANK = [
    CompletedBy.ATTENDANCE,
    CompletedBy.WORK,
    CompletedBy.CATCH_UP,
    CompletedBy.CONSULTATION,
]
# A package in use tells where it is every half minute: its beginning and its results count.
SILENT = (Verb.VOIDED, Verb.PROGRESSED)

_OWN_WORK = (CompletedBy.WORK, CompletedBy.CONSULTATION)


@dataclass(frozen=True)
class Completion:
    at: datetime
    by: str

    @property
    def order(self) -> tuple[datetime, int]:
        return self.at, _RANK.index(CompletedBy(self.by))


@dataclass(frozen=True)
class Standing:
    """One row of ModuleProgress."""

    started_at: datetime
    last_activity_at: datetime
    completion: Completion | None


@dataclass(frozen=True)
class PathPlan:
    """The published modules of a path, block by block, and which catch-up replaces which."""

    blocks: dict[int, list[int]]
    pairs: list[tuple[int, int]]
    """(live module, its catch-up), both in the path."""

    @classmethod
    def of(cls, enrolment: Enrolment) -> "PathPlan":
        rows = list(
            PathModule.objects.filter(block__path=enrolment.path_id)
            .order_by("block__sort_order", "sort_order")
            .values_list("block", "module", "module__live", "module__timing", "module__catch_up")
        )
        blocks: dict[int, list[int]] = {}
        for block, module, is_published, _timing, _catch_up in rows:
            blocks.setdefault(block, []).extend([module] if is_published else [])
        in_path = {row[1] for row in rows}
        pairs = {
            (module, catch_up)
            for _block, module, _live, timing, catch_up in rows
            if timing == "synchronous" and catch_up in in_path
        }
        return cls(blocks=blocks, pairs=sorted(pairs))

    def with_twins(self, module_id: int) -> set[int]:
        """Return the module and those that its completion may complete."""
        return {module_id}.union(*(pair for pair in self.pairs if module_id in pair))


def completions(acts: Iterable[Statement], pairs: list[tuple[int, int]]) -> dict[int, Completion]:
    """Return what completed each module: the earliest of its own acts and of its twin's."""
    found: dict[int, list[Completion]] = {}
    for act in acts:
        by = act.result["completed_by"] if act.verb == Verb.COMPLETED else CompletedBy.ATTENDANCE
        found.setdefault(act.module_id, []).append(Completion(at=act.occurred_at, by=by))
    own = {module: list(each) for module, each in found.items()}
    for live, catch_up in pairs:
        attended = [each for each in own.get(live, []) if each.by == CompletedBy.ATTENDANCE]
        caught_up = [each for each in own.get(catch_up, []) if each.by in _OWN_WORK]
        found.setdefault(catch_up, []).extend(attended)
        found.setdefault(live, []).extend(
            Completion(at=each.at, by=CompletedBy.CATCH_UP) for each in caught_up
        )
    return {module: min(each, key=lambda one: one.order) for module, each in found.items() if each}


def standings(enrolment: Enrolment, plan: PathPlan) -> dict[int, Standing]:
    """Return where the founder stands in each module she met, from her statements alone."""
    telling = list(
        enrolment.statements.filter(verb__in=[Verb.COMPLETED, Verb.ATTENDED, Verb.VOIDED])
    )
    voided = {act.result["statement"] for act in telling if act.verb == Verb.VOIDED}
    held = [act for act in telling if act.verb != Verb.VOIDED and str(act.pk) not in voided]
    done = completions(held, plan.pairs)
    spans = {
        module: (first, last)
        for module, first, last in enrolment.statements.exclude(verb__in=SILENT)
        .exclude(pk__in=voided)
        .values("module")
        .annotate(first=Min("occurred_at"), last=Max("occurred_at"))
        .values_list("module", "first", "last")
    }
    return {
        module: _standing(spans.get(module), done.get(module)) for module in spans.keys() | done
    }


def _standing(span: tuple[datetime, datetime] | None, done: Completion | None) -> Standing:
    moments = [*(span or ()), *([done.at] if done else ())]
    return Standing(min(moments), max(moments), done)


def sync_progress(enrolment: Enrolment, *, module_id: int) -> None:
    """Bring the rows of the module and of its twins to what the statements say."""
    plan = PathPlan.of(enrolment)
    modules = plan.with_twins(module_id)
    write_standings(enrolment, standings(enrolment, plan), modules)


def write_standings(
    enrolment: Enrolment, stands: dict[int, Standing], modules: Iterable[int]
) -> None:
    for module in sorted(modules):
        if module in stands:
            enrolment.module_progress.update_or_create(
                module_id=module, defaults=as_row(stands[module])
            )
        else:
            enrolment.module_progress.filter(module=module).delete()


def as_row(standing: Standing) -> dict[str, datetime | str | None]:
    done = standing.completion
    return {
        "started_at": standing.started_at,
        "last_activity_at": standing.last_activity_at,
        "completed_at": done.at if done else None,
        "completed_by": done.by if done else "",
    }


def refresh_enrolment(enrolment: Enrolment, at: datetime) -> list[int]:  # noqa: ARG001 - the contract of services
    """Count again what is done, for rows written at once or changed paths.

    Return the blocks that were not complete in the counts kept so far, and are now.
    """
    plan = PathPlan.of(enrolment)
    kept = Enrolment.objects.values_list("done_by_block", flat=True).get(pk=enrolment.pk)
    _complete_twins(enrolment, plan)
    rows = enrolment.module_progress.exclude(completed_at=None)
    done = set(rows.values_list("module", flat=True))
    enrolment.done_count, enrolment.done_by_block = count_done(done, plan)
    enrolment.save(update_fields=["done_count", "done_by_block"])
    return sorted(_complete_blocks(enrolment.done_by_block, plan) - _complete_blocks(kept, plan))


def _complete_blocks(done_by_block: dict[str, int], plan: PathPlan) -> set[int]:
    return {
        block
        for block, modules in plan.blocks.items()
        if modules and done_by_block.get(str(block), 0) >= len(modules)
    }


def _complete_twins(enrolment: Enrolment, plan: PathPlan) -> None:
    """One of a live module and its catch-up is enough."""
    if not plan.pairs:
        return
    done = {
        row.module_id: Completion(row.completed_at, row.completed_by)
        for row in enrolment.module_progress.exclude(completed_at=None)
        if row.completed_at is not None
    }
    for live, catch_up in plan.pairs:
        ours, theirs = done.get(live), done.get(catch_up)
        if ours and ours.by == CompletedBy.ATTENDANCE and theirs is None:
            _complete(enrolment, catch_up, ours)
        if theirs and theirs.by in _OWN_WORK and ours is None:
            _complete(enrolment, live, Completion(theirs.at, CompletedBy.CATCH_UP))


def _complete(enrolment: Enrolment, module_id: int, done: Completion) -> None:
    progress, _created = enrolment.module_progress.get_or_create(
        module_id=module_id, defaults=as_row(Standing(done.at, done.at, done))
    )
    progress.started_at = min(progress.started_at, done.at)
    progress.last_activity_at = max(progress.last_activity_at, done.at)
    progress.completed_at, progress.completed_by = done.at, done.by
    progress.save()


def count_done(done: set[int], plan: PathPlan) -> tuple[int, dict[str, int]]:
    """Return how many published modules of the path are done, in all and in each block.

    A block in which nothing is done is left out.
    """
    by_block = {str(block): len(done.intersection(ids)) for block, ids in plan.blocks.items()}
    in_path = {module for ids in plan.blocks.values() for module in ids}
    return len(done & in_path), {block: count for block, count in by_block.items() if count}
