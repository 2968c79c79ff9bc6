"""The staircase: how high a founder is, as facts, as a drawing and as words.

It knows flights and steps, not courses: the apps above hand their blocks over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple, Self

State = Literal["todo", "current", "done"]
Size = Literal["large", "small", "tiny"]


@dataclass(frozen=True)
class Flight:
    """One block: its steps in their advised order, then its landing (the decision)."""

    title: str
    steps: tuple[State, ...]
    landing: State = "todo"
    url: str = field(default="", compare=False)

    @classmethod
    def from_counts(
        cls, title: str, *, done: int, total: int, landing: State = "todo", url: str = ""
    ) -> Self:
        """Return the flight of someone of whom only the counts are known."""
        climbed: State = "done"
        ahead: State = "todo"
        steps = (climbed,) * done + (ahead,) * (total - done)
        return cls(title=title, steps=steps, landing=landing, url=url)

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def done(self) -> int:
        return self.steps.count("done")

    @property
    def state(self) -> State:
        if self.done == self.total and self.landing == "done":
            return "done"
        return "current" if self.done or "current" in self.steps else "todo"


def steps_done(flights: Sequence[Flight]) -> int:
    return sum(flight.done for flight in flights)


def steps_total(flights: Sequence[Flight]) -> int:
    return sum(flight.total for flight in flights)


def is_at_the_door(flights: Sequence[Flight]) -> bool:
    """Return whether everything is climbed and decided: the door at the top is open."""
    return bool(flights) and all(flight.state == "done" for flight in flights)


# --- The drawing --------------------------------------------------------------------------------


class Plan(NamedTuple):
    """The measures of one size, in units of its viewBox."""

    width: float
    height: float
    ground: float  # y of the ground
    door: tuple[float, float]  # width, height
    head: float  # what stays free above the door
    first_rise: float
    margin: float
    person: float  # height of the one who climbs; 0: none
    disc: float  # radius of the number on a landing; 0: none
    inset: float  # from the door to the edge of the top landing
    lit: float  # how deep the light goes into the step in hand


PLANS: dict[Size, Plan] = {
    "large": Plan(320, 192, 188, (25, 40), 14, 12, 4, 25, 9, 14, 17),
    "small": Plan(200, 92, 90, (14, 22), 5, 7, 3, 15, 0, 6, 10),
    "tiny": Plan(120, 28, 27, (7, 9), 1, 3, 1, 0, 0, 2, 28),
}
LANDING = 2.1  # in steps
FOOT = 1.4  # the free ground before the first step, in steps


class Tread(NamedTuple):
    """One step or landing: where its top lies."""

    flight: int  # from 1
    state: State
    is_landing: bool
    x: float
    y: float
    width: float


def spell(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def element(name: str, css: str, **attributes: float | str) -> str:
    written = "".join(
        f' {key}="{value if isinstance(value, str) else spell(value)}"'
        for key, value in attributes.items()
    )
    return f'<{name} class="{css}"{written}/>'


def lay_treads(flights: Sequence[Flight], plan: Plan) -> list[Tread]:
    """Lay the flights out from the ground to the door."""
    steps = steps_total(flights)
    rises = max(steps + len(flights) - 1, 1)
    free = plan.width - 2 * plan.margin - plan.door[0] - plan.inset
    unit = free / (FOOT + steps + LANDING * len(flights))
    low = plan.ground - plan.first_rise
    rise = (low - plan.head - plan.door[1]) / rises
    treads: list[Tread] = []
    x = plan.margin + FOOT * unit
    for number, flight in enumerate(flights, start=1):
        last = number == len(flights)
        for position, state in enumerate((*flight.steps, flight.landing)):
            is_landing = position == flight.total
            width = unit * (LANDING if is_landing else 1)
            if is_landing and last:
                width = plan.width - plan.margin - x  # the door stands on it
            treads.append(Tread(number, state, is_landing, x, low - rise * len(treads), width))
            x += width
    return treads


def outline(treads: Sequence[Tread], ground: float) -> str:
    """Return the outline of what lies under `treads`, neighbours merged."""
    parts: list[str] = []
    previous: Tread | None = None
    for tread in treads:
        if previous is None or abs(previous.x + previous.width - tread.x) > 0.01:
            parts.append(f"{'V' + spell(ground) + 'z' if parts else ''}")
            parts.append(f"M{spell(tread.x)} {spell(ground)}")
        parts.append(f"V{spell(tread.y)}H{spell(tread.x + tread.width)}")
        previous = tread
    return "".join(parts) + f"V{spell(ground)}z" if parts else ""


def _masses(treads: Sequence[Tread], plan: Plan, count: int) -> Iterator[str]:
    """Draw each flight: its pale mass, then what is climbed, then where one stands."""
    for number in range(1, count + 1):
        mine = [tread for tread in treads if tread.flight == number]
        yield f'<g class="tint-{(number - 1) % 3 + 1}">'
        for css, chosen in (
            ("staircase__mass", mine),
            ("staircase__done", [tread for tread in mine if tread.state == "done"]),
        ):
            if chosen:
                yield element("path", css, d=outline(chosen, plan.ground))
        lit = "".join(_slab(tread, plan) for tread in mine if tread.state == "current")
        if lit:
            yield element("path", "staircase__current", d=lit)
        if plan.disc:
            yield from draw_disc(mine[-1], number, plan)
        yield "</g>"


def _slab(tread: Tread, plan: Plan) -> str:
    depth = plan.lit + (plan.disc if tread.is_landing else 0)
    depth = min(depth, plan.ground - tread.y)
    return (
        f"M{spell(tread.x)} {spell(tread.y)}h{spell(tread.width)}"
        f"v{spell(depth)}h{spell(-tread.width)}z"
    )


def draw_disc(landing: Tread, number: int, plan: Plan) -> Iterator[str]:
    """Draw the number of a flight under its landing, a tick once the decision is taken."""
    width = min(landing.width, plan.disc * 2.8)
    x, y = landing.x + width / 2, landing.y + plan.disc + 6
    suffix = "" if landing.state == "todo" else f"--{landing.state}"
    yield element(
        "circle",
        f"staircase__disc {f'staircase__disc{suffix}' if suffix else ''}".strip(),
        cx=x,
        cy=y,
        r=plan.disc,
    )
    if landing.state == "done":
        yield element("path", "staircase__check", d=f"M{spell(x - 4)} {spell(y)}l3 3.5 5-6.5")
    else:
        css = f"staircase__number {f'staircase__number{suffix}' if suffix else ''}".strip()
        yield f'<text class="{css}" x="{spell(x)}" y="{spell(y + 4.2)}">{number}</text>'


def draw_edge(treads: Sequence[Tread], plan: Plan) -> str:
    """Draw the ground and the line of all treads."""
    path = [f"M{spell(plan.margin / 2)} {spell(plan.ground)}H{spell(treads[0].x)}"]
    path += [f"V{spell(tread.y)}H{spell(tread.x + tread.width)}" for tread in treads]
    path.append(f"V{spell(plan.ground)}H{spell(treads[0].x)}")
    return element("path", "staircase__edge", d="".join(path))


def draw_door(top: Tread, plan: Plan, *, is_open: bool) -> Iterator[str]:
    """Draw the door on the last landing: lit, wide open for who arrives."""
    width, height = plan.door
    x, y = plan.width - plan.margin - width - plan.inset, top.y - height
    arch = width / 2

    def frame(inset: float) -> str:
        radius = arch - inset
        return (
            f"M{spell(x + inset)} {spell(top.y)}V{spell(y + arch)}"
            f"a{spell(radius)} {spell(radius)} 0 0 1 {spell(2 * radius)} 0V{spell(top.y)}z"
        )

    if plan.person:
        yield element(
            "circle", "staircase__glow", cx=x + arch, cy=y + height * 0.45, r=height * 0.62
        )
    opened = " staircase__door--open" if is_open else ""
    yield element("path", f"staircase__door{opened}", d=frame(0))
    if not plan.person:
        return
    if is_open:
        hinge = x + width
        leaf = width * 0.42
        yield element(
            "path",
            "staircase__door",
            d=f"M{spell(hinge)} {spell(top.y)}V{spell(y + arch * 0.8)}"
            f"l-{spell(leaf)} {spell(arch * 0.35)}V{spell(top.y)}z",
        )
    else:
        yield element("circle", "staircase__lamp", cx=x + arch, cy=y + arch, r=arch * 0.42)
        yield element("circle", "staircase__knob", cx=x + width * 0.76, cy=y + height * 0.62, r=1.4)


def _standing(treads: Sequence[Tread], plan: Plan, unit: float) -> tuple[float, float]:
    """Return where the one who climbs stands: on the step in hand, else on the highest one done."""
    for tread in treads:
        if tread.state == "current":
            return tread.x + min(tread.width, 2 * unit) / 2, tread.y
    done = [tread for tread in treads if tread.state == "done"]
    if not done:
        return plan.margin + FOOT * unit / 2, plan.ground
    return done[-1].x + min(done[-1].width, 2 * unit) / 2, done[-1].y


def _person(x: float, y: float, height: float) -> Iterator[str]:
    """Draw someone standing, a hand's breadth above the tread."""
    head = height * 0.2
    half = height * 0.19
    top = y - height + 2 * head + height * 0.06
    yield element(
        "path",
        "staircase__person",
        d=f"M{spell(x - half)} {spell(y - 1.8)}V{spell(top + half)}"
        f"a{spell(half)} {spell(half)} 0 0 1 {spell(2 * half)} 0V{spell(y - 1.8)}z",
    )
    yield element("circle", "staircase__person", cx=x, cy=y - height + head, r=head)


@lru_cache(maxsize=2048)
def drawing(flights: tuple[Flight, ...], size: Size) -> str:
    """Return what stands inside the `<svg>`: numbers and classes only, safe as it is."""
    plan = PLANS[size]
    if not flights:
        return ""
    treads = lay_treads(flights, plan)
    parts = [*draw_door(treads[-1], plan, is_open=is_at_the_door(flights))]
    parts += [*_masses(treads, plan, len(flights)), draw_edge(treads, plan)]
    parts += _slabs(treads, plan)
    x, y = _standing(treads, plan, treads[0].width)
    if plan.person:
        parts += _person(x, y, plan.person)
    else:
        parts.append(element("circle", "staircase__person", cx=x, cy=y - 3.5, r=2))
    return "".join(parts)


def _slabs(treads: Sequence[Tread], plan: Plan) -> Iterator[str]:
    """Thicken the tread of what is done: a shape, for who does not see the colours."""
    if not plan.person:
        return
    lines = [
        f"M{spell(tread.x)} {spell(tread.y)}h{spell(tread.width)}"
        for tread in treads
        if tread.state == "done"
    ]
    if lines:
        yield element("path", "staircase__tread", d="".join(lines))
