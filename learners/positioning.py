"""The moments of a path when one says where a founder stands, and the cards of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from competences.models import (
    Competence,
    CompetenceRecording,
    Framework,
    Level,
    LevelCriterion,
    Positioning,
    PositioningAnswer,
)
from competences.services.positioning import answers_of
from core.models import User
from courses.models import PathBlock, PathModule
from learners.competence_picture import full_from
from learners.models import Enrolment

Moment = Positioning.Moment

# What stands in the address: French, like every address.
SLUGS: dict[str, Moment] = {
    "depart": Moment.ENTRY,
    "en-chemin": Moment.MID,
    "arrivee": Moment.EXIT,
}
SLUG_OF = {moment.value: slug for slug, moment in SLUGS.items()}
MINUTES = 8
SECONDS_A_CARD = 30
LATER = "positioning_later"


@dataclass(frozen=True)
class Card:
    """One competence to look at, and what was answered."""

    number: int
    competence: Competence
    block: str
    tint: int
    answer: PositioningAnswer | None = None

    @property
    def is_answered(self) -> bool:
        return self.answer is not None

    @property
    def level(self) -> Level | None:
        return self.answer.level if self.answer else None


@dataclass(frozen=True)
class Deck:
    """The cards of one path in their order; `positioning` is None before the first answer."""

    moment: Moment
    framework: Framework
    levels: tuple[Level, ...]
    cards: tuple[Card, ...]
    positioning: Positioning | None

    @cached_property
    def slug(self) -> str:
        return SLUG_OF[self.moment.value]

    @cached_property
    def answered(self) -> int:
        return sum(card.is_answered for card in self.cards)

    @cached_property
    def left(self) -> int:
        return len(self.cards) - self.answered

    @cached_property
    def is_finished(self) -> bool:
        return self.positioning is not None and self.positioning.is_finished

    @cached_property
    def minutes(self) -> int:
        """How long it takes, said before one starts."""
        return min(MINUTES, max(1, -(-len(self.cards) * SECONDS_A_CARD // 60)))

    @cached_property
    def full_from(self) -> int:
        """The rank that fills a step."""
        return max(full_from(len(self.levels)), 1)

    @cached_property
    def alone(self) -> list[Card]:
        """What she manages by herself."""
        return [card for card in self.cards if card.level and card.level.rank >= self.full_from]

    def card(self, number: int) -> Card | None:
        return self.cards[number - 1] if 0 < number <= len(self.cards) else None

    @cached_property
    def next_card(self) -> Card | None:
        """The first one without an answer."""
        return next((card for card in self.cards if not card.is_answered), None)

    def card_after(self, number: int) -> Card | None:
        return self.card(number + 1)


def framework_of(path_id: int) -> Framework | None:
    """Return the framework that a path works on: that of the competences of its blocks."""
    framework: Framework | None = _frameworks_of(path_id).first()
    return framework


def _frameworks_of(path_id: int) -> QuerySet[Framework]:
    held = Framework.objects.filter(competences__path_blocks__path=path_id)
    most = held.annotate(held=Count("competences", distinct=True))
    found: QuerySet[Framework] = most.order_by("-held", "pk")
    return found


def competences_of_path(path_id: int, framework: Framework) -> list[tuple[Competence, PathBlock]]:
    """Return each competence once, with the first block that works on it. Two queries."""
    blocks = list(PathBlock.objects.filter(path=path_id).order_by("sort_order", "pk"))
    places = PathBlock.competences.through.objects.filter(
        pathblock__in=blocks, competence__framework=framework
    ).select_related("competence")
    held: dict[int, list[Competence]] = {block.pk: [] for block in blocks}
    for place in places:
        held[place.pathblock_id].append(place.competence)
    found: dict[int, tuple[Competence, PathBlock]] = {}
    for block in blocks:
        for each in sorted(held[block.pk], key=lambda c: (c.position, c.pk)):
            found.setdefault(each.pk, (each, block))
    return list(found.values())


def deck_of(enrolment: Enrolment, moment: Moment, author: User) -> Deck | None:
    """Return the cards as `author` answered them; None for a path that works on nothing."""
    framework = framework_of(enrolment.path_id)
    if framework is None:
        return None
    positioning = (
        Positioning.objects.editable_by(author)
        .filter(learner=enrolment.learner_id, framework=framework, moment=moment)
        .first()
    )
    answers: Mapping[int, PositioningAnswer] = {}
    if positioning is not None:
        answers = answers_of([positioning])[positioning.pk]
    return Deck(
        moment=moment,
        framework=framework,
        levels=tuple(framework.levels.order_by("rank")),
        cards=_cards(enrolment.path_id, framework, answers),
        positioning=positioning,
    )


def _cards(
    path_id: int, framework: Framework, answers: Mapping[int, PositioningAnswer]
) -> tuple[Card, ...]:
    placed = competences_of_path(path_id, framework)
    tints: dict[int, int] = {}
    for _competence, block in placed:
        tints.setdefault(block.pk, len(tints) % 3 + 1)
    return tuple(
        Card(number, competence, block.title, tints[block.pk], answers.get(competence.pk))
        for number, (competence, block) in enumerate(placed, start=1)
    )


Criteria = list[tuple[Level, list[str]]]


def criteria_of(deck: Deck, *cards: Card) -> dict[int, Criteria]:
    """Return what can be observed of each card, level by level. One query."""
    wanted = cards or deck.cards
    found: dict[int, dict[int, list[str]]] = {card.competence.pk: {} for card in wanted}
    rows = LevelCriterion.objects.filter(competence__in=found).order_by("position", "pk")
    for competence, level, text in rows.values_list("competence", "level", "text"):
        found[competence].setdefault(level, []).append(text)
    return {
        pk: [(level, texts[level.pk]) for level in deck.levels if level.pk in texts]
        for pk, texts in found.items()
    }


def recording_of(card: Card) -> CompetenceRecording | None:
    """Return the voice that says a card, where somebody recorded one."""
    found: CompetenceRecording | None = CompetenceRecording.objects.filter(
        competence=card.competence.pk
    ).first()
    return found


# --- When -----------------------------------------------------------------------------------------


def due_moment(
    *, done: int, total: int, is_completed: bool, finished: Iterable[str]
) -> Moment | None:
    """Return the moment to offer, or None: never more than one, and never a wall.

    At the start until half of the modules are done, then on the way, then at the end.
    """
    if is_completed or (total and done >= total):
        moment = Moment.EXIT
    elif total and done * 2 >= total:
        moment = Moment.MID
    else:
        moment = Moment.ENTRY
    return None if moment in set(finished) else moment


def moment_for(enrolment: Enrolment, *, total: int, finished: Iterable[str]) -> Moment | None:
    """Return what to offer on her path today; `total` is how many modules it has."""
    if enrolment.is_stopped:
        return None
    return due_moment(
        done=enrolment.done_count,
        total=total,
        is_completed=enrolment.completed_at is not None,
        finished=finished,
    )


@dataclass(frozen=True)
class Milestone:
    """One moment, as her page of competences shows it."""

    moment: Moment
    positioning: Positioning | None
    is_due: bool

    @property
    def slug(self) -> str:
        return SLUG_OF[self.moment.value]

    @property
    def state(self) -> str:
        if self.positioning is None:
            return "todo"
        return "done" if self.positioning.is_finished else "current"


def milestones_of(enrolment: Enrolment, learner: User) -> list[Milestone]:
    """Return the three moments of her path: what she began, what is offered now. Three queries."""
    framework = framework_of(enrolment.path_id)
    if framework is None:
        return []
    # On this version of the framework, or another.
    mine = Positioning.objects.editable_by(learner).own().filter(framework__slug=framework.slug)
    # Finished ones last: they prevail over one begun on another version.
    rows = {each.moment: each for each in sorted(mine, key=lambda each: each.is_finished)}
    due = moment_for(
        enrolment,
        total=_modules(enrolment.path_id).count(),
        finished=[each.moment for each in rows.values() if each.is_finished],
    )
    return [Milestone(each, rows.get(each.value), each == due) for each in Moment]


@dataclass(frozen=True)
class Offer:
    """What her home proposes, gently."""

    slug: str
    is_begun: bool


def offer_for(enrolment: Enrolment, put_off: Iterable[str]) -> Offer | None:
    """Return what to offer on her home, unless she said *pas maintenant*. One query."""
    if enrolment.is_stopped:
        return None
    own = Positioning.objects.own().filter(
        learner=enrolment.learner_id, framework__slug=OuterRef("slug")
    )
    total = _modules(enrolment.path_id).order_by().values("block__path").annotate(n=Count("pk"))
    facts = (
        _frameworks_of(enrolment.path_id)
        .annotate(
            total=Subquery(total.values("n")),
            **{f"finished_{each}": Exists(own.finished().filter(moment=each)) for each in Moment},
            **{f"begun_{each}": Exists(own.filter(moment=each)) for each in Moment},
        )
        .values()
        .first()
    )
    if facts is None:
        return None
    finished = [each.value for each in Moment if facts[f"finished_{each}"]]
    due = moment_for(enrolment, total=facts["total"] or 0, finished=finished)
    if due is None or f"{enrolment.uuid}:{SLUG_OF[due.value]}" in put_off:
        return None
    return Offer(SLUG_OF[due.value], bool(facts[f"begun_{due}"]))


def _modules(path_id: int) -> QuerySet[PathModule]:
    found: QuerySet[PathModule] = PathModule.objects.filter(block__path=path_id, module__live=True)
    return found
