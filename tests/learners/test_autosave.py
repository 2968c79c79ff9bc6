import html
import uuid
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from learners.models import Answer, Enrolment, ModuleProgress, Statement
from tests.clock import NOON
from tests.courses.factories import ACTIVITIES, LearningPathFactory, ModuleFactory, add_module, body
from tests.learners.factories import EnrolmentFactory

BY_SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def module(db):
    return ModuleFactory(body=body(*ACTIVITIES))


@pytest.fixture
def enrolment(module):
    path = LearningPathFactory(blocks=[0])
    add_module(path.blocks.get(), module)
    return EnrolmentFactory(cohort__path=path)


@pytest.fixture
def client(client, enrolment):
    client.force_login(enrolment.learner)
    return client


@pytest.fixture
def url(enrolment, module):
    """Return the address of the activity of one kind."""

    def address(kind="reflection", name="activity_answer"):
        activity = next(block.id for block in module.body if block.block_type == kind)
        return reverse(f"learners:{name}", args=[enrolment.uuid, module.slug, activity])

    return address


@pytest.fixture
def save(client, url):
    """Send as the script does."""

    def send(kind="reflection", **data):
        data = {"statement_id": uuid.uuid4(), **data}
        return client.post(url(kind), data, headers=BY_SCRIPT)

    return send


@pytest.fixture
def send_form(client, url):
    """Send as a browser without JavaScript does."""

    def send(kind="reflection", **data):
        data = {"statement_id": uuid.uuid4(), **data}
        return client.post(url(kind), data)

    return send


def words(response) -> str:
    return html.unescape(response.content.decode())


def tables() -> dict:
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (Statement, Answer, ModuleProgress, Enrolment)
    }


class TestAutosave:
    def test_keeps_the_words(self, save, enrolment):
        response = save(text="Je couds 🧵\r\nle soir", version="")

        assert response.status_code == 200
        assert enrolment.answers.get().value == {"text": "Je couds 🧵\nle soir"}
        assert response.json()["saved"].startswith("Enregistré à ")
        assert response.json()["note"] == ""

    def test_keeps_nothing_of_a_nul(self, save, enrolment):
        assert save(text="avant\x00après").status_code == 200

        assert enrolment.answers.get().value == {"text": "avantaprès"}

    def test_dates_the_words_by_their_age(self, save, enrolment):
        save(text="Écrit dans le bus", age_ms=3_600_000)

        age = timezone.now() - enrolment.answers.get().written_at
        assert timedelta(minutes=59) < age < timedelta(minutes=61)

    @pytest.mark.parametrize("age", ["", "-5", "1e9", "²", "9" * 40, "abc"])
    def test_survives_an_age_that_is_none(self, save, enrolment, age):
        assert save(text="Un", age_ms=age).status_code == 200

        assert enrolment.answers.get().written_at <= timezone.now()

    def test_refuses_100_kilobytes_kindly(self, save, enrolment):
        response = save(text="a" * 100_000)

        assert response.status_code == 422
        assert "très long : 100000 caractères" in response.json()["message"]
        assert not enrolment.statements.exists()

    def test_refuses_an_act_without_a_number(self, save):
        assert save(text="Un", statement_id="").status_code == 422

    def test_refuses_other_words_under_the_same_number(self, save):
        act = uuid.uuid4()
        save(text="Un", statement_id=act)

        response = save(text="Deux", statement_id=act)

        assert response.status_code == 409
        assert "rechargez la page" in response.json()["message"]

    def test_refuses_kindly_on_hold(self, save, enrolment):
        enrolment.stop(NOON)

        response = save(text="Un")

        assert response.status_code == 409
        assert "reprenez-le d'abord" in response.json()["message"]
        assert not enrolment.statements.exists()

    def test_knows_no_other_activity(self, client, enrolment, module):
        forged = reverse(
            "learners:activity_answer", args=[enrolment.uuid, module.slug, uuid.uuid4()]
        )

        assert client.post(forged, {"statement_id": uuid.uuid4()}).status_code == 404

    def test_knows_no_unpublished_module(self, save, module):
        module.live = False
        module.save()

        assert save(text="Un").status_code == 404

    def test_leads_back_to_the_activity_after_signing_in(self, client, url, enrolment, module):
        response = client.get(url())

        assert response.status_code == 302
        assert response.url.startswith(
            reverse("learners:module", args=[enrolment.uuid, module.slug])
        )

    def test_costs_seven_queries(self, save, module, django_assert_num_queries):
        module.save_revision().publish()
        save(text="Un")

        with django_assert_num_queries(7):  # who (2), where, four writes
            save(text="Deux")

    def test_costs_the_same_with_a_long_history(self, save, assert_same_queries):
        assert_same_queries(
            lambda: save(text="Un"),
            grow=lambda: [save(text=f"Version {n}") for n in range(20)],
        )


