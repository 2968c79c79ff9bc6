"""VC-JWT: what is signed, and what is not believed."""

import base64
import hmac
import json

import pytest
from joserfc import jws

from competences.badges import credential, keys, signing
from competences.badges.credential import AchievementText, Issuer, Skill, StatusPlace
from tests.clock import NOON
from tests.competences.badge_factories import a_key

KID = "https://palier.example/badges/cles/une-cle.json"
LISTED = "https://palier.example/badges/listes/1/"
KEYS = {KID: keys.public_jwk(a_key(), kid=KID)}


def a_badge(name_shown="Awa Diarra"):
    return credential.badge(
        id="https://palier.example/badges/1/",
        subject_id="urn:uuid:5f6c6f0e-7a0b-4a37-8a5e-0b1f3c1d2e3f",
        name_shown=name_shown,
        issuer=Issuer("https://palier.example/badges/emetteurs/ml/", "Mission locale"),
        achievement=AchievementText(
            id="https://palier.example/badges/reussites/a/b/",
            name="Me connaître",
            description="Le premier bloc.",
            criteria="Toutes les étapes sont faites.",
            language="fr",
            image="https://palier.example/badges/reussites/a/b/image.png",
            skills=[Skill("C1", "Je dis ce que je sais faire.", "Entreprendre")],
        ),
        status=StatusPlace(LISTED, 94_567),
        at=NOON,
    )


def parts(token):
    header, payload, _signature = token.split(".")
    return [
        json.loads(base64.urlsafe_b64decode(each + "=" * (-len(each) % 4)))
        for each in (header, payload)
    ]


def coded(document):
    return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")


def sealed(header, claims, key=None):
    """Return a token with any header and any claims, really signed by our key."""
    algorithms = [header["alg"]]
    text = json.dumps(claims)
    registry = jws.JWSRegistry(algorithms=algorithms, strict_check_header=False)
    return jws.serialize_compact(header, text, key or a_key(), registry=registry)


def claims(**changed):
    return parts(signing.sign(a_badge(), key=a_key(), kid=KID))[1] | changed


HEADER = {"alg": "RS256", "kid": KID, "typ": "JWT"}


class TestSign:
    def test_names_the_key_and_nothing_else(self):
        header, _payload = parts(signing.sign(a_badge(), key=a_key(), kid=KID))

        assert header == HEADER

    def test_repeats_the_credential_in_its_claims(self):
        _header, payload = parts(signing.sign(a_badge(), key=a_key(), kid=KID))

        assert payload["iss"] == payload["issuer"]["id"]
        assert payload["jti"] == payload["id"]
        assert payload["sub"] == payload["credentialSubject"]["id"]
        assert payload["nbf"] == int(NOON.timestamp())
        assert payload["validFrom"] == "2026-03-10T11:00:00Z"

    def test_is_read_back(self):
        token = signing.sign(a_badge(), key=a_key(), kid=KID)

        assert signing.read(token, KEYS)["name"] == "Me connaître"


class TestCredential:
    def test_says_no_name_when_none_was_chosen(self):
        assert "identifier" not in a_badge(name_shown="")["credentialSubject"]

    def test_holds_the_name_that_was_chosen(self):
        assert a_badge()["credentialSubject"]["identifier"] == [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": "Awa Diarra",
                "identityType": "name",
            }
        ]

    def test_names_competences_by_their_code(self):
        achievement = a_badge()["credentialSubject"]["achievement"]

        assert achievement["alignment"] == [
            {
                "type": ["Alignment"],
                "targetCode": "C1",
                "targetName": "Je dis ce que je sais faire.",
                "targetUrl": "https://palier.example/badges/reussites/a/b/#C1",
                "targetFramework": "Entreprendre",
            }
        ]

    def test_has_neither_empty_lists_nor_nulls(self):
        text = json.dumps(a_badge(name_shown=""))

        assert "null" not in text
        assert "[]" not in text
        assert '""' not in text


