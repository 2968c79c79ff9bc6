"""The portfolio of a founder, and what she shows to the team."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import Role
from learners.forms.evidence import FIRST_SHOWN
from learners.models import Upload
from learners.services.evidence import share_evidence
from tests.clock import NOON
from tests.competences.factories import CompetenceFactory
from tests.core.factories import UserFactory, staff
from tests.learners.evidence import attach, review, work_on, write
from tests.learners.factories import EnrolmentFactory, ModuleProgressFactory
from tests.learners.pages import steps_of, text_of, url

pytestmark = pytest.mark.django_db


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


class TestPortfolioPages:
    def test_says_what_to_do_when_empty(self, founder, competence):
        page = text_of(founder.get(url("portfolio")))

        assert "Rien n'est encore attaché" in page
        assert competence.statement in page

    def test_reproaches_nothing_to_who_opens_the_page(self, founder, enrolment, competence):
        page = text_of(founder.get(url("evidence_add", enrolment.uuid, competence.pk)))

        assert "Choisissez un fichier" not in page
        assert "M'enregistrer" in page.replace("&#x27;", "'")

    def test_attaches_what_she_wrote(self, founder, enrolment, competence):
        answer = write(enrolment, "J'ai tenu la buvette.")
        address = url("evidence_add", enrolment.uuid, competence.pk)
        assert "tenu la buvette" in text_of(founder.get(address))

        sent = founder.post(
            address,
            {"by": "chosen", "what": f"answer-{answer.pk}", "statement_id": str(uuid.uuid4())},
            follow=True,
        )

        assert "tenu la buvette" in text_of(sent)
        assert enrolment.evidence.get().answer == answer

    def test_shows_the_first_of_what_she_made_then_all(self, founder, enrolment, competence):
        for number in range(FIRST_SHOWN + 2):
            Upload.objects.create(
                enrolment=enrolment,
                file=f"private/uploads/{number}.jpg",
                original_name=f"photo-{number}.jpg",
                uploaded_at=NOON + timedelta(minutes=number),
            )
        address = url("evidence_add", enrolment.uuid, competence.pk)

        page = text_of(founder.get(address))
        assert "Voir 2 choses de plus" in page
        assert "photo-9.jpg" in page
        assert "photo-0.jpg" not in page

        assert "photo-0.jpg" in text_of(founder.get(address, {"tout": ""}))

    def test_attaches_what_she_lived(self, founder, enrolment, competence):
        founder.post(
            url("evidence_add", enrolment.uuid, competence.pk),
            {"by": "lived", "lived-title": "Le club 🎈", "lived-words": "Tous les samedis\x00."},
        )

        assert enrolment.evidence.get().words == "Tous les samedis."

    def test_gives_the_words_back_when_a_file_is_refused(self, founder, enrolment, competence):
        script = SimpleUploadedFile("dessin.svg", b"<svg><script>alert(1)</script></svg>")

        answer = founder.post(
            url("evidence_add", enrolment.uuid, competence.pk),
            {"by": "file", "file-file": script, "file-title": "Mon étal"},
        )

        assert answer.status_code == 422
        assert "Mon étal" in text_of(answer)
        assert not enrolment.evidence.exists()
        assert not enrolment.uploads.exists()

    @pytest.mark.parametrize("what", ["answer-999999", "answer-", "", "\x00", "upload-1 OR 1=1"])
    def test_refuses_what_is_not_hers(self, founder, enrolment, competence, what):
        answer = founder.post(
            url("evidence_add", enrolment.uuid, competence.pk), {"by": "chosen", "what": what}
        )

        assert answer.status_code == 422
        assert not enrolment.evidence.exists()

    def test_refuses_a_competence_of_another_path(self, founder, enrolment):
        address = url("evidence_add", enrolment.uuid, CompetenceFactory().pk)

        assert founder.get(address).status_code == 404

    def test_shows_and_takes_back(self, founder, piece, trainer):
        founder.post(url("evidence_share", piece.uuid), {"people": [trainer.pk]})
        assert "Malik" in text_of(founder.get(url("evidence", piece.uuid)))
        assert piece.shares.open().get().person == trainer

        founder.post(url("evidence_share", piece.uuid), {})
        assert not piece.shares.open().exists()

    def test_keeps_what_is_sent_for_two_paths_with_one_number(self, founder, enrolment, competence):
        other = EnrolmentFactory(learner=enrolment.learner)
        work_on(other, competence)
        sent = {"by": "lived", "lived-title": "Le club", "lived-words": "Tous les samedis."}

        for each in (enrolment, other):
            address = url("evidence_add", each.uuid, competence.pk)
            founder.post(address, sent | {"statement_id": str(uuid.UUID(int=7))})

        assert (enrolment.evidence.count(), other.evidence.count()) == (1, 1)

    def test_refuses_to_show_to_a_stranger(self, founder, piece):
        answer = founder.post(
            url("evidence_share", piece.uuid), {"people": [UserFactory().pk]}, follow=True
        )

        assert "regardez la liste" in text_of(answer)
        assert not piece.shares.exists()

    def test_removes_and_puts_back(self, founder, piece):
        answer = founder.post(url("evidence_remove", piece.uuid), follow=True)
        assert "La remettre" in text_of(answer)

        founder.post(url("evidence_restore", piece.uuid))
        piece.refresh_from_db()
        assert piece.removed_at is None

    def test_takes_as_many_queries_whatever_is_attached(
        self, founder, enrolment, competence, piece, trainer, assert_same_queries
    ):
        def grow():
            for number in range(12):
                more = attach(enrolment, competence, title=f"Autre {number}")
                share_evidence(evidence=more, people=[trainer], at=NOON)
                review(more, trainer)
            work_on(enrolment, *CompetenceFactory.create_batch(5, framework=competence.framework))

        assert_same_queries(lambda: founder.get(url("portfolio")), grow)

    def test_offers_what_she_made_in_as_many_queries(
        self, founder, enrolment, competence, assert_same_queries
    ):
        write(enrolment)
        address = url("evidence_add", enrolment.uuid, competence.pk)

        def grow():
            for module in steps_of(enrolment):
                ModuleProgressFactory(enrolment=enrolment, module=module, done=True)

        enrolment.module_progress.all().delete()
        assert_same_queries(lambda: founder.get(address), grow)


class TestShownEvidencePages:
    def test_lists_what_waits(self, client, piece, trainer):
        client.force_login(trainer)
        assert "Rien n'attend votre avis" in text_of(client.get(url("shown_evidence_list")))

        share_evidence(evidence=piece, people=[trainer], at=NOON)

        assert "La buvette" in text_of(client.get(url("shown_evidence_list")))

    def test_keeps_a_review_and_tells_her(self, client, enrolment, piece, trainer):
        share_evidence(evidence=piece, people=[trainer], at=NOON)
        client.force_login(trainer)

        client.post(
            url("shown_evidence", piece.uuid), {"verdict": "more", "comment": "Une photo ?"}
        )

        client.force_login(enrolment.learner)
        assert "Une photo ?" in text_of(client.get(url("evidence", piece.uuid)))
        assert "À compléter" in text_of(client.get(url("portfolio")))

    def test_keeps_what_two_say_with_one_number(self, client, enrolment, piece, trainer):
        other = staff(Role.TRAINER, enrolment.organization)
        share_evidence(evidence=piece, people=[trainer, other], at=NOON)

        for reader in (trainer, other, other):
            client.force_login(reader)
            sent = {"verdict": "shows", "statement_id": str(uuid.UUID(int=7))}
            client.post(url("shown_evidence", piece.uuid), sent)

        assert {each.author for each in piece.reviews.all()} == {trainer, other}
        assert piece.reviews.count() == 2

    def test_gives_the_words_back(self, client, piece, trainer):
        share_evidence(evidence=piece, people=[trainer], at=NOON)
        client.force_login(trainer)

        answer = client.post(url("shown_evidence", piece.uuid), {"comment": "Une photo ?"})

        assert answer.status_code == 422
        assert "Une photo ?" in text_of(answer)
        assert not piece.reviews.exists()

    def test_takes_as_many_queries_whatever_is_shown(
        self, client, enrolment, competence, piece, trainer, assert_same_queries
    ):
        share_evidence(evidence=piece, people=[trainer], at=NOON)
        client.force_login(trainer)

        def grow():
            for number in range(12):
                more = attach(enrolment, competence, title=f"Autre {number}")
                share_evidence(evidence=more, people=[trainer], at=NOON)

        assert_same_queries(lambda: client.get(url("shown_evidence_list")), grow)
