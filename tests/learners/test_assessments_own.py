"""What a founder reads of herself, says herself, and asks of others; what these see."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from competences.models import Assessment, AssessmentRequest, CompetenceProgress, Source
from core.models import OutgoingMessage, Role
from learners import links
from learners.services.assessments_asked import MOST_MAILS_A_DAY, ask_view
from tests.competences.factories import (
    AssessmentRequestFactory,
    CompetenceFactory,
    CriterionFactory,
    assess,
    level,
)
from tests.core.factories import staff
from tests.learners.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def competence(enrolment):
    found = CompetenceFactory(statement="Je sais calculer un prix.")
    found.path_blocks.add(enrolment.path.blocks.first())
    CriterionFactory(competence=found, level=level(found, 3), text="Le prix couvre ses coûts.")
    return found


@pytest.fixture
def about(enrolment):
    return {"learner": enrolment.learner, "organization": enrolment.organization}


def page_url(enrolment, competence):
    return reverse("learners:competence", args=[enrolment.uuid, competence.pk])


class TestCompetencePage:
    def test_names_who_said_what(self, founder, enrolment, competence, about):
        lea = staff(Role.TRAINER, enrolment.organization, first_name="Léa", last_name="Morel")
        assess(competence, 3, author=lea, comment="Vu au marché.", **about)
        assess(competence, 2, source="professional", author_name="Nadia Ferrand", **about)

        page = text_of(founder.get(page_url(enrolment, competence)))

        assert "Léa Morel" in page
        assert "Vu au marché." in page
        assert "Nadia Ferrand" in page

    def test_leaves_out_what_was_taken_back(self, founder, enrolment, competence, about):
        wrong = assess(competence, 3, comment="Une erreur.", **about)
        Assessment.objects.filter(pk=wrong.pk).update(withdrawn_at=timezone.now())

        assert "Une erreur." not in text_of(founder.get(page_url(enrolment, competence)))

    def test_keeps_her_own_word(self, founder, enrolment, competence):
        prefix = f"{enrolment.uuid.hex}-{competence.pk}"
        sent = {"sheet": str(uuid.uuid4()), f"{prefix}-level": level(competence, 2).pk}

        for _time in range(2):
            answer = founder.post(page_url(enrolment, competence), sent)

        assert answer.status_code == 302
        view = Assessment.objects.get()
        assert (view.source, view.author, view.level.rank) == ("founder", enrolment.learner, 2)

    def test_gives_words_without_a_level_back(self, founder, enrolment, competence):
        prefix = f"{enrolment.uuid.hex}-{competence.pk}"

        answer = founder.post(page_url(enrolment, competence), {f"{prefix}-comment": "Presque."})

        assert answer.status_code == 422
        assert "Presque." in text_of(answer)

    def test_is_hers_alone(self, client, enrolment, competence):
        client.force_login(staff(Role.COUNSELLOR, enrolment.organization))

        assert client.get(page_url(enrolment, competence)).status_code == 404

    def test_is_absent_for_a_competence_of_another_path(self, founder, enrolment):
        assert founder.get(page_url(enrolment, CompetenceFactory())).status_code == 404

    def test_takes_as_many_queries_for_more_views(
        self, founder, enrolment, competence, about, assert_same_queries
    ):
        assess(competence, 2, **about)

        assert_same_queries(
            lambda: founder.get(page_url(enrolment, competence)),
            grow=lambda: [assess(competence, 3, **about) for _each in range(9)],
        )


class TestNews:
    def home(self, founder):
        return text_of(founder.get(reverse("learners:home")))

    def test_says_on_her_home_who_said_something_without_a_mail(
        self, founder, enrolment, competence, about
    ):
        lea = staff(Role.TRAINER, enrolment.organization, first_name="Léa", last_name="Morel")
        assess(competence, 3, author=lea, **about)
        assess(CompetenceFactory(), 3, author=lea, **about)

        assert self.home(founder).count("Léa Morel") == 1
        assert not OutgoingMessage.objects.exists()

    def test_goes_once_she_has_read_it(self, founder, competence, about):
        assess(competence, 3, **about)
        page = founder.get(reverse("learners:my_views"))

        founder.post(reverse("learners:views_read"), {"until": page.context["now"].isoformat()})

        assert "views-news" not in self.home(founder)
        assess(competence, 3, **about | {"at": timezone.now() + timedelta(minutes=1)})
        assert "views-news" in self.home(founder)

    @pytest.mark.parametrize("until", ["", "demain", "\x00", "2026-13-45T99:00", "2026-03-10"])
    def test_survives_a_forged_date(self, founder, competence, about, until):
        assess(competence, 3, **about)

        assert founder.post(reverse("learners:views_read"), {"until": until}).status_code == 302
        assert "views-news" in self.home(founder)

    def test_never_speaks_of_her_own_view(self, founder, competence, about):
        assess(competence, 3, source="founder", **about)

        assert "views-news" not in self.home(founder)


class TestAskView:
    def sent(self, competence, **fields):
        return {
            "sheet": str(uuid.uuid4()),
            "kind": "professional",
            "name": "Nadia Ferrand",
            "title": "fleuriste",
            "competences": [competence.pk],
            "word": "Vous m'avez vue au marché.",
            "email": "",
        } | fields

    def ask(self, founder, enrolment, sent):
        return founder.post(reverse("learners:ask_view", args=[enrolment.uuid]), sent)

    def test_gives_a_link_and_a_drawing_without_an_address(
        self, founder, enrolment, competence, mailbox
    ):
        answer = self.ask(founder, enrolment, self.sent(competence))

        page = founder.get(answer.url)
        assert "/regard/" in text_of(page)
        assert "<svg" in page.content.decode()
        assert mailbox.messages() == []

    def test_writes_once_to_the_address_that_is_given(
        self, founder, enrolment, competence, mailbox
    ):
        sent = self.sent(competence, email="nadia@exemple.fr")

        self.ask(founder, enrolment, sent)
        self.ask(founder, enrolment, sent)

        (message,) = mailbox.messages("nadia@exemple.fr")
        assert "Awa" in message.subject
        assert "Vous m'avez vue au marché." in message.text
        assert mailbox.link("nadia@exemple.fr").startswith("/regard/")
        assert AssessmentRequest.objects.count() == 1

    def test_refuses_a_competence_of_another_path(self, founder, enrolment, competence):
        answer = self.ask(founder, enrolment, self.sent(CompetenceFactory()))

        assert answer.status_code == 422
        assert not AssessmentRequest.objects.exists()

    def test_writes_to_few_people_a_day(self, enrolment, competence, founder, mailbox):
        for number in range(MOST_MAILS_A_DAY):
            ask_view(
                form_id=uuid.uuid4(),
                enrolment=enrolment,
                kind="peer",
                name="Une voisine",
                title="",
                email=f"voisine{number}@exemple.fr",
                word="",
                competences=[competence],
                at=timezone.now(),
            )

        answer = self.ask(founder, enrolment, self.sent(competence, email="encore@exemple.fr"))

        assert answer.status_code == 422
        assert "Nadia Ferrand" in text_of(answer)
        assert len(mailbox.messages()) == MOST_MAILS_A_DAY

    @pytest.mark.parametrize(
        "fields",
        [
            {"name": ""},
            {"name": "x" * 101},
            {"name": "nul\x00"},
            {"word": "x" * 100_000},
            {"email": "pas une adresse"},
            {"kind": "staff"},
            {"competences": ["zéro"]},
            {"competences": []},
        ],
    )
    def test_gives_back_what_cannot_be(self, founder, enrolment, competence, fields):
        answer = self.ask(founder, enrolment, self.sent(competence, **fields))

        assert answer.status_code == 422
        assert not AssessmentRequest.objects.exists()

    def test_survives_a_forged_choice_in_the_address(self, founder, enrolment, competence):
        url = reverse("learners:ask_view", args=[enrolment.uuid])

        for forged in ["²", "x", "9" * 40]:
            assert founder.get(url, {"competence": forged}).status_code == 200


@pytest.fixture
def asked(competence, about):
    now = timezone.now()
    return AssessmentRequestFactory(
        word="Vous m'avez vue au marché.",
        created_at=now,
        expires_at=now + timedelta(days=30),
        competences=[competence],
        **about,
    )


def link_of(asked):
    return reverse("learners:outside_view", args=[links.sign(asked.uuid, "outside_view")])


def said(competence, rank=None, **fields):
    sent = {"name": "Nadia Ferrand", "title": "fleuriste au marché"} | fields
    if rank:
        sent[f"c-{competence.pk}-level"] = level(competence, rank).pk
    return sent


class TestOutsideView:
    def test_shows_what_is_needed_and_no_more(self, client, asked, enrolment):
        enrolment.learner.last_name, enrolment.learner.phone = "Sanogo", "0699000000"
        enrolment.learner.save()

        page = client.get(link_of(asked))

        text = text_of(page)
        for shown in [
            "Awa",
            "Vous m&#x27;avez vue au marché.",
            "Je sais calculer un prix.",
            "Le prix couvre ses coûts.",
            "Je n&#x27;ai pas vu",
        ]:
            assert shown in text
        for hidden in ["Sanogo", "0699000000", str(enrolment.uuid), enrolment.uuid.hex]:
            assert hidden not in text
        assert page["X-Robots-Tag"] == "noindex, nofollow"
        # Told to send none at all, browsers hide where a form comes from, and it is refused.
        assert page["Referrer-Policy"] == "same-origin"

    def test_changes_nothing_by_looking(self, client, asked):
        client.get(link_of(asked))

        asked.refresh_from_db()
        assert asked.answered_at is None

    def test_keeps_an_answer_with_the_name_that_was_given(self, client, asked, competence):
        client.post(link_of(asked), said(competence, 3))

        view = Assessment.objects.get()
        assert (view.source, view.author_name, view.author_title, view.author) == (
            "professional",
            "Nadia Ferrand",
            "fleuriste au marché",
            None,
        )
        assert CompetenceProgress.objects.get().level.rank == 3

    def test_changes_nothing_when_sent_again(self, client, asked, competence):
        for _time in range(3):
            client.post(link_of(asked), said(competence, 3))

        assert Assessment.objects.count() == 1

    def test_may_be_corrected_and_keeps_the_history(self, client, asked, competence):
        for rank in [3, 2, 3]:
            client.post(link_of(asked), said(competence, rank))

        assert Assessment.objects.standing().get().level.rank == 3
        assert Assessment.objects.count() == 3

    def test_takes_i_did_not_see_for_an_answer(self, client, asked, competence):
        client.post(link_of(asked), said(competence, 3))
        client.post(link_of(asked), said(competence))

        assert not Assessment.objects.standing().exists()
        assert not CompetenceProgress.objects.exists()
        asked.refresh_from_db()
        assert asked.answered_at is not None

    def test_says_nothing_of_what_was_not_asked(self, client, asked, competence):
        other = CompetenceFactory(framework=competence.framework)

        client.post(link_of(asked), said(competence, 3) | said(other, 4))

        assert Assessment.objects.get().competence == competence

    def test_gives_back_what_cannot_be(self, client, asked, competence):
        for wrong in [
            {"name": ""},
            {"name": "nul\x00"},
            {f"c-{competence.pk}-level": "99999"},
            {f"c-{competence.pk}-comment": "x" * 100_000},
            {f"c-{competence.pk}-criteria": "zéro"},
        ]:
            answer = client.post(link_of(asked), said(competence, 3) | wrong)
            assert answer.status_code == 422
            assert "fleuriste au marché" in text_of(answer)
        assert not Assessment.objects.exists()

    def test_is_told_to_the_founder(self, client, asked, competence, enrolment):
        client.post(link_of(asked), said(competence, 3))
        client.force_login(enrolment.learner)

        assert "Nadia Ferrand" in text_of(client.get(reverse("learners:home")))

    @pytest.mark.parametrize("signed", ["x", "abc:def", "a" * 500, "é:é"])
    def test_explains_a_forged_link(self, client, signed):
        answer = client.get(reverse("learners:outside_view", args=[signed]))

        assert answer.status_code == 404
        assert "Ce lien est incomplet" in text_of(answer)

    def test_is_not_opened_by_a_link_of_another_kind(self, client, asked):
        signed = links.sign(asked.uuid, "shared_notebook")

        assert client.get(reverse("learners:outside_view", args=[signed])).status_code == 404

    @pytest.mark.parametrize("end", ["expires_at", "revoked_at"])
    def test_explains_a_link_that_ended(self, client, asked, competence, end):
        now = timezone.now()
        ends = {"created_at": now - timedelta(days=40), end: now - timedelta(days=1)}
        AssessmentRequest.objects.filter(pk=asked.pk).update(**ends)

        assert "ne reçoit plus de réponse" in text_of(client.get(link_of(asked)))
        assert client.post(link_of(asked), said(competence, 3)).status_code == 410
        assert not Assessment.objects.exists()

    def test_takes_as_many_queries_for_more_competences(
        self, client, asked, competence, assert_same_queries
    ):
        def grow():
            for each in CompetenceFactory.create_batch(9, framework=competence.framework):
                CriterionFactory(competence=each, level=level(each, 2))
                asked.competences.add(each)

        assert_same_queries(lambda: client.get(link_of(asked)), grow=grow)


class TestAskedLink:
    def test_closes_when_revoked_and_keeps_what_was_answered(
        self, client, founder, asked, competence
    ):
        client.post(link_of(asked), said(competence, 3))

        url = reverse("learners:asked_revoke", args=[asked.uuid])
        assert founder.get(url).status_code == 200
        for _time in range(2):
            founder.post(url)

        assert client.get(link_of(asked)).status_code == 410
        assert Assessment.objects.standing().filter(source=Source.PROFESSIONAL).count() == 1

    def test_is_hers_alone(self, client, asked, enrolment):
        client.force_login(staff(Role.COUNSELLOR, enrolment.organization))

        assert client.post(reverse("learners:asked_revoke", args=[asked.uuid])).status_code == 404

    def test_is_printed_with_its_drawing(self, founder, asked):
        page = founder.get(reverse("learners:asked_sheet", args=[asked.uuid])).content.decode()

        assert "<svg" in page
        assert link_of(asked) in page
