"""From one version of a framework to the next: what became of each competence."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from competences.models import Competence, CompetenceProgress, Framework, Level


class Change(models.TextChoices):
    SAME = "same", _("Inchangée")
    REWORDED = "reworded", _("Dite autrement")
    SPLIT = "split", _("Partagée en plusieurs")
    MERGED = "merged", _("Réunies en une")
    RESHAPED = "reshaped", _("Redécoupées")
    GONE = "gone", _("N'y est plus")
    NEW = "new", _("Nouvelle")


@dataclass
class Passage:
    """What `before`, of one version, became in the next: `after`."""

    change: Change
    before: list[Competence] = field(default_factory=list)
    after: list[Competence] = field(default_factory=list)


def carried(competence_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return, for each competence, those of earlier versions that it takes up, nearest first.

    What was said of those still stands for it, on the version where it was said.
    A query for each version back, however many competences.
    """
    found: dict[int, list[int]] = {pk: [] for pk in competence_ids}
    frontier: dict[int, set[int]] = {pk: {pk} for pk in found}
    while frontier:
        befores = _before(frontier)
        reached: dict[int, set[int]] = defaultdict(set)
        for pk, owners in frontier.items():
            for before in befores[pk]:
                fresh = {owner for owner in owners if before not in found[owner]}
                for owner in fresh - {before}:
                    found[owner].append(before)
                    reached[before].add(owner)
        frontier = reached
    return found


def _before(competence_ids: Iterable[int]) -> dict[int, list[int]]:
    through = Competence.replaces.through
    pairs = through.objects.filter(from_competence__in=list(competence_ids))
    found: dict[int, list[int]] = defaultdict(list)
    for after, before in pairs.order_by("to_competence").values_list(
        "from_competence", "to_competence"
    ):
        found[after].append(before)
    return found


def matching_levels(*, old: Framework, new: Framework) -> dict[int, Level]:
    """Return the level of `new` for each level of `old`, by key: the same words, or the same step.

    Ladders that have another number of steps and other words do not match: nothing is guessed.
    """
    ladder = list(new.levels.all())
    by_label = {level.label.casefold(): level for level in ladder}
    by_rank = {level.rank: level for level in ladder}
    before = list(old.levels.all())
    as_high = len(before) == len(ladder)
    found = {}
    for level in before:
        match = by_label.get(level.label.casefold())
        match = match or (by_rank.get(level.rank) if as_high else None)
        if match:
            found[level.pk] = match
    return found


def passages(*, old: Framework, new: Framework) -> list[Passage]:
    """Return what became of each competence, in the order of the new version, then what went."""
    befores = {each.pk: each for each in old.competences.all()}
    afters = {each.pk: each for each in new.competences.all()}
    links = {
        pk: [before for before in found if before in befores]
        for pk, found in carried(afters).items()
    }
    taken_up: dict[int, list[int]] = defaultdict(list)
    for after, found in links.items():
        for before in found:
            taken_up[before].append(after)
    said: set[int] = set()
    rows = []
    for pk in afters:
        if pk not in said:
            row = _family(pk, links, taken_up)
            said |= row[1]
            rows.append(_passage([befores[b] for b in sorted(row[0])], [afters[a] for a in row[1]]))
    gone = [Passage(Change.GONE, [befores[pk]]) for pk in befores if pk not in taken_up]
    return rows + gone


def _family(
    pk: int, links: dict[int, list[int]], taken_up: dict[int, list[int]]
) -> tuple[set[int], set[int]]:
    """Return all that hangs together with the competence `pk`: (before, after)."""
    before: set[int] = set()
    after = {pk}
    waiting = [pk]
    while waiting:
        for old in links[waiting.pop()]:
            if old not in before:
                before.add(old)
                waiting += [new for new in taken_up[old] if new not in after]
                after.update(taken_up[old])
    return before, after


def _passage(before: list[Competence], after: list[Competence]) -> Passage:
    before.sort(key=lambda each: (each.position, each.pk))
    after.sort(key=lambda each: (each.position, each.pk))
    if not before:
        return Passage(Change.NEW, before, after)
    if len(before) == len(after) == 1:
        same = (before[0].statement, before[0].formal) == (after[0].statement, after[0].formal)
        return Passage(Change.SAME if same else Change.REWORDED, before, after)
    if len(before) == 1:
        return Passage(Change.SPLIT, before, after)
    return Passage(Change.MERGED if len(after) == 1 else Change.RESHAPED, before, after)


@dataclass(frozen=True)
class Earlier:
    """Where a founder stood on `before`, which `competence` takes up."""

    competence: Competence
    before: Competence
    progress: CompetenceProgress


def earlier_results(
    *, progress: models.QuerySet[CompetenceProgress], competences: Iterable[Competence]
) -> list[Earlier]:
    """Return what `progress` says of earlier versions of `competences`, in their order.

    It stays on the version where it was given: nothing is copied, nothing is added up.
    """
    now = {each.pk: each for each in competences}
    befores = carried(now)
    wanted = {pk for found in befores.values() for pk in found}
    if not wanted:
        return []
    rows = progress.filter(competence__in=wanted).select_related("competence__framework", "level")
    by_competence = {row.competence_id: row for row in rows}
    return [
        Earlier(now[pk], by_competence[before].competence, by_competence[before])
        for pk, found in befores.items()
        for before in found
        if before in by_competence
    ]
