import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from core.models import Role
from learners import links
from learners.models import Chapter, NotebookShare
from learners.services.project import ensure_project, leave_project
from learners.services.sharing import (
    MOST_LINKS,
    NotOfHerTeam,
    TooManyLinks,
    share_by_link,
    share_with_person,
    stop_sharing,
)
from tests.clock import NOON
from tests.core.factories import OrganizationFactory, UserFactory, staff
from tests.learners.factories import EnrolmentFactory
from tests.learners.pages import steps_of, text_of, url
from tests.learners.projects import page_of, together
from tests.learners.test_notebook import answer_of

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


@pytest.fixture
def nadia(enrolment):
    return staff(Role.COUNSELLOR, enrolment.organization, first_name="Nadia")


@pytest.fixture
def written(enrolment):
    answer_of(enrolment, steps_of(enrolment)[0], value={"text": "Mes paniers."})
    page_of(enrolment.learner, "Mes fournisseurs", "Une ferme.", at=NOON)
    return enrolment


def show_to(reader, founder, *, chapters=(), until=None, at=None):
    return share_with_person(
        founder=founder, reader=reader, chapters=chapters, until=until, at=at or timezone.now()
    )


def link_for(founder, *, name="Ma banquière", chapters=(), lasts=MONTH, at=None):
    at = at or timezone.now()
    return share_by_link(founder=founder, name=name, chapters=chapters, until=at + lasts, at=at)


def read_by(user, share):
    client = Client()
    client.force_login(user)
    return client.get(url("notebook_read", share.uuid))


def opened(share):
    return Client().get(url("shared_notebook", links.sign(share.uuid, "shared_notebook")))


class TestNotebookShare:
    def test_says_for_whom_it_is(self, enrolment):
        project = ensure_project(founder=enrolment.learner, at=NOON)
        share = NotebookShare(project=project, shared_by=enrolment.learner, shared_at=NOON)

        with pytest.raises(ValidationError, match="Dites pour qui"):
            share.full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            share.save()

    def test_by_a_link_has_an_end(self, enrolment):
        project = ensure_project(founder=enrolment.learner, at=NOON)

        with pytest.raises(IntegrityError), transaction.atomic():
            project.shares.create(
                shared_by=enrolment.learner, reader_name="Ma tante", shared_at=NOON
            )


class TestShareWithPerson:
    def test_lets_that_person_read_and_nobody_else(self, written, nadia):
        share = show_to(nadia, written.learner)
        colleague = staff(Role.COUNSELLOR, written.organization)

        assert "Mes paniers." in text_of(read_by(nadia, share))
        assert read_by(colleague, share).status_code == 404

    def test_is_for_her_team_alone(self, written):
        stranger = staff(Role.COUNSELLOR, OrganizationFactory())

        with pytest.raises(NotOfHerTeam):
            show_to(stranger, written.learner)

    def test_ends_when_the_reader_leaves_the_organisation(self, written, nadia):
        share = show_to(nadia, written.learner)
        nadia.memberships.update(ended_on=timezone.localdate())

        assert read_by(nadia, share).status_code == 404

    def test_ends_at_its_date(self, written, nadia):
        share = show_to(nadia, written.learner, until=NOON + MONTH, at=NOON)

        assert read_by(nadia, share).status_code == 404

    def test_tells_the_reader_without_a_word_of_hers(self, written, nadia, mailbox):
        share = show_to(nadia, written.learner)
        show_to(nadia, written.learner)

        (message,) = mailbox.messages(nadia.email)
        assert url("notebook_read", share.uuid) in message.text
        assert "Mes paniers." not in message.text

    def test_again_is_one(self, written, nadia):
        assert show_to(nadia, written.learner) == show_to(nadia, written.learner)

    def test_again_with_other_chapters_replaces_it(self, written, nadia):
        first = show_to(nadia, written.learner)

        second = show_to(nadia, written.learner, chapters=[Chapter.PAGES])

        first.refresh_from_db()
        assert first.revoked_at
        said = text_of(read_by(nadia, second))
        assert "Une ferme." in said
        assert "Mes paniers." not in said

    def test_of_every_chapter_is_the_whole(self, written, nadia):
        assert show_to(nadia, written.learner, chapters=Chapter.values).chapters == []

    def test_is_shown_where_the_reader_works(self, client, written, nadia):
        show_to(nadia, written.learner)
        client.force_login(nadia)

        assert "Lire son carnet" in text_of(client.get(url("person_detail", written.uuid)))
        assert "Awa" in text_of(client.get(url("notebooks")))

    def test_is_not_there_before(self, client, written, nadia):
        client.force_login(nadia)

        assert "Lire son carnet" not in text_of(client.get(url("person_detail", written.uuid)))
        assert "Personne ne vous a encore montré" in text_of(client.get(url("notebooks")))

    def test_lists_no_more_queries_for_more_notebooks(self, client, nadia, assert_same_queries):
        def share():
            show_to(
                nadia, EnrolmentFactory(organization=nadia.memberships.get().organization).learner
            )

        share()
        client.force_login(nadia)

        assert_same_queries(
            lambda: client.get(url("notebooks")), grow=lambda: [share() for _ in range(5)]
        )


