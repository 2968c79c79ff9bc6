import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accompaniment.links import answer_url
from accompaniment.models import Consent, Referral, Service
from accompaniment.services import sheet
from accompaniment.services.proposals import NotAvailable
from accompaniment.services.referrals import (
    NoWayToReach,
    advance_referrals,
    send_referral,
    withdraw_referral,
)
from learners.models import Answer
from tests.accompaniment.factories import ReferralFactory, ServiceFactory
from tests.clock import NOON
from tests.learners.factories import EnrolmentFactory

Status = Referral.Status
SHARED = {"first_name": "Awa", "phone": "06 00 00 00 00"}


class TestSheet:
    def test_offers_nothing_that_is_empty(self, db):
        offered = sheet.offered(EnrolmentFactory())

        assert [line.key for line in offered] == ["first_name", "counsellor"]

    def test_offers_each_line_with_its_value(self, enrolment):
        offered = {line.key: line.value for line in sheet.offered(enrolment)}

        assert offered["phone"] == "06 00 00 00 00"
        assert offered["project"] == "Un salon de coiffure"
        assert offered["counsellor"].startswith("Nadia, Mission locale")

    def test_takes_only_what_is_ticked(self, enrolment):
        assert sheet.compose(enrolment, {"phone"}, "") == SHARED

    def test_shares_an_extract_with_its_title(self, enrolment):
        answer = self.write(enrolment, "Coiffer à domicile.")

        shared = sheet.compose(enrolment, {f"carnet-{answer.pk}"}, "Bonjour")

        assert shared[f"carnet-{answer.pk}"].endswith("\u00a0: Coiffer à domicile.")
        assert [row.key for row in sheet.rows(shared)][:2] == ["first_name", "message"]

    def test_never_shares_the_words_of_another(self, enrolment):
        other = self.write(EnrolmentFactory(cohort=enrolment.cohort), "Secret")

        assert sheet.compose(enrolment, {f"carnet-{other.pk}"}, "") == {"first_name": "Awa"}

    def write(self, enrolment, text):
        module = enrolment.path.blocks.first().path_modules.first().module
        reflection = next(block for block in module.body.raw_data if block["type"] == "reflection")
        return Answer.objects.create(
            enrolment=enrolment,
            module=module,
            activity_id=reflection["id"],
            kind="reflection",
            value={"text": text},
            written_at=NOON,
        )


class TestSendReferral:
    def send(self, enrolment, service, shared=SHARED):
        return send_referral(
            enrolment=enrolment, service=service, shared=shared, by=enrolment.learner, at=NOON
        )

    def test_keeps_the_consent_and_what_left(self, enrolment, proposal, services):
        referral, sent = self.send(enrolment, services[0])

        assert sent
        assert referral.shared == SHARED
        assert referral.consent.fields == ["first_name", "phone"]
        assert referral.structure_name == services[0].structure.name

    def test_sends_the_sheet_with_a_link_to_answer(self, enrolment, proposal, services, mailbox):
        referral, _sent = self.send(enrolment, services[0])

        message = mailbox.last(services[0].structure.email)
        assert "06 00 00 00 00" in message.text
        assert answer_url(referral) in message.text
        assert enrolment.organization.phone in message.text
        assert enrolment.learner.email not in message.text

    def test_sends_once(self, enrolment, proposal, services, mailbox):
        first, _sent = self.send(enrolment, services[0])

        assert self.send(enrolment, services[0]) == (first, False)

        assert len(mailbox.messages(services[0].structure.email)) == 1
        assert Consent.objects.count() == 1

    def test_needs_a_way_to_reach_her(self, enrolment, services):
        with pytest.raises(NoWayToReach):
            self.send(enrolment, services[0], {"first_name": "Awa"})

    def test_refuses_a_service_that_closed(self, enrolment, services):
        Service.objects.filter(pk=services[0].pk).update(is_open=False)

        with pytest.raises(NotAvailable):
            self.send(enrolment, services[0])

        assert not Consent.objects.exists()

    def test_may_be_sent_again_once_closed(self, enrolment, services):
        first, _sent = self.send(enrolment, services[0])
        withdraw_referral(referral=first, at=NOON)

        second, sent = self.send(enrolment, services[0])

        assert sent
        assert second != first

    def test_is_held_to_one_by_the_database(self, enrolment, services):
        ReferralFactory(enrolment=enrolment, service=services[0])

        with pytest.raises(IntegrityError), transaction.atomic():
            ReferralFactory(enrolment=enrolment, service=services[0])


