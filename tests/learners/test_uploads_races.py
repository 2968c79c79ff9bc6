"""Two clicks at the same moment, where the database lets both in."""

import threading
import uuid

import pytest
from django.core.files.storage import default_storage
from django.db import connection, connections

from core.models import OutboxEvent, Role
from learners.models import Feedback, Upload
from learners.services import uploads
from learners.services.hand_ins import give_feedback
from learners.services.uploads import store_upload
from learners.uploads import UploadRefused
from tests.clock import NOON
from tests.core.factories import staff
from tests.courses.factories import LearningPathFactory, ModuleFactory, add_module, body
from tests.learners import documents
from tests.learners.factories import EnrolmentFactory
from tests.learners.pictures import sent
from tests.learners.works import hand_in_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def on_postgresql(settings, tmp_path):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time.")
    settings.MEDIA_ROOT = tmp_path


def at_once(*calls):
    """Run the calls together; return what each gave, or the refusal it met."""
    barrier, given = threading.Barrier(len(calls)), []

    def run(call):
        barrier.wait()
        try:
            given.append(call())
        except UploadRefused as refusal:
            given.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def store(enrolment, content, form_id):
    return lambda: store_upload(enrolment=enrolment, file=sent(content), form_id=form_id, at=NOON)


class TestStoreUpload:
    def test_keeps_one_row_and_one_file_of_two_clicks(self):
        enrolment, form_id = EnrolmentFactory(), uuid.uuid4()

        given = at_once(*[store(enrolment, documents.PDF, form_id) for _click in range(4)])

        assert len({each.pk for each in given}) == 1
        assert len(default_storage.listdir("private/uploads")[1]) == 1

    def test_gives_the_last_place_once(self, monkeypatch):
        monkeypatch.setattr(uploads, "MOST_FILES", 1)
        enrolment = EnrolmentFactory()
        files = [documents.PDF, documents.docx(), documents.odf()]

        given = at_once(*[store(enrolment, each, uuid.uuid4()) for each in files])

        assert sorted(type(each).__name__ for each in given) == ["Upload"] + ["UploadRefused"] * 2
        assert Upload.objects.count() == 1
        assert len(default_storage.listdir("private/uploads")[1]) == 1


class TestGiveFeedback:
    def test_answers_and_tells_once_when_it_is_clicked_twice(self):
        path = LearningPathFactory(blocks=[0])
        module = add_module(path.blocks.get(), ModuleFactory(body=body("hand_in")))
        enrolment = EnrolmentFactory(cohort__path=path)
        work, form_id = hand_in_of(enrolment, module), uuid.uuid4()
        trainer = staff(Role.TRAINER, enrolment.organization)

        def answer():
            return give_feedback(
                hand_in=work,
                author=trainer,
                decision="again",
                comment="Ajoutez un chiffre.",
                form_id=form_id,
                at=NOON,
            )

        at_once(answer, answer, answer)

        assert Feedback.objects.count() == 1
        assert OutboxEvent.objects.filter(name="HandInAnswered").count() == 1
