import uuid

import pytest
from django.template.loader import render_to_string

from courses.activities.display import parts_of
from courses.body import read_body
from courses.glossary import Word, explain
from courses.models import GlossaryTerm
from media.models import MediaImage
from tests.courses.factories import ModuleFactory, body
from tests.media.factories import image

ID, OTHER_ID = str(uuid.UUID(int=801)), str(uuid.UUID(int=802))
QUOTE = Word("Devis", "Un prix écrit d'avance.", ("devis", "estimation"))
CAPE = Word("CAPE", "Un contrat pour essayer.", ("contrat d'appui au projet d'entreprise",))
BREAK_EVEN = Word("seuil de rentabilité", "Assez de ventes pour payer les charges.")


def linked(text: str, *words: Word) -> str:
    return explain([text], words)[0][0]


def link(slug: str, text: str) -> str:
    return f'<a class="gloss" id="lu-{slug}" href="#mot-{slug}">{text}</a>'


class TestExplain:
    def test_links_the_first_occurrence_only(self):
        texts, used = explain(["<p>Un devis, un devis.</p>", "<p>Un devis.</p>"], [QUOTE])

        assert texts == [f"<p>Un {link('devis', 'devis')}, un devis.</p>", "<p>Un devis.</p>"]
        assert used == [QUOTE]

    def test_keeps_the_words_of_the_text(self):
        assert linked("<p>Une ESTIMATION.</p>", QUOTE) == (
            f"<p>Une {link('devis', 'ESTIMATION')}.</p>"
        )

    def test_leaves_titles_and_links_alone(self):
        text = '<h2>Le devis</h2><p><a href="https://a.fr">un devis</a></p>'

        assert linked(text, QUOTE) == text
        assert link("devis", "devis") in linked(f"{text}<p>devis</p>", QUOTE)

    @pytest.mark.parametrize("text", ["devisser", "pré-devis", "devis-type", "devisé"])
    def test_wants_whole_words(self, text):
        assert linked(f"<p>{text}</p>", QUOTE) == f"<p>{text}</p>"

    @pytest.mark.parametrize("text", ["l'CAPE", "d’CAPE", "(CAPE)", "CAPE.", "« CAPE »"])
    def test_sees_a_word_beside_a_sign(self, text):
        assert link("cape", "CAPE") in linked(f"<p>{text}</p>", CAPE)

    def test_keeps_the_case_of_an_acronym(self):
        assert linked("<p>Une cape rouge.</p>", CAPE) == "<p>Une cape rouge.</p>"

    @pytest.mark.parametrize(
        "text",
        ["contrat d'appui au projet d'entreprise", "contrat d’appui au\u00a0projet d’entreprise"],
    )
    def test_takes_any_space_and_any_apostrophe(self, text):
        assert link("cape", text) in linked(f"<p>{text}</p>", CAPE)

    def test_prefers_the_longest(self):
        rate = Word("rentabilité", "Ce qui reste.")

        text = linked("<p>Le seuil de rentabilité.</p>", rate, BREAK_EVEN)

        assert link("seuil-de-rentabilite", "seuil de rentabilité") in text
        assert link("rentabilite", "rentabilité") not in text

    def test_respects_accents(self):
        assert linked("<p>seuil de rentabilite</p>", BREAK_EVEN) == "<p>seuil de rentabilite</p>"

    def test_escapes_what_was_escaped(self):
        text = linked("<p>Un devis &lt; 3 &amp; plus</p>", QUOTE)

        assert text == f"<p>Un {link('devis', 'devis')} &lt; 3 &amp; plus</p>"

    def test_changes_nothing_without_words(self):
        text = "<p>L&#x27;idée &amp; le reste</p>"

        assert linked(text) == text
        assert linked(text, QUOTE) == text

    def test_sorts_words_as_a_dictionary(self):
        words = [Word("Étape", "a"), Word("devis", "b"), Word("zone", "c"), Word("eau", "d")]

        used = explain(["<p>zone Étape devis eau</p>"], words)[1]

        assert [word.term for word in used] == ["devis", "eau", "Étape", "zone"]


def shown(module) -> str:
    return render_to_string("courses/module_body.html", {"parts": parts_of(module)})


@pytest.mark.django_db
class TestModuleBody:
    def test_explains_the_words_of_its_texts(self):
        GlossaryTerm.objects.create(term="Devis", variants=["devis"], definition="Un prix écrit.")
        module = ModuleFactory(body=[{"type": "text", "id": ID, "value": "<p>Un devis.</p>"}])

        page = shown(module)

        assert link("devis", "devis") in page
        assert 'id="mot-devis"' in page
        assert "Un prix écrit." in page

    def test_hears_of_a_new_explanation(self, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            term = GlossaryTerm.objects.create(term="devis", definition="Avant.")
        module = ModuleFactory(body=[{"type": "text", "id": ID, "value": "<p>Un devis.</p>"}])
        assert "Avant." in shown(module)

        with django_capture_on_commit_callbacks(execute=True):
            term.definition = "Après."
            term.save()

        assert "Après." in shown(module)
        with django_capture_on_commit_callbacks(execute=True):
            term.delete()
        assert "gloss" not in shown(module)

    def test_shows_what_an_author_typed_as_text(self):
        callout = {"title": "<b>", "text": "<script>1</script>\n\nDeux."}
        module = ModuleFactory(body=[{"type": "callout", "id": ID, "value": callout}])

        page = shown(module)

        assert "<script>1" not in page
        assert "<p>Deux.</p>" in page

    def test_says_what_a_draft_lacks(self):
        draft = [
            {"type": "image", "id": ID, "value": {"image": None, "alt": "", "caption": ""}},
            {"type": "audio", "id": OTHER_ID, "value": {"audio": None}},
        ]

        page = shown(ModuleFactory(body=draft))

        assert "pas encore choisie" in page
        assert "pas encore choisi." in page

    def test_blocks_ask_for_nothing_more_when_there_are_more(
        self, assert_same_queries, settings, tmp_path
    ):
        settings.MEDIA_ROOT = str(tmp_path)
        module = ModuleFactory(body=[*body("text", "callout", "quiz"), *pictures(1)])

        def act():
            module.refresh_from_db()
            return read_body(parts_of(module))

        def grow():
            more = body("text", "callout", "quiz", "checklist", "survey")
            module.body = [*body("text", "callout"), *pictures(4), *more]
            module.save()
            act()  # the first time, the files of the pictures are made

        assert_same_queries(act, grow)


def pictures(count: int) -> list[dict]:
    return [
        {
            "type": "image",
            "id": str(uuid.UUID(int=n + 900)),
            "value": {"image": image(n).pk, "alt": "a", "caption": ""},
        }
        for n in range(count)
    ]


@pytest.mark.django_db
class TestPicture:
    def test_comes_in_light_formats_with_its_size(self, settings, tmp_path):
        settings.MEDIA_ROOT = str(tmp_path)
        module = ModuleFactory(body=pictures(1))

        page = shown(module)

        assert MediaImage.objects.get().renditions.count() == 6
        for part in ('type="image/avif"', 'type="image/webp"', 'width="960"', 'height="640"'):
            assert part in page
        assert 'loading="lazy"' in page
        assert "480w" in page