class TestRead:
    def test_refuses_one_changed_character(self):
        token = signing.sign(a_badge(), key=a_key(), kid=KID)
        swapped = {"A": "B"}
        refused = 0
        for at in range(0, len(token) - 1, 7):
            other = token[:at] + swapped.get(token[at], "A") + token[at + 1 :]
            with pytest.raises(signing.BadToken):
                signing.read(other, KEYS)
            refused += 1

        assert refused > 100

    @pytest.mark.parametrize(
        "changed",
        [
            {"iss": "https://ailleurs.example/"},
            {"jti": "https://palier.example/badges/2/"},
            {"sub": "urn:uuid:0"},
            {"nbf": 0},
            {"nbf": None},
            {"validFrom": "2026-03-10"},
            {"validFrom": 3},
            {"issuer": {}},
            {"credentialSubject": []},
        ],
        ids=str,
    )
    def test_refuses_claims_that_tell_another_story(self, changed):
        with pytest.raises(signing.Forged):
            signing.read(sealed(HEADER, claims(**changed)), KEYS)

    @pytest.mark.parametrize("missing", ["iss", "jti", "sub", "nbf", "validFrom", "issuer"])
    def test_refuses_claims_that_are_missing(self, missing):
        told = claims()
        del told[missing]

        with pytest.raises(signing.Forged):
            signing.read(sealed(HEADER, told), KEYS)

    def test_refuses_other_headers(self):
        with pytest.raises(signing.Forged):
            signing.read(sealed(HEADER | {"x5u": "https://192.0.2.1/"}, claims()), KEYS)

    def test_refuses_the_signature_of_another_key(self):
        with pytest.raises(signing.Forged):
            signing.read(signing.sign(a_badge(), key=keys.new_key(), kid=KID), KEYS)

    def test_does_not_take_a_public_key_for_a_shared_secret(self):
        """The oldest forgery: HS256, "signed" with the public key that everybody has."""
        signed = f"{coded(HEADER | {'alg': 'HS256'})}.{coded(claims())}"
        mac = hmac.digest(a_key().as_pem(private=False), signed.encode(), "sha256")
        signature = base64.urlsafe_b64encode(mac).decode().rstrip("=")

        with pytest.raises(signing.Forged):
            signing.read(f"{signed}.{signature}", KEYS)

    def test_does_not_take_no_signature_for_one(self):
        unsigned = f"{coded(HEADER | {'alg': 'none'})}.{coded(claims())}."

        with pytest.raises(signing.BadToken):
            signing.read(unsigned, KEYS)

    def test_does_not_believe_the_key_that_comes_along(self):
        stranger = keys.new_key()
        header = {"alg": "RS256", "jwk": stranger.as_dict(private=False)}

        with pytest.raises(signing.BadToken):
            signing.read(sealed(header, claims(), stranger), KEYS)

    def test_says_who_an_unknown_key_claims_to_be(self):
        header = HEADER | {"kid": "https://ailleurs.example/cle"}

        with pytest.raises(signing.UnknownKey) as unknown:
            signing.read(sealed(header, claims(iss="https://ailleurs.example/")), KEYS)

        assert unknown.value.issuer == "https://ailleurs.example/"

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "..",
            "a.b.c",
            "é.é.é",
            "eyJ.eyJ.eyJ",
            f"{base64.urlsafe_b64encode(b'[]').decode()}.e30.e30",
            "e30.W10.e30",
            "a" * 20_000,
            "e30." + base64.urlsafe_b64encode(b"[" * 9_000).decode() + ".e30",
        ],
        ids=["empty", "dots", "letters", "accents", "cut", "list", "no claims", "long", "deep"],
    )
    def test_refuses_what_is_no_token(self, text):
        with pytest.raises(signing.BadToken):
            signing.read(text, KEYS)


class TestKeys:
    def test_show_their_public_half_alone(self):
        jwk = keys.public_jwk(a_key(), kid=KID)

        assert jwk.keys() == {"kty", "kid", "use", "alg", "n", "e"}

    def test_lie_sealed(self):
        sealed_key = keys.seal(a_key(), ["un secret"])

        assert "PRIVATE" not in sealed_key
        assert keys.unseal(sealed_key, ["un secret"]).as_dict() == a_key().as_dict()

    def test_stay_locked_to_another_secret(self):
        with pytest.raises(keys.KeyLocked):
            keys.unseal(keys.seal(a_key(), ["un secret"]), ["un autre"])

    def test_open_with_the_former_secret_until_sealed_again(self):
        former = keys.seal(a_key(), ["ancien"])

        anew = keys.reseal(former, ["nouveau", "ancien"])

        assert keys.unseal(anew, ["nouveau"]).as_dict() == a_key().as_dict()
        with pytest.raises(keys.KeyLocked):
            keys.unseal(anew, ["ancien"])

    def test_cannot_be_sealed_again_without_the_former_secret(self):
        with pytest.raises(keys.KeyLocked):
            keys.reseal(keys.seal(a_key(), ["ancien"]), ["nouveau"])
