"""How a French text reads, and what is pointed at."""

import pytest
from django.urls import reverse

from courses.models import GlossaryTerm, Module
from courses.passages import module_passages
from courses.readability import (
    LONGEST_SENTENCE,
    Kind,
    Passage,
    Reading,
    Vocabulary,
    cut,
    read,
    split_sentences,
    split_words,
    syllables,
)
from courses.reading import vocabulary
from tests.courses.factories import ModuleFactory, body

OFFICE = (
    "Conformément aux dispositions réglementaires en vigueur, il convient de procéder à"
    " l'immatriculation de l'entreprise auprès du guichet unique et de transmettre les"
    " justificatifs afférents à la situation administrative dans les meilleurs délais."
)
HOME = "Vous avez une idée. Elle est à vous. On la regarde ensemble, pas à pas."


def reading(text: str, explained=frozenset(), jargon=None) -> Reading:
    known = Vocabulary(explained, jargon or {})
    return read([Passage("Texte 1", text, "block-a-section")], known)


def pointed(found: Reading, kind: Kind) -> list[str]:
    return [remark.word for remark in found.of_kind(kind)]


class TestSyllables:
    @pytest.mark.parametrize(
        ("word", "count"),
        [
            ("le", 1),
            ("école", 2),
            ("idées", 2),
            ("créer", 2),
            ("client", 2),
            ("association", 4),
            ("métier", 2),
            ("pays", 2),
            ("voyage", 2),
            ("queue", 1),
            ("situation", 4),
            ("poète", 2),
            ("œuvre", 1),
            ("savoir-faire", 3),
            ("ÉCOLE", 2),
        ],
    )
    def test_are_those_one_hears(self, word, count):
        assert syllables(word) == count

    def test_are_at_least_one(self):
        assert syllables("t") == 1


class TestSentences:
    def test_end_where_one_stops(self):
        text = "Bonjour M. Dupont. Ça va ? « Oui ! » Un kilo à 3.5 euros. Etc."

        assert split_sentences(text) == [
            "Bonjour M. Dupont.",
            "Ça va ?",
            "« Oui ! »",
            "Un kilo à 3.5 euros.",
            "Etc.",
        ]

    def test_are_each_title_and_each_line_of_a_list(self):
        text = "<h2>Un titre</h2><ul><li>du pain</li><li>du sel</li></ul><p>Une <b>fin</b>.</p>"

        assert split_sentences(text) == ["Un titre", "du pain", "du sel", "Une fin."]

    def test_are_none_without_words(self):
        assert split_sentences("<p> … </p><p>12 € !</p>") == []

    def test_count_elided_words_apart(self):
        assert split_words("L'idée d’un rendez-vous à 14 h") == [
            *("L", "idée", "d", "un", "rendez-vous", "à", "h"),
        ]


