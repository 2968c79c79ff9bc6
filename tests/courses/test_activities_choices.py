"""Card sort, ordering, matching, numeric question, received ideas, poll."""

import uuid
from decimal import Decimal
from fractions import Fraction

import pytest
from django.http import QueryDict
from django.utils import translation

from courses import activities
from courses.activities import AnswerError
from courses.activities.base import mixed
from courses.activities.numeric import parse_number
from courses.activities.poll import Others, others_of, tally
from courses.blocks import ModuleBody
from tests.courses.factories import body

KINDS = ("card_sort", "ordering", "matching", "numeric", "beliefs", "poll")


@pytest.fixture(autouse=True)
def _in_french():
    with translation.override("fr"):
        yield


@pytest.fixture(scope="module")
def blocks():
    return {block.block_type: block.value for block in ModuleBody().to_python(body(*KINDS))}


def key(number: int) -> str:
    return str(uuid.UUID(int=number))


class Kind:
    """What the tests of one kind share: its block, and what is asked of it."""

    name = ""

    @pytest.fixture
    def block(self, blocks):
        return blocks[self.name]

    @pytest.fixture
    def parse(self, block):
        return lambda payload: activities.get(self.name).parse(block, payload)

    @pytest.fixture
    def lines(self, block):
        return lambda answer: activities.get(self.name).as_lines(block, answer)

    @pytest.fixture
    def share(self, block):
        return lambda answer: activities.get(self.name).share_right(block, answer)

    @pytest.fixture
    def context(self, block):
        return lambda answer: activities.get(self.name).context(block, answer)


class TestEveryKind:
    @pytest.mark.parametrize("kind", KINDS)
    def test_keeps_nothing_of_a_forged_field(self, kind, blocks):
        forged = f"card-{key(9)}=x&pair-{key(9)}=x&belief-{key(9)}=true&text=x"

        answer = activities.get(kind).parse(blocks[kind], QueryDict(forged))

        assert not activities.get(kind).is_answered(answer)

    @pytest.mark.parametrize(
        ("kind", "answer"),
        [
            ("card_sort", {"piles": {key(9): key(100), key(110): key(9)}}),
            ("ordering", {"order": [key(9)]}),
            ("matching", {"pairs": {key(9): key(130), key(130): key(9)}}),
            ("beliefs", {"views": {key(9): "true", key(140): "peut-être"}}),
            ("poll", {"choices": [key(9)]}),
        ],
    )
    def test_passes_over_what_is_gone(self, kind, answer, blocks):
        assert activities.get(kind).as_lines(blocks[kind], answer) == []
        assert activities.get(kind).context(blocks[kind], answer)

    @pytest.mark.parametrize(
        ("kind", "payload"),
        [
            ("card_sort", {f"card-{key(110)}": key(110)}),
            ("ordering", {"item": [key(120), key(9)]}),
            ("matching", {f"pair-{key(130)}": "A"}),
            ("beliefs", {f"belief-{key(140)}": "bof"}),
            ("poll", {"choice": key(9)}),
        ],
    )
    def test_refuses_what_is_not_on_the_screen(self, kind, payload, blocks):
        with pytest.raises(AnswerError, match="changé entre-temps"):
            activities.get(kind).parse(blocks[kind], payload)

    @pytest.mark.parametrize(
        ("kind", "shares"), [("card_sort", None), ("poll", None), ("numeric", Fraction(0))]
    )
    def test_says_whether_anything_is_right_or_wrong(self, kind, shares, blocks):
        assert activities.get(kind).share_right(blocks[kind], {}) == shares


class TestMixed:
    def test_is_the_same_each_time_and_never_the_order_of_the_author(self):
        for count in range(2, 9):
            items = [(key(number), number) for number in range(count)]

            assert mixed(items) == mixed(items) != items
            assert sorted(mixed(items)) == items


class TestCardSort(Kind):
    name = "card_sort"

    def test_keeps_the_cards_that_are_in_a_pile(self, parse, lines):
        answer = parse({f"card-{key(110)}": key(100), f"card-{key(112)}": key(102)})

        assert answer == {"piles": {key(110): key(100), key(112): key(102)}}
        assert lines(answer) == [
            ("Ce qui compte · Pour moi", "Être libre"),
            ("Ce qui compte · Pas pour moi", "Être utile"),
        ]

    def test_says_how_many_cards_are_left(self, context):
        assert context({"piles": {key(110): key(100)}})["left"].startswith("Il reste 3 cartes")
        three = {key(number): key(101) for number in (110, 111, 112)}
        assert context({"piles": three})["left"].startswith("Il reste 1 carte à")
        assert "rangées" in context({"piles": three | {key(113): key(102)}})["left"]

    def test_advises_to_keep_few_and_refuses_nobody(self, parse, context):
        one = parse({f"card-{key(110)}": key(100)})
        two = parse({f"card-{key(110)}": key(100), f"card-{key(111)}": key(100)})

        assert context(one)["advice"] == ""
        assert "Vous en avez 2 dans « Pour moi »" in context(two)["advice"]

    def test_advises_nothing_when_the_author_did_not_ask_for_it(self, block):
        free = {**block, "keep": 0}
        answer = {"piles": {key(110): key(100), key(111): key(100)}}

        assert activities.get("card_sort").context(free, answer)["advice"] == ""


