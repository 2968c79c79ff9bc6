import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accompaniment.links import LIFETIME, ForgedLink, read, sign
from accompaniment.models import Referral
from accompaniment.services.referrals import (
    WrongMeetingDate,
    accept_referral,
    confirm_first_meeting,
    decline_referral,
    receive_referral,
)
from core.models import OutboxEvent, Role
from tests.accompaniment.factories import (
    RecommendationCardFactory,
    ReferralFactory,
    StructureFactory,
)
from tests.clock import NOON
from tests.core.factories import OrganizationFactory, staff

Status = Referral.Status
LATER = NOON + timedelta(days=3)
ACCEPT = {"answer": "accepted", "contact_name": "Paul", "note": "Mardi à 10 h ?"}
DECLINE = {"answer": "declined", "reason": "full", "note": "En janvier, peut-être."}


@pytest.fixture
def referral(enrolment):
    return ReferralFactory(enrolment=enrolment)


@pytest.fixture
def fresh(enrolment):
    """A referral sent three days ago, by the clock of the views."""
    return ReferralFactory(enrolment=enrolment, sent_at=timezone.now() - timedelta(days=3))


def link(referral):
    return reverse("accompaniment:answer", args=[sign(referral)])


def today():
    return timezone.localdate().isoformat()


class TestLink:
    def test_says_which_referral(self):
        referral = Referral()

        assert read(sign(referral)) == referral.uuid

    def test_is_the_same_in_each_message(self):
        referral = Referral()

        assert sign(referral) == sign(referral)

    @pytest.mark.parametrize("forged", ["", "x", "0" * 32, f"{'0' * 32}:abc", "é:ù", "a:b:c"])
    def test_cannot_be_made_up(self, forged):
        with pytest.raises(ForgedLink):
            read(forged)


class TestReceiveReferral:
    def test_is_noted_once(self, referral):
        assert receive_referral(referral=referral, at=LATER)
        assert not receive_referral(referral=referral, at=LATER + timedelta(days=1))

        referral.refresh_from_db()
        assert referral.received_at == LATER


class TestAcceptReferral:
    def accept(self, referral, at=LATER, by=None):
        return accept_referral(referral=referral, contact_name="Paul", note="Venez !", by=by, at=at)

    def test_tells_the_founder_and_her_counsellor(self, referral, enrolment, nadia, mailbox):
        assert self.accept(referral)

        told = mailbox.last(enrolment.learner.email).text
        assert "La personne qui vous recevra\u00a0: Paul." in told
        assert "«\u00a0Venez !\u00a0»" in told
        assert "accepte d'accueillir Awa Diallo" in mailbox.last(nadia.email).text

    def test_counts_as_received(self, referral):
        self.accept(referral)

        referral.refresh_from_db()
        assert referral.received_at == LATER

    def test_changes_nothing_the_second_time(self, referral):
        self.accept(referral)

        assert not self.accept(referral, at=LATER + timedelta(days=1))

        referral.refresh_from_db()
        assert referral.answered_at == LATER
        assert OutboxEvent.objects.filter(name="ReferralAccepted").count() == 1

    def test_says_nothing_when_taken_back_before_it_was_told(self, referral, enrolment, mailbox):
        self.accept(referral)
        decline_referral(referral=referral, reason="full", note="", by=None, at=LATER)

        subjects = [message.subject for message in mailbox.messages(enrolment.learner.email)]
        assert subjects == ["La suite de votre projet"]

    def test_speaks_to_her_in_her_language_from_the_subject_on(self, referral, enrolment, mailbox):
        enrolment.learner.language = "en"
        enrolment.learner.save()

        self.accept(referral)

        assert mailbox.last(enrolment.learner.email).subject == "Your request is accepted"


class TestDeclineReferral:
    def decline(self, referral):
        return decline_referral(
            referral=referral, reason="other_stage", note="Trop tôt.", by=None, at=LATER
        )

    def test_comes_back_to_the_counsellor_with_why(self, referral, enrolment, nadia, mailbox):
        assert self.decline(referral)

        assert enrolment.proposal.needs_counsellor_since == LATER
        text = mailbox.last(nadia.email).text
        assert "Le projet en est à une autre étape" in text
        assert "Trop tôt." in text

    def test_is_told_kindly_to_the_founder(self, referral, enrolment, mailbox):
        self.decline(referral)

        text = mailbox.last(enrolment.learner.email).text
        assert "ne dit rien de votre projet" in text
        assert "étape" not in text
        assert "Trop tôt." not in text

    def test_takes_back_an_acceptance(self, referral):
        accept_referral(referral=referral, contact_name="Paul", note="", by=None, at=LATER)

        assert self.decline(referral)

        referral.refresh_from_db()
        assert (referral.status, referral.contact_name) == (Status.DECLINED, "")

    def test_comes_too_late_once_they_met(self, referral):
        confirm_first_meeting(referral=referral, on=NOON.date(), by=None, at=LATER)

        assert not self.decline(referral)

    def test_changes_nothing_the_second_time(self, referral):
        self.decline(referral)

        assert not self.decline(referral)


