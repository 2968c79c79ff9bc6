"""When the paths of a framework pass to its next version, everything that names it passes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from competences.models import Competence, Framework, Level
from competences.services.frameworks import FrameworkRule
from competences.services.versions import carried, matching_levels
from core.models import User
from courses.models import AssessmentRule, LearningPath, Module

Follow = dict[int, list[int]]
"""The competences of the next version that take up each one of the version before, by key."""


@dataclass
class Moved:
    paths: int
    modules: int
    rules_left: int
    """Rules whose competence was split or dropped, or whose level has no match."""


def paths_of(framework: Framework) -> list[LearningPath]:
    used = Q(blocks__competences__framework=framework)
    used |= Q(blocks__path_modules__module__competences__framework=framework)
    return list(LearningPath.objects.filter(used).distinct().order_by("title", "pk"))


@transaction.atomic
def move_paths(*, old: Framework, new: Framework, by: User) -> Moved:
    """Put the next version where the one before was: blocks, modules, rules, drafts included.

    What was said of founders stays where it was said; `carried` leads back to it.
    """
    if new.state != Framework.State.PUBLISHED:
        raise FrameworkRule(_("Publiez d'abord la nouvelle version."))
    follow = _follow(old, new)
    paths = paths_of(old)
    modules = Module.objects.filter(competences__framework=old).distinct().order_by("pk")
    moved = Moved(len(paths), 0, 0)
    for module in modules:
        moved.modules += 1
        _pass(module, by, lambda each: _swap(each, follow))
    levels = matching_levels(old=old, new=new)
    for path in paths:
        moved.rules_left += len(_stuck(path.rules.all(), follow, levels))
        _pass(path, by, lambda each: _swap_path(each, follow, levels))
    return moved


def _follow(old: Framework, new: Framework) -> Follow:
    before = set(old.competences.values_list("pk", flat=True))
    after = list(new.competences.order_by("position", "pk").values_list("pk", flat=True))
    found: Follow = defaultdict(list, {pk: [] for pk in before})
    for pk, earlier in carried(after).items():
        for each in earlier:
            if each in before:
                found[each].append(pk)
    return found


def _pass(row: Any, by: User, change: Any) -> None:
    """Change what founders see, and the draft that someone is writing: each keeps its words."""
    has_draft = row.has_unpublished_changes
    draft = row.get_latest_revision_as_object() if has_draft else None
    change(row)
    row.save()
    if draft is not None:
        change(draft)
        draft.save_revision(user=by)
    elif row.live:
        row.save_revision(user=by).publish(user=by, skip_permission_checks=True)


def _swap_path(path: LearningPath, follow: Follow, levels: dict[int, Level]) -> None:
    # Set again as lists: what is only looked at is not saved with the path.
    blocks, rules = list(path.blocks.all()), list(path.rules.all())
    stuck = _stuck(rules, follow, levels)
    for block in blocks:
        _swap(block, follow)
    for rule in rules:
        if rule.competence_id in follow and rule not in stuck:
            rule.competence_id = follow[rule.competence_id][0]
            rule.level = levels[rule.level_id]
    path.blocks, path.rules = blocks, rules


def _stuck(
    rules: Iterable[AssessmentRule], follow: Follow, levels: dict[int, Level]
) -> list[AssessmentRule]:
    """Return the rules that lead to no competence, or to several: their author says which."""
    return [
        rule
        for rule in rules
        if rule.competence_id in follow
        and (len(follow[rule.competence_id]) != 1 or rule.level_id not in levels)
    ]


def _swap(holder: Any, follow: Follow) -> None:
    kept = [each.pk for each in holder.competences.all()]
    wanted = [new for pk in kept for new in follow.get(pk, [pk])]
    holder.competences = list(Competence.objects.filter(pk__in=wanted))
