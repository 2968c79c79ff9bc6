"""The picture of a badge: the staircase, one flight lit, drawn once as shapes, then as SVG or PNG.

It holds no word: a name would need a font, and could not be translated.
"""

from __future__ import annotations

import math
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageDraw

SIDE = 512
SMOOTH = 4  # the PNG is drawn this much larger, then reduced: its edges are soft

INK, PAPER, LAMP, PALE = "#15323a", "#faf6ee", "#f5b53d", "#e3dccd"
TINTS = ("#3d6b45", "#2a618f", "#9c4a2b")
LEFT, RIGHT, GROUND, TOP = 104.0, 408.0, 366.0, 196.0
STEPS = 3  # steps of a flight, as drawn
DOOR = (56.0, 92.0)


class Polygon(NamedTuple):
    points: tuple[tuple[float, float], ...]
    fill: str


class Circle(NamedTuple):
    x: float
    y: float
    radius: float
    fill: str


Shape = Polygon | Circle


def shapes(flight: int, flights: int) -> list[Shape]:
    """Return what to draw, the back first. `flight` from 1; 0 for the whole path."""
    flights = max(1, min(flights, 6))
    drawn: list[Shape] = [
        Circle(256, 256, 252, INK),
        Circle(256, 256, 236, LAMP),
        Circle(256, 256, 226, PAPER),
    ]
    width = (RIGHT - LEFT) / flights
    rise = (GROUND - TOP) / (flights * STEPS)
    for number in range(1, flights + 1):
        is_lit = flight in (0, number)
        fill = TINTS[(number - 1) % len(TINTS)] if is_lit else PALE
        drawn.append(Polygon(_flight(number, width, rise), fill))
    drawn += _door(is_open=flight in (0, flights))
    drawn += _pips(flight, flights)
    return drawn


def _flight(number: int, width: float, rise: float) -> tuple[tuple[float, float], ...]:
    """Return the outline of one flight; its last step, the landing, is as wide as two."""
    left = LEFT + (number - 1) * width
    unit = width / (STEPS + 1)
    points = [(left, GROUND)]
    x = left
    for step in range(1, STEPS + 1):
        y = GROUND - rise * ((number - 1) * STEPS + step)
        points.append((x, y))
        x = left + width if step == STEPS else x + unit
        points.append((x, y))
    return (*points, (left + width, GROUND))


def _arch(x: float, ground: float, width: float, height: float) -> tuple[tuple[float, float], ...]:
    radius = width / 2
    middle = ground - height + radius
    curve = [
        (x + radius - radius * math.cos(angle), middle - radius * math.sin(angle))
        for angle in (math.pi * part / 24 for part in range(25))
    ]
    return ((x, ground), *curve, (x + width, ground))


def _door(*, is_open: bool) -> list[Shape]:
    width, height = DOOR
    x = RIGHT - width - 4
    frame = Polygon(_arch(x, TOP, width, height), INK)
    light = Polygon(_arch(x + 7, TOP, width - 14, height - 7), LAMP if is_open else PALE)
    return [frame, light]


def _pips(flight: int, flights: int) -> list[Shape]:
    """Say which flight by dots: colours alone say nothing to some."""
    pips: list[Shape] = []
    for number in range(1, flights + 1):
        x = 256 + (number - (flights + 1) / 2) * 34
        pips.append(Circle(x, 408, 11, INK))
        if flight not in (0, number):
            pips.append(Circle(x, 408, 7, PAPER))
    return pips


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


@lru_cache(maxsize=32)
def svg(flight: int, flights: int) -> str:
    """Return the picture as an SVG document."""
    lines = []
    for shape in shapes(flight, flights):
        if isinstance(shape, Circle):
            x, y, radius = (_number(each) for each in shape[:3])
            lines.append(f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{shape.fill}"/>')
        else:
            points = " ".join(f"{_number(x)},{_number(y)}" for x, y in shape.points)
            lines.append(f'<polygon points="{points}" fill="{shape.fill}"/>')
    drawing = "\n".join(lines)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}"'
        f' width="{SIDE}" height="{SIDE}">\n{drawing}\n</svg>\n'
    )


@lru_cache(maxsize=32)
def png(flight: int, flights: int) -> bytes:
    """Return the picture as a PNG file of 512 pixels a side, on a transparent ground."""
    side = SIDE * SMOOTH
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    for shape in shapes(flight, flights):
        if isinstance(shape, Circle):
            x, y, radius = (each * SMOOTH for each in shape[:3])
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=shape.fill)
        else:
            pen.polygon([(x * SMOOTH, y * SMOOTH) for x, y in shape.points], fill=shape.fill)
    written = BytesIO()
    small = image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    small.quantize(96, method=Image.Quantize.FASTOCTREE).save(written, "PNG", optimize=True)
    return written.getvalue()
