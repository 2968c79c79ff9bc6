import uuid
from fractions import Fraction

import pytest
from django.http import QueryDict
from django.utils import translation

from courses import activities
from courses.activities import AnswerError
from courses.activities.base import clean_text
from courses.activities.display import parts_of
from courses.activities.package import meets
from courses.blocks import ModuleBody
from tests.courses.factories import ACTIVITIES, ModuleFactory, body

# A package is played, not typed: its answer comes from what it said of itself.
TYPED = sorted(activities.KINDS - {"package"})


@pytest.fixture(autouse=True)
def _in_french():
    with translation.override("fr"):
        yield


@pytest.fixture(scope="module")
def blocks():
    """Return the value of one block of each kind."""
    return {block.block_type: block.value for block in ModuleBody().to_python(body(*ACTIVITIES))}


@pytest.fixture
def parse(blocks):
    return lambda kind, payload: activities.get(kind).parse(blocks[kind], payload)


@pytest.fixture
def lines(blocks):
    return lambda kind, answer: activities.get(kind).as_lines(blocks[kind], answer)


def key(number: int) -> str:
    return str(uuid.UUID(int=number))


class TestCleanText:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("a\x00b", "ab"),
            ("a\r\nb\rc", "a\nb\nc"),
            ("e\u0301", "é"),
            ("🧵 \ud83e", "🧵 "),
            ("a\tb\x1b[0m", "a\tb[0m"),
            (" deux espaces  ", " deux espaces  "),
        ],
    )
    def test_keeps_words_alone(self, typed, kept):
        assert clean_text(typed) == kept


class TestEveryKind:
    @pytest.mark.parametrize("kind", TYPED)
    def test_has_nothing_to_say_of_an_empty_form(self, kind, parse, lines):
        answer = parse(kind, QueryDict())

        assert not activities.get(kind).is_answered(answer)
        assert lines(kind, answer) == []

    @pytest.mark.parametrize("kind", TYPED)
    def test_shows_a_form_without_an_answer(self, kind, blocks):
        assert activities.get(kind).context(blocks[kind], {})

    @pytest.mark.parametrize("kind", TYPED)
    def test_says_how_far_an_empty_answer_is_right_or_that_nothing_is(self, kind, blocks):
        assert activities.get(kind).share_right(blocks[kind], {}) in {None, Fraction(0)}


class TestQuiz:
    def test_keeps_the_choice(self, parse, lines):
        answer = parse("quiz", QueryDict(f"choice={key(1)}"))

        assert answer == {"choices": [key(1)]}
        assert lines("quiz", answer) == [("Que couvre le prix ?", "Les coûts et le salaire")]

    def test_takes_one_choice(self, parse):
        with pytest.raises(AnswerError, match="une seule"):
            parse("quiz", QueryDict(f"choice={key(1)}&choice={key(2)}"))

    def test_takes_several_when_asked_for(self, blocks):
        block = {**blocks["quiz"], "multiple": True}

        answer = activities.get("quiz").parse(block, {"choice": [key(2), key(1), key(2)]})

        assert answer == {"choices": [key(1), key(2)]}

    def test_refuses_a_choice_that_is_none(self, parse):
        with pytest.raises(AnswerError, match="changé entre-temps"):
            parse("quiz", {"choice": key(9)})

    @pytest.mark.parametrize(("chosen", "share"), [([], 0), ([1], 1), ([2], 0), ([9], 0)])
    def test_is_right_or_not_where_one_answer_is_right(self, chosen, share, blocks):
        answer = {"choices": [key(each) for each in chosen]}

        assert activities.get("quiz").share_right(blocks["quiz"], answer) == share

    def test_counts_each_answer_where_several_are_right(self, blocks):
        block = {**blocks["quiz"], "multiple": True}

        shares = [
            activities.get("quiz").share_right(block, {"choices": [key(each) for each in chosen]})
            for chosen in ([1], [1, 2], [2], [])
        ]

        assert shares == [1, Fraction(1, 2), 0, 0]

    def test_forgives_a_choice_that_is_gone(self, blocks, lines):
        assert lines("quiz", {"choices": [key(9)]}) == []
        assert not activities.get("quiz").context(blocks["quiz"], {"choices": [key(9)]})[
            "has_feedback"
        ]


class TestReflection:
    def test_keeps_the_words(self, parse, lines):
        answer = parse("reflection", {"text": "Je couds 🧵\r\nle soir\n"})

        assert answer == {"text": "Je couds 🧵\nle soir\n"}
        assert lines("reflection", answer) == [("Mon idée", "Je couds 🧵\nle soir")]

    def test_says_nothing_with_spaces(self, parse):
        answer = parse("reflection", {"text": " \n\t"})

        assert not activities.get("reflection").is_answered(answer)

    def test_has_room_for_twenty_thousand_characters(self, parse):
        assert parse("reflection", {"text": "é" * 20_000})

        with pytest.raises(AnswerError, match="20001 caractères"):
            parse("reflection", {"text": "é" * 20_001})


class TestChecklist:
    def test_keeps_what_is_ticked_in_order(self, parse, lines):
        answer = parse("checklist", QueryDict(f"item={key(4)}&item={key(3)}"))

        assert answer == {"items": [key(3), key(4)]}
        assert lines("checklist", answer) == [("Mes appuis", "Une voisine\nUn ancien collègue")]

    def test_refuses_an_item_that_is_none(self, parse):
        with pytest.raises(AnswerError):
            parse("checklist", {"item": ["9"]})


