"""From the last landing to a first meeting: the founder chooses, the structure answers by a link.

Nobody sees more than they may: the structure what was agreed to, the prescriber one sentence.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from accompaniment.models import Referral
from accompaniment.services.cards import start_from_card
from core.models import OutgoingMessage
from courses.models import PathBlock
from learners.models import FounderProfile
from learners.services.project import say_project
from tests.journeys.conftest import shown

PHONE_NUMBER = "0612345678"
NAME = "Diarra-Lecourt"


@pytest.fixture
def awa(stage):
    """Someone who came by the prescriber's card, and has only one decision left to take."""
    enrolment = start_from_card(
        card=stage.card("Awa"), founder=None, start_key="", language="fr", at=stage.now
    )
    founder = enrolment.learner
    founder.last_name, founder.phone = NAME, PHONE_NUMBER
    founder.email = "awa@courriel.exemple.fr"
    founder.save()
    profile = FounderProfile.objects.get(user=founder)
    profile.commune = stage.world.communes[0]
    profile.save()
    say_project(founder=founder, sentence="Des retouches à domicile", at=stage.now)
    stage.climb(enrolment, "me-connaitre", "mon-projet-tient-il-debout")
    stage.finish(enrolment, PathBlock.objects.get(path=stage.path, key="face-au-terrain"))
    return enrolment


class TestHandOver:
    def test_leads_from_a_decision_to_a_first_meeting(
        self, stage, awa, phone, page, new_context, sign_in, look_over, mailbox
    ):
        sign_in(phone, awa.learner)
        self.decides_to_go_on(phone, look_over)
        mailbox.deliver()
        self.chooses_a_door(phone, look_over)
        self.consents_field_by_field(phone, look_over)
        referral = Referral.objects.get()

        letter = mailbox.last(to=referral.sent_to)
        assert PHONE_NUMBER[-2:] in letter.text
        assert NAME not in letter.text
        desk = new_context().new_page()
        link = mailbox.link(to=referral.sent_to)
        self.structure_answers(desk, link, look_over)
        mailbox.deliver()

        self.founder_sees_her_meeting(phone, look_over)
        self.counsellor_sees_it_all(stage, page, sign_in, look_over)
        self.prescriber_sees_one_sentence(stage, new_context, sign_in, referral)
        assert mailbox.messages(to=stage.prescriber.email)
        assert OutgoingMessage.objects.filter(to=referral.sent_to).count() == 1

    def decides_to_go_on(self, phone, look_over):
        phone.goto("/mon-projet/")
        phone.get_by_role("link", name="Décider de la suite").click()
        look_over(phone)
        phone.get_by_label("Je continue").check()
        phone.get_by_role("button", name="Garder ma décision").click()
        look_over(phone)
        assert "C'était le dernier palier." in shown(phone)

    def chooses_a_door(self, phone, look_over):
        phone.goto("/mon-projet/")
        look_over(phone)
        phone.get_by_role("link", name="Voir qui peut m'accueillir").click()
        look_over(phone)
        doors = phone.get_by_role("article")
        assert 1 <= doors.count() <= 3
        for door in doors.all():
            assert door.get_by_role("listitem").count() >= 1
        doors.first.get_by_role("link", name="Rencontrer").click()
        look_over(phone)

    def consents_field_by_field(self, phone, look_over):
        phone.get_by_role("button", name="Relire ma fiche").click()
        assert "au moins une façon de vous joindre" in shown(phone)
        phone.get_by_role("checkbox", name="Téléphone").check()
        phone.get_by_role("checkbox", name="Le projet").check()
        phone.get_by_label("Un mot de vous").fill("Bonjour, je suis prête. 🧵")
        phone.get_by_role("button", name="Relire ma fiche").click()
        look_over(phone)
        sheet = shown(phone)
        assert "Des retouches à domicile" in sheet
        assert "Bonjour, je suis prête. 🧵" in sheet
        assert NAME not in sheet
        phone.get_by_role("button", name="C'est d'accord").click()
        look_over(phone)
        assert "Votre demande est partie" in shown(phone)

    def structure_answers(self, desk, link, look_over):
        desk.goto(link)
        look_over(desk)
        seen = shown(desk)
        assert "Awa souhaite vous rencontrer" in seen
        assert "Bonjour, je suis prête. 🧵" in seen
        assert NAME not in seen
        opened_before = desk.context.new_page()
        opened_before.goto(link)

        desk.get_by_role("button", name="J'ai bien reçu cette demande").click()
        assert "Vous avez bien reçu la demande de Awa" in shown(desk)
        self.accepts(desk)
        look_over(desk)
        assert "Vous avez accepté le" in shown(desk)
        self.accepts(opened_before)
        assert "C'était déjà noté" in shown(opened_before)

        today = timezone.localdate()
        desk.get_by_label("Le premier rendez-vous a eu lieu le").fill(f"{today:%Y-%m-%d}")
        desk.get_by_role("button", name="Noter le rendez-vous").click()
        look_over(desk)
        assert "une porte s'est ouverte" in shown(desk)

    def accepts(self, desk):
        desk.get_by_label("Qui l'accueillera").fill("Hélène")
        desk.get_by_label("Un mot pour elle ou lui").fill("Venez jeudi à 10 h.")
        desk.get_by_role("button", name="Accepter").click()

    def founder_sees_her_meeting(self, phone, look_over):
        phone.goto("/mon-projet/")
        phone.get_by_role("link", name="Voir où en est ma demande").click()
        look_over(phone)
        seen = shown(phone)
        assert "Vous vous êtes rencontrés" in seen
        assert "Demandez Hélène" in seen
        assert "Venez jeudi à 10 h." in seen

    def counsellor_sees_it_all(self, stage, page, sign_in, look_over):
        sign_in(page, stage.counsellor)
        page.goto("/orientations/")
        look_over(page)
        page.get_by_role("row").filter(has_text="Awa").get_by_role("link").click()
        look_over(page)
        seen = shown(page)
        assert "la structure, par son lien" in seen
        assert "Hélène" in seen
        page.get_by_role("link", name="La page de la personne").click()
        look_over(page)
        assert Referral.objects.get().structure_name in shown(page)

    def prescriber_sees_one_sentence(self, stage, new_context, sign_in, referral):
        page = new_context().new_page()
        sign_in(page, stage.prescriber)
        page.goto("/recommandations/")
        row = page.get_by_role("row").filter(has_text="Awa").inner_text()
        assert "Un premier rendez-vous a eu lieu." in row
        page.get_by_role("link", name="Awa").click()
        seen = shown(page)
        assert "Un premier rendez-vous a eu lieu." in seen
        for secret in (referral.structure_name, NAME, "Hélène", "retouches à domicile"):
            assert secret not in seen

    def test_meets_a_link_that_no_longer_opens_with_a_way_out(
        self, stage, awa, phone, page, sign_in, look_over, mailbox, watch
    ):
        watch.tolerate("status of 4(04|10)")
        sign_in(phone, awa.learner)
        self.decides_to_go_on(phone, look_over)
        mailbox.deliver()
        self.chooses_a_door(phone, look_over)
        self.consents_field_by_field(phone, look_over)
        referral = Referral.objects.get()
        link = mailbox.link(to=referral.sent_to)

        assert page.goto(link[:-4] + "aaa/").status == 404
        look_over(page)
        assert "Ce lien est incomplet" in shown(page)

        referral.sent_at -= timedelta(days=46)
        referral.save()
        assert page.goto(link).status == 410
        look_over(page)
        assert "Ce lien n'est plus valable" in shown(page)
        assert stage.host.phone in shown(page)
