"""Where each line of a break-even curve goes, in the units of its SVG. Drawn by the template."""

from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT = 320, 210
LEFT, RIGHT, TOP, BOTTOM = 16, 308, 14, 180


@dataclass(frozen=True)
class Point:
    x: str
    y: str


@dataclass(frozen=True)
class Curve:
    """Two lines from zero to `last_units`, and where they cross."""

    last_units: int
    turnover: tuple[Point, Point]
    costs: tuple[Point, Point]
    crossing: Point | None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM


def draw_curve(
    *,
    last_units: int,
    turnover: Decimal,
    costs: tuple[Decimal, Decimal],
    crossing: tuple[int, Decimal] | None,
) -> Curve:
    """Return the lines: `turnover` at `last_units`, `costs` at zero and at `last_units`."""
    # Nothing at all still needs a height to be drawn in.
    highest = max(turnover, *costs) or Decimal(1)

    def point(units: int, amount: Decimal) -> Point:
        x = LEFT + Decimal(RIGHT - LEFT) * units / last_units
        y = BOTTOM - Decimal(BOTTOM - TOP) * amount / highest
        return Point(x=f"{x:.1f}", y=f"{y:.1f}")

    return Curve(
        last_units=last_units,
        turnover=(point(0, Decimal(0)), point(last_units, turnover)),
        costs=(point(0, costs[0]), point(last_units, costs[1])),
        crossing=point(*crossing) if crossing else None,
    )
