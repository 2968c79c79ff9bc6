"""The page that says whether a badge is true."""

import base64
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from competences.badges import baking, keys, picture, signing
from competences.models import Badge, BadgeKey
from competences.services.badge_keys import open_key, rotate_key
from competences.services.badges import forget_badge, share_badge, withdraw_badge
from competences.services.verification import Answer, verify_file, verify_token, verify_words
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


def text_of(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(text.split()).replace("\u00a0", " ")


def send(client, name, content):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("competences:verify"), {"file": file, "words": ""})


def sealed_anew(badge):
    """Return its PNG, one pixel byte changed and every checksum made right again."""
    chunks = list(baking._read_chunks(file_of(badge)))
    place = next(n for n, each in enumerate(chunks) if each.kind == b"PLTE")
    palette = bytearray(chunks[place].data)
    palette[0] ^= 1
    chunks[place] = baking.Chunk(b"PLTE", bytes(palette))
    return baking.PNG_SIGNATURE + b"".join(baking._written(each) for each in chunks)


class TestVerifyFile:
    @pytest.mark.parametrize("kind", ["png", "svg"])
    def test_says_who_what_and_when(self, badge, kind):
        verdict = verify_file(content=file_of(badge, kind))

        assert verdict.answer == Answer.VALID
        assert (verdict.said.name, verdict.said.title) == ("Awa Diarra", "Me connaître")
        assert verdict.said.issuer == "Mission locale de Valmont"
        assert verdict.said.given_at == NOON
        assert [skill.code for skill in verdict.said.skills] == ["C1", "C2"]

    def test_reads_the_bare_badge(self, badge):
        assert verify_file(content=f"{badge.jwt}\n".encode()).is_valid

    def test_refuses_one_changed_byte_wherever_it_is(self, badge):
        baked = file_of(badge)
        believed = []
        for at in range(0, len(baked), 211):
            tampered = baked[:at] + bytes([baked[at] ^ 1]) + baked[at + 1 :]
            if verify_file(content=tampered).answer not in {Answer.ALTERED, Answer.UNREADABLE}:
                believed.append(at)

        assert believed == []

    def test_refuses_another_picture_around_the_same_badge(self, badge):
        repainted = sealed_anew(badge)
        assert baking.unbake(repainted) == badge.jwt

        assert verify_file(content=repainted).answer == Answer.ALTERED

    def test_refuses_the_badge_in_a_picture_that_we_did_not_hand_over(self, badge):
        rebaked = baking.bake_svg(picture.svg(2, 3), badge.jwt)

        assert verify_file(content=rebaked.encode()).answer == Answer.ALTERED

    def test_refuses_one_changed_byte_of_a_drawing(self, badge):
        drawn = file_of(badge, "svg").replace(b"#f5b53d", b"#f5b53e")

        assert verify_file(content=drawn).answer == Answer.ALTERED

    def test_finds_no_badge_in_a_plain_picture(self):
        assert verify_file(content=picture.png(1, 3)).answer == Answer.NO_BADGE

    @pytest.mark.parametrize("content", [b"", b"bonjour", b"GIF89a", b"<svg", b"\x00" * 50])
    def test_cannot_read_anything_else(self, content):
        assert verify_file(content=content).answer == Answer.UNREADABLE

    def test_says_when_it_was_withdrawn_and_not_why(self, withdrawn):
        verdict = verify_file(content=file_of(withdrawn))

        assert (verdict.answer, verdict.withdrawn_at) == (Answer.WITHDRAWN, NOON)
        assert "saisie" not in str(verdict)

    def test_no_longer_vouches_for_what_she_deleted(self, badge):
        taken_away = file_of(badge)
        forget_badge(badge=badge, at=NOON)

        verdict = verify_file(content=taken_away)

        assert (verdict.answer, verdict.said) == (Answer.GONE, None)


