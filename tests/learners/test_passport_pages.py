"""The pages of a passport: hers, the reader's, the counsellor's."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from competences.models import Source
from core.models import Role
from learners import links
from learners.models import PassportConsent, PassportShare
from learners.passport import choices_of, read_passport
from learners.services.passport import (
    MOST_LINKS,
    TooManyLinks,
    share_passport,
    stop_sharing_passport,
)
from tests.clock import NOON
from tests.core.factories import UserFactory, staff
from tests.learners.pages import finish_block, text_of, url
from tests.learners.passports import choose, evidence_of, keys, signed_in
from tests.learners.skills import competences_of, say, skilled_enrolment

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


@pytest.fixture
def awa():
    """On a path of four competences; she placed herself on two of them."""
    enrolment = skilled_enrolment(2, 2, learner__first_name="Awa", learner__last_name="Diallo")
    first, second, *_others = competences_of(enrolment)
    say(enrolment, first, 3)
    say(enrolment, second, 2)
    return enrolment


@pytest.fixture
def nadia(awa):
    return staff(Role.COUNSELLOR, awa.organization, first_name="Nadia", last_name="Ferrand")


class TestPassportScreens:
    @pytest.fixture
    def founder(self, awa):
        return signed_in(awa.learner)

    def test_wait_for_something_to_say(self):
        client = signed_in(skilled_enrolment().learner)

        assert "encore blanc" in text_of(client.get(url("passport")))

    def test_wait_for_her_choice(self, founder):
        assert "attend vos choix" in text_of(founder.get(url("passport")))

    def test_choose_preview_and_take_along(self, founder, awa, nadia):
        first, *_others = competences_of(awa)
        piece = evidence_of(awa, first)
        view = say(awa, first, 3, source=Source.STAFF, author=nadia)
        sent = {
            "introduction": "Je cherche un atelier.",
            f"competence-{first.pk}": "on",
            f"words-{first.pk}": "Je couds.",
            f"evidence-{first.pk}": [str(piece.pk)],
            f"views-{first.pk}": [str(view.pk)],
        }

        page = text_of(founder.post(url("passport_choose"), sent, follow=True))
        reader = PdfReader(io.BytesIO(founder.get(url("passport_file")).content))

        text = " ".join(each.extract_text() for each in reader.pages)
        for said in ("Je cherche un atelier.", "Je couds.", "La buvette", "Nadia Ferrand"):
            assert said in page
            assert said in text
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert "Passeport de compétences de Awa Diallo" in reader.metadata.title

    def test_remember_what_was_chosen(self, founder, awa):
        first, second, *_others = competences_of(awa)
        choose(awa, competences=keys(first))

        page = founder.get(url("passport_choose")).context["form"]

        assert page[f"competence-{first.pk}"].initial
        assert not page[f"competence-{second.pk}"].initial

    def test_give_back_what_is_too_long(self, founder, awa):
        first, *_others = competences_of(awa)

        response = founder.post(url("passport_choose"), {f"words-{first.pk}": "a" * 100_000})

        assert response.status_code == 422
        assert "a" * 100_000 in response.content.decode()

    @pytest.mark.parametrize("name", ["passport", "passport_choose", "passport_file"])
    def test_cost_no_more_queries_for_more_competences(
        self, founder, awa, nadia, assert_same_queries, name
    ):
        first, second, *others = competences_of(awa)
        choose(awa, competences=keys(first), evidence=keys(evidence_of(awa, first)))

        def grow():
            for competence in others:
                say(awa, competence, 2, source=Source.STAFF, author=nadia)
            views = choices_of(awa.learner, seen_by=awa.learner).confirmations
            pieces = [evidence_of(awa, each) for each in (second, *others)]
            choose(awa, evidence=keys(*pieces), assessments=keys(*views))

        assert_same_queries(lambda: founder.get(url(name)), grow=grow)

    def test_say_what_she_can_do_once_a_block_is_done(self, awa):
        client = signed_in(awa.learner)
        assert 'id="can-do"' not in text_of(client.get(url("home")))

        block = finish_block(awa, 0)
        awa.done_count, awa.done_by_block = 2, {str(block.pk): 2}
        awa.save()

        page = text_of(client.get(url("home")))
        assert 'id="can-do"' in page
        assert "Je sais faire la chose 1." in page
        assert "Je sais faire la chose 3." not in page

    def test_go_along_with_a_founder_who_leaves(self, awa):
        first, *_others = competences_of(awa)
        choose(awa, competences=keys(first))
        awa.stop(NOON)
        client = signed_in(awa.learner)

        assert "Je sais faire la chose 1." in text_of(client.get(url("passport")))
        assert client.get(url("passport_file")).content.startswith(b"%PDF")


class TestSharedPassport:
    @pytest.fixture
    def share(self, awa):
        first, *_others = competences_of(awa)
        choose(awa, competences=keys(first))
        at = timezone.now()
        return share_passport(learner=awa.learner, name="Mme Roy", until=at + MONTH, at=at)

    def opened(self, share, name="shared_passport"):
        return Client().get(url(name, links.sign(share.uuid, "shared_passport")))

    def test_is_read_without_an_account_and_found_by_no_engine(self, share):
        response = self.opened(share)

        assert "Je sais faire la chose 1." in text_of(response)
        assert "Je sais faire la chose 2." not in text_of(response)
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert self.opened(share, "shared_passport_file").content.startswith(b"%PDF")

    def test_stops_at_once(self, share):
        stop_sharing_passport(share=share, at=timezone.now())

        assert self.opened(share).status_code == 410
        assert self.opened(share, "shared_passport_file").status_code == 410

    def test_stops_at_its_date(self, awa):
        share = share_passport(learner=awa.learner, name="Mme Roy", until=NOON + MONTH, at=NOON)

        assert self.opened(share).status_code == 410

    @pytest.mark.parametrize("signed", ["x", "a:b", "😀"])
    def test_cannot_be_forged(self, signed):
        assert Client().get(f"/passeport/lire/{signed}/").status_code == 404

    def test_twice_the_same_is_one_and_dozens_are_refused(self, awa):
        at = timezone.now()
        for number in range(MOST_LINKS):
            for _click in range(2):
                share_passport(learner=awa.learner, name=f"N{number}", until=at + MONTH, at=at)

        assert PassportShare.objects.count() == MOST_LINKS
        with pytest.raises(TooManyLinks):
            share_passport(learner=awa.learner, name="Un de plus", until=at + MONTH, at=at)

    def test_is_opened_and_stopped_from_her_page(self, awa):
        client = signed_in(awa.learner)
        client.post(url("passport_share"), {"name": "La boulangerie", "lasts": "week"})
        share = PassportShare.objects.get()
        link = links.address(share.uuid, "shared_passport")
        assert link in client.get(url("passport")).content.decode()

        client.post(url("passport_share_stop", share.uuid))

        assert "La boulangerie" not in text_of(client.get(url("passport")))

    def test_asks_for_a_name(self, awa):
        response = signed_in(awa.learner).post(url("passport_share"), {"lasts": "week"})

        assert response.status_code == 422


class TestPassportWithACounsellor:
    @pytest.fixture
    def counsellor(self, nadia):
        return signed_in(nadia)

    def test_begins_with_her_oral_consent(self, awa, counsellor, nadia):
        address = url("passport_prepare", awa.uuid)
        assert "il faut son accord" in text_of(counsellor.get(address))
        assert counsellor.get(url("passport_print", awa.uuid)).url == address
        assert counsellor.post(address, {"x": "1"}).status_code == 422

        counsellor.post(address, {"agreed": "on"})

        assert PassportConsent.objects.get().is_oral
        assert "Accord oral, noté par Nadia Ferrand" in text_of(counsellor.get(address))
        told = text_of(signed_in(awa.learner).get(url("passport")))
        assert "Nadia Ferrand l" in told

    def test_is_chosen_and_printed_with_her(self, awa, counsellor):
        first, *_others = competences_of(awa)
        address = url("passport_prepare", awa.uuid)
        counsellor.post(address, {"agreed": "on"})

        counsellor.post(address, {f"competence-{first.pk}": "on"})

        assert read_passport(awa.learner).skills
        assert counsellor.get(url("passport_print", awa.uuid)).content.startswith(b"%PDF")

    def test_ends_when_she_takes_it_back(self, awa, counsellor):
        founder = signed_in(awa.learner)
        founder.post(url("passport_consent"), {"agreed": "1"})
        assert counsellor.get(url("passport_print", awa.uuid)).status_code == 200

        founder.post(url("passport_consent"))

        assert counsellor.get(url("passport_print", awa.uuid)).status_code == 302

    def test_is_for_who_follows_her(self, awa):
        stranger = signed_in(staff(Role.COUNSELLOR))
        trainer = signed_in(staff(Role.TRAINER, awa.organization))

        for client in (stranger, trainer, signed_in(awa.learner), signed_in(UserFactory())):
            assert client.get(url("passport_prepare", awa.uuid)).status_code == 404
            assert client.get(url("passport_print", awa.uuid)).status_code == 404

    def test_leads_there_from_her_page(self, awa, counsellor):
        page = counsellor.get(url("person_detail", awa.uuid)).content.decode()

        assert url("passport_prepare", awa.uuid) in page
