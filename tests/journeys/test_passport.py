"""The passport: chosen item by item, read by an employer, printed for whoever has no device."""

import uuid

import pytest
from django.utils import timezone

from competences.models import Source
from competences.services.assessments import record_assessment
from learners.models import PassportConsent
from learners.services.evidence import competences_of
from tests.journeys.conftest import shown


@pytest.fixture
def awa(stage):
    """Someone of whom her counsellor said something."""
    enrolment = stage.founder("Awa")
    competence, now = competences_of(enrolment)[0], timezone.now()
    for source, author in [(Source.FOUNDER, enrolment.learner), (Source.STAFF, stage.counsellor)]:
        record_assessment(
            assessment_id=uuid.uuid4(),
            learner=enrolment.learner,
            organization=enrolment.organization,
            competence=competence,
            level=competence.framework.levels.get(rank=3),
            source=source,
            author=author,
            assessed_at=now,
            at=now,
        )
    return enrolment


class TestPassport:
    def test_says_what_she_chose_to_whom_she_chose(
        self, stage, awa, phone, page, sign_in, look_over
    ):
        statement = competences_of(awa)[0].statement
        sign_in(phone, awa.learner)
        phone.goto("/passeport/")
        look_over(phone)
        phone.get_by_role("link", name="Choisir ce qu'il dit").click()
        look_over(phone)
        phone.get_by_label(statement).check()
        phone.get_by_label("Dans mes mots").fill("Je couds depuis toujours.")
        phone.get_by_label(stage.counsellor.get_full_name()).check()
        phone.get_by_role("button", name="Voir mon passeport").click()
        said = shown(phone)
        assert "Je couds depuis toujours." in said
        assert stage.counsellor.get_full_name() in said
        look_over(phone)

        phone.get_by_role("link", name="Le montrer avec un lien").click()
        phone.get_by_label("Pour qui").fill("La boulangerie Roy")
        phone.get_by_role("button", name="Préparer le lien").click()
        link = phone.get_by_label("Le lien à envoyer").input_value()
        page.goto(link)
        look_over(page)
        assert statement in shown(page)
        with page.expect_download() as download:
            page.get_by_role("link", name="Ce passeport en PDF").click()
        assert download.value.path().read_bytes().startswith(b"%PDF")

    def test_is_printed_by_her_counsellor_once_she_said_yes(
        self, stage, awa, page, sign_in, look_over
    ):
        sign_in(page, stage.counsellor)
        page.goto(f"/personnes/{awa.uuid}/")
        page.get_by_role("link", name="Passeport de compétences").click()
        look_over(page)
        page.get_by_label("de vive voix").check()
        page.get_by_role("button", name="Noter son accord").click()
        assert PassportConsent.objects.get().is_oral
        page.get_by_label(competences_of(awa)[0].statement).check()
        page.get_by_role("button", name="Enregistrer ces choix").click()
        look_over(page)
        with page.expect_download() as download:
            page.get_by_role("link", name="Imprimer (PDF)").click()
        assert download.value.path().read_bytes().startswith(b"%PDF")
