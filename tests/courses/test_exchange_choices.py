"""Card sort, ordering, matching, number, received ideas and poll: as files, and in the workshop."""

import pytest
from wagtail.test.utils.form_data import streamfield

from courses.exchange.loading import export_files, import_files
from courses.exchange.yamltext import dump
from courses.models import Module
from tests.courses.bundles import files, problems
from tests.courses.choices import CHOICES
from tests.courses.workshop import ADD, PUBLISH, form

pytestmark = pytest.mark.django_db


def plain(kind: str, **changes) -> dict:
    """Return an activity as a file holds it: its lists without ids."""
    return {
        name: [item["value"] for item in value] if isinstance(value, list) else value
        for name, value in CHOICES[kind].items()
    } | changes


def fence(kind: str, value: dict) -> str:
    return f"```{kind}\n{dump(value)}```"


BELIEF = {"statement": "A", "correct": False, "story": "B"}


def line_of(found: dict[str, bytes], words: str) -> int:
    text = found["modules/premier.md"].decode()
    return text[: text.index(words)].count("\n") + 1


class TestFiles:
    def test_come_back_the_same(self, stored):
        ids = {kind: f"0b0d1c1e-7f0e-4d66-8f0c-{rank:012d}" for rank, kind in enumerate(CHOICES)}
        body = "\n\n".join(fence(kind, {"id": ids[kind]} | plain(kind)) for kind in CHOICES)
        before = files(body)

        path = import_files(files=before).path

        assert export_files(path=path)["modules/premier.md"] == before["modules/premier.md"]

    def test_may_leave_out_what_has_a_default(self, stored):
        short = {name: plain("card_sort")[name] for name in ("title", "piles", "cards")}
        number = {key: text for key, text in plain("numeric").items() if key != "tolerance"}

        path = import_files(
            files=files(fence("card_sort", short) + "\n\n" + fence("numeric", number))
        )

        text = export_files(path=path.path)["modules/premier.md"].decode()
        assert "keep: 0\n" in text
        assert "tolerance: '0.00'\n" in text

    def test_keep_the_cards_that_founders_sorted_when_words_change(self, stored):
        value = plain("card_sort")
        import_files(files=files(fence("card_sort", value)))
        before = [card["id"] for card in Module.objects.get().body.raw_data[0]["value"]["cards"]]

        value["cards"][0] = {"text": "Décider seule", "help": "Choisir mes jours"}
        import_files(files=files(fence("card_sort", value)))

        block = Module.objects.get().body.raw_data[0]["value"]
        assert [card["id"] for card in block["cards"]] == before
        assert block["cards"][0]["value"]["text"] == "Décider seule"

    @pytest.mark.parametrize(
        ("kind", "changes", "at", "reason"),
        [
            ("card_sort", {"piles": ["Oui"]}, "piles:", "il en faut entre 2 et 4"),
            ("card_sort", {"piles": ["Oui", "OUI"]}, "piles:", "le même nom"),
            ("card_sort", {"keep": "beaucoup"}, "keep:", "un nombre est attendu"),
            ("card_sort", {"keep": 4}, "keep:", "ce n'est pas choisir"),
            ("ordering", {"items": [{"text": "Un"}]}, "text: Un\n", "« feedback » manque"),
            ("matching", {"pairs": [{"left": "a", "right": "x"}] * 2}, "pairs:", "deux fois"),
            ("numeric", {"answer": "douze"}, "answer:", "un nombre est attendu"),
            ("numeric", {"tolerance": "-1"}, "tolerance:", "tolerance"),
            ("numeric", {"tolerance": "40"}, "tolerance:", "presque tout serait juste"),
            ("beliefs", {"beliefs": [BELIEF | {"correct": "bof"}]}, "correct:", "« true » ou"),
            ("poll", {"choices": ["Un"]}, "choices:", "il en faut entre 2 et 8"),
            ("poll", {"secret": "x"}, "secret:", "n'existe pas ici"),
        ],
    )
    def test_are_refused_with_their_line(self, stored, kind, changes, at, reason):
        found = files("Un texte.\n\n" + fence(kind, plain(kind, **changes)))

        told = [problem.replace("\xa0", " ") for problem in problems(found)]

        line = line_of(found, at)
        lines = {line, line + 1}  # a list begins under its name
        assert any(
            f"ligne {each} :" in problem and reason in problem for problem in told for each in lines
        ), told

    def test_without_its_number_is_refused_once(self, stored):
        lost = {key: text for key, text in plain("numeric").items() if key != "answer"}

        told = problems(files(fence("numeric", lost)))

        assert len(told) == 1
        assert "« answer » manque" in told[0]


def matching(*pairs: tuple[str, str]) -> tuple[str, dict]:
    sent = [("item", {"left": left, "right": right, "feedback": ""}) for left, right in pairs]
    value = {"question": "Quel mot ?", "help": "", "pairs": streamfield(sent), "explanation": ""}
    return "matching", value


def number(tolerance: str) -> tuple[str, dict]:
    return "numeric", {
        "question": "Combien ?",
        "unit": "€",
        "answer": "18",
        "tolerance": tolerance,
        "too_low": "Plus.",
        "too_high": "Moins.",
        "explanation": "30 − 12",
    }


class TestWorkshop:
    @pytest.mark.parametrize(
        ("block", "reason"),
        [
            (matching(("Un devis", "Avant"), ("Une facture", "avant")), "est écrit deux fois"),
            (number("18"), "presque tout serait juste"),
        ],
    )
    def test_publishes_nothing_that_cannot_teach(self, as_editor, block, reason):
        refused = as_editor.post(ADD, form([block]) | PUBLISH)

        assert refused.status_code == 200
        # Wagtail tells the errors of a list as JSON.
        page = refused.content.decode().replace("\\u00e9", "é")
        assert reason in page
        assert not Module.objects.exists()

    @pytest.mark.parametrize("block", [matching(("a", "x"), ("b", "x")), number("18")])
    def test_keeps_such_a_draft(self, as_trainer, block):
        assert as_trainer.post(ADD, form([block])).status_code == 302
        assert not Module.objects.get().live

    @pytest.mark.parametrize("block", [matching(("a", "x"), ("b", "y")), number("0.5")])
    def test_publishes_what_teaches(self, as_editor, block):
        response = as_editor.post(ADD, form([block]) | PUBLISH)

        assert response.status_code == 302
        assert Module.objects.get().live