class TestOrdering(Kind):
    name = "ordering"

    def sent(self, *ranks: tuple[int, str]) -> QueryDict:
        """Return a form with the items in this order, and the number given to each."""
        return QueryDict(
            "&".join(f"item={key(item)}&rank-{key(item)}={rank}" for item, rank in ranks)
        )

    def test_keeps_the_order_of_the_screen(self, parse, lines):
        answer = parse({"item": [key(121), key(120), key(123), key(122)]})

        assert answer == {"order": [key(121), key(120), key(123), key(122)]}
        question, said = lines(answer)[0]
        assert question == "Dans quel ordre mener une enquête ?"
        assert said.splitlines()[:2] == ["1. Écrire ses questions", "2. Choisir qui rencontrer"]

    @pytest.mark.parametrize(
        ("ranks", "order"),
        [
            (((120, "4"), (121, "3"), (122, "2"), (123, "1")), [123, 122, 121, 120]),
            (((120, "3"), (121, "2"), (122, "3"), (123, "4")), [121, 122, 120, 123]),
            (((120, "1"), (121, "2"), (122, "3"), (123, "2")), [120, 123, 121, 122]),
            (((120, ""), (121, "x"), (122, "²"), (123, "-1")), [120, 121, 122, 123]),
        ],
        ids=["all", "one down", "one up", "no numbers"],
    )
    def test_gives_each_the_place_that_was_asked_for(self, ranks, order, parse):
        assert parse(self.sent(*ranks)) == {"order": [key(each) for each in order]}

    def test_counts_what_is_sent_twice_once(self, parse):
        assert parse({"item": [key(120), key(120), ""]}) == {"order": [key(120)]}

    def test_shows_a_step_added_since_at_the_end(self, context):
        shown = context({"order": [key(123), key(122), key(9), key(121)]})

        assert [item["key"] for item in shown["items"]] == [
            key(number) for number in (123, 122, 121, 120)
        ]
        assert [item["rank"] for item in shown["items"]] == [1, 2, 3, 4]

    def test_shows_the_steps_mixed_at_first(self, context):
        shown = [item["key"] for item in context({})["items"]]

        assert shown != sorted(shown)
        assert not context({})["has_feedback"]

    def test_tells_each_step_beside_hers(self, context):
        right = context({"order": [key(number) for number in (120, 122, 121, 123)]})["right"]

        assert [(step["hers"], step["same"]) for step in right] == [
            (1, True),
            (3, False),
            (2, False),
            (4, True),
        ]

    @pytest.mark.parametrize(
        ("order", "expected"),
        [
            ([120, 121, 122, 123], 1),
            ([121, 122, 123, 120], Fraction(1, 2)),
            ([123, 122, 121, 120], 0),
            ([120, 9, 122], 1),
            ([120], 0),
        ],
    )
    def test_is_right_pair_by_pair(self, order, expected, share):
        assert share({"order": [key(each) for each in order]}) == expected


class TestMatching(Kind):
    name = "matching"

    def test_keeps_the_pairs(self, parse, lines):
        answer = parse({f"pair-{key(130)}": key(131), f"pair-{key(131)}": ""})

        assert answer == {"pairs": {key(130): key(131)}}
        assert lines(answer) == [("Quel mot va avec quoi ?", "Un devis → Après le travail")]

    def test_offers_what_goes_with_them_in_another_order(self, context):
        options = context({})["options"]

        assert [option["letter"] for option in options] == ["A", "B", "C"]
        assert [option["key"] for option in options] != [key(130), key(131), key(132)]

    def test_answers_the_pairs_that_are_made(self, context):
        shown = context({"pairs": {key(130): key(130), key(131): key(132)}})

        assert [(each["chosen"] != "", each["right"]) for each in shown["pairs"]] == [
            (True, True),
            (True, False),
            (False, False),
        ]
        assert not shown["is_whole"]

    def test_is_right_by_the_pairs_that_are(self, share):
        assert share({"pairs": {key(130): key(130), key(131): key(132)}}) == Fraction(1, 3)
        assert share({"pairs": {key(each): key(each) for each in (130, 131, 132)}}) == 1


