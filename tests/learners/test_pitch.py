import html
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from learners.models import Answer, Upload
from learners.notebook_page import CHANGE
from learners.services.uploads import delete_upload
from tests.courses.factories import LearningPathFactory, ModuleFactory, add_module, body
from tests.learners import sounds
from tests.learners.factories import EnrolmentFactory
from tests.learners.pages import text_of
from tests.learners.works import answer_pitch
from tests.reading import Sheet

WORDS = f"field-{uuid.UUID(int=211)}"


@pytest.fixture
def enrolment(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    path = LearningPathFactory(blocks=[0])
    add_module(path.blocks.get(), ModuleFactory(body=body("pitch")))
    return EnrolmentFactory(cohort__path=path, learner__first_name="Léa")


@pytest.fixture
def module(enrolment):
    return enrolment.path.blocks.get().path_modules.get().module


@pytest.fixture
def client(client, enrolment):
    client.force_login(enrolment.learner)
    return client


@pytest.fixture
def place(enrolment, module):
    return [enrolment.uuid, module.slug, module.body[0].id]


@pytest.fixture
def send(client, place):
    def post(*, script=False, **fields):
        headers = {"Accept": "application/json"} if script else {}
        data = {"statement_id": uuid.uuid4()} | fields
        return client.post(reverse("learners:activity_answer", args=place), data, headers=headers)

    return post


def voice(content: bytes | None = None, name: str = "voix.webm") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or sounds.webm(), content_type="audio/webm")


class TestPitch:
    def test_is_kept_with_its_voice(self, client, send):
        page = client.get(send(**{WORDS: "Des paniers.", "file-recording": voice()}).url)

        upload = Upload.objects.get()
        assert Answer.objects.get().value["recording"] == str(upload.uuid)
        assert reverse("learners:upload", args=[upload.uuid]) in page.content.decode()
        assert "Supprimer cet enregistrement" in page.content.decode()

    def test_answers_a_script_that_keeps_a_voice(self, send):
        response = send(script=True, **{"file-recording": voice()})

        assert response.status_code == 200
        assert Upload.objects.get().duration == 3

    def test_is_kept_once_when_the_network_makes_a_script_send_twice(self, send):
        number = uuid.uuid4()

        for _try in range(2):
            response = send(script=True, statement_id=number, **{"file-recording": voice()})

        assert response.status_code == 200
        assert Upload.objects.count() == 1

    def test_keeps_its_voice_when_words_follow_from_a_page_that_did_not_know(self, send):
        send(**{"file-recording": voice()})

        send(script=True, **{WORDS: "Des paniers.", "recording": ""})

        assert Answer.objects.get().value["recording"] == str(Upload.objects.get().uuid)

    def test_loses_its_voice_only_with_the_file(self, client, send):
        page = send(**{WORDS: "Des paniers.", "file-recording": voice()}).url
        delete_upload(upload=Upload.objects.get())

        assert "<audio" not in client.get(page).content.decode().split("data-recorder")[0]
        send(script=True, **{WORDS: "Des paniers."})
        assert Answer.objects.get().value["recording"] == ""

    @pytest.mark.parametrize("script", [True, False])
    def test_gives_the_words_back_when_the_voice_is_refused(self, send, script):
        response = send(script=script, **{WORDS: "Des paniers.", "file-recording": voice(b"MZ...")})

        assert response.status_code == 422
        assert "pas un enregistrement" in (
            response.json()["message"] if script else text_of(response)
        )
        assert script or "Des paniers." in text_of(response)
        assert not Upload.objects.exists()

    def test_shows_no_voice_of_somebody_else(self, client, send):
        other = Upload.objects.create(
            enrolment=EnrolmentFactory(), kind="audio", uploaded_at="2026-01-01T12:00Z"
        )

        page = client.get(send(**{WORDS: "Des paniers.", "recording": str(other.uuid)}).url)

        assert str(other.uuid) not in page.content.decode()

    def test_may_ask_for_the_microphone_there_and_nowhere_else(self, client, enrolment, module):
        page = client.get(reverse("learners:module", args=[enrolment.uuid, module.slug]))

        assert "microphone=(self)" in page["Permissions-Policy"]
        assert "camera=()" in page["Permissions-Policy"]
        assert "microphone=()" in client.get(reverse("learners:home"))["Permissions-Policy"]

    def test_may_ask_for_it_in_the_notebook_where_the_pitch_is_changed(self, client, send):
        send(**{WORDS: "Des paniers."})
        url = reverse("learners:notebook")

        changing = client.get(url, {CHANGE: Answer.objects.get().pk})

        assert "M'enregistrer" in html.unescape(text_of(changing))
        assert "microphone=(self)" in changing["Permissions-Policy"]
        assert "microphone=()" in client.get(url)["Permissions-Policy"]

    def test_may_still_ask_on_the_page_that_says_what_was_wrong(self, send):
        response = send(**{WORDS: "x" * 5000})

        assert response.status_code == 422
        assert "microphone=(self)" in response["Permissions-Policy"]

    def test_takes_no_voice_when_the_author_wants_none(self, enrolment, send, module):
        module.body[0].value["recorded"] = False
        module.save()

        send(**{WORDS: "Des paniers.", "file-recording": voice()})

        assert not Upload.objects.exists()


class TestPitchSheet:
    def test_shows_the_answers_on_a_page(self, client, enrolment, module, place):
        answer_pitch(enrolment, module, place[2])

        page = text_of(client.get(reverse("learners:pitch_sheet", args=place)))

        assert "Les paniers de Léa" in page
        assert "Ce que je propose" in page
        assert "Pour qui ?" in page

    def test_does_not_exist_before_a_word(self, client, place):
        for name in ("pitch_sheet", "pitch_file"):
            assert client.get(reverse(f"learners:{name}", args=place)).status_code == 404

    def test_holds_on_one_tagged_page(self, client, enrolment, module, place):
        answer_pitch(enrolment, module, place[2])

        response = client.get(reverse("learners:pitch_file", args=place))

        sheet = Sheet(response.content)
        assert response["Content-Type"] == "application/pdf"
        assert sheet.pages == 1
        assert "/StructTreeRoot" in sheet.root

    @pytest.mark.parametrize(
        "words", ["mot " * 150, "m" * 600, "ligne\n" * 100, "🐣 #let x = 1 \\ $ <b>"]
    )
    def test_holds_on_one_page_whatever_she_writes(self, client, enrolment, module, place, words):
        answer = answer_pitch(enrolment, module, place[2])
        answer.value["name"] = "N" * 80
        answer.value["fields"] = dict.fromkeys(answer.value["fields"], words[:600])
        answer.save()

        assert Sheet(client.get(reverse("learners:pitch_file", args=place)).content).pages == 1
