"""The team's sheets: one person, many at once, drafts, errors taken back."""

import uuid

import pytest
from django.urls import reverse

from competences.models import Assessment, AssessmentDraft, CompetenceProgress
from core.models import Role
from learners.models import Attendance, Booking
from learners.services.evidence import attach_evidence, share_evidence
from tests.clock import NOON
from tests.competences.factories import CompetenceFactory, CriterionFactory, assess, level
from tests.core.factories import staff
from tests.learners.factories import others_of, session_for
from tests.learners.pages import do, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def competence(enrolment):
    found = CompetenceFactory(statement="Je sais calculer un prix.")
    found.path_blocks.add(enrolment.path.blocks.first())
    for rank in (2, 3):
        CriterionFactory(
            competence=found, level=level(found, rank), text=f"Critère {rank}", position=rank
        )
    return found


@pytest.fixture
def trainer(client, enrolment):
    person = staff(Role.TRAINER, enrolment.organization, first_name="Léa", last_name="Morel")
    client.force_login(person)
    client.person = person
    return client


def sheet(enrolment, competence, rank=None, sheet_id=None, **words):
    """Return what a browser sends for one line."""
    prefix = f"{enrolment.uuid.hex}-{competence.pk}"
    sent = {"sheet": str(sheet_id or uuid.uuid4())}
    if rank:
        sent[f"{prefix}-level"] = str(level(competence, rank).pk)
    return sent | {f"{prefix}-{name}": value for name, value in words.items()}


def person_url(enrolment):
    return reverse("learners:person_views", args=[enrolment.uuid])


class TestPersonSheet:
    def test_shows_each_competence_of_her_path_with_what_stands(
        self, trainer, enrolment, competence
    ):
        assess(competence, 2, learner=enrolment.learner, organization=enrolment.organization)

        page = text_of(trainer.get(person_url(enrolment)))

        assert "Je sais calculer un prix." in page
        assert "Avec aide" in page
        assert "Critère 3" in page

    def test_records_a_level_with_its_criteria_its_words_and_who_says_so(
        self, trainer, enrolment, competence
    ):
        criterion = competence.criteria.get(level__rank=3)
        sent = sheet(enrolment, competence, 3, criteria=criterion.pk, comment="Vu en atelier.")

        answer = trainer.post(person_url(enrolment), sent)

        assert answer.status_code == 302
        view = Assessment.objects.get()
        assert (view.level.rank, view.criteria, view.comment) == (
            3,
            ["Critère 3"],
            "Vu en atelier.",
        )
        assert view.author_name == "Léa Morel"
        assert view.author_title.startswith("Formateur")
        assert CompetenceProgress.objects.get(learner=enrolment.learner).level.rank == 3

    def test_is_one_act_when_sent_twice(self, trainer, enrolment, competence):
        sent = sheet(enrolment, competence, 3)

        trainer.post(person_url(enrolment), sent)
        trainer.post(person_url(enrolment), sent)

        assert Assessment.objects.count() == 1

    def test_is_another_act_when_changed_after_back(self, trainer, enrolment, competence):
        sheet_id = uuid.uuid4()

        trainer.post(person_url(enrolment), sheet(enrolment, competence, 3, sheet_id))
        trainer.post(person_url(enrolment), sheet(enrolment, competence, 2, sheet_id))

        assert CompetenceProgress.objects.get().level.rank == 2

    def test_leaves_what_was_not_chosen(self, trainer, enrolment, competence):
        answer = trainer.post(person_url(enrolment), sheet(enrolment, competence), follow=True)

        assert not Assessment.objects.exists()
        assert "tout était déjà noté, ou rien" in text_of(answer)

    def test_gives_words_without_a_level_back(self, trainer, enrolment, competence):
        answer = trainer.post(
            person_url(enrolment), sheet(enrolment, competence, comment="Presque.")
        )

        assert answer.status_code == 422
        assert "Presque." in text_of(answer)
        assert "Choisissez un niveau" in text_of(answer)
        assert not Assessment.objects.exists()

    @pytest.mark.parametrize(
        "words",
        [
            {"comment": "x" * 100_000},
            {"comment": "nul\x00"},
            {"level": "999999"},
            {"level": "zéro"},
            {"criteria": "999999"},
        ],
    )
    def test_refuses_what_makes_no_sense_and_keeps_the_page(
        self, trainer, enrolment, competence, words
    ):
        answer = trainer.post(
            person_url(enrolment),
            sheet(enrolment, competence, 2)
            | {
                key: value
                for key, value in sheet(enrolment, competence, **words).items()
                if key != "sheet"
            },
        )

        assert answer.status_code == 422
        assert not Assessment.objects.exists()

    def test_refuses_a_level_of_another_framework(self, trainer, enrolment, competence):
        other = CompetenceFactory()
        forged = sheet(enrolment, competence, level=level(other, 2).pk)

        assert trainer.post(person_url(enrolment), forged).status_code == 422
        assert not Assessment.objects.exists()

    def test_takes_an_emoji(self, trainer, enrolment, competence):
        trainer.post(person_url(enrolment), sheet(enrolment, competence, 2, comment="Bravo 🌱"))

        assert Assessment.objects.get().comment == "Bravo 🌱"

    def test_takes_as_many_queries_for_more_competences(
        self, trainer, enrolment, competence, assert_same_queries
    ):
        block = enrolment.path.blocks.first()

        def grow():
            for _each in range(15):
                more = CompetenceFactory(framework=competence.framework)
                more.path_blocks.add(block)
                CriterionFactory(competence=more, level=level(more, 2), text="Vu")
                assess(more, 2, learner=enrolment.learner, organization=enrolment.organization)

        assert_same_queries(lambda: trainer.get(person_url(enrolment)), grow=grow)


