from datetime import date, timedelta

from django.urls import reverse

from accompaniment.models import Proposal, Referral, Stage
from accompaniment.services.referrals import advance_referrals
from core.models import Role
from tests.accompaniment.factories import (
    RecommendationCardFactory,
    ReferralFactory,
    ServiceFactory,
    StructureFactory,
)
from tests.clock import NOON
from tests.core.factories import UserFactory, staff
from tests.learners.factories import EnrolmentFactory

Status = Referral.Status


def consent_url(enrolment, service):
    return reverse("accompaniment:consent", args=[enrolment.uuid, service.pk])


class TestFounderPages:
    def test_show_reasons_address_and_phone(self, enrolment, proposal, signed_in):
        page = signed_in(enrolment.learner).get(
            reverse("accompaniment:proposal", args=[enrolment.uuid])
        )

        assert page.status_code == 200
        text = page.content.decode()
        assert "Aide à tester son activité avant de se lancer" in text
        assert "Près de chez vous" in text
        assert "05 00 00 00 01" in text
        assert Proposal.objects.get().choices.first().service.structure.name in text

    def test_wait_kindly_before_the_end(self, enrolment, signed_in):
        enrolment.completed_at = None
        enrolment.save()

        page = signed_in(enrolment.learner).get(
            reverse("accompaniment:proposal", args=[enrolment.uuid])
        )

        assert "Prenez votre temps" in page.content.decode()

    def test_do_not_exist_for_strangers(self, enrolment, proposal, services, nadia, signed_in):
        referral = ReferralFactory(enrolment=enrolment, service=services[0])
        urls = [
            reverse("accompaniment:proposal", args=[enrolment.uuid]),
            consent_url(enrolment, proposal.choices.first().service),
            reverse("accompaniment:my_referral", args=[referral.uuid]),
        ]

        for stranger in (UserFactory(), nadia, staff(Role.STRUCTURE_MEMBER)):
            client = signed_in(stranger)
            assert [client.get(url).status_code for url in urls] == [404, 404, 404]

    def test_show_the_sheet_before_it_leaves(self, enrolment, proposal, signed_in):
        service = proposal.choices.first().service
        client = signed_in(enrolment.learner)

        form = client.get(consent_url(enrolment, service))
        preview = client.post(
            consent_url(enrolment, service), {"reach": ["phone"], "message": "Hé"}
        )

        assert "06 00 00 00 00" in form.content.decode()
        assert preview.context["rows"][1].value == "06 00 00 00 00"
        assert enrolment.learner.email not in preview.content.decode()
        assert not Referral.objects.exists()

    def test_ask_for_one_way_to_be_reached(self, enrolment, proposal, signed_in):
        url = consent_url(enrolment, proposal.choices.first().service)

        page = signed_in(enrolment.learner).post(url, {"about": ["project"]})

        assert "au moins une façon de vous joindre" in page.content.decode()

    def send(self, client, enrolment, service, **changes):
        data = {"reach": ["phone"], "message": "Bonjour 👋"}
        preview = client.post(consent_url(enrolment, service), data)
        url = reverse("accompaniment:referral_send", args=[enrolment.uuid, service.pk])
        return client.post(url, data | {"seen": preview.context["seen"]} | changes, follow=True)

    def test_send_once_however_often_one_clicks(self, enrolment, proposal, signed_in):
        service = proposal.choices.first().service
        client = signed_in(enrolment.learner)

        self.send(client, enrolment, service)
        page = self.send(client, enrolment, service)

        assert Referral.objects.get().shared["message"] == "Bonjour 👋"
        assert "déjà partie" in page.content.decode()

    def test_show_again_a_sheet_that_changed_meanwhile(self, enrolment, proposal, signed_in):
        service = proposal.choices.first().service

        page = self.send(signed_in(enrolment.learner), enrolment, service, message="Autre chose")

        assert "La fiche a changé" in page.content.decode()
        assert not Referral.objects.exists()

    def test_refuse_a_nul_byte_kindly(self, enrolment, proposal, signed_in):
        service = proposal.choices.first().service
        data = {"reach": ["phone"], "message": "a\0b"}

        page = signed_in(enrolment.learner).post(consent_url(enrolment, service), data)

        assert page.status_code == 200
        assert page.context["form"].errors["message"]

    def test_say_that_a_structure_left(self, enrolment, proposal, signed_in):
        service = proposal.choices.first().service
        service.structure.left_on = NOON.date()
        service.structure.save()

        page = self.send(signed_in(enrolment.learner), enrolment, service)

        text = page.content.decode()
        assert "n&#x27;accueille plus en ce moment" in text
        assert not Referral.objects.exists()

    def test_show_who_sees_what(self, enrolment, services, signed_in):
        referral = ReferralFactory(enrolment=enrolment, service=services[0])

        page = signed_in(enrolment.learner).get(
            reverse("accompaniment:my_referral", args=[referral.uuid])
        )

        assert "Qui voit quoi" in page.content.decode()
        assert [row.value for row in page.context["rows"]] == ["Awa", "06 00 00 00 00"]

    def test_hide_why_a_structure_declined(self, enrolment, services, signed_in):
        referral = ReferralFactory(
            enrolment=enrolment,
            service=services[0],
            status=Status.DECLINED,
            decline_reason=Referral.DeclineReason.OTHER_STAGE,
            answer_note="Projet trop flou.",
            closed_at=NOON,
        )

        text = (
            signed_in(enrolment.learner)
            .get(reverse("accompaniment:my_referral", args=[referral.uuid]))
            .content.decode()
        )

        assert "trop flou" not in text
        assert "autre étape" not in text
        assert "D&#x27;autres vous sont ouvertes" in text

    def test_withdraw_a_request(self, enrolment, services, signed_in):
        referral = ReferralFactory(enrolment=enrolment, service=services[0])
        url = reverse("accompaniment:referral_withdraw", args=[referral.uuid])

        page = signed_in(enrolment.learner).post(url, follow=True)

        assert "La structure en est prévenue" in page.content.decode()

    def test_offer_again_what_she_took_back(self, enrolment, proposal, signed_in):
        taken_back, declined = (choice.service for choice in proposal.choices.all()[:2])
        ReferralFactory(enrolment=enrolment, service=taken_back, status=Status.WITHDRAWN)
        ReferralFactory(
            enrolment=enrolment, service=declined, status=Status.DECLINED, decline_reason="full"
        )

        page = signed_in(enrolment.learner).get(
            reverse("accompaniment:proposal", args=[enrolment.uuid])
        )

        offered = [choice.service for choice in page.context["choices"]]
        assert taken_back in offered
        assert declined not in offered

    def test_choose_a_need(self, enrolment, proposal, signed_in):
        url = reverse("accompaniment:need_choose", args=[enrolment.uuid])

        signed_in(enrolment.learner).post(url, {"need": Stage.TRIAL})

        proposal.refresh_from_db()
        assert proposal.need == Stage.TRIAL

    def test_take_as_many_queries_with_more_referrals(
        self, enrolment, proposal, assert_same_queries, signed_in
    ):
        client = signed_in(enrolment.learner)

        assert_same_queries(
            lambda: client.get(reverse("accompaniment:proposal", args=[enrolment.uuid])),
            grow=lambda: ReferralFactory.create_batch(9, enrolment=enrolment),
        )


