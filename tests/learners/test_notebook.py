import io
import uuid
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from odfdo import Document
from pypdf import PdfReader

from courses.activities.base import keyed
from courses.models import Module
from learners.models import Answer, Chapter
from learners.notebook import read_notebook
from learners.services.project import describe_project
from learners.services.statements import save_answer
from tests.clock import NOON
from tests.courses.factories import ModuleFactory, add_module, body
from tests.learners.factories import EnrolmentFactory
from tests.learners.pages import steps_of, text_of, url
from tests.learners.projects import page_of, together

pytestmark = pytest.mark.django_db

WORDS = "Une épicerie\nambulante <3 🚚"


def answer_of(enrolment, module, kind="reflection", value=None):
    activity = next(block for block in module.body if block.block_type == kind)
    return Answer.objects.create(
        enrolment=enrolment,
        module=module,
        activity_id=uuid.UUID(activity.id),
        kind=kind,
        value=value or {"text": WORDS},
        written_at=NOON,
    )


def add(enrolment, *kinds, block=0, **fields):
    """Return a new module of her path with one activity of each kind."""
    module = ModuleFactory(body=body(*kinds), **fields)
    add_module(list(enrolment.path.blocks.all())[block], module)
    return module


def chapters(founder):
    return [part.chapter for part in read_notebook(founder).parts]


class TestNotebook:
    def test_gathers_her_words_and_decisions(self, founder, enrolment):
        answer_of(enrolment, steps_of(enrolment)[0])
        enrolment.decisions.create(
            block=enrolment.path.blocks.first(), choice="change", note="En ligne.", decided_at=NOON
        )

        page = text_of(founder.get(url("notebook")))

        assert "Une épicerie<br>ambulante &lt;3 🚚" in page
        assert "En ligne." in page

    def test_is_white_at_first(self, founder):
        assert "encore blanc" in text_of(founder.get(url("notebook")))

    def test_is_told_in_the_order_of_a_project(self, enrolment):
        for position, kind in enumerate(["survey", "break_even", "reflection"]):
            values = {
                "survey": {"entries": [survey_entry()]},
                "break_even": {"price": "12", "variable_cost": "4", "fixed_costs": "300"},
                "reflection": None,
            }
            answer_of(enrolment, add(enrolment, kind, block=position % 3), kind, values[kind])
        page_of(enrolment.learner, "Mes fournisseurs", at=NOON)

        assert chapters(enrolment.learner) == [
            Chapter.GROUND,
            Chapter.FIGURES,
            Chapter.PAGES,
        ]

    @pytest.mark.parametrize(
        ("block", "chapter"), [(0, Chapter.ME), (1, Chapter.PEOPLE), (2, Chapter.GROUND)]
    )
    def test_places_words_by_their_block(self, enrolment, block, chapter):
        answer_of(enrolment, add(enrolment, "reflection", block=block))

        assert chapters(enrolment.learner) == [chapter]

    def test_places_words_where_the_author_said(self, enrolment):
        module = add(enrolment, "reflection", notebook_chapter=Module.NotebookChapter.NEXT)
        answer_of(enrolment, module)

        assert chapters(enrolment.learner) == [Chapter.NEXT]

    def test_keeps_figures_together_whatever_the_author_said(self, enrolment):
        module = add(enrolment, "break_even", notebook_chapter=Module.NotebookChapter.GROUND)
        value = {"price": "12", "variable_cost": "4", "fixed_costs": "300"}
        answer_of(enrolment, module, "break_even", value)

        assert chapters(enrolment.learner) == [Chapter.FIGURES]

    def test_keeps_the_words_of_a_module_taken_out_of_the_path(self, enrolment):
        answer_of(enrolment, ModuleFactory())

        assert chapters(enrolment.learner) == [Chapter.ME]

    def test_shows_a_learning_question_to_her_alone(self, founder, enrolment):
        module = add(enrolment, "quiz")
        answer_of(enrolment, module, "quiz", {"choices": [str(uuid.UUID(int=1))]})

        assert "Les coûts et le salaire" in text_of(founder.get(url("notebook")))
        assert "Les coûts et le salaire" not in founder.get(url("notebook_file")).content.decode()

    def test_tells_her_what_she_answered_to_a_poll(self, founder, enrolment):
        module = add(enrolment, "poll")
        choice = module.body[0].value["choices"].bound_blocks[0]
        answer_of(enrolment, module, "poll", {"choices": [choice.id]})

        assert str(choice.value) in text_of(founder.get(url("notebook")))
        assert str(choice.value) not in founder.get(url("notebook_file")).content.decode()

    def test_costs_no_more_queries_for_more_words(self, founder, enrolment, assert_same_queries):
        answer_of(enrolment, steps_of(enrolment)[0])
        page_of(enrolment.learner, "Une", at=NOON)

        def grow():
            for module in steps_of(enrolment)[1:]:
                answer_of(enrolment, module)
            for number in range(5):
                page_of(enrolment.learner, f"Page {number}", at=NOON)

        assert_same_queries(lambda: founder.get(url("notebook")), grow=grow)