class TestEvidenceOnTheSheet:
    def attach(self, enrolment, competence):
        return attach_evidence(
            evidence_id=uuid.uuid4(),
            enrolment=enrolment,
            competence=competence,
            held=None,
            title="Mon étal au marché",
            words="J'ai vendu trente paniers.",
            at=NOON,
        )

    def test_names_only_what_she_showed_to_this_person(self, trainer, enrolment, competence):
        piece = self.attach(enrolment, competence)
        assert "Mon étal" not in text_of(trainer.get(person_url(enrolment)))

        share_evidence(evidence=piece, people=[trainer.person], at=NOON)

        assert "Mon étal" in text_of(trainer.get(person_url(enrolment)))

    def test_is_written_beside_the_view(self, trainer, enrolment, competence):
        piece = self.attach(enrolment, competence)
        share_evidence(evidence=piece, people=[trainer.person], at=NOON)

        trainer.post(person_url(enrolment), sheet(enrolment, competence, 3, seen=piece.uuid))

        assert Assessment.objects.get().basis == {"seen": ["Mon étal au marché"]}


class TestDraft:
    def keep(self, client, enrolment, competence, rank=None, **words):
        sent = sheet(enrolment, competence, rank, **words) | {"keep": "1"}
        return client.post(person_url(enrolment), sent)

    def test_is_given_back_later(self, trainer, enrolment, competence):
        self.keep(trainer, enrolment, competence, 3, comment="À revoir.")

        assert not Assessment.objects.exists()
        page = trainer.get(person_url(enrolment))
        assert "À revoir." in text_of(page)
        assert page.context["form"].forms[0]["level"].value() == str(level(competence, 3).pk)

    def test_may_have_words_alone(self, trainer, enrolment, competence):
        assert self.keep(trainer, enrolment, competence, comment="Presque.").status_code == 302
        assert AssessmentDraft.objects.get().comment == "Presque."

    def test_is_one_however_often_it_is_kept(self, trainer, enrolment, competence):
        self.keep(trainer, enrolment, competence, 2)
        self.keep(trainer, enrolment, competence, 3)

        assert AssessmentDraft.objects.get().level.rank == 3

    def test_goes_when_emptied_or_recorded(self, trainer, enrolment, competence):
        self.keep(trainer, enrolment, competence, 2)
        self.keep(trainer, enrolment, competence)
        assert not AssessmentDraft.objects.exists()

        self.keep(trainer, enrolment, competence, 2)
        trainer.post(person_url(enrolment), sheet(enrolment, competence, 2))
        assert not AssessmentDraft.objects.exists()

    def test_is_read_by_its_author_alone(self, client, trainer, enrolment, competence):
        self.keep(trainer, enrolment, competence, 3, comment="Entre nous.")
        client.force_login(staff(Role.COUNSELLOR, enrolment.organization))

        assert "Entre nous." not in text_of(client.get(person_url(enrolment)))


