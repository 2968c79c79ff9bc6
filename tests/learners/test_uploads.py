import uuid

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import Role
from learners.models import Upload
from learners.services import uploads
from learners.services.uploads import store_upload
from learners.uploads import AUDIO, IMAGE, UploadRefused
from tests.clock import NOON
from tests.core.factories import UserFactory, staff
from tests.courses.factories import LearningPathFactory, ModuleFactory, add_module, body
from tests.learners import documents, sounds
from tests.learners.factories import EnrolmentFactory
from tests.learners.pictures import SCRIPT, picture, sent, with_place

SHEET = str(uuid.UUID(int=7))


@pytest.fixture
def enrolment(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    path = LearningPathFactory(blocks=[0])
    add_module(path.blocks.get(), ModuleFactory(body=body("survey")))
    return EnrolmentFactory(cohort__path=path)


@pytest.fixture
def module(enrolment):
    return enrolment.path.blocks.get().path_modules.get().module


@pytest.fixture
def client(client, enrolment):
    client.force_login(enrolment.learner)
    return client


@pytest.fixture
def send(client, enrolment, module):
    def post(file, *, sheet=SHEET, form=None, **words):
        url = reverse(
            "learners:activity_answer", args=[enrolment.uuid, module.slug, module.body[0].id]
        )
        data = {"statement_id": form or uuid.uuid4(), "entry": sheet, f"file-{sheet}": file} | words
        return client.post(url, data)

    return post


class TestPhoto:
    def test_is_kept_with_its_sheet_and_shown_to_its_author(self, client, send):
        page = client.get(send(with_place()).url).content.decode()

        upload = Upload.objects.get()
        url = reverse("learners:upload", args=[upload.uuid])
        assert upload.file.name.startswith("private/uploads/")
        assert url in page
        response = client.get(url)
        assert response["Content-Type"] == "image/jpeg"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "private, no-store"
        assert b"".join(response.streaming_content).startswith(b"\xff\xd8")

    def test_is_kept_once_by_a_double_click(self, send):
        form, sheet, file = uuid.uuid4(), str(uuid.uuid4()), picture()

        for _click in range(2):
            file.seek(0)
            send(file, form=form, sheet=sheet)

        assert Upload.objects.count() == 1

    def test_is_refused_kindly_when_it_is_none(self, send):
        response = send(SimpleUploadedFile("photo.jpg", b"bonjour"))

        assert response.status_code == 422
        assert "pas une photo" in response.content.decode()
        assert not Upload.objects.exists()

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"\xff\xd8\xff\xe0" + bytes(30 * 1024 * 1024), "pèse 31 Mo"),
            (SCRIPT, "pas une photo"),
            (b"", "vide"),
        ],
        ids=["30 MB", "SVG with a script", "empty"],
    )
    def test_is_refused_with_every_word_of_the_sheet_given_back(self, send, content, words):
        response = send(sent(content), **{f"field-{SHEET}-{uuid.UUID(int=5)}": "Chez Karim"})

        page = response.content.decode()
        assert response.status_code == 422
        assert words in page.replace("\u00a0", " ")
        assert "Chez Karim" in page

    @pytest.mark.parametrize("role", [None, Role.COUNSELLOR, Role.TRAINER])
    def test_does_not_exist_for_others(self, client, send, enrolment, role):
        send(picture())
        client.force_login(staff(role, enrolment.organization) if role else UserFactory())

        for name in ["upload", "upload_delete"]:
            url = reverse(f"learners:{name}", args=[Upload.objects.get().uuid])
            assert client.get(url).status_code == 404
            assert client.post(url).status_code in {404, 405}
        assert Upload.objects.exists()

    def test_is_asked_about_before_it_goes(self, client, send):
        send(picture())
        url = reverse("learners:upload_delete", args=[Upload.objects.get().uuid])

        assert "Supprimer cette photo ?" in client.get(url).content.decode()
        assert Upload.objects.exists()

    def test_goes_for_good(self, client, send, django_capture_on_commit_callbacks):
        page = send(picture()).url
        upload = Upload.objects.get()

        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(reverse("learners:upload_delete", args=[upload.uuid]))

        assert response.url == page
        assert not Upload.objects.exists()
        assert not default_storage.exists(upload.file.name)
        assert client.get(page).status_code == 200

    def test_whose_file_is_gone_does_not_exist(self, client, send):
        send(picture())
        upload = Upload.objects.get()
        default_storage.delete(upload.file.name)

        assert client.get(reverse("learners:upload", args=[upload.uuid])).status_code == 404

    def test_is_not_taken_in_on_hold(self, send, enrolment):
        enrolment.stop(enrolment.started_at)

        assert send(picture()).status_code == 409
        assert not Upload.objects.exists()


