import html
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.events import deliver_due
from core.models import OutgoingMessage, Role
from learners.models import Answer, Feedback, HandIn, ModuleProgress, Statement, Upload, Verb
from learners.services.hand_ins import FeedbackRefused, give_feedback
from learners.services.statements import complete_module
from tests.clock import NOON
from tests.core.factories import OrganizationFactory, UserFactory, staff
from tests.courses.factories import LearningPathFactory, ModuleFactory, add_module, body
from tests.learners import documents, pages
from tests.learners.factories import EnrolmentFactory
from tests.learners.works import hand_in_of


def text_of(response) -> str:
    return html.unescape(pages.text_of(response))


AGAIN, ACCEPTED = Feedback.Decision.AGAIN, Feedback.Decision.ACCEPTED


@pytest.fixture
def enrolment(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    path = LearningPathFactory(blocks=[0])
    add_module(path.blocks.get(), ModuleFactory(body=body("hand_in")))
    return EnrolmentFactory(
        cohort__path=path, learner__first_name="Awa", learner__email="awa@exemple.fr"
    )


@pytest.fixture
def module(enrolment):
    return enrolment.path.blocks.get().path_modules.get().module


@pytest.fixture
def trainer(enrolment):
    return staff(Role.TRAINER, enrolment.organization, first_name="Bastien")


@pytest.fixture
def founder(client, enrolment):
    client.force_login(enrolment.learner)
    return client


@pytest.fixture
def send(founder, enrolment, module):
    def post(*, form=None, **fields):
        url = reverse(
            "learners:activity_answer", args=[enrolment.uuid, module.slug, module.body[0].id]
        )
        return founder.post(url, {"statement_id": form or uuid.uuid4()} | fields)

    return post


def answer(work, author, decision=AGAIN, comment="Ajoutez un chiffre.", form_id=None, at=NOON):
    form_id = form_id or uuid.uuid4()
    return give_feedback(
        hand_in=work, author=author, decision=decision, comment=comment, form_id=form_id, at=at
    )


class TestHandIn:
    def test_is_kept_with_its_file_and_its_statement(self, send):
        file = SimpleUploadedFile("compte.pdf", documents.PDF)

        response = send(text="J'ai vendu six paniers.", do="hand-in", **{"file-work": file})

        work = HandIn.objects.get()
        assert response.status_code == 302
        assert (work.title, work.text) == ("Mon essai", "J'ai vendu six paniers.")
        assert work.upload == Upload.objects.get()
        assert work.statement.verb == Verb.ANSWERED
        assert work.statement.result["value"]["handed_in"] is True

    def test_is_not_sent_by_saving(self, send):
        send(text="Un brouillon.")

        assert Answer.objects.get().value["text"] == "Un brouillon."
        assert not HandIn.objects.exists()

    def test_is_sent_once_by_a_double_click(self, send):
        form = uuid.uuid4()

        for _click in range(2):
            assert send(form=form, text="Voilà.", do="hand-in").status_code == 302

        assert HandIn.objects.count() == 1

    def test_is_refused_empty_and_says_what_to_do(self, send):
        response = send(text=" ", do="hand-in")

        assert response.status_code == 422
        assert "écrivez quelques mots, ou joignez un fichier" in text_of(response)
        assert not Statement.objects.filter(verb=Verb.ANSWERED).exists()

    @pytest.mark.parametrize(
        "content",
        [b"", b"MZ\x90" * 50, b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"x" * 9],
    )
    def test_gives_the_words_back_when_the_file_is_refused(self, send, content):
        file = SimpleUploadedFile("compte.pdf", content)

        response = send(text="Mes mots à moi", do="hand-in", **{"file-work": file})

        assert response.status_code == 422
        assert not Upload.objects.exists()
        assert "Mes mots à moi" in text_of(response)

    def test_takes_no_file_of_somebody_else(self, send):
        other = Upload.objects.create(enrolment=EnrolmentFactory(), uploaded_at=NOON)

        response = send(text="", file=str(other.uuid), do="hand-in")

        assert response.status_code == 422
        assert not HandIn.objects.exists()

    def test_is_work_and_its_consultation_is_not(self, send, enrolment, module):
        send(text="Voilà.", do="hand-in")

        complete_module(
            enrolment=enrolment,
            module=module,
            actor=enrolment.learner,
            statement_id=uuid.uuid4(),
            at=timezone.now(),
        )

        progress = ModuleProgress.objects.get(module=module)
        assert progress.completed_by == ModuleProgress.CompletedBy.WORK

    def test_is_not_sent_on_hold(self, send, enrolment):
        enrolment.stop(enrolment.started_at)

        assert send(text="Voilà.", do="hand-in").status_code == 409
        assert not HandIn.objects.exists()

    def test_outlives_its_file(self, enrolment, module):
        upload = Upload.objects.create(enrolment=enrolment, uploaded_at=NOON)
        work = hand_in_of(enrolment, module, upload=upload)

        upload.delete()

        work.refresh_from_db()
        assert work.upload is None


class TestHandInQuerySet:
    def test_waits_until_it_is_answered(self, enrolment, module, trainer):
        work = hand_in_of(enrolment, module)
        assert list(HandIn.objects.waiting()) == [work]

        answer(work, trainer)

        assert not HandIn.objects.waiting().exists()
        assert list(HandIn.objects.answered()) == [work]

    def test_waits_again_when_it_is_sent_again(self, enrolment, module, trainer):
        answer(hand_in_of(enrolment, module), trainer)

        again = hand_in_of(enrolment, module)

        assert list(HandIn.objects.waiting()) == [again]
        assert not HandIn.objects.answered().exists()

    def test_waits_once_when_it_is_sent_twice_in_a_row(self, enrolment, module):
        _first, second = hand_in_of(enrolment, module), hand_in_of(enrolment, module)

        assert list(HandIn.objects.waiting()) == [second]


class TestVisibleTo:
    @pytest.mark.parametrize(
        ("role", "sees"),
        [(Role.TRAINER, True), (Role.COORDINATOR, True), (Role.COUNSELLOR, False)],
    )
    def test_shows_work_and_its_file_to_those_who_train(self, enrolment, module, role, sees):
        upload = Upload.objects.create(enrolment=enrolment, uploaded_at=NOON)
        work = hand_in_of(enrolment, module, upload=upload)
        person = staff(role, enrolment.organization)

        assert HandIn.objects.visible_to(person).filter(pk=work.pk).exists() is sees
        assert HandIn.objects.editable_by(person).filter(pk=work.pk).exists() is sees
        assert Upload.objects.visible_to(person).filter(pk=upload.pk).exists() is sees
        assert not Upload.objects.editable_by(person).exists()

    def test_hides_a_file_that_was_not_handed_in(self, enrolment, module, trainer):
        hand_in_of(enrolment, module)
        Upload.objects.create(enrolment=enrolment, uploaded_at=NOON)

        assert not Upload.objects.visible_to(trainer).exists()

    def test_hides_everything_from_another_organisation(self, enrolment, module):
        hand_in_of(enrolment, module)
        stranger = staff(Role.TRAINER, OrganizationFactory())

        assert not HandIn.objects.visible_to(stranger).exists()
        assert not HandIn.objects.visible_to(UserFactory()).exists()


class TestGiveFeedback:
    def test_answers_once_by_a_double_click(self, enrolment, module, trainer):
        work, form_id = hand_in_of(enrolment, module), uuid.uuid4()

        first, again = (answer(work, trainer, form_id=form_id) for _click in range(2))

        assert first == again
        assert Feedback.objects.count() == 1

    def test_keeps_what_was_answered_before(self, enrolment, module, trainer):
        work = hand_in_of(enrolment, module)
        answer(work, trainer)
        answer(work, trainer, ACCEPTED, "Finalement, c'est complet.")

        work = HandIn.objects.with_answers().get()
        assert work.feedbacks.count() == 2
        assert work.answer.decision == ACCEPTED

    @pytest.mark.parametrize(
        ("comment", "words"), [("  ", "reste à compléter"), ("x" * 5001, "5000 caractères au plus")]
    )
    def test_refuses_what_helps_nobody(self, enrolment, module, trainer, comment, words):
        with pytest.raises(FeedbackRefused, match=words):
            answer(hand_in_of(enrolment, module), trainer, comment=comment)

        assert not Feedback.objects.exists()

    def test_completing_needs_words_in_the_database_too(self, enrolment, module, trainer):
        blank = Feedback(
            uuid=uuid.uuid4(),
            hand_in=hand_in_of(enrolment, module),
            author=trainer,
            decision=AGAIN,
            given_at=NOON,
        )

        with pytest.raises(ValidationError, match="reste à compléter"):
            blank.validate_constraints()
        with pytest.raises(IntegrityError), transaction.atomic():
            blank.save()

    def test_tells_the_founder_once(self, enrolment, module, trainer):
        answer(hand_in_of(enrolment, module), trainer)

        for _round in range(2):
            deliver_due(at=timezone.now() + timedelta(minutes=1))

        message = OutgoingMessage.objects.get(to="awa@exemple.fr")
        assert message.subject == "Bastien a répondu à votre travail"
        assert f"/mes-etapes/{enrolment.uuid}/{module.slug}/#activite-" in message.text
        # The words themselves stay on her page.
        assert "chiffre" not in message.text

    def test_writes_to_nobody_without_an_address(self, enrolment, module, trainer):
        enrolment.learner.email = None
        enrolment.learner.save()
        answer(hand_in_of(enrolment, module), trainer)

        deliver_due(at=timezone.now() + timedelta(minutes=1))

        assert not OutgoingMessage.objects.exists()


class TestFounderPage:
    def page(self, client, enrolment, module):
        return text_of(client.get(reverse("learners:module", args=[enrolment.uuid, module.slug])))

    def test_says_that_it_waits(self, founder, send, enrolment, module):
        send(text="Voilà.", do="hand-in")

        assert "va vous répondre ici" in self.page(founder, enrolment, module)

    def test_shows_the_answer_and_what_was_sent_before(
        self, founder, send, enrolment, module, trainer
    ):
        send(text="Le premier jet.", do="hand-in")
        answer(HandIn.objects.get(), trainer)
        send(text="Le second jet.", do="hand-in")

        page = self.page(founder, enrolment, module)

        assert "Ajoutez un chiffre." in page
        assert "Le premier jet." in page
        assert "Le second jet." in page
        assert "Envoyer de nouveau" in page

    def test_escapes_what_people_write(self, founder, send, enrolment, module, trainer):
        send(text="<script>alert(1)</script>", do="hand-in")
        answer(HandIn.objects.get(), trainer, comment="<img src=x onerror=alert(1)>")

        url = reverse("learners:module", args=[enrolment.uuid, module.slug])
        page = founder.get(url).content.decode()

        assert "<script>alert" not in page
        assert "<img src=x" not in page


class TestTrainerPages:
    @pytest.fixture
    def team(self, client, trainer):
        client.force_login(trainer)
        return client

    def detail(self, work):
        return reverse("learners:hand_in_detail", args=[work.uuid])

    def test_list_what_waits_the_oldest_first(self, team, enrolment, module):
        late = EnrolmentFactory(
            cohort=enrolment.cohort, learner__first_name="Zoé", learner__last_name="Tardy"
        )
        hand_in_of(late, module, at=NOON + timedelta(days=1))
        hand_in_of(enrolment, module)

        page = text_of(team.get(reverse("learners:hand_in_list")))

        assert page.index("Awa") < page.index("Zoé")

    @pytest.mark.parametrize(("words", "found"), [("awa", True), ("essai", True), ("zzz", False)])
    def test_find_a_person_or_a_title(self, team, enrolment, module, words, found):
        hand_in_of(enrolment, module)

        page = text_of(team.get(reverse("learners:hand_in_list"), {"cherche": words}))

        assert ("Mon essai" in page) is found

    def test_list_what_was_answered_apart(self, team, enrolment, module, trainer):
        answer(hand_in_of(enrolment, module), trainer)
        url = reverse("learners:hand_in_list")

        assert "Rien n'attend" in text_of(team.get(url))
        assert "À compléter" in text_of(team.get(url, {"etat": "repondus"}))

    def test_ask_the_same_number_of_queries_for_twenty(
        self, team, enrolment, module, assert_same_queries
    ):
        hand_in_of(enrolment, module)

        def grow():
            for each in EnrolmentFactory.create_batch(19, cohort=enrolment.cohort):
                hand_in_of(each, module)

        assert_same_queries(lambda: team.get(reverse("learners:hand_in_list")), grow=grow)

    def test_answer_and_come_back_to_the_list(self, team, enrolment, module, trainer):
        work = hand_in_of(enrolment, module)
        page = team.get(self.detail(work))
        form_id = page.context["form"]["form_id"].value()

        response = team.post(
            self.detail(work), {"decision": "accepted", "comment": "Bravo.", "form_id": form_id}
        )

        feedback = Feedback.objects.get()
        assert response.url == reverse("learners:hand_in_list")
        assert (feedback.author, feedback.comment) == (trainer, "Bravo.")

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            ({"decision": "again", "comment": ""}, "Dites ce qu'il reste à compléter."),
            ({"decision": "perfect", "comment": "Oui"}, "Oui"),
            ({"comment": "Sans choix"}, "Sans choix"),
        ],
    )
    def test_give_the_words_back_with_what_is_missing(self, team, enrolment, module, data, words):
        work = hand_in_of(enrolment, module)

        response = team.post(self.detail(work), {"form_id": uuid.uuid4()} | data)

        assert response.status_code == 200
        assert words in text_of(response)
        assert not Feedback.objects.exists()

    def test_show_what_was_sent_before(self, team, enrolment, module, trainer):
        answer(hand_in_of(enrolment, module, text="Le premier jet."), trainer)
        work = hand_in_of(enrolment, module, text="Le second jet.")

        page = text_of(team.get(self.detail(work)))

        assert page.index("Le second jet.") < page.index("Le premier jet.")
        assert "Ajoutez un chiffre." in page
        assert "Ce qui s'est passé" in page
