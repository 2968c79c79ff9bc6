"""Where a founder stands: blocks, modules, decisions. Three queries, whatever their number."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import get_language, gettext as _, gettext_lazy

from core.staircase import Flight, State
from courses.models import Module, PathBlock
from learners.models import BlockDecision, Enrolment

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

AXES: "dict[str, StrOrPromise]" = {
    Module.Place.ONSITE: gettext_lazy("sur place"),
    Module.Place.REMOTE: gettext_lazy("à distance"),
    Module.Place.HYBRID: gettext_lazy("sur place ou à distance"),
    Module.Timing.SYNCHRONOUS: gettext_lazy("en direct"),
    Module.Timing.ASYNCHRONOUS: gettext_lazy("quand vous voulez"),
}

COMPANY: "dict[tuple[str, str], StrOrPromise]" = {
    (Module.Guidance.GUIDED, Module.Grouping.GROUP): gettext_lazy("en groupe, avec quelqu'un"),
    (Module.Guidance.GUIDED, Module.Grouping.INDIVIDUAL): gettext_lazy("en tête-à-tête"),
    (Module.Guidance.SELF_PACED, Module.Grouping.GROUP): gettext_lazy("en groupe"),
    (Module.Guidance.SELF_PACED, Module.Grouping.INDIVIDUAL): gettext_lazy("seul·e"),
}

# In the order of `_step`.
COLUMNS = (
    "pk",
    "key",
    "title",
    "summary",
    "path_modules__module",
    "path_modules__module__slug",
    "path_modules__module__title",
    "path_modules__module__duration",
    "path_modules__module__timing",
    "path_modules__module__place",
    "path_modules__module__guidance",
    "path_modules__module__grouping",
    "path_modules__module__live",
)


def spoken_duration(minutes: int) -> str:
    """Return ``12 min``, ``1 h``, ``1 h 30``, with spaces that hold."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": rest}
    if not rest:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": rest}


@lru_cache(maxsize=1024)
def _spoken_axes(
    language: str,  # noqa: ARG001 - the words depend on it
    minutes: int,
    timing: str,
    place: str,
    company: tuple[str, str],
) -> str:
    words = [spoken_duration(minutes), AXES[timing], AXES[place], COMPANY[company]]
    return " · ".join(map(str, words))


def spoken_axes(minutes: int | None, timing: str, place: str, guidance: str, grouping: str) -> str:
    """Say how long, when, where, with whom: ``12 min · en direct · à distance · en groupe``."""
    language = get_language() or ""
    return _spoken_axes(language, minutes or 0, timing, place, (guidance, grouping))


@dataclass(frozen=True, slots=True)
class Step:
    """One module, as she sees it."""

    module_id: int
    slug: str
    title: str
    axes: str
    is_live: bool
    state: State


@dataclass(frozen=True)
class Block:
    """One flight: its steps, and what she decided on its landing."""

    pk: int
    number: int
    key: str
    title: str
    summary: str
    steps: tuple[Step, ...]
    choice: str = ""

    @cached_property
    def done(self) -> int:
        return sum(step.state == "done" for step in self.steps)

    @cached_property
    def is_done(self) -> bool:
        return self.done == len(self.steps)

    @cached_property
    def left(self) -> int:
        return len(self.steps) - self.done

    @cached_property
    def tint(self) -> int:
        """The colours of the three flights, over again on a longer staircase."""
        return (self.number - 1) % 3 + 1

    @cached_property
    def choice_words(self) -> str:
        return str(BlockDecision.Choice(self.choice).label)

    @cached_property
    def is_decided(self) -> bool:
        """Whether she met it with "je continue"."""
        return self.choice == BlockDecision.Choice.CONTINUE

    @cached_property
    def awaits_decision(self) -> bool:
        return self.is_done and self.choice in {"", BlockDecision.Choice.STOP}

    def as_flight(self, url: str = "") -> Flight:
        landing: State = "done" if self.is_decided else "current" if self.is_done else "todo"
        states = tuple(step.state for step in self.steps)
        return Flight(title=self.title, steps=states, landing=landing, url=url)


@dataclass(frozen=True)
class Climb:
    enrolment: Enrolment
    blocks: tuple[Block, ...]
    path_url: str

    @cached_property
    def flights(self) -> tuple[Flight, ...]:
        return tuple(block.as_flight(f"{self.path_url}#bloc-{block.key}") for block in self.blocks)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return tuple(step for block in self.blocks for step in block.steps)

    @cached_property
    def is_done(self) -> bool:
        return all(block.is_done for block in self.blocks)

    def block(self, pk: int) -> Block:
        return next(block for block in self.blocks if block.pk == pk)

    def block_after(self, pk: int) -> Block | None:
        """Return the first block after this one that is not decided."""
        number = self.block(pk).number
        return next((b for b in self.blocks if b.number > number and not b.is_decided), None)

    @cached_property
    def block_to_decide(self) -> Block | None:
        return next((block for block in self.blocks if block.awaits_decision), None)

    @cached_property
    def block_to_decide_again(self) -> Block | None:
        """Return the first done block that she met with "je change"."""
        return next((b for b in self.blocks if b.is_done and not b.is_decided), None)

    def next_step(self, besides: Iterable[int] = ()) -> Step | None:
        """Return the module to propose: the one she began, else the first to do.

        `besides` are modules that wait for their date.
        """
        passed = set(besides)
        left = [s for s in self.steps if s.state != "done" and s.module_id not in passed]
        began = [step for step in left if step.state == "current"]
        return next(iter(began or left), None)


def climb_of(enrolment: Enrolment) -> Climb:
    states: dict[int, State] = {
        module: "current" if completed_at is None else "done"
        for module, completed_at in enrolment.module_progress.values_list("module", "completed_at")
    }
    choices = dict(enrolment.decisions.order_by("pk").values_list("block", "choice"))
    rows = (
        PathBlock.objects.filter(path=enrolment.path_id)
        .order_by("sort_order", "pk", "path_modules__sort_order", "path_modules__pk")
        .values_list(*COLUMNS)
    )
    blocks = []
    for number, (head, group) in enumerate(groupby(rows, key=itemgetter(0, 1, 2, 3)), start=1):
        steps = tuple(_step(row, states) for row in group if row[-1])
        pk, key, title, summary = head
        blocks.append(Block(pk, number, key, title, summary, steps, choices.get(pk, "")))
    return Climb(enrolment, tuple(blocks), reverse("learners:path", args=[enrolment.uuid]))


def _step(row: tuple[Any, ...], states: dict[int, State]) -> Step:
    module_id, slug, title, minutes, timing, place, guidance, grouping, _live = row[4:]
    return Step(
        module_id=module_id,
        slug=slug,
        title=title,
        axes=spoken_axes(minutes, timing, place, guidance, grouping),
        is_live=timing == Module.Timing.SYNCHRONOUS,
        state=states.get(module_id, "todo"),
    )