class TestConfirmFirstMeeting:
    def confirm(self, referral, on, by=None):
        return confirm_first_meeting(referral=referral, on=on, by=by, at=LATER)

    def test_tells_everybody_what_they_may_know(self, referral, enrolment, nadia, mailbox):
        card = RecommendationCardFactory(enrolment=enrolment, first_name="Awa")

        assert self.confirm(referral, LATER.date())

        assert "13 mars" in mailbox.last(enrolment.learner.email).text
        assert "L'orientation est aboutie." in mailbox.last(nadia.email).text
        told = mailbox.last(card.prescriber.email).text
        assert "un premier rendez-vous a eu lieu" in told
        assert referral.structure_name not in told
        assert "Diallo" not in told

    def test_ends_the_search(self, referral, enrolment):
        decline_referral(
            referral=ReferralFactory(enrolment=enrolment), reason="full", note="", by=None, at=LATER
        )

        self.confirm(referral, NOON.date())

        assert enrolment.proposal.needs_counsellor_since is None

    def test_refuses_the_future(self, referral):
        with pytest.raises(WrongMeetingDate, match="pas encore passée"):
            self.confirm(referral, LATER.date() + timedelta(days=1))

    def test_refuses_a_day_before_it_was_sent(self, referral):
        with pytest.raises(WrongMeetingDate, match="antérieure"):
            self.confirm(referral, NOON.date() - timedelta(days=1))

    def test_is_final(self, referral):
        self.confirm(referral, NOON.date())

        assert not self.confirm(referral, LATER.date())

        referral.refresh_from_db()
        assert referral.first_met_on == NOON.date()

    def test_counts_though_the_structure_never_answered(self, referral, nadia):
        referral.expire(LATER)

        assert self.confirm(referral, NOON.date(), by=nadia)

        referral.refresh_from_db()
        assert referral.answered_by == nadia