@pytest.mark.django_db(transaction=True)
class TestTwoClicks:
    @pytest.mark.skipif(connection.vendor != "postgresql", reason="needs row locks")
    def test_send_one_referral(self):
        enrolment, service = EnrolmentFactory(completed_at=NOON), ServiceFactory()
        together = threading.Barrier(2, timeout=10)
        results = []

        def click():
            try:
                together.wait()
                results.append(
                    send_referral(
                        enrolment=enrolment,
                        service=service,
                        shared=SHARED,
                        by=enrolment.learner,
                        at=NOON,
                    )[1]
                )
            finally:
                connection.close()

        threads = [threading.Thread(target=click) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(results) == [False, True]
        assert Consent.objects.count() == 1


class TestWithdrawReferral:
    def test_takes_the_consent_back_and_tells_the_structure(self, enrolment, mailbox):
        referral = ReferralFactory(enrolment=enrolment)

        assert withdraw_referral(referral=referral, at=NOON)

        referral.refresh_from_db()
        assert referral.status == Status.WITHDRAWN
        assert referral.consent.withdrawn_at == NOON
        message = mailbox.last(referral.sent_to)
        assert "retire la demande" in message.text
        assert "06 00 00 00 00" not in message.text

    def test_comes_too_late_once_they_met(self, enrolment):
        referral = ReferralFactory(enrolment=enrolment, status=Status.MET, first_met_on=NOON.date())

        assert not withdraw_referral(referral=referral, at=NOON)


class TestAdvanceReferrals:
    def test_reminds_once_after_ten_days(self, enrolment, mailbox):
        referral = ReferralFactory(enrolment=enrolment)

        early = advance_referrals(at=NOON + timedelta(days=9, hours=23))
        due = advance_referrals(at=NOON + timedelta(days=10))
        again = advance_referrals(at=NOON + timedelta(days=10, hours=1))

        assert [early["reminded"], due["reminded"], again["reminded"]] == [0, 1, 0]
        assert "Nous n'avons pas encore votre réponse" in mailbox.last(referral.sent_to).text

    def test_gives_back_after_thirty_days(self, enrolment, nadia, mailbox):
        referral = ReferralFactory(enrolment=enrolment, status=Status.RECEIVED)
        at = NOON + timedelta(days=30)

        assert advance_referrals(at=at)["expired"] == 1
        assert advance_referrals(at=at)["expired"] == 0

        referral.refresh_from_db()
        assert referral.status == Status.EXPIRED
        assert enrolment.proposal.needs_counsellor_since == at
        assert "Sans réponse" in mailbox.last(nadia.email).text
        assert "ne dit rien de votre projet" in mailbox.last(enrolment.learner.email).text

    def test_leaves_an_accepted_one_alone(self, enrolment):
        ReferralFactory(enrolment=enrolment, status=Status.ACCEPTED, answered_at=NOON)

        moved = advance_referrals(at=NOON + timedelta(days=300))

        assert moved == {"closed": 0, "expired": 0, "reminded": 0}

    def test_brings_back_even_an_accepted_one_when_the_structure_left(self, enrolment):
        referral = ReferralFactory(
            enrolment=enrolment, status=Status.ACCEPTED, service__structure__left_on=NOON.date()
        )

        assert advance_referrals(at=NOON)["closed"] == 1

        referral.refresh_from_db()
        assert referral.status == Status.CLOSED
        assert enrolment.proposal.needs_counsellor_since == NOON

    def test_brings_back_an_unanswered_one_when_the_service_closed(self, enrolment):
        ReferralFactory(enrolment=enrolment, service__is_open=False)
        ReferralFactory(enrolment=enrolment, service__is_open=False, status=Status.ACCEPTED)

        assert advance_referrals(at=NOON)["closed"] == 1
