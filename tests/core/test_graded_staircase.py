import re

import pytest
from django.template import Context, Template

from core.graded_staircase import PLANS, GradedFlight, Step, graded_drawing, stone_drawing
from tests.core.test_staircase import Elements


def flight(title, *grades, of=3):
    return GradedFlight(title, tuple(Step(grade, of) for grade in grades))


EMPTY = (flight("Me connaître", 0, 0), flight("Le terrain", 0))
HALF = (flight("Me connaître", 4, 3, 1, 0), flight("Le terrain", 2, 0))
FULL = (flight("Me connaître", 3, 3), flight("Le terrain", 3))


def render(tag, **context):
    return Template(f"{{% load graded_staircase %}}{{% {tag} %}}").render(Context(context))


def heights(drawing):
    """Return how high each filled step rises, in the order of the steps."""
    paths = [e["d"] for e in Elements(drawing).of_class("staircase__done")]
    return [-float(rise) for rise in re.findall(r"v(-[\d.]+)h", "".join(paths))]


class TestStep:
    def test_is_full_from_its_last_row_on(self):
        assert [Step(grade, 3).is_full for grade in range(5)] == [False] * 3 + [True] * 2


class TestGradedFlight:
    def test_is_filled_with_its_last_step(self):
        assert FULL[0].is_filled
        assert not HALF[0].is_filled
        assert not GradedFlight("Rien", ()).is_filled

    def test_becomes_a_plain_flight_of_its_full_steps(self):
        plain = HALF[0].as_flight()

        assert plain.steps == ("done", "done", "todo", "todo")
        assert plain.landing == "todo"


class TestGradedDrawing:
    @pytest.mark.parametrize("size", PLANS)
    @pytest.mark.parametrize("flights", [EMPTY, HALF, FULL])
    def test_stays_inside_its_frame(self, flights, size):
        plan = PLANS[size]

        for path in re.findall(r' d="([^"]+)"', graded_drawing(flights, size)):
            for x, y in re.findall(r"M(-?[\d.]+) (-?[\d.]+)", path):
                assert 0 <= float(x) <= plan.width
                assert 0 <= float(y) <= plan.height

    def test_fills_a_step_as_far_as_its_grade(self):
        third, two_thirds, whole = heights(graded_drawing((flight("x", 1, 2, 3),), "large"))
        steps = heights(graded_drawing((flight("x", 3, 3, 3),), "large"))

        assert third == pytest.approx(steps[0] / 3, abs=0.1)
        assert two_thirds == pytest.approx(steps[1] * 2 / 3, abs=0.1)
        assert whole == steps[2]

    def test_never_rises_above_its_tread(self):
        assert heights(graded_drawing((flight("x", 9),), "large")) == heights(
            graded_drawing((flight("x", 3),), "large")
        )

    def test_fills_nothing_of_what_nobody_knows(self):
        elements = Elements(graded_drawing(EMPTY, "large"))

        assert not elements.of_class("staircase__done")
        assert not elements.of_class("staircase__tick")

    def test_says_full_and_beyond_by_shapes_too(self):
        elements = Elements(graded_drawing(HALF, "large"))

        [tread] = elements.of_class("staircase__tread")
        assert tread["d"].count("M") == 2
        [tick] = elements.of_class("staircase__tick")
        assert tick["d"].count("M") == 2
        assert len(elements.of_class("staircase__star")) == 1

    def test_marks_the_start_and_the_end_by_different_shapes(self):
        marked = (GradedFlight("x", (Step(2, 3, entry=1, exit=3), Step(1, 3, entry=1))),)
        elements = Elements(graded_drawing(marked, "large"))

        assert len(elements.of_class("staircase__entry")) == 2
        assert len(elements.of_class("staircase__exit")) == 1

    def test_opens_the_door_when_every_step_is_full(self):
        assert "staircase__door--open" in graded_drawing(FULL, "large")
        assert "staircase__door--open" not in graded_drawing(HALF, "large")

    def test_fits_forty_steps(self):
        long = tuple(flight("x", *[2] * 20) for _ in range(2))

        assert len(heights(graded_drawing(long, "large"))) == 40

    @pytest.mark.parametrize("flights", [(), (GradedFlight("Rien", ()),)])
    def test_draws_nothing_of_nothing(self, flights):
        assert graded_drawing(flights, "large") == ""

    def test_carries_no_style_that_the_security_policy_refuses(self):
        assert "style=" not in graded_drawing(HALF, "large") + stone_drawing(2, 3)


class TestStoneDrawing:
    def test_differs_from_grade_to_grade(self):
        assert len({stone_drawing(grade, 3) for grade in range(5)}) == 5


class TestGradedStaircaseTag:
    def test_says_what_it_draws(self):
        [svg] = Elements(render("graded_staircase flights", flights=HALF)).of_class("staircase")

        assert svg["role"] == "img"
        assert svg["aria-label"] == (
            "Me connaître – 2 marches pleines sur 4. Le terrain – 2 marches à remplir."
        )

    def test_says_first_whose_it_is(self):
        html = render('graded_staircase flights "small" "Awa :"', flights=HALF)

        assert 'aria-label="Awa : Me connaître' in html

    def test_escapes_what_people_typed(self):
        html = render("graded_staircase flights", flights=[flight('<b>"x"</b>', 1)])

        assert "<b>" not in html


class TestStoneTag:
    def test_is_silent_beside_its_words(self):
        assert 'aria-hidden="true"' in render("stone 2 3")