class TestTwoTabs:
    def test_tell_that_words_were_also_written_elsewhere(self, save, enrolment):
        first = save(text="Premier onglet", version="").json()

        second = save(text="Second onglet", version="").json()

        assert "cette autre version est gardée" in second["note"]
        assert enrolment.answers.get().value == {"text": "Second onglet"}
        assert save(text="Suite", version=second["version"]).json()["note"] == ""
        assert first["version"] != second["version"]

    def test_tell_that_a_more_recent_version_stands(self, save, enrolment):
        save(text="Récent")

        late = save(text="Écrit hors ligne, avant", age_ms=600_000).json()

        assert "Une version plus récente existe" in late["note"]
        assert enrolment.answers.get().value == {"text": "Récent"}
        assert datetime.fromisoformat(late["version"]) == enrolment.answers.get().written_at

    def test_keep_the_earlier_words_in_the_history(self, client, save, url):
        save(text="Premier onglet")
        save(text="Second onglet")

        page = words(client.get(url(name="activity_versions")))

        assert "Premier onglet" in page
        assert "Second onglet" in page


class TestReplay:
    def test_of_a_whole_day_changes_nothing(self, client, url, enrolment, module):
        day = [
            ("reflection", {"text": "Je couds", "age_ms": 5000}),
            ("reflection", {"text": "Je couds le soir"}),
            ("checklist", {"item": str(uuid.UUID(int=3))}),
            ("quiz", {"choice": str(uuid.UUID(int=2))}),
            ("scale", {"step": 4}),
            ("break_even", {"price": "12", "variable_cost": "4,5", "fixed_costs": "300"}),
            ("survey", {"entry": (sheet := str(uuid.uuid4())), f"photo-{sheet}": ""}),
            ("card_sort", {f"card-{uuid.UUID(int=110)}": str(uuid.UUID(int=100))}),
            ("ordering", {"item": [str(uuid.UUID(int=121)), str(uuid.UUID(int=120))]}),
            ("matching", {f"pair-{uuid.UUID(int=130)}": str(uuid.UUID(int=131))}),
            ("numeric", {"number": "17,50 €"}),
            ("beliefs", {f"belief-{uuid.UUID(int=140)}": "false"}),
            ("poll", {"choice": str(uuid.UUID(int=150))}),
        ]
        requests = [
            (url(kind), data | {"statement_id": uuid.uuid4()}, headers)
            for kind, data in day
            for headers in (BY_SCRIPT, {})
        ]
        complete = reverse("learners:module_complete", args=[enrolment.uuid, module.slug])
        requests.append((complete, {"statement_id": uuid.uuid4()}, {}))
        for address, data, headers in requests:
            client.post(address, data, headers=headers)
        before = tables()

        statuses = [client.post(a, d, headers=h).status_code for a, d, h in requests]

        assert tables() == before
        assert set(statuses) == {200, 302}
        assert len(before["Statement"]) == len(requests)


class TestFormWithoutScript:
    def test_comes_back_to_the_activity(self, send_form, enrolment, module, url):
        response = send_form(text="Je couds")

        activity = url().rstrip("/").rpartition("/")[2]
        assert response.status_code == 302
        assert response.url.endswith(f"/{module.slug}/#activite-{activity}")
        assert enrolment.answers.get().value == {"text": "Je couds"}

    def test_counts_a_double_click_once(self, send_form, enrolment):
        form = uuid.uuid4()

        for _click in range(2):
            send_form(text="Je couds", statement_id=form)

        assert enrolment.statements.count() == 1

    def test_keeps_what_was_changed_with_the_back_button(self, send_form, enrolment):
        form = uuid.uuid4()

        send_form(text="Je couds", statement_id=form)
        send_form(text="Je couds et je brode", statement_id=form)

        assert enrolment.answers.get().value == {"text": "Je couds et je brode"}

    def test_gives_a_text_that_is_too_long_back(self, send_form, enrolment):
        response = send_form(text="Il était une fois " + "a" * 100_000)

        assert response.status_code == 422
        assert "Votre texte est très long" in words(response)
        assert "Il était une fois aaaa" in words(response)
        assert not enrolment.statements.filter(verb="answered").exists()

    def test_gives_amounts_that_are_none_back(self, send_form):
        response = send_form("break_even", price="douze", variable_cost="4", fixed_costs="1e9")

        assert response.status_code == 422
        assert "Écrivez un montant en chiffres" in words(response)
        assert 'value="douze"' in words(response)

    def test_says_kindly_that_the_path_is_on_hold(self, send_form, enrolment):
        enrolment.stop(NOON)

        response = send_form(text="Je couds")

        assert response.status_code == 409
        assert "Je couds" in words(response)

    def test_needs_a_number(self, send_form):
        assert send_form(text="Je couds", statement_id="").status_code == 422