class TestReading:
    def test_tells_the_words_of_an_office_from_those_of_a_home(self):
        assert reading(HOME).ease > 80
        assert reading(OFFICE).ease < 45
        assert reading(OFFICE).is_hard
        assert not reading(HOME).is_hard

    def test_is_the_formula_of_kandel_and_moles(self):
        found = reading("Le chat dort. Le pain est bon.")

        # 7 words, 2 sentences, 7 syllables: 207 - 1.015 × 3.5 - 73.6 × 1
        assert (found.words, found.sentences, found.syllables) == (7, 2, 7)
        assert found.ease == 100
        found = reading("Une association organise une réunion.")
        assert found.ease == round(207 - 1.015 * 5 - 73.6 * found.syllables / 5)

    def test_says_nothing_of_nothing(self):
        assert reading("").ease is None
        assert not reading("").is_hard

    def test_does_not_judge_a_few_words(self):
        assert not reading("Immatriculation préalable obligatoire.").is_hard

    def test_points_at_a_long_sentence(self):
        long = " ".join(["mot"] * (LONGEST_SENTENCE + 1)) + "."

        [remark] = reading(f"Court. M{long}").remarks

        assert remark.kind == Kind.SENTENCE
        assert remark.count == LONGEST_SENTENCE + 1
        assert remark.anchor == "block-a-section"
        assert not reading(" ".join(["mot"] * LONGEST_SENTENCE) + ".").remarks

    def test_points_at_a_long_word_once(self):
        found = reading("Un remboursement. Encore un remboursement, puis un Remboursement.")

        [remark] = found.of_kind(Kind.WORD)
        assert (remark.word, remark.count) == ("remboursement", 3)
        assert remark.excerpt == "Un remboursement."

    def test_points_at_jargon_with_simpler_words(self):
        found = reading("Les bénéficiaires font une étude de marché.", jargon=vocabulary_of())

        said = {(remark.word, remark.instead) for remark in found.of_kind(Kind.JARGON)}
        assert said == {
            ("bénéficiaires", "la personne, vous"),
            ("étude de marché", "aller voir qui achète"),
        }
        assert not found.of_kind(Kind.WORD)

    def test_points_at_acronyms_but_not_at_capitals(self):
        assert pointed(reading("Signez un CAPE à la CCI."), Kind.JARGON) == ["CAPE", "CCI"]
        assert not reading("MON PROJET").remarks

    def test_leaves_what_the_glossary_explains(self):
        known = frozenset({"CAPE", "chiffre d'affaires", "immatriculation"})
        text = "Le CAPE, le chiffre d’affaires, l'Immatriculation."

        found = reading(text, explained=known, jargon={"chiffre d'affaires": "ce qui entre"})

        assert not found.remarks

    def test_survives_odd_texts(self):
        for text in ("\x00", "😀" * 50, "<p", "&lt;b&gt;", "a" * 100_000, "«»!?…", "'’-"):
            read([Passage("Texte", text)], vocabulary_known())

    def test_shortens_what_it_quotes(self):
        assert cut("Un mot. " * 40).endswith(" …")
        assert len(cut("Un mot " * 40)) < 100

    @pytest.mark.parametrize("before", [0, 10, 40])
    def test_quotes_the_passage_that_holds_the_word(self, before):
        text = "un mot " * before + "remboursement" + " un mot" * (40 - before) + "."

        [remark] = reading(text).of_kind(Kind.WORD)

        assert "remboursement" in remark.excerpt
        assert len(remark.excerpt) < 110


def vocabulary_of() -> dict[str, str]:
    return {"bénéficiaire": "la personne, vous", "étude de marché": "aller voir qui achète"}


def vocabulary_known() -> Vocabulary:
    return Vocabulary(frozenset({"devis"}), vocabulary_of())


@pytest.mark.django_db
class TestPassages:
    def test_are_all_that_founders_read(self):
        module = ModuleFactory(
            objectives=["Calculer un prix"], body=body("text", "quiz", "checklist", "survey")
        )

        texts = " ".join(passage.text for passage in module_passages(module))

        for words in (module.title, "Calculer un prix", "chiffre d'affaires", "Que couvre"):
            assert words in texts
        assert "Il reste à vivre." in texts
        assert "Un ancien collègue" in texts
        assert "Ce que j'ai appris" in texts

    def test_lead_to_their_block(self):
        module = ModuleFactory(body=body("text"))

        [passage] = [each for each in module_passages(module) if each.anchor.startswith("block-")]

        assert passage.where == "Texte 1"
        assert passage.anchor == f"block-{module.body.raw_data[0]['id']}-section"

    def test_are_found_without_a_query(self, django_assert_num_queries):
        module = Module.objects.get(pk=ModuleFactory(body=body("text", "quiz")).pk)

        with django_assert_num_queries(0):
            assert module_passages(module)


@pytest.mark.django_db
class TestVocabulary:
    def test_knows_the_glossary_and_the_list(self):
        GlossaryTerm.objects.create(term="Devis", variants=["estimation"], definition="Un prix.")

        known = vocabulary()

        assert {"Devis", "estimation"} <= known.explained
        assert known.jargon["immatriculation"]

    def test_is_shown_beside_the_editor(self, as_trainer):
        module = ModuleFactory(summary="Une immatriculation préalable.")

        page = as_trainer.get(
            reverse("wagtailsnippets_courses_module:edit", args=[module.pk])
        ).content.decode()

        assert "inscription de l&#x27;entreprise" in page
        assert "#panel-child-texte-summary-section" in page
