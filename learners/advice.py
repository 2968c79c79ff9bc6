"""What to start with and what may wait, from where a founder says she stands. Nothing is locked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from competences.models import Level
from courses.models import Module, PathModule
from learners.competence_picture import full_from
from learners.models import Enrolment
from learners.positioning import Deck

AT_MOST = 3


@dataclass(frozen=True)
class Hint:
    """One module, and why it is spoken of."""

    title: str
    url: str
    duration: int | None
    is_live: bool
    reasons: tuple[tuple[str, str], ...]
    """(what she says she can do, the words of the level), at most two."""


@dataclass(frozen=True)
class Advice:
    start: tuple[Hint, ...]
    skip: tuple[Hint, ...]

    @cached_property
    def is_empty(self) -> bool:
        return not (self.start or self.skip)


@dataclass(frozen=True)
class Said:
    """What she answered of one competence."""

    statement: str
    level: Level | None

    @property
    def rank(self) -> float:
        """*Je ne sais pas dire* stands just after the first level: it is worth a look."""
        return self.level.rank if self.level else 1.5


def advice_for(enrolment: Enrolment, deck: Deck) -> Advice:
    """Return the modules to begin with (least mastered first) and those that may be skipped.

    A module may be skipped when she manages alone all that it works on; one that is done is not
    spoken of. Three queries.
    """
    said = {
        card.competence.pk: Said(card.competence.statement, card.level)
        for card in deck.cards
        if card.is_answered
    }
    enough = full_from(len(deck.levels))
    start: list[tuple[float, Hint]] = []
    skip: list[Hint] = []
    for module, worked in _modules_ahead(enrolment, said):
        weak = sorted((each for each in worked if each.rank < enough), key=lambda s: s.rank)
        if weak:
            start.append((weak[0].rank, _hint(enrolment, module, weak)))
        elif worked:
            skip.append(_hint(enrolment, module, worked))
    start.sort(key=lambda each: each[0])  # stable: at one level the order of the path stands
    return Advice(tuple(hint for _rank, hint in start[:AT_MOST]), tuple(skip))


def _modules_ahead(
    enrolment: Enrolment, said: Mapping[int, Said]
) -> list[tuple[Module, list[Said]]]:
    done = enrolment.module_progress.exclude(completed_at=None).values_list("module", flat=True)
    places = PathModule.objects.filter(block__path=enrolment.path_id, module__live=True)
    places = places.order_by("block__sort_order", "sort_order", "pk")
    ahead = {
        place.module_id: place.module
        for place in places.exclude(module__in=list(done))
        .select_related("module")
        .defer("module__body")
    }
    links = Module.competences.through.objects.filter(module__in=ahead, competence__in=said)
    worked: dict[int, list[Said]] = {pk: [] for pk in ahead}
    links = links.order_by("competence__position", "competence")
    for module, competence in links.values_list("module", "competence"):
        worked[module].append(said[competence])
    return [(module, worked[pk]) for pk, module in ahead.items()]


def _hint(enrolment: Enrolment, module: Module, because: list[Said]) -> Hint:
    return Hint(
        title=module.title,
        url=reverse("learners:module", args=[enrolment.uuid, module.slug]),
        duration=module.duration,
        is_live=module.is_synchronous,
        reasons=tuple(
            (each.statement, each.level.label if each.level else "") for each in because[:2]
        ),
    )
