import re
from html.parser import HTMLParser

import pytest
from django.template import Context, Template

from core.staircase import PLANS, Flight, drawing, is_at_the_door, steps_done

FLIGHTS = (
    Flight.from_counts("Me connaître", done=6, total=6, landing="done"),
    Flight("Mon projet tient-il debout ?", ("done", "current", "todo", "todo", "todo", "todo")),
    Flight.from_counts("Face au terrain", done=0, total=5),
)
AT_THE_FOOT = tuple(Flight.from_counts(f.title, done=0, total=f.total) for f in FLIGHTS)
AT_THE_TOP = tuple(
    Flight.from_counts(f.title, done=f.total, total=f.total, landing="done") for f in FLIGHTS
)


def render(tag, flights=FLIGHTS):
    return Template(f"{{% load staircase %}}{{% {tag} %}}").render(Context({"flights": flights}))


class Elements(HTMLParser):
    """The elements of a drawing, by class."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def of_class(self, name):
        return [attrs for _tag, attrs in self.found if name in attrs.get("class", "").split()]


class TestFlight:
    def test_is_known_by_its_counts_alone(self):
        flight = Flight.from_counts("Me connaître", done=2, total=5)

        assert flight.steps == ("done", "done", "todo", "todo", "todo")

    def test_is_not_behind_before_the_decision(self):
        flight = Flight("Me connaître", ("done", "done"), "current")

        assert flight.state == "current"

    def test_is_ahead_until_its_first_step(self):
        assert Flight("Face au terrain", ("todo", "todo")).state == "todo"

    def test_counts_what_is_done_out_of_order(self):
        assert steps_done([Flight("x", ("todo", "done", "current", "done"))]) == 2

    def test_opens_the_door_only_when_all_is_decided(self):
        undecided = (*AT_THE_TOP[:2], Flight("Face au terrain", ("done",) * 5, "current"))

        assert is_at_the_door(AT_THE_TOP)
        assert not is_at_the_door(undecided)
        assert not is_at_the_door([])


class TestDrawing:
    @pytest.mark.parametrize("size", PLANS)
    @pytest.mark.parametrize("flights", [AT_THE_FOOT, FLIGHTS, AT_THE_TOP])
    def test_stays_inside_its_frame(self, flights, size):
        plan = PLANS[size]

        for path in re.findall(r' d="([^"]+)"', drawing(flights, size)):
            for x, y in re.findall(r"M(-?[\d.]+) (-?[\d.]+)", path):
                assert 0 <= float(x) <= plan.width
                assert 0 <= float(y) <= plan.height

    @pytest.mark.parametrize("size", PLANS)
    def test_fits_any_number_of_steps(self, size):
        long = tuple(Flight("x", ("todo",) * 30) for _ in range(3))
        short = (Flight("x", ("todo",)),)

        assert "nan" not in drawing(long, size) + drawing(short, size)

    def test_says_todo_current_and_done_by_shape_too(self):
        elements = Elements(drawing(FLIGHTS, "large"))

        assert len(elements.of_class("staircase__tread")) == 1
        assert len(elements.of_class("staircase__current")) == 1
        assert elements.of_class("staircase__check")

    def test_fills_nothing_before_the_first_step(self):
        elements = Elements(drawing(AT_THE_FOOT, "large"))

        assert not elements.of_class("staircase__done")
        assert not elements.of_class("staircase__current")

    def test_opens_the_door_at_the_top(self):
        assert "staircase__door--open" in drawing(AT_THE_TOP, "tiny")
        assert "staircase__door--open" not in drawing(FLIGHTS, "tiny")

    def test_carries_no_style_that_the_security_policy_refuses(self):
        assert "style=" not in drawing(FLIGHTS, "large")

    def test_is_small_enough_for_every_row_of_a_table(self):
        assert len(drawing(FLIGHTS, "tiny")) < 2000

    def test_draws_nothing_of_nothing(self):
        assert drawing((), "tiny") == ""


class TestStaircaseTag:
    def test_says_what_it_draws(self):
        html = render('staircase flights size="small"')

        [svg] = Elements(html).of_class("staircase")
        assert svg["role"] == "img"
        assert svg["aria-label"].startswith("Vous avez monté 7 étapes sur 17.")
        assert "Me connaître – 6 étapes sur 6, décision prise." in svg["aria-label"]
        assert "Face au terrain – 5 étapes à faire." in svg["aria-label"]

    def test_lists_the_flights_when_large(self):
        html = render("staircase flights")

        assert len(Elements(html).of_class("climb__flight")) == 3

    def test_leaves_the_list_out_when_asked(self):
        assert "climb__flight" not in render('staircase flights legend="no"')

    def test_links_a_flight_that_has_an_address(self):
        html = render("staircase flights", [Flight("Me connaître", ("todo",), url="/bloc/")])

        assert 'href="/bloc/"' in html

    def test_escapes_what_people_typed(self):
        html = render("staircase flights", [Flight('<b>"x"</b>', ("todo",))])

        assert "<b>" not in html

    def test_never_shows_the_address_of_someone_else(self):
        """The drawing is remembered between requests; what surrounds it is not."""
        render("staircase flights", [Flight("A", ("todo",), url="/mine/")])

        assert "/mine/" not in render("staircase flights", [Flight("A", ("todo",), url="/hers/")])


class TestStaircaseWords:
    @pytest.mark.parametrize(
        ("flights", "words"),
        [
            (AT_THE_FOOT, "Vous êtes au pied de l'escalier."),
            (FLIGHTS, "Vous avez monté 7 étapes sur 17."),
            ([Flight("x", ("done", "todo"))], "Vous avez monté 1 étape sur 2."),
            (AT_THE_TOP, "Vous êtes en haut de l'escalier, devant la porte."),
        ],
    )
    def test_says_how_high_one_is(self, flights, words):
        assert render("staircase_words flights", flights) == words.replace("'", "&#x27;")

    @pytest.mark.parametrize(
        ("flights", "words"),
        [
            (AT_THE_FOOT, "Amina est au pied de l'escalier."),
            (FLIGHTS, "Amina a monté 7 étapes sur 17."),
            (AT_THE_TOP, "Amina est en haut de l'escalier, devant la porte."),
        ],
    )
    def test_speaks_of_someone_else_by_her_name(self, flights, words):
        html = render('staircase_words flights for_name="Amina"', flights)

        assert html == words.replace("'", "&#x27;")
