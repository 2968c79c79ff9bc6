"""A staircase whose steps fill up grade by grade, as a wall does with rows of stones.

It knows steps and grades, not competences: the apps above hand theirs over.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from core.staircase import (
    Flight,
    Plan,
    State,
    Tread,
    draw_disc,
    draw_door,
    draw_edge,
    element,
    lay_treads,
    outline,
    spell,
)

GradedSize = Literal["large", "small"]

# As in `core.staircase`; the first rise is high enough to show how far its step is filled.
PLANS: dict[GradedSize, Plan] = {
    "large": Plan(320, 212, 208, (25, 40), 12, 46, 4, 25, 9, 14, 0),
    "small": Plan(200, 104, 102, (14, 22), 5, 24, 3, 0, 0, 6, 0),
}
TICK = 10  # narrower steps carry no tick: their thick tread says it


@dataclass(frozen=True)
class Step:
    """How far one step is filled: `grade` rows out of `of`; 0 while nothing is known.

    At `of` the step is full; a grade above is more than was asked, and carries a sign of its own.
    `entry` and `exit` are the rows of other days, shown as marks; 0 for none.
    """

    grade: int
    of: int
    entry: int = 0
    exit: int = 0

    @property
    def is_full(self) -> bool:
        return self.grade >= self.of

    def part(self, grade: int) -> float:
        return min(grade, self.of) / self.of


@dataclass(frozen=True)
class GradedFlight:
    title: str
    steps: tuple[Step, ...]

    @property
    def filled(self) -> int:
        return sum(step.is_full for step in self.steps)

    @property
    def is_filled(self) -> bool:
        return bool(self.steps) and self.filled == len(self.steps)

    def as_flight(self) -> Flight:
        """Return what the plain staircase draws of it: the steps that are full."""
        states: tuple[State, ...] = tuple("done" if step.is_full else "todo" for step in self.steps)
        return Flight(self.title, states, "done" if self.is_filled else "todo")


@lru_cache(maxsize=1024)
def graded_drawing(flights: tuple[GradedFlight, ...], size: GradedSize) -> str:
    """Return what stands inside the `<svg>`: numbers and classes only, safe as it is."""
    plan = PLANS[size]
    if not any(flight.steps for flight in flights):
        return ""
    treads = lay_treads([flight.as_flight() for flight in flights], plan)
    steps = [step for flight in flights for step in flight.steps]
    pairs = list(zip((t for t in treads if not t.is_landing), steps, strict=True))
    parts = [*draw_door(treads[-1], plan, is_open=all(flight.is_filled for flight in flights))]
    for number in range(1, len(flights) + 1):
        mine = [tread for tread in treads if tread.flight == number]
        parts.append(f'<g class="tint-{(number - 1) % 3 + 1}">')
        parts.append(element("path", "staircase__mass", d=outline(mine, plan.ground)))
        parts += _rows([pair for pair in pairs if pair[0].flight == number], plan.ground)
        if plan.disc:
            parts += draw_disc(mine[-1], number, plan)
        parts.append("</g>")
    parts.append(draw_edge(treads, plan))
    parts += _signs(pairs, size)
    for tread, step in pairs:
        parts += _marks(tread, step, plan.ground)
    return "".join(parts)


def _rows(pairs: Sequence[tuple[Tread, Step]], ground: float) -> Iterator[str]:
    """Fill each step up to its grade, then draw the joints of all rows, filled or not."""
    filled = "".join(
        f"M{spell(tread.x)} {spell(ground)}h{spell(tread.width)}"
        f"v{spell((tread.y - ground) * step.part(step.grade))}h{spell(-tread.width)}z"
        for tread, step in pairs
        if step.grade
    )
    if filled:
        yield element("path", "staircase__done", d=filled)
    joints = "".join(
        f"M{spell(tread.x)} {spell(ground + (tread.y - ground) * step.part(row))}"
        f"h{spell(tread.width)}"
        for tread, step in pairs
        for row in range(1, step.of)
    )
    sides = "".join(f"M{spell(tread.x)} {spell(tread.y)}V{spell(ground)}" for tread, _step in pairs)
    yield element("path", "staircase__joints", d=joints + sides)


def _signs(pairs: Sequence[tuple[Tread, Step]], size: GradedSize) -> Iterator[str]:
    """Thicken what is full and tick it: shapes, for who does not see the colours."""
    full = [(tread, step) for tread, step in pairs if step.is_full]
    if not full:
        return
    lines = "".join(f"M{spell(t.x)} {spell(t.y)}h{spell(t.width)}" for t, _step in full)
    yield element("path", "staircase__tread", d=lines)
    wide = [(t, step) for t, step in full if t.width >= TICK and size == "large"]
    ticks = "".join(
        f"M{spell(t.x + t.width / 2 - 3.6)} {spell(t.y - 8)}l2.7 3 4.6-5.8" for t, _step in wide
    )
    if ticks:
        yield element("path", "staircase__tick", d=ticks)
    for tread, step in wide:
        if step.grade > step.of:
            yield _star(tread.x + tread.width / 2, tread.y - 17, 4)


def _star(x: float, y: float, arm: float) -> str:
    """Draw the sign of who goes further than was asked: a spark of four rays."""
    waist = arm / 4
    points = [
        (0, -arm), (waist, -waist), (arm, 0), (waist, waist),
        (0, arm), (-waist, waist), (-arm, 0), (-waist, -waist),
    ]  # fmt: skip
    joined = "L".join(f"{spell(x + dx)} {spell(y + dy)}" for dx, dy in points)
    return element("path", "staircase__star", d=f"M{joined}z")


def _marks(tread: Tread, step: Step, ground: float) -> Iterator[str]:
    """Mark where the step stood on other days: a lozenge at the start, a ring at the end."""
    x, arm = tread.x + tread.width / 2, min(tread.width / 3, 5)
    if step.entry:
        y = ground + (tread.y - ground) * step.part(step.entry)
        lozenge = (
            f"l{spell(arm)} {spell(-arm)} {spell(arm)} {spell(arm)} {spell(-arm)} {spell(arm)}z"
        )
        yield element("path", "staircase__entry", d=f"M{spell(x - arm)} {spell(y)}{lozenge}")
    if step.exit:
        y = ground + (tread.y - ground) * step.part(step.exit)
        yield element("circle", "staircase__exit", cx=x, cy=y, r=arm * 0.9)


STONE = (28.0, 38.0)


@lru_cache(maxsize=64)
def stone_drawing(grade: int, of: int) -> str:
    """Return one step alone, filled up to `grade` out of `of`: the sign that goes with a level."""
    width, height, foot = STONE[0] - 4, STONE[1] - 12, STONE[1] - 2
    step = Step(grade, of)
    parts = []
    if grade:
        rise = spell(-height * step.part(grade))
        filled = f"M2 {spell(foot)}h{spell(width)}v{rise}h{spell(-width)}z"
        parts.append(element("path", "staircase__done", d=filled))
    joints = "".join(
        f"M2 {spell(foot - height * step.part(row))}h{spell(width)}" for row in range(1, of)
    )
    parts.append(element("path", "staircase__joints", d=joints))
    frame = f"M2 {spell(foot)}h{spell(width)}v{spell(-height)}h{spell(-width)}z"
    parts.append(element("path", "staircase__edge", d=frame))
    if step.is_full:
        tread = f"M1 {spell(foot - height)}h{spell(width + 2)}"
        parts.append(element("path", "staircase__tread", d=tread))
    if grade > of:
        parts.append(_star(STONE[0] / 2, 4.5, 4.5))
    return "".join(parts)