class TestShareByLink:
    def test_is_read_without_an_account_and_found_by_no_engine(self, written):
        response = opened(link_for(written.learner))

        assert "Mes paniers." in text_of(response)
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert 'content="noindex, nofollow"' in response.content.decode()
        assert "no-store" in response["Cache-Control"]

    def test_shows_nothing_to_act_on(self, written):
        page = opened(link_for(written.learner)).content.decode()

        assert url("notebook_page_new") not in page
        assert "?changer=" not in page
        assert "/versions/" not in page

    def test_stops_at_once(self, written):
        share = link_for(written.learner)
        assert stop_sharing(share=share, at=timezone.now())
        assert not stop_sharing(share=share, at=timezone.now())

        response = opened(share)

        assert response.status_code == 410
        assert "Mes paniers." not in text_of(response)

    def test_stops_at_its_date(self, written):
        assert opened(link_for(written.learner, at=NOON)).status_code == 410

    @pytest.mark.parametrize("signed", ["x", "a:b", f"{uuid.UUID(int=7).hex}:forged", "😀", "%00"])
    def test_cannot_be_forged(self, signed):
        assert Client().get(f"/carnet/lire/{signed}/").status_code == 404

    def test_of_a_named_reader_is_not_a_link(self, written, nadia):
        assert opened(show_to(nadia, written.learner)).status_code == 410

    def test_signed_for_something_else_does_not_open_it(self, written):
        share = link_for(written.learner)
        signed = links.sign(share.uuid, "shared_passport")

        assert Client().get(url("shared_notebook", signed)).status_code == 404

    def test_twice_the_same_is_one(self, written):
        at = timezone.now()

        assert link_for(written.learner, at=at) == link_for(written.learner, at=at)

    def test_is_not_opened_by_dozens(self, written):
        for number in range(MOST_LINKS):
            link_for(written.learner, name=f"Personne {number}")

        with pytest.raises(TooManyLinks):
            link_for(written.learner)

    def test_costs_no_more_queries_for_more_words(self, written, assert_same_queries):
        share = link_for(written.learner)

        assert_same_queries(
            lambda: opened(share),
            grow=lambda: [answer_of(written, module) for module in steps_of(written)[1:]],
        )


class TestSharingOfSeveral:
    @pytest.fixture
    def karim(self, written):
        other = EnrolmentFactory(cohort=written.cohort, learner__first_name="Karim")
        together(written.learner, other.learner, at=timezone.now())
        answer_of(other, steps_of(written)[0], value={"text": "Nos livraisons."})
        return other

    def test_never_shows_the_words_of_the_others(self, written, karim):
        said = text_of(opened(link_for(written.learner)))

        assert "Mes paniers." in said
        assert "Une ferme." in said
        assert "Nos livraisons." not in said

    def test_is_seen_by_the_others_and_stopped_by_who_shared(self, client, written, karim):
        share = link_for(written.learner)
        client.force_login(karim.learner)

        said = text_of(client.get(url("notebook_shares")))

        assert "Ma banquière" in said
        assert "Partagé par Awa" in said
        assert client.post(url("notebook_share_stop", share.uuid)).status_code == 404

    def test_ends_when_she_leaves(self, written, karim):
        share = link_for(karim.learner)

        leave_project(founder=karim.learner, at=timezone.now())

        assert opened(share).status_code == 410