class TestSessionSheet:
    @pytest.fixture
    def session(self, enrolment, competence):
        session = session_for(enrolment)
        competence.modules.add(session.module)
        return session

    def come(self, session, enrolment, status="present"):
        Booking.objects.create(
            session=session, enrolment=enrolment, status=Booking.Status.BOOKED, booked_at=NOON
        )
        Attendance.objects.create(
            session=session,
            enrolment=enrolment,
            status=status,
            marked_by=session.trainer,
            marked_at=NOON,
        )

    def test_lists_who_was_there(self, trainer, session, enrolment):
        other, absent = others_of(enrolment, 2)
        self.come(session, enrolment)
        self.come(session, other)
        self.come(session, absent, "absent")

        page = text_of(trainer.get(reverse("learners:session_views", args=[session.uuid])))

        assert str(enrolment.learner) in page
        assert str(other.learner) in page
        assert str(absent.learner) not in page

    def test_records_several_people_at_once(self, trainer, session, enrolment, competence):
        (other,) = others_of(enrolment)
        self.come(session, enrolment)
        self.come(session, other)
        sent = sheet(enrolment, competence, 2) | {
            key: value for key, value in sheet(other, competence, 4).items() if key != "sheet"
        }

        url = reverse("learners:session_views", args=[session.uuid])
        trainer.post(url, sent)
        trainer.post(url, sent)

        found = Assessment.objects.values_list("learner", "level__rank")
        assert sorted(found) == sorted([(enrolment.learner_id, 2), (other.learner_id, 4)])

    def test_says_nothing_of_somebody_who_was_not_there(
        self, trainer, session, enrolment, competence
    ):
        (other,) = others_of(enrolment)
        self.come(session, enrolment)

        url = reverse("learners:session_views", args=[session.uuid])
        trainer.post(url, sheet(other, competence, 2))

        assert not Assessment.objects.exists()

    def test_shows_the_competence_that_is_asked_for(self, trainer, session, enrolment, competence):
        second = CompetenceFactory(framework=competence.framework, position=9)
        second.modules.add(session.module)
        self.come(session, enrolment)

        url = reverse("learners:session_views", args=[session.uuid])
        assert trainer.get(url, {"competence": second.pk}).context["competence"] == second
        assert trainer.get(url, {"competence": "nul\x00"}).context["competence"] == competence

    def test_takes_as_many_queries_for_more_people(
        self, trainer, session, enrolment, assert_same_queries
    ):
        self.come(session, enrolment)
        url = reverse("learners:session_views", args=[session.uuid])

        assert_same_queries(
            lambda: trainer.get(url),
            grow=lambda: [self.come(session, each) for each in others_of(enrolment, 9)],
        )


class TestModuleSheet:
    def test_lists_those_who_began_the_module(self, trainer, enrolment, competence):
        module = enrolment.path.blocks.first().path_modules.first().module
        competence.modules.add(module)
        (other,) = others_of(enrolment)
        do(enrolment, module)

        page = text_of(trainer.get(reverse("learners:module_views", args=[module.slug])))

        assert str(enrolment.learner) in page
        assert str(other.learner) not in page


class TestHistory:
    def url(self, enrolment):
        return reverse("learners:person_history", args=[enrolment.uuid])

    def test_names_every_source_and_what_was_taken_back(self, trainer, enrolment, competence):
        about = {"learner": enrolment.learner, "organization": enrolment.organization}
        assess(competence, 1, source="founder", **about)
        assess(competence, 2, source="professional", author_name="Nadia Ferrand", **about)
        view = assess(competence, 4, author=trainer.person, **about)
        trainer.post(reverse("learners:view_withdraw", args=[view.pk]))

        page = text_of(trainer.get(self.url(enrolment)))

        assert "Elle-même" in page
        assert "Nadia Ferrand" in page
        assert "repris le" in page
        assert CompetenceProgress.objects.get().level.rank == 2

    def test_lets_only_its_author_take_a_view_back(self, client, trainer, enrolment, competence):
        view = assess(
            competence,
            3,
            learner=enrolment.learner,
            organization=enrolment.organization,
            author=trainer.person,
        )
        client.force_login(staff(Role.TRAINER, enrolment.organization))

        assert client.post(reverse("learners:view_withdraw", args=[view.pk])).status_code == 404
        view.refresh_from_db()
        assert view.withdrawn_at is None

    def test_takes_as_many_queries_for_more_views(
        self, trainer, enrolment, competence, assert_same_queries
    ):
        about = {"learner": enrolment.learner, "organization": enrolment.organization}
        assess(competence, 1, **about)

        assert_same_queries(
            lambda: trainer.get(self.url(enrolment)),
            grow=lambda: [
                assess(each, 2, **about)
                for each in CompetenceFactory.create_batch(8, framework=competence.framework)
            ],
        )