@pytest.fixture
def store(enrolment):
    def keep(content, name="photo.jpg", form_id=None, **options):
        form_id = form_id or uuid.uuid4()
        return store_upload(
            enrolment=enrolment, file=sent(content, name), form_id=form_id, at=NOON, **options
        )

    return keep


class TestStoreUpload:
    def test_says_what_the_file_is(self, store, enrolment):
        upload = store(sounds.ogg(), name="mon pitch.mp3")

        upload.refresh_from_db()
        assert upload.enrolment == enrolment
        assert upload.activity_id is None
        assert (upload.kind, upload.content_type) == ("audio", "audio/ogg")
        assert (upload.name, upload.duration) == ("mon pitch.ogg", 2)
        assert upload.file.name == f"private/uploads/{upload.uuid}.ogg"
        assert upload.size == upload.file.size > 0
        assert len(upload.sha256) == 64

    def test_keeps_the_same_file_of_the_same_form_once(self, store):
        form_id = uuid.uuid4()

        first, again = (store(sounds.ogg(), form_id=form_id) for _click in range(2))

        assert first == again
        assert len(default_storage.listdir("private/uploads")[1]) == 1

    def test_keeps_another_file_of_the_same_form(self, store):
        form_id = uuid.uuid4()

        store(sounds.ogg(), form_id=form_id)
        store(documents.PDF, form_id=form_id)

        assert Upload.objects.count() == 2

    def test_refuses_what_is_not_expected(self, store):
        with pytest.raises(UploadRefused):
            store(documents.PDF, kinds={IMAGE, AUDIO})

        assert not Upload.objects.exists()

    @pytest.mark.parametrize("limit", ["MOST_FILES", "MOST_BYTES"])
    def test_refuses_when_the_place_is_full(self, store, enrolment, monkeypatch, limit):
        other = EnrolmentFactory(learner=enrolment.learner)
        file = sent(documents.PDF)
        store_upload(enrolment=other, file=file, form_id=uuid.uuid4(), at=NOON)
        monkeypatch.setattr(uploads, limit, 1)

        with pytest.raises(UploadRefused, match="espace est plein"):
            store(sounds.ogg())

        assert Upload.objects.count() == 1
        assert len(default_storage.listdir("private/uploads")[1]) == 1

    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("C:\\Users\\awa\\devis.pdf", "devis.pdf"),
            ("devis\u202efdp.exe", "devisfdp.pdf"),
            ("../../etc/passwd", "passwd.pdf"),
            ("\x00\n", "fichier.pdf"),
            ("é" * 300 + ".pdf", "é" * 80 + ".pdf"),
            (".pdf", "pdf.pdf"),
        ],
    )
    def test_shows_a_harmless_name(self, store, name, shown):
        file = sent(documents.PDF)
        file._name = name  # as a form may announce it

        assert store(file.read(), name=name).name == shown


class TestUpload:
    def fetch(self, client, upload, **headers):
        return client.get(reverse("learners:upload", args=[upload.uuid]), headers=headers)

    def test_of_a_document_is_saved_not_opened(self, client, store):
        response = self.fetch(client, store(documents.PDF, name="Étude de marché.pdf"))

        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%C3%89tude")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert response["Cache-Control"] == "private, no-store"
        assert b"".join(response.streaming_content) == documents.PDF

    def test_of_a_recording_is_given_in_part(self, client, store):
        upload = store(sounds.wav())

        response = self.fetch(client, upload, Range="bytes=4-11", accept_encoding="gzip")

        assert response.status_code == 206
        assert response["Content-Range"] == f"bytes 4-11/{upload.size}"
        assert b"".join(response.streaming_content).endswith(b"WAVE")

    def test_is_not_read_by_those_who_help_unless_it_is_shared(self, client, store, enrolment):
        upload = store(documents.PDF)

        for role in (Role.TRAINER, Role.COUNSELLOR, Role.COORDINATOR):
            client.force_login(staff(role, enrolment.organization))
            assert self.fetch(client, upload).status_code == 404