@pytest.mark.django_db(transaction=True)
class TestTwoAnswersAtOnce:
    @pytest.mark.skipif(connection.vendor != "postgresql", reason="needs row locks")
    def test_leave_one(self):
        referral = ReferralFactory()
        together = threading.Barrier(2, timeout=10)
        results = []

        def answer(contact):
            try:
                mine = Referral.objects.get(pk=referral.pk)
                together.wait()  # both have read that nobody answered
                results.append(
                    accept_referral(referral=mine, contact_name=contact, note="", by=None, at=LATER)
                )
            finally:
                connection.close()

        threads = [threading.Thread(target=answer, args=[name]) for name in ("Paul", "Lila")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(results) == [False, True]
        assert OutboxEvent.objects.filter(name="ReferralAccepted").count() == 1


class TestAnswerPage:
    def test_shows_what_was_shared_without_an_account(self, fresh):
        page = Client().get(link(fresh))

        assert page.status_code == 200
        assert "06 00 00 00 00" in page.content.decode()
        assert "no-store" in page["Cache-Control"]

    def test_notes_nothing_when_it_is_only_opened(self, fresh):
        Client().get(link(fresh))
        Client().head(link(fresh))

        fresh.refresh_from_db()
        assert fresh.status == Status.PENDING

    def test_notes_that_it_was_received(self, fresh):
        page = Client().post(link(fresh), {"answer": "received"}, follow=True)

        fresh.refresh_from_db()
        assert fresh.status == Status.RECEIVED
        assert "vous avez bien reçu la demande" in page.content.decode()

    def test_accepts(self, fresh):
        Client().post(link(fresh), ACCEPT)

        fresh.refresh_from_db()
        assert (fresh.status, fresh.contact_name) == (Status.ACCEPTED, "Paul")
        assert fresh.answered_by is None

    @pytest.mark.parametrize("answer", [ACCEPT, DECLINE, {"answer": "met", "on": today()}])
    def test_changes_nothing_when_it_is_replayed(self, fresh, answer):
        Client().post(link(fresh), answer)
        before = Referral.objects.filter(pk=fresh.pk).values().get()
        facts = OutboxEvent.objects.count()

        page = Client().post(link(fresh), answer, follow=True)

        assert Referral.objects.filter(pk=fresh.pk).values().get() == before
        assert OutboxEvent.objects.count() == facts
        assert "déjà noté" in page.content.decode()

    def test_asks_who_will_welcome_her(self, fresh):
        page = Client().post(link(fresh), ACCEPT | {"contact_name": ""})

        assert page.status_code == 200
        assert page.context["forms"]["accepted"].errors["contact_name"]

    def test_asks_for_a_day_that_has_come(self, fresh):
        tomorrow = timezone.localdate() + timedelta(days=1)

        page = Client().post(link(fresh), {"answer": "met", "on": tomorrow.isoformat()})

        assert page.context["forms"]["met"].errors["on"]
        fresh.refresh_from_db()
        assert fresh.status == Status.PENDING

    def test_knows_no_other_answer(self, fresh):
        assert Client().post(link(fresh), {"answer": "maybe"}).status_code == 404

    def test_hides_the_sheet_once_it_is_closed(self, fresh):
        Client().post(link(fresh), DECLINE)

        page = Client().get(link(fresh))

        assert "06 00 00 00 00" not in page.content.decode()
        assert "Vous avez décliné" in page.content.decode()

    @pytest.mark.parametrize(
        ("status", "words"),
        [
            (Status.WITHDRAWN, "retirée par la personne"),
            (Status.EXPIRED, "appelez-nous"),
            (Status.CLOSED, "appelez-nous"),
        ],
    )
    def test_is_humane_when_the_request_is_over(self, fresh, status, words):
        Referral.objects.filter(pk=fresh.pk).update(status=status, closed_at=timezone.now())

        page = Client().post(link(fresh), ACCEPT, follow=True)

        fresh.refresh_from_db()
        assert fresh.status == status
        assert words in page.content.decode()
        assert "05 00 00 00 00" in page.content.decode()

    def test_is_closed_after_forty_five_days(self, fresh):
        fresh.sent_at = timezone.now() - LIFETIME - timedelta(minutes=1)
        fresh.save()

        for ask in (Client().get, Client().post):
            page = ask(link(fresh))
            assert page.status_code == 410
            assert "05 00 00 00 00" in page.content.decode()
            assert "06 00 00 00 00" not in page.content.decode()

    @pytest.mark.parametrize("signed", ["nimporte", "a:b", "0" * 32 + ":0"])
    def test_is_humane_to_a_forged_link(self, db, signed):
        page = Client().get(reverse("accompaniment:answer", args=[signed]))

        assert page.status_code == 404
        assert "Rien n'est perdu" in page.content.decode()

    def test_refuses_a_post_from_elsewhere(self, fresh):
        assert Client(enforce_csrf_checks=True).post(link(fresh), ACCEPT).status_code == 403


class TestReceivedPages:
    @pytest.fixture
    def lila(self, fresh):
        """Someone of the receiving structure, with an account."""
        organization = OrganizationFactory()
        fresh.service.structure.organization = organization
        fresh.service.structure.save()
        return staff(Role.STRUCTURE_MEMBER, organization)

    def test_list_what_their_structure_received(self, fresh, lila, signed_in):
        ReferralFactory()

        page = signed_in(lila).get(reverse("accompaniment:received_referrals"))

        assert [each.pk for each in page.context["page_obj"]] == [fresh.pk]

    def test_answer_in_her_own_name(self, fresh, lila, signed_in):
        url = reverse("accompaniment:received", args=[fresh.uuid])

        signed_in(lila).post(url, ACCEPT)

        fresh.refresh_from_db()
        assert (fresh.status, fresh.answered_by) == (Status.ACCEPTED, lila)

    def test_do_not_exist_for_others(self, fresh, lila, nadia, signed_in):
        other = staff(Role.STRUCTURE_MEMBER, StructureFactory().organization)
        url = reverse("accompaniment:received", args=[fresh.uuid])

        for stranger in (other, nadia, fresh.enrolment.learner):
            assert signed_in(stranger).get(url).status_code == 404
            assert signed_in(stranger).post(url, ACCEPT).status_code == 404

    def test_are_for_members_of_structures(self, nadia, signed_in):
        url = reverse("accompaniment:received_referrals")

        assert signed_in(nadia).get(url).status_code == 404

    def test_take_as_many_queries_with_more_referrals(
        self, fresh, lila, assert_same_queries, signed_in
    ):
        client = signed_in(lila)

        assert_same_queries(
            lambda: client.get(reverse("accompaniment:received_referrals")),
            grow=lambda: [ReferralFactory(service=fresh.service) for _ in range(9)],
        )