class TestVerifyToken:
    def test_stays_true_when_keys_rotate(self, badge):
        rotate_key(at=NOON)

        assert verify_token(token=badge.jwt).is_valid

    def test_knows_nothing_of_other_issuers(self):
        stranger = keys.new_key()
        there = {"id": "https://ailleurs.example/1", "validFrom": "2026-01-01T00:00:00Z"}
        said = there | {"issuer": "https://ailleurs.example/", "credentialSubject": {"id": "u:1"}}
        token = signing.sign(said, key=stranger, kid="https://ailleurs.example/cle")

        verdict = verify_token(token=token)

        assert (verdict.answer, verdict.issuer_host) == (
            Answer.UNKNOWN_ISSUER,
            "ailleurs.example",
        )
        assert verdict.said is None

    def test_does_not_believe_who_says_to_be_us(self, badge):
        claims = signing.read(badge.jwt, {BadgeKey.objects.get().kid: self.public()})
        for claim in ("iss", "jti", "nbf", "sub"):
            del claims[claim]
        token = signing.sign(claims, key=keys.new_key(), kid=f"{HERE}/badges/cles/fausse.json")

        assert verify_token(token=token).answer == Answer.ALTERED

    def test_does_not_take_a_list_that_we_signed_for_a_badge(self, badge):
        listed = badge.entry.status_list.document

        assert verify_token(token=listed).answer == Answer.UNREADABLE

    def test_refuses_another_spelling_of_the_same_signature(self, badge):
        """The last character of base64url has bits that nobody reads."""
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        last = alphabet[alphabet.index(badge.jwt[-1]) ^ 1]
        respelled = badge.jwt[:-1] + last
        signatures = [
            base64.urlsafe_b64decode(each.rsplit(".", 1)[1] + "==")
            for each in (badge.jwt, respelled)
        ]
        assert signatures[0] == signatures[1]

        assert verify_token(token=respelled).answer == Answer.ALTERED

    def test_refuses_a_badge_signed_by_our_key_that_we_did_not_give(self, badge):
        claims = signing.read(badge.jwt, {BadgeKey.objects.get().kid: self.public()})
        key = BadgeKey.objects.get()
        claims["name"] = "Autre chose"

        assert (
            verify_token(token=signing.sign(claims, key=open_key(key), kid=key.kid)).answer
            == Answer.ALTERED
        )

    def public(self):
        return BadgeKey.objects.get().public_jwk


class TestVerifyWords:
    def test_follows_a_link_of_ours_once_she_made_it_public(self, badge):
        link = f"{HERE}{reverse('competences:badge', args=[badge.uuid])}"
        assert verify_words(words=link).answer == Answer.NOT_SHARED

        share_badge(badge=badge, is_public=True, at=NOON)

        assert verify_words(words=f"  {link}badge.png\n").is_valid
        assert verify_words(words=link.removeprefix("https://").removesuffix("/")).is_valid

    def test_reads_a_badge_that_was_pasted(self, badge):
        assert verify_words(words=badge.jwt).is_valid

    @pytest.mark.parametrize(
        ("words", "answer"),
        [
            (f"{HERE}/badges/{uuid.UUID(int=7)}/", Answer.NOT_SHARED),
            (f"{HERE}/cohortes/", Answer.NOT_SHARED),
            (f"{HERE}/verifier/", Answer.NOT_SHARED),
            ("https://ailleurs.example/badges/1", Answer.UNKNOWN_ISSUER),
            ("http://169.254.169.254/latest/meta-data/", Answer.UNKNOWN_ISSUER),
            ("file:///etc/passwd", Answer.UNREADABLE),
            ("http://[::1", Answer.UNREADABLE),
            ("bonjour", Answer.UNREADABLE),
            ("🎓", Answer.UNREADABLE),
        ],
    )
    def test_goes_nowhere_else(self, words, answer):
        # No socket opens in the tests: a look-up would fail here.
        assert verify_words(words=words).answer == answer


