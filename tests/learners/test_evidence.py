import threading
import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from core.models import OutboxEvent, Role, User
from learners.models import Attendance, Evidence, EvidenceReview, Upload
from learners.services.evidence import (
    AttachedAgain,
    NobodyHere,
    NotHers,
    NotOfHerPath,
    ReviewEmpty,
    attach_evidence,
    remove_evidence,
    restore_evidence,
    share_evidence,
)
from tests.clock import NOON
from tests.competences.factories import CompetenceFactory
from tests.core.factories import staff
from tests.learners.evidence import attach, review, work_on, write
from tests.learners.factories import ModuleProgressFactory, others_of, session_for
from tests.learners.pages import steps_of

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)


@pytest.fixture
def competence(enrolment):
    competence = CompetenceFactory(statement="Je sais dire ce que je sais faire.")
    work_on(enrolment, competence)
    return competence


@pytest.fixture
def piece(enrolment, competence):
    return attach(enrolment, competence, write(enrolment))


@pytest.fixture
def trainer(enrolment):
    return staff(Role.TRAINER, enrolment.organization, first_name="Malik")


class TestAttachEvidence:
    def test_gives_the_same_piece_when_sent_twice(self, enrolment, competence):
        answer, form = write(enrolment), uuid.uuid4()
        options = {"competence": competence, "held": answer, "title": "La buvette", "at": NOON}

        first = attach_evidence(evidence_id=form, enrolment=enrolment, **options)
        again = attach_evidence(evidence_id=form, enrolment=enrolment, **options)
        elsewhere = attach_evidence(evidence_id=uuid.uuid4(), enrolment=enrolment, **options)

        assert first == again == elsewhere
        assert Evidence.objects.count() == 1

    def test_holds_words_alone(self, enrolment, competence):
        assert attach(enrolment, competence).kind == Evidence.Kind.WORDS

    def test_refuses_nothing_at_all(self, enrolment, competence):
        with pytest.raises(NotHers):
            attach(enrolment, competence, words=" ")

    def test_refuses_a_competence_of_another_path(self, enrolment):
        with pytest.raises(NotOfHerPath):
            attach(enrolment, CompetenceFactory())

    def test_refuses_the_words_of_somebody_else(self, enrolment, competence):
        [other] = others_of(enrolment)

        with pytest.raises(NotHers):
            attach(enrolment, competence, write(other))

    def test_refuses_an_absence(self, enrolment, competence, trainer):
        absence = Attendance.objects.create(
            session=session_for(enrolment),
            enrolment=enrolment,
            status=Attendance.Status.ABSENT,
            marked_by=trainer,
            marked_at=NOON,
        )

        with pytest.raises(NotHers):
            attach(enrolment, competence, absence)

    def test_refuses_a_step_under_way(self, enrolment, competence):
        begun = ModuleProgressFactory(enrolment=enrolment, module=steps_of(enrolment)[1])

        with pytest.raises(NotHers):
            attach(enrolment, competence, begun)


class TestEvidence:
    def test_holds_what_its_kind_says(self, enrolment, competence):
        with pytest.raises(IntegrityError), transaction.atomic():
            Evidence.objects.create(
                enrolment=enrolment, competence=competence, kind="answer", title="A", added_at=NOON
            )

    def test_comes_back_once(self, enrolment, competence, piece):
        assert remove_evidence(evidence=piece, at=NOON)
        assert not remove_evidence(evidence=piece, at=LATER)
        again = attach(enrolment, competence, piece.answer)

        with pytest.raises(AttachedAgain):
            restore_evidence(evidence=piece)

        remove_evidence(evidence=again, at=LATER)
        assert restore_evidence(evidence=piece)
        assert not restore_evidence(evidence=piece)