class TestSharingScreens:
    def sent(self, **changes):
        return {"who": "link", "name": "Mme Roy", "what": "all", "lasts": "week"} | changes

    def test_say_that_nobody_reads_at_first(self, founder):
        assert "Personne d'autre que vous" in text_of(founder.get(url("notebook_shares")))

    def test_open_a_link_and_show_it(self, founder, written):
        response = founder.post(url("notebook_share_new"), self.sent(), follow=True)

        share = NotebookShare.objects.get()
        assert links.address(share.uuid, "shared_notebook") in response.content.decode()
        assert "Mme Roy" in text_of(founder.get(url("notebook_shares")))

    def test_show_to_someone_of_the_team(self, founder, written, nadia):
        founder.post(
            url("notebook_share_new"),
            self.sent(who=str(nadia.uuid), name="", what="some", chapters=["pages"], lasts="open"),
        )

        share = NotebookShare.objects.get()
        assert (share.reader, share.chapters, share.expires_at) == (nadia, ["pages"], None)

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"name": ""}, "Écrivez un nom"),
            ({"lasts": "open"}, "Un lien a toujours une fin"),
            ({"what": "some"}, "Cochez au moins un chapitre"),
            ({"who": str(uuid.uuid4())}, "Sélectionnez un choix valide"),
            ({"who": ""}, "field__error"),
        ],
    )
    def test_say_what_is_missing(self, founder, wrong, said):
        response = founder.post(url("notebook_share_new"), self.sent(**wrong))

        assert response.status_code == 422
        assert said in text_of(response)
        assert not NotebookShare.objects.exists()

    def test_stop_by_a_button_and_remember(self, founder, written):
        share = link_for(written.learner)

        founder.post(url("notebook_share_stop", share.uuid))

        said = text_of(founder.get(url("notebook_shares")))
        assert "Personne d'autre que vous" in said
        assert "Partages terminés" in said

    def test_cost_no_more_queries_for_more_sharings(self, founder, written, assert_same_queries):
        link_for(written.learner)

        assert_same_queries(
            lambda: founder.get(url("notebook_shares")),
            grow=lambda: [link_for(written.learner, name=f"N{n}") for n in range(5)],
        )

    def test_never_offer_a_person_who_left(self, founder, written):
        gone = staff(Role.TRAINER, written.organization, first_name="Partie")
        gone.memberships.update(ended_on=timezone.localdate())
        staff(Role.TRAINER, written.organization, first_name="Inactive", is_active=False)

        said = text_of(founder.get(url("notebook_share_new")))

        assert "Partie" not in said
        assert "Inactive" not in said


class TestProjectScreens:
    def test_carry_a_project_together_from_a_code(self, client, founder, enrolment):
        founder.post(url("project_invite"))
        page = text_of(founder.get(url("project_founders")))
        code = enrolment.learner.project_memberships.get().project.invitations.get().shown_code
        assert code in page

        karim = EnrolmentFactory(cohort=enrolment.cohort, learner__first_name="Karim")
        other = Client()
        other.force_login(karim.learner)
        response = other.post(url("project_code"), {"code": code.lower()})
        assert response.url == url("project_join", code)
        assert "Awa vous invite" in text_of(other.get(response.url))
        assert karim.learner.project_memberships.count() == 0

        other.post(response.url)
        assert "Karim" in text_of(founder.get(url("notebook")))
        other.post(url("project_leave"))
        assert "Karim" not in text_of(founder.get(url("project_founders")))

    def test_refuse_a_wrong_code_with_words(self, founder):
        response = founder.post(url("project_code"), {"code": "AAAA-BBBB-CCCC"})

        assert response.status_code == 422
        assert "Aucune invitation ne porte ce code" in text_of(response)

    def test_close_to_whoever_guesses(self, founder):
        for _guess in range(25):
            response = founder.post(url("project_code"), {"code": "AAAA-BBBB-CCCC"})

        assert "attendez dix minutes" in text_of(response)

    def test_say_that_an_invitation_is_closed(self, founder):
        assert founder.get(url("project_join", "AAAA-BBBB-CCCC")).status_code == 410

    def test_print_an_invitation(self, founder, enrolment):
        founder.post(url("project_invite"))
        invitation = enrolment.learner.project_memberships.get().project.invitations.get()

        pdf = founder.get(url("project_invitation_print", invitation.uuid))

        assert pdf.content.startswith(b"%PDF")

    def test_say_the_project_in_a_few_words(self, founder):
        said = {"title": "Le panier", "sentence": "Livrer.", "stage": "trying"}
        founder.post(url("project"), said)

        page = text_of(founder.get(url("notebook")))
        assert "Le panier" in page
        assert "essaie en petit" in page

    def test_give_back_what_is_too_long(self, founder):
        response = founder.post(url("project"), {"title": "a" * 101})

        assert response.status_code == 422
        assert "a" * 101 in response.content.decode()

    def test_tell_the_last_one_that_the_project_stays(self, founder):
        response = founder.post(url("project_leave"), follow=True)

        assert "il reste à vous" in text_of(response)

    def test_are_for_people_on_a_path(self, client):
        client.force_login(UserFactory())

        assert client.post(url("notebook_page_new")).status_code == 404