class TestQuiz:
    def test_answers_back_to_the_script(self, save):
        answer = save("quiz", choice=str(uuid.UUID(int=2))).json()

        assert "Il reste à vivre." in answer["html"]
        assert "Un prix fait vivre." in answer["html"]
        assert "Oui." not in answer["html"]

    def test_answers_back_without_a_script(self, client, send_form):
        page = client.get(send_form("quiz", choice=str(uuid.UUID(int=1))).url)

        assert "quiz__feedback--right" in words(page)

    def test_says_nothing_before_an_answer(self, save):
        assert save("quiz").json()["html"].strip() == ""

    def test_refuses_a_choice_that_is_none(self, save):
        assert save("quiz", choice="9").status_code == 422


class TestSurvey:
    FIELD = str(uuid.UUID(int=5))

    def test_gets_another_sheet(self, client, send_form, enrolment):
        sheet = str(uuid.uuid4())

        response = send_form(
            "survey", do="add", **{"entry": sheet, f"field-{sheet}-{self.FIELD}": "Madame Diallo"}
        )

        entries = enrolment.answers.get().value["entries"]
        assert [entry["fields"].get(self.FIELD, "") for entry in entries] == ["Madame Diallo", ""]
        assert "Fiche 2" in words(client.get(response.url))

    def test_loses_the_sheet_that_is_taken_out(self, send_form, enrolment):
        sheets = [str(uuid.uuid4()) for _n in range(2)]

        send_form("survey", do=f"remove:{sheets[0]}", entry=sheets)

        assert [entry["id"] for entry in enrolment.answers.get().value["entries"]] == sheets[1:]

    def test_has_twenty_sheets_at_most(self, send_form):
        sheets = [str(uuid.uuid4()) for _n in range(20)]

        assert send_form("survey", do="add", entry=sheets).status_code == 422


class TestBreakEven:
    def test_is_calculated_by_the_server(self, save):
        answer = save("break_even", price="12,00", variable_cost="4,50", fixed_costs="300").json()

        assert "À partir de 40" in answer["html"]
        assert "<svg" in answer["html"]
        assert "style=" not in answer["html"]

    def test_explains_a_price_that_is_too_low(self, save):
        answer = save("break_even", price="4", variable_cost="4", fixed_costs="300").json()

        assert "Ce n&#x27;est pas la fin du projet" in answer["html"]

    def test_leaves_as_a_spreadsheet(self, client, save, url):
        save("break_even", price="12,00", variable_cost="4,50", fixed_costs="300")

        response = client.get(url("break_even", "activity_spreadsheet"))

        assert response.status_code == 200
        assert response.content.startswith(b"PK")

    def test_has_a_spreadsheet_alone(self, client, url):
        assert client.get(url("quiz", "activity_spreadsheet")).status_code == 404


class TestVersions:
    def test_are_told_apart_from_what_only_continues(self, client, save, url):
        for text in ["Je", "Je couds", "Je couds le soir", "Autre idée"]:
            save(text=text)

        page = words(client.get(url(name="activity_versions")))

        assert page.count("Reprendre cette version") == 1

    def test_are_taken_up_again(self, client, save, url, enrolment):
        save(text="La bonne idée")
        old = enrolment.statements.get(verb="answered")
        save(text="Une erreur")
        restore = f"{url(name='activity_versions')}{old.pk}/reprendre/"

        response = client.post(restore, {"statement_id": uuid.uuid4()})

        assert response.status_code == 302
        assert enrolment.answers.get().value == {"text": "La bonne idée"}
        assert enrolment.statements.filter(verb="answered").count() == 3

    def test_of_another_activity_are_not_taken_up(self, client, save, url, enrolment):
        save("scale", step=2)
        other = enrolment.statements.get(verb="answered")

        restore = f"{url(name='activity_versions')}{other.pk}/reprendre/"

        assert client.post(restore).status_code == 404

    def test_are_not_taken_up_on_hold(self, client, save, url, enrolment):
        save(text="Un")
        old = enrolment.statements.get(verb="answered")
        save(text="Deux")
        enrolment.stop(NOON)

        client.post(f"{url(name='activity_versions')}{old.pk}/reprendre/")

        assert enrolment.answers.get().value == {"text": "Deux"}