def survey_entry():
    return {"id": str(uuid.uuid4()), "fields": {str(uuid.UUID(int=5)): "Maryse"}, "photo": ""}


class TestPassage:
    """Changed in place, through the one write path."""

    def opened(self, enrolment, founder, **kinds):
        answer = answer_of(enrolment, steps_of(enrolment)[0])
        page = founder.get(url("notebook"), {"changer": answer.pk})
        return answer, page.context["form"]

    def test_opens_where_it_stands(self, enrolment, founder):
        _answer, form = self.opened(enrolment, founder)

        assert form.answer == {"text": WORDS}

    def test_is_saved_and_comes_back_to_its_place(self, enrolment, founder):
        answer, form = self.opened(enrolment, founder)
        sent = {"text": "Un étal.", "statement_id": form.form_id, "version": form.version}

        response = founder.post(form.action, sent)
        founder.post(form.action, sent)

        assert response.url == f"{url('notebook')}#passage-{answer.pk}"
        answer.refresh_from_db()
        assert answer.value == {"text": "Un étal."}
        assert enrolment.statements.filter(verb="answered").count() == 1

    def test_gives_back_what_is_refused_in_its_place(self, enrolment, founder):
        _answer, form = self.opened(enrolment, founder)

        response = founder.post(form.action, {"text": "a" * 20_001, "statement_id": form.form_id})

        assert response.status_code == 422
        assert response.context["form"].answer == {"text": "a" * 20_001}
        assert response.templates[0].name == "learners/notebook.html"

    @pytest.mark.parametrize("passage", ["x", "-1", "0", "9" * 40, "\x00", "²"])
    def test_that_is_not_hers_does_not_open(self, enrolment, founder, passage):
        answer_of(enrolment, steps_of(enrolment)[0])

        response = founder.get(url("notebook"), {"changer": passage})

        assert response.status_code == 200
        assert response.context["form"] is None

    def test_has_a_history_that_leads_back(self, enrolment, founder):
        answer, form = self.opened(enrolment, founder)
        module = steps_of(enrolment)[0]
        for minute, text in enumerate(["Un.", "Deux."]):
            save_answer(
                statement_id=uuid.uuid4(),
                enrolment=enrolment,
                actor=enrolment.learner,
                module=module,
                activity=form.activity,
                value={"text": text},
                occurred_at=NOON + timedelta(minutes=minute),
                at=NOON + timedelta(minutes=minute),
            )
        page = founder.get(form.versions_url)
        earlier = page.context["page_obj"][1]

        place = [enrolment.uuid, module.slug, form.activity.id, earlier.statement_id]
        response = founder.post(
            f"{url('activity_restore', *place)}?retour={answer.pk}",
            {"statement_id": str(uuid.uuid4())},
        )

        assert response.url == f"{url('notebook')}#passage-{answer.pk}"
        answer.refresh_from_db()
        assert answer.value == {"text": "Un."}

    def test_waits_while_the_path_is_on_hold(self, enrolment, founder):
        answer_of(enrolment, steps_of(enrolment)[0])
        enrolment.stop(NOON)

        assert 'href="?changer=' not in founder.get(url("notebook")).content.decode()