class TestVisibleTo:
    def test_is_the_founders_alone_at_first(self, enrolment, piece, trainer):
        counsellor = staff(Role.COUNSELLOR, enrolment.organization)

        assert Evidence.objects.visible_to(enrolment.learner).get() == piece
        assert not Evidence.objects.visible_to(trainer).exists()
        assert not Evidence.objects.visible_to(counsellor).exists()

    def test_is_whom_she_showed_it_to(self, enrolment, piece, trainer):
        other = staff(Role.TRAINER, enrolment.organization)

        share_evidence(evidence=piece, people=[trainer], at=NOON)

        assert Evidence.objects.reviewable_by(trainer).get() == piece
        assert not Evidence.objects.visible_to(other).exists()

    def test_ends_when_she_takes_it_back(self, piece, trainer):
        share_evidence(evidence=piece, people=[trainer], at=NOON)
        share_evidence(evidence=piece, people=[], at=LATER)

        assert not Evidence.objects.visible_to(trainer).exists()
        assert piece.shares.get().revoked_at == LATER

    def test_ends_when_she_removes_it(self, piece, trainer):
        share_evidence(evidence=piece, people=[trainer], at=NOON)

        remove_evidence(evidence=piece, at=LATER)
        restore_evidence(evidence=piece)

        assert not Evidence.objects.visible_to(trainer).exists()

    def test_ends_with_the_work_of_the_reader(self, piece, trainer):
        share_evidence(evidence=piece, people=[trainer], at=NOON)
        trainer.memberships.update(ended_on=NOON.date())

        assert not Evidence.objects.visible_to(User.objects.get(pk=trainer.pk)).exists()

    def test_opens_the_file_it_holds(self, enrolment, competence, trainer):
        upload = Upload.objects.create(
            enrolment=enrolment, file="private/uploads/a.jpg", uploaded_at=NOON
        )
        piece = attach(enrolment, competence, upload)
        assert not Upload.objects.visible_to(trainer).exists()

        share_evidence(evidence=piece, people=[trainer], at=NOON)
        assert Upload.objects.visible_to(trainer).get() == upload

        share_evidence(evidence=piece, people=[], at=LATER)
        assert not Upload.objects.visible_to(trainer).exists()


class TestShareEvidence:
    def test_refuses_someone_of_another_organisation(self, piece):
        with pytest.raises(NobodyHere):
            share_evidence(evidence=piece, people=[staff(Role.TRAINER)], at=NOON)

    def test_keeps_one_share_when_said_twice(self, piece, trainer):
        share_evidence(evidence=piece, people=[trainer], at=NOON)
        share_evidence(evidence=piece, people=[trainer], at=LATER)

        assert piece.shares.get().shared_at == NOON


class TestReviewEvidence:
    def test_is_one_when_sent_twice(self, piece, trainer):
        review_id = uuid.uuid4()

        assert review(piece, trainer, review_id=review_id)
        assert not review(piece, trainer, review_id=review_id)

        assert OutboxEvent.objects.filter(name="EvidenceReviewed").count() == 1

    def test_asks_for_words_when_something_is_missing(self, piece, trainer):
        with pytest.raises(ReviewEmpty):
            review(piece, trainer, EvidenceReview.Verdict.MORE, "  ")

    def test_validates_by_its_last_word(self, piece, trainer):
        review(piece, trainer, at=NOON)
        assert Evidence.objects.validated().get() == piece

        review(piece, trainer, EvidenceReview.Verdict.MORE, "Une photo ?", at=LATER)
        assert not Evidence.objects.validated().exists()

    def test_waits_again_when_the_words_changed(self, enrolment, piece, trainer):
        share_evidence(evidence=piece, people=[trainer], at=NOON)
        review(piece, trainer, at=NOON)
        shown = Evidence.objects.reviewable_by(trainer)
        assert not shown.without_review().exists()

        write(enrolment, "J'ai tenu la buvette, et la caisse.", at=LATER)

        assert shown.without_review().get() == piece


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks are PostgreSQL's")
class TestTwoTabs:
    def test_attach_once(self, enrolment, competence):
        answer = write(enrolment)
        both_ready, made = threading.Barrier(2), []

        def act():
            try:
                both_ready.wait()
                made.append(attach(enrolment, competence, answer).pk)
            finally:
                connection.close()

        threads = [threading.Thread(target=act) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(made) == 2
        assert len(set(made)) == 1