class TestCounsellorPages:
    def test_list_who_waits_and_what_was_sent(self, enrolment, nadia, signed_in):
        referral = ReferralFactory(enrolment=enrolment)
        advance_referrals(at=NOON + timedelta(days=30))

        page = signed_in(nadia).get(reverse("accompaniment:referrals"))

        text = page.content.decode()
        assert "Qui attend une autre proposition" in text
        assert referral.structure_name in text

    def test_filter_by_state(self, enrolment, nadia, signed_in):
        ReferralFactory(enrolment=enrolment, structure_name="Envoyée ici")
        ReferralFactory(enrolment=enrolment, structure_name="Acceptée là", status=Status.ACCEPTED)

        page = signed_in(nadia).get(reverse("accompaniment:referrals"), {"status": "accepted"})

        names = [referral.structure_name for referral in page.context["page_obj"]]
        assert names == ["Acceptée là"]

    def test_take_as_many_queries_with_more_referrals(
        self, enrolment, nadia, assert_same_queries, signed_in
    ):
        client = signed_in(nadia)
        ReferralFactory(enrolment=enrolment)

        assert_same_queries(
            lambda: client.get(reverse("accompaniment:referrals")),
            grow=lambda: [
                ReferralFactory(enrolment=EnrolmentFactory(cohort=enrolment.cohort))
                for _ in range(19)
            ],
        )

    def test_belong_to_the_organisation_alone(self, enrolment, proposal, signed_in):
        referral = ReferralFactory(enrolment=enrolment)
        client = signed_in(staff(Role.COUNSELLOR))
        urls = [
            reverse("accompaniment:referral", args=[referral.uuid]),
            reverse("accompaniment:proposal_review", args=[enrolment.uuid]),
        ]

        assert [client.get(url).status_code for url in urls] == [404, 404]
        assert client.get(reverse("accompaniment:referrals")).status_code == 200

    def test_replace_a_proposal(self, enrolment, proposal, services, nadia, signed_in):
        choice = proposal.choices.get(rank=3)
        url = reverse("accompaniment:service_suggest", args=[enrolment.uuid, services[3].pk])

        signed_in(nadia).post(url, {"note": "Ils sont bien.", "replaced": choice.pk})

        assert proposal.choices.get(rank=3).note == "Ils sont bien."

    def test_search_the_territory(self, enrolment, proposal, services, nadia, signed_in):
        structure = StructureFactory(name="Atelier du Midi", commune=services[0].structure.commune)
        ServiceFactory(structure=structure)
        url = reverse("accompaniment:proposal_review", args=[enrolment.uuid])

        page = signed_in(nadia).get(url, {"q": "midi atelier"})

        assert [each.structure.name for each in page.context["others"]] == ["Atelier du Midi"]

    def test_remove_a_proposal(self, enrolment, proposal, nadia, signed_in):
        choice = proposal.choices.first()
        url = reverse("accompaniment:choice_remove", args=[enrolment.uuid, choice.pk])

        signed_in(nadia).post(url)

        assert not proposal.choices.filter(pk=choice.pk).exists()

    def test_note_a_meeting_told_by_phone_with_who_noted_it(self, enrolment, nadia, signed_in):
        referral = ReferralFactory(enrolment=enrolment, status=Status.EXPIRED, closed_at=NOON)
        url = reverse("accompaniment:referral", args=[referral.uuid])

        page = signed_in(nadia).post(url, {"answer": "met", "on": "2026-03-12"}, follow=True)

        referral.refresh_from_db()
        assert (referral.status, referral.first_met_on) == (Status.MET, date(2026, 3, 12))
        assert referral.answered_by == nadia
        assert "Noté par" in page.content.decode()


class TestPrescriber:
    def test_reads_one_sentence_a_card(self, enrolment, assert_same_queries, signed_in):
        referral = ReferralFactory(enrolment=enrolment)
        card = RecommendationCardFactory(enrolment=enrolment, started_at=NOON)
        client = signed_in(card.prescriber)

        def ask():
            return client.get(reverse("accompaniment:cards")).content.decode()

        assert "Une structure d&#x27;accompagnement est contactée." in ask()
        assert referral.structure_name not in ask()
        assert_same_queries(
            ask,
            grow=lambda: [
                RecommendationCardFactory(
                    prescriber=card.prescriber,
                    prescriber_organization=card.prescriber_organization,
                    enrolment=ReferralFactory().enrolment,
                    started_at=NOON,
                )
                for _ in range(9)
            ],
        )