class TestParseNumber:
    @pytest.mark.parametrize(
        ("typed", "number"),
        [
            ("18", "18"),
            (" 1 200,50 € ", "1200.5"),
            ("1\u202f200.5", "1200.5"),
            ("−3", "-3"),
            ("12 %", "12"),
            ("007", "7"),
            ("3,", "3"),
            ("40 pots", "40"),
        ],
    )
    def test_reads_what_people_type(self, typed, number):
        assert parse_number(typed, "pots") == Decimal(number)

    def test_takes_nothing_for_nothing(self):
        assert parse_number("  ") is None

    @pytest.mark.parametrize("typed", ["douze", "1,2,3", "12h50", "²", "١٢", "1e9", "--1", "NaN"])
    def test_refuses_what_is_no_number(self, typed):
        with pytest.raises(AnswerError, match="en chiffres"):
            parse_number(typed)

    def test_refuses_a_million_digits_at_once(self):
        with pytest.raises(AnswerError, match="trop grand"):
            parse_number("9" * 1_000_000)


class TestNumeric(Kind):
    name = "numeric"

    def test_keeps_the_number(self, parse, lines):
        answer = parse({"number": "17,50 €"})

        assert answer == {"number": "17.5"}
        assert lines(answer)[0][1] == "17,50\xa0€"

    @pytest.mark.parametrize(
        ("number", "near"),
        [("17.5", 1), ("18", 1), ("18.5", 1), ("17.49", 0), ("18.51", 0), ("-18", 0), ("", 0)],
    )
    def test_is_right_when_it_is_near_enough(self, number, near, share):
        assert share({"number": number}) == near

    @pytest.mark.parametrize(
        ("number", "hint"), [("5", "ne se compte qu'une fois"), ("30", "Avez-vous enlevé")]
    )
    def test_gives_a_hint_before_the_number(self, number, hint, context):
        shown = context({"number": number})

        assert hint in shown["hint"]
        assert not shown["found"]

    def test_answers_nothing_to_what_was_refused(self, context):
        shown = context({"number": "douze"})

        assert shown == {"number": "douze", "has_feedback": False}


class TestBeliefs(Kind):
    name = "beliefs"

    def test_keeps_what_she_thinks_of_each(self, parse, lines):
        answer = parse({f"belief-{key(140)}": "true", f"belief-{key(141)}": "unsure"})

        assert answer == {"views": {key(140): "true", key(141): "unsure"}}
        assert lines(answer) == [
            ("Il faut de l'argent pour commencer.", "Plutôt vrai"),
            ("Un mauvais mois arrive à tout le monde.", "Je ne sais pas"),
        ]

    def test_tells_the_story_of_what_is_answered_alone(self, context):
        first, second = context({"views": {key(141): "unsure"}})["beliefs"]

        assert not first["answered"]
        assert second["answered"]
        assert not second["same"]

    @pytest.mark.parametrize(
        ("views", "expected"),
        [
            ({140: "false", 141: "true"}, 1),
            ({140: "false", 141: "unsure"}, Fraction(1, 2)),
            ({140: "true"}, 0),
        ],
    )
    def test_is_right_as_the_stories_are(self, views, expected, share):
        assert share({"views": {key(each): view for each, view in views.items()}}) == expected


class TestPoll(Kind):
    name = "poll"

    def test_keeps_the_choice(self, parse, lines):
        answer = parse({"choice": key(151)})

        assert answer == {"choices": [key(151)]}
        assert lines(answer) == [("Combien d'heures par semaine ?", "De 5 à 10")]

    def test_takes_one_choice(self, parse):
        with pytest.raises(AnswerError, match="une seule"):
            parse({"choice": [key(150), key(151)]})


class TestTally:
    def test_tells_nothing_of_four_people(self):
        assert tally([({"choices": [key(150)]}, 4), ({"choices": []}, 6)]) == {}

    def test_leaves_out_what_few_chose_and_rounds_the_rest(self):
        counted = [({"choices": [key(150)]}, 9), ({"choices": [key(151)]}, 4)]

        assert tally(counted) == {"": 10, key(150): 9}

    def test_counts_people_once_who_chose_several(self):
        counted = [({"choices": [key(150), key(151)]}, 5), ({"choices": [key(150)]}, 1)]

        assert tally(counted) == {"": 5, key(150): 6, key(151): 5}


class TestOthers:
    def test_are_told_choice_by_choice_with_hers(self, blocks):
        others = others_of(
            blocks["poll"], {"choices": [key(151)]}, {"": 20, key(150): 16, key(151): 5}
        )

        assert [(row.text, row.hers, row.share, row.said) for row in others.rows] == [
            ("Moins de 5", False, 80, "16 personnes"),
            ("De 5 à 10", True, 25, "5 personnes"),
            ("Plus de 10", False, 0, "moins de 5 personnes"),
        ]

    def test_say_nothing_without_counts(self, blocks):
        assert others_of(blocks["poll"], {"choices": [key(151)]}, {}) == Others()