class TestScale:
    def test_keeps_the_step(self, parse, lines):
        answer = parse("scale", {"step": "4"})

        assert answer == {"step": 4}
        assert lines("scale", answer) == [
            ("Sûre de vous ?", "4 sur 5 (1 : Pas du tout, 5 : Tout à fait)")
        ]

    @pytest.mark.parametrize("step", ["0", "6", "-1", "4.0", "²", "quatre", "04"])
    def test_refuses_a_step_that_is_none(self, parse, step):
        with pytest.raises(AnswerError, match="entre 1 et 5"):
            parse("scale", {"step": step})


class TestSurvey:
    def sheet(self, who="", learnt="", entry=None):
        entry = entry or str(uuid.uuid4())
        return {
            "entry": entry,
            f"field-{entry}-{key(5)}": who,
            f"field-{entry}-{key(6)}": learnt,
        }

    def test_keeps_a_sheet(self, parse, lines):
        answer = parse("survey", self.sheet("Madame Diallo", "Elle loue sa table.\n"))

        assert lines("survey", answer) == [
            ("Enquête métier (1) · Qui ?", "Madame Diallo"),
            ("Enquête métier (1) · Ce que j'ai appris", "Elle loue sa table."),
        ]

    def test_numbers_the_sheets_that_say_something(self, parse, lines):
        blank, told = self.sheet(), self.sheet("Karim")
        payload = blank | told | {"entry": [blank["entry"], told["entry"]]}

        assert lines("survey", parse("survey", payload)) == [
            ("Enquête métier (1) · Qui ?", "Karim")
        ]

    def test_says_which_question_is_too_long(self, parse):
        with pytest.raises(AnswerError, match="« Qui \\? » est trop long") as error:
            parse("survey", sheet := self.sheet("a" * 5_001))

        assert error.value.field == f"field-{sheet['entry']}-{key(5)}"

    def test_has_twenty_sheets_at_most(self, parse):
        with pytest.raises(AnswerError, match="20 fiches"):
            parse("survey", {"entry": [str(uuid.uuid4()) for _n in range(21)]})

    def test_passes_over_a_sheet_with_a_forged_id(self, parse):
        assert parse("survey", {"entry": ['"><script>']}) == {"entries": []}

    def test_counts_a_photo_as_an_answer(self, parse):
        sheet = self.sheet()
        answer = parse("survey", sheet | {f"photo-{sheet['entry']}": str(uuid.uuid4())})

        assert activities.get("survey").is_answered(answer)

    def test_keeps_no_photo_that_is_none(self, parse):
        sheet = self.sheet()
        answer = parse("survey", sheet | {f"photo-{sheet['entry']}": "../../etc/passwd"})

        assert answer["entries"][0]["photo"] == ""


@pytest.mark.django_db
class TestActivitiesOf:
    def test_finds_them_by_id(self):
        module = ModuleFactory(body=body("text", "reflection", "quiz"))

        found = activities.activities_of(module)

        assert [each.kind for each in found.values()] == ["reflection", "quiz"]
        assert activities.find_activity(module, uuid.uuid4()) is None

    def test_reads_a_publication_once(self, django_assert_num_queries):
        module = ModuleFactory()
        module.save_revision().publish()
        module.refresh_from_db()
        activities.activities_of(module)

        with django_assert_num_queries(0):
            activities.activities_of(module)

    def test_reads_a_new_publication(self):
        module = ModuleFactory(body=body("reflection"))
        module.save_revision().publish()
        module.refresh_from_db()
        activities.activities_of(module)
        module.body = body("quiz")
        module.save_revision().publish()
        module.refresh_from_db()

        assert [each.kind for each in activities.activities_of(module).values()] == ["quiz"]


@pytest.mark.django_db
class TestPartsOf:
    def test_previews_forms_that_lead_nowhere(self):
        module = ModuleFactory(body=body("text", "scale"))

        text, scale = parts_of(module)

        assert text.activity is None
        assert scale.activity.action == ""


class TestPackage:
    """What counts is said by the use, never by the package."""

    KIND = activities.get("package")

    def block(self, completion="completed", score=None):
        return {"title": "Les devis", "completion": completion, "score": score}

    def test_is_not_typed(self):
        with pytest.raises(AnswerError, match="s'enregistre toute seule"):
            self.KIND.parse(self.block(), {"met": "true", "score": "1"})

    def test_says_where_one_stands(self):
        answer = {"attempt": key(1), "score": 0.8, "met": True}

        assert self.KIND.as_lines(self.block(), answer) == [
            ("Les devis", "Terminé. Résultat\u00a0: 80\u00a0%.")
        ]
        assert self.KIND.as_lines(self.block(), {}) == []

    @pytest.mark.parametrize(
        ("answer", "share"),
        [
            ({}, Fraction(0)),
            ({"attempt": "a", "score": None}, None),
            ({"attempt": "a", "score": 0.8}, Fraction(4, 5)),
            ({"attempt": "a", "score": -0.5}, Fraction(0)),
        ],
    )
    def test_is_right_as_far_as_its_score(self, answer, share):
        assert self.KIND.share_right(self.block(), answer) == share

    @pytest.mark.parametrize(
        ("rule", "outcome", "is_met"),
        [
            ("completed", ("completed", "unknown", None), True),
            ("completed", ("incomplete", "passed", 1), True),
            ("completed", ("incomplete", "unknown", 1), False),
            ("completed", ("completed", "failed", 0), True),
            ("passed", ("completed", "failed", 0.9), False),
            ("passed", ("incomplete", "passed", None), True),
            ("score", ("completed", "passed", None), False),
            ("score", ("incomplete", "failed", 0.695), True),
            ("score", ("completed", "passed", 0.69), False),
            ("viewed", ("unknown", "unknown", None), True),
        ],
    )
    def test_is_done_by_the_rule_of_its_use(self, rule, outcome, is_met):
        completion, success, score = outcome
        block = self.block(rule, score=70)

        assert meets(block, completion=completion, success=success, score=score) is is_met