class TestNotebookOfSeveral:
    @pytest.fixture
    def karim(self, enrolment):
        """He carries Awa's project with her, on his own path."""
        other = EnrolmentFactory(cohort=enrolment.cohort, learner__first_name="Karim")
        together(enrolment.learner, other.learner, at=NOON)
        return other

    def test_says_who_wrote_what(self, enrolment, karim, founder):
        module = steps_of(enrolment)[0]
        answer_of(enrolment, module, value={"text": "Mes paniers."})
        answer_of(karim, module, value={"text": "Nos livraisons."})

        article = read_notebook(enrolment.learner).parts[0].articles[0]

        said = [(each.author.first_name, each.lines[0][1]) for each in article.passages]
        assert said == [("Awa", "Mes paniers."), ("Karim", "Nos livraisons.")]
        assert "Karim, mardi 10 mars 2026" in text_of(founder.get(url("notebook")))

    def test_tells_nobody_what_another_answered_to_a_poll(self, enrolment, karim):
        module = add(enrolment, "poll")
        (choice, _text), *_others = keyed(module.body[0].value["choices"])
        value = {"choices": [choice]}
        answer = answer_of(karim, module, kind="poll", value=value)
        hers = answer_of(enrolment, module, kind="poll", value=value)

        common = read_notebook(enrolment.learner)
        shared = read_notebook(karim.learner, only=karim.learner)

        assert common.passage(hers.pk)
        assert common.passage(answer.pk) is None
        assert shared.passage(answer.pk) is None

    def test_opens_only_her_own_answers(self, enrolment, karim, founder):
        answer = answer_of(karim, steps_of(enrolment)[0])

        response = founder.get(url("notebook"), {"changer": answer.pk})

        assert response.context["form"] is None
        assert 'href="?changer=' not in response.content.decode()

    def test_keeps_its_queries_whatever_the_number_of_founders(
        self, enrolment, karim, founder, assert_same_queries
    ):
        module = steps_of(enrolment)[0]
        answer_of(enrolment, module)
        answer_of(karim, module)

        def grow():
            for _one in range(3):
                other = EnrolmentFactory(cohort=enrolment.cohort)
                together(enrolment.learner, other.learner, at=NOON)
                answer_of(other, module)

        assert_same_queries(lambda: founder.get(url("notebook")), grow=grow)


class TestFiles:
    @pytest.fixture(autouse=True)
    def _written(self, enrolment):
        describe_project(
            founder=enrolment.learner,
            title="Le panier du coin\x0c",
            sentence="Livrer à vélo.",
            stage="trying",
            at=NOON,
        )
        answer_of(enrolment, steps_of(enrolment)[0], value={"text": f"{WORDS}\n\nEt après."})
        page_of(enrolment.learner, "Mes fournisseurs", "Une ferme.", at=NOON)

    def test_leave_as_text(self, founder):
        response = founder.get(url("notebook_file"))

        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert "Une épicerie\nambulante <3 🚚" in response.content.decode()
        name = "carnet-de-projet-le-panier-du-coin.txt"
        assert name in response["Content-Disposition"]

    def test_leave_as_a_tagged_pdf(self, founder):
        reader = PdfReader(io.BytesIO(founder.get(url("notebook_pdf")).content))

        text = " ".join(page.extract_text() for page in reader.pages)
        assert "Une ferme." in text
        assert "Livrer à vélo." in text
        assert reader.metadata.title == "Carnet de projet\u00a0: Le panier du coin"
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert reader.trailer["/Root"]["/Lang"] == "fr"

    def test_leave_as_an_odt_with_titles(self, founder):
        response = founder.get(url("notebook_odt"))
        document = Document(io.BytesIO(response.content))

        titles = [(int(title.level), str(title).strip()) for title in document.body.headers]
        assert titles[0] == (1, "Carnet de projet\u00a0: Le panier du coin")
        assert (2, "Mes pages") in titles
        assert (3, "Mes fournisseurs") in titles
        assert document.get_language() == "fr-FR"
        assert zipfile.ZipFile(io.BytesIO(response.content)).testzip() is None

    @pytest.mark.parametrize("kind", ["notebook_file", "notebook_pdf", "notebook_odt"])
    def test_cost_no_more_queries_for_more_words(
        self, founder, enrolment, assert_same_queries, kind
    ):
        assert_same_queries(
            lambda: founder.get(url(kind)),
            grow=lambda: [answer_of(enrolment, module) for module in steps_of(enrolment)[1:]],
        )

    @pytest.mark.parametrize("kind", ["notebook_file", "notebook_pdf", "notebook_odt"])
    def test_of_someone_who_wrote_nothing_are_empty(self, kind):
        client = Client()
        client.force_login(EnrolmentFactory().learner)

        assert client.get(url(kind)).status_code == 200

    @pytest.mark.parametrize("kind", ["notebook_pdf", "notebook_odt"])
    def test_take_any_words(self, founder, enrolment, kind):
        strange = "\u202eabc\ufffe\u0007 𝔘𝔫𝔦 #set text() $x$ <b> عربى 👩‍🌾 " * 20
        answer_of(enrolment, steps_of(enrolment)[1], value={"text": strange})

        assert founder.get(url(kind)).status_code == 200
