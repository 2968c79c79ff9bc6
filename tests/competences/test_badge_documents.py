"""What verifiers fetch, and an independent one who reads the very files that founders take away."""

import pytest
from django.urls import reverse
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier

from competences.badges import credential, keys, picture, signing
from competences.models import BadgeKey
from competences.services.badge_keys import rotate_key
from competences.services.badges import withdraw_badge
from core.models import Role
from tests.clock import NOON
from tests.competences.badge_factories import file_of, issued_badge
from tests.core.factories import staff

pytestmark = pytest.mark.django_db
HERE = "https://palier.example"


@pytest.fixture(autouse=True)
def _here(settings):
    settings.BASE_URL = HERE


@pytest.fixture
def badge():
    return issued_badge(organization__name="Mission locale de Valmont")


@pytest.fixture
def withdrawn(badge, deliver_outbox):
    counsellor = staff(Role.COUNSELLOR, badge.organization)
    withdraw_badge(badge=badge, by=counsellor, reason="Une erreur de saisie.", at=NOON)
    deliver_outbox()
    return badge


class TestDocuments:
    """What a verifier fetches, at the addresses that the badge names."""

    def said(self, badge):
        return signing.read(
            badge.jwt, {BadgeKey.objects.get().kid: BadgeKey.objects.get().public_jwk}
        )

    def fetch(self, client, url):
        assert url.startswith(f"{HERE}/")
        answer = client.get(url.removeprefix(HERE))
        assert answer.status_code == 200
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "public" in answer["Cache-Control"]
        return answer

    def test_tell_the_key_that_signed(self, client, badge):
        kid = BadgeKey.objects.get().kid
        alone = self.fetch(client, kid)
        together = self.fetch(client, f"{HERE}/.well-known/jwks.json")

        assert alone["Content-Type"] == "application/jwk+json"
        assert together["Content-Type"] == "application/jwk-set+json"
        assert together.json()["keys"] == [alone.json()]
        assert alone.json()["kid"] == kid
        assert "d" not in alone.json()

    def test_keep_retired_keys(self, client, badge):
        rotate_key(at=NOON)

        jwks = self.fetch(client, f"{HERE}/.well-known/jwks.json").json()

        assert len(jwks["keys"]) == 2

    def test_tell_the_issuer(self, client, badge):
        profile = self.fetch(client, self.said(badge)["issuer"]["id"])

        assert profile["Content-Type"] == "application/ld+json"
        assert profile.json()["@context"] == credential.CONTEXT
        assert profile.json()["name"] == "Mission locale de Valmont"

    def test_tell_nothing_of_organisations_that_give_no_badge(self, client):
        there = staff(Role.COUNSELLOR).memberships.get().organization

        assert client.get(reverse("competences:badge_issuer", args=[there.slug])).status_code == 404

    def test_tell_the_achievement_and_its_picture(self, client, badge):
        achievement = self.said(badge)["credentialSubject"]["achievement"]
        document = self.fetch(client, achievement["id"])
        image = self.fetch(client, achievement["image"]["id"])

        assert document["Content-Type"] == "application/ld+json"
        assert document.json() == {"@context": credential.CONTEXT} | achievement
        assert image["Content-Type"] == "image/png"
        assert image.content == picture.png(1, 3)

    def test_tell_the_state_and_when_nothing_changed(self, client, badge):
        url = self.said(badge)["credentialStatus"]["statusListCredential"]
        listed = self.fetch(client, url)

        assert listed["Content-Type"] == "application/vc+jwt"
        again = client.get(
            url.removeprefix(HERE), headers={"If-Modified-Since": listed["Last-Modified"]}
        )
        assert again.status_code == 304

    @pytest.mark.parametrize(
        "path",
        [
            "/badges/cles/inconnue.json",
            "/badges/emetteurs/inconnu/",
            "/badges/reussites/inconnue/",
            "/badges/reussites/inconnue/image.png",
            "/badges/listes/00000000-0000-4000-8000-000000000000/",
        ],
    )
    def test_are_not_made_up(self, client, path):
        assert client.get(path).status_code == 404


class TestIndependentVerifier:
    """openbadgeslib, with our key pinned, reads the very files that founders take away."""

    def verifier(self, badge):
        jwk = badge.entry.status_list.key.public_jwk
        return OB3Verifier(pubkey_pem=signing.RSAKey.import_key(jwk).as_pem(private=False))

    def download(self, client):
        return lambda url: client.get(url.removeprefix(HERE)).content

    @pytest.mark.parametrize("kind", ["png", "svg"])
    def test_finds_the_badge_valid(self, client, badge, kind):
        extract = getattr(OB3Verifier, f"extract_token_from_{kind}")
        token = extract(file_of(badge, kind))

        found = self.verifier(badge).verify(
            token, check_status=True, download=self.download(client)
        )

        assert found.issuer.name == "Mission locale de Valmont"
        assert found.achievement.name == "Me connaître"

    def test_finds_a_withdrawn_badge_withdrawn(self, client, withdrawn):
        with pytest.raises(OB3VerificationError, match="revocation"):
            self.verifier(withdrawn).verify(
                withdrawn.jwt, check_status=True, download=self.download(client)
            )

    def test_finds_old_badges_valid_after_a_rotation(self, client, badge):
        rotate_key(at=NOON)
        other = issued_badge(organization=badge.organization)

        for each in (badge, other):
            self.verifier(each).verify(each.jwt, check_status=True, download=self.download(client))

    def test_refuses_it_with_another_key(self, badge):
        stranger = keys.new_key().as_pem(private=False)

        with pytest.raises(OB3VerificationError, match="signature"):
            OB3Verifier(pubkey_pem=stranger).verify(badge.jwt)

    def test_refuses_it_once_changed(self, badge):
        head, payload, signature = badge.jwt.split(".")
        swap = "A" if payload[40] != "A" else "B"

        with pytest.raises(OB3VerificationError):
            self.verifier(badge).verify(f"{head}.{payload[:40]}{swap}{payload[41:]}.{signature}")
