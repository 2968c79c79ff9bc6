"""A badge, from the founder who accepts it to the employer who verifies it."""

import pytest

from tests.competences.badge_factories import issued_badge, signing_key
from tests.journeys.conftest import shown


@pytest.fixture
def given(stage, phone, sign_in, look_over):
    """Return the file that Awa downloads on her phone, once she has said yes."""
    signing_key()
    awa = stage.founder("Awa", last_name="Diarra")
    stage.finish(awa, awa.path.blocks.first())
    sign_in(phone, awa.learner)

    phone.goto("/mon-projet/")
    phone.get_by_role("link", name="Voir ce que c'est").click()
    look_over(phone)
    phone.get_by_text("Awa Diarra", exact=True).click()
    phone.get_by_role("button", name="Oui, je veux ce badge").click()

    assert "Ce badge est à vous." in shown(phone)
    look_over(phone)
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Télécharger mon badge").click()
    return download.value.path().read_bytes()


@pytest.fixture
def verify(page, tmp_path):
    """Have the file verified by someone who has no account; return what the page says."""

    def send(content):
        path = tmp_path / "badge.png"
        path.write_bytes(content)
        page.goto("/verifier/")
        page.get_by_label("Le fichier du badge").set_input_files(path)
        page.get_by_role("button", name="Vérifier").click()
        return shown(page)

    return send


class TestBadge:
    def test_is_verified_by_an_employer(self, given, verify, page, look_over):
        verdict = verify(given)

        assert "Ce badge est vrai, et toujours valable." in verdict
        assert "Awa Diarra" in verdict
        assert "Mission locale du Val de Lormance" in verdict
        look_over(page)

        # One byte of the picture is not what it was.
        middle = len(given) // 2
        verdict = verify(given[:middle] + bytes([given[middle] ^ 1]) + given[middle + 1 :])

        assert "Ce fichier a été modifié" in verdict
        assert "Awa" not in verdict
        look_over(page)

    def test_is_shared_by_a_link_and_withdrawn_by_the_team(
        self, stage, phone, page, sign_in, look_over
    ):
        awa = stage.founder("Awa", last_name="Diarra")
        badge = issued_badge(learner=awa.learner, organization=stage.host)
        sign_in(phone, awa.learner)
        phone.goto("/mes-badges/")
        look_over(phone)
        phone.get_by_role("link", name="Me connaître").click()
        phone.get_by_role("button", name="Ouvrir une page publique").click()
        assert str(badge.uuid) in shown(phone)

        page.goto(f"/badges/{badge.uuid}/")
        assert "Ce badge est vrai" in shown(page)
        look_over(page)

        sign_in(page, stage.counsellor)
        page.goto(f"/personnes/{awa.uuid}/")
        page.get_by_role("link", name="Retirer").click()
        look_over(page)
        page.get_by_label("Pourquoi ce badge est retiré").fill("Donné par erreur.")
        page.get_by_role("button", name="Retirer ce badge").click()
        assert "Donné par erreur." in shown(page)

        page.goto(f"/badges/{badge.uuid}/")
        assert "il n'est plus valable" in shown(page)
        phone.reload()
        assert "Donné par erreur." in shown(phone)
        phone.get_by_role("link", name="Supprimer ce badge").click()
        look_over(phone)
