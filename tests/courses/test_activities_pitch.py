import uuid

import pytest

from courses.activities import AnswerError, get
from courses.activities.pitch import LONGEST_FIELD
from tests.courses.factories import ACTIVITIES

KIND = get("pitch")
BLOCK = ACTIVITIES["pitch"] | {
    "questions": [each["value"] for each in ACTIVITIES["pitch"]["questions"]]
}


def parse(**fields):
    return KIND.parse(BLOCK, {name.replace("_", "-"): words for name, words in fields.items()})


class TestPitchKind:
    def test_keeps_the_name_the_words_and_the_recording(self):
        recording = str(uuid.uuid4())

        value = parse(name="Léa", field_0="Des paniers.", field_9="ailleurs", recording=recording)

        assert value == {
            "name": "Léa",
            "fields": {"0": "Des paniers.", "1": ""},
            "recording": recording,
        }

    @pytest.mark.parametrize("forged", ["1", "../../etc/passwd", "' OR 1=1", "\x00", "🐣"])
    def test_keeps_no_forged_recording(self, forged):
        assert parse(recording=forged)["recording"] == ""

    @pytest.mark.parametrize(
        ("field", "longest"), [("name", 80), ("field_0", LONGEST_FIELD), ("field_1", LONGEST_FIELD)]
    )
    def test_refuses_what_would_not_hold_on_a_page(self, field, longest):
        assert parse(**{field: "é" * longest})

        with pytest.raises(AnswerError, match="tienne sur une page") as refusal:
            parse(**{field: "é" * (longest + 1)})

        assert refusal.value.field == field.replace("_", "-")

    @pytest.mark.parametrize(
        ("answer", "said"),
        [
            ({}, False),
            ({"name": "Léa", "fields": {"0": "  "}}, False),
            ({"fields": {"0": "Des paniers."}}, True),
            ({"recording": "8f1c"}, True),
        ],
    )
    def test_is_answered_by_words_or_by_a_voice(self, answer, said):
        assert KIND.is_answered(answer) is said

    def test_makes_a_sheet_of_what_is_answered(self):
        sheet = KIND.sheet(BLOCK, parse(name=" Léa ", field_0=" Des paniers. ", field_1=" "))

        assert sheet.name == "Léa"
        assert sheet.parts == (("Ce que je propose", "Des paniers."),)

    def test_titles_a_part_with_its_question_when_it_has_no_title(self):
        assert KIND.sheet(BLOCK, parse(field_1="Le quartier.")).parts[0][0] == "Pour qui ?"

    def test_tells_the_notebook_that_it_was_said(self):
        lines = KIND.as_lines(BLOCK, parse(name="Léa", recording=str(uuid.uuid4())))

        assert [words for _label, words in lines] == ["Léa", "Enregistré avec ma voix."]


class TestHandInKind:
    kind = get("hand_in")
    block = ACTIVITIES["hand_in"] | {"criteria": ["Ce qui s'est passé"]}

    def parse(self, **fields):
        return self.kind.parse(self.block, fields)

    def test_keeps_words_and_a_file(self):
        file = str(uuid.uuid4())

        assert self.parse(text="Voilà.", file=file) == {"text": "Voilà.", "file": file}
        assert self.parse(file="../secret")["file"] == ""

    def test_refuses_a_book_and_keeps_it_on_the_screen(self):
        with pytest.raises(AnswerError, match="toujours à l'écran"):
            self.parse(text="x" * 100_000)

    def test_is_not_handed_in_empty(self):
        with pytest.raises(AnswerError, match="encore rien à envoyer"):
            self.kind.handed_in(self.parse(text="  "))

    def test_is_handed_in_with_words_or_with_a_file(self):
        for answer in ({"text": "Voilà.", "file": ""}, {"text": "", "file": str(uuid.uuid4())}):
            assert self.kind.handed_in(answer)["handed_in"]

    def test_tells_the_notebook_that_a_file_is_joined(self):
        lines = self.kind.as_lines(self.block, self.parse(text="Voilà.", file=str(uuid.uuid4())))

        assert lines == [("Mon essai", "Voilà.\nUn fichier est joint.")]