class TestVerifyPage:
    def test_tells_an_employer_in_plain_words(self, client, badge):
        page = text_of(send(client, "badge.png", file_of(badge)))

        assert "Ce badge est vrai, et toujours valable." in page
        assert "Awa Diarra" in page
        assert "Mission locale de Valmont" in page
        assert "10 mars 2026" in page
        assert "Je dis ce que je sais faire." in page
        assert "Ce n'est ni un diplôme" in page.replace("&#x27;", "'")

    def test_says_nothing_of_who_chose_no_name(self, client):
        badge = issued_badge(Badge.NameShown.NONE)

        page = text_of(send(client, "badge.png", file_of(badge)))

        assert "a choisi de ne pas y inscrire son nom" in page
        assert "Awa" not in page
        assert "Diarra" not in page

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (sealed_anew, "Ce fichier a été modifié"),
            (lambda _badge: picture.png(1, 3), "ne contient pas de badge"),
            (lambda _badge: b"<html>", "n'avons pas pu lire"),
        ],
        ids=["altered", "plain", "other"],
    )
    def test_refuses_the_rest_and_says_what_to_do(self, client, badge, content, words):
        page = text_of(send(client, "badge.png", content(badge))).replace("&#x27;", "'")

        assert words in page
        assert "Awa" not in page

    def test_says_withdrawn(self, client, withdrawn):
        page = text_of(send(client, "b.svg", file_of(withdrawn, "svg")))

        assert "il n'est plus valable" in page.replace("&#x27;", "'")
        assert "saisie" not in page

    def test_asks_for_one_thing(self, client):
        answer = client.post(reverse("competences:verify"), {"words": ""})

        assert answer.status_code == 422
        assert "Joignez le fichier du badge, ou collez son lien." in text_of(answer)

    def test_refuses_a_heavy_file_before_reading_it(self, client):
        answer = send(client, "photo.png", baking.PNG_SIGNATURE + b"\x00" * baking.MAX_FILE)

        assert answer.status_code == 422
        assert "trop lourd" in text_of(answer)

    @pytest.mark.parametrize("words", ["\x00", "🎓" * 100, "a" * 100_000, "<script>"], ids=len)
    def test_survives_any_words(self, client, words):
        answer = client.post(reverse("competences:verify"), {"words": words})

        assert answer.status_code in {200, 422}
        assert "<script>" not in answer.content.decode()

    def test_asks_nothing_more_for_more_badges(self, client, badge, assert_same_queries):
        content = file_of(badge)
        assert_same_queries(
            lambda: send(client, "badge.png", content),
            grow=lambda: [issued_badge(organization=badge.organization) for _more in range(5)],
        )


class TestPublicPage:
    def url(self, badge):
        return reverse("competences:badge", args=[badge.uuid])

    def test_is_there_once_she_made_it_public(self, client, badge):
        assert client.get(self.url(badge)).status_code == 404
        share_badge(badge=badge, is_public=True, at=NOON)

        page = client.get(self.url(badge))

        assert "Ce badge est vrai" in text_of(page)
        assert page["X-Robots-Tag"] == "noindex"
        assert page["Cache-Control"] == "private, no-store"
        share_badge(badge=badge, is_public=False, at=NOON)
        assert client.get(self.url(badge)).status_code == 404

    @pytest.mark.parametrize(
        ("kind", "content_type"),
        [("png", "image/png"), ("svg", "image/svg+xml"), ("jws", "text/plain; charset=utf-8")],
    )
    def test_hands_the_badge_over(self, client, badge, kind, content_type):
        share_badge(badge=badge, is_public=True, at=NOON)

        file = client.get(reverse("competences:badge_file", args=[badge.uuid, kind]))

        assert file["Content-Type"] == content_type
        assert file["Content-Disposition"].startswith("attachment")
        assert verify_file(content=file.content).is_valid

    def test_has_no_other_kind_of_file(self, client, badge):
        share_badge(badge=badge, is_public=True, at=NOON)

        assert client.get(
            reverse("competences:badge_file", args=[badge.uuid, "exe"])
        ).status_code == (404)

    def test_says_withdrawn(self, client, badge, deliver_outbox):
        share_badge(badge=badge, is_public=True, at=NOON)
        by = staff(Role.COUNSELLOR, badge.organization)
        withdraw_badge(badge=badge, by=by, reason="Une erreur.", at=NOON)

        page = text_of(client.get(self.url(badge)))

        assert "a été retiré" in page
        assert "Une erreur" not in page
