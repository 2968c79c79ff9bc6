from datetime import timedelta

import pytest
from django.urls import reverse

from accompaniment.services.cards import (
    first_module,
)
from core.models import Role
from learners.models import Enrolment
from tests.accompaniment.opening import NOW, make_card, open_and_start, public, start, start_key_of
from tests.clock import NOON
from tests.core.factories import UserFactory, staff

pytestmark = pytest.mark.django_db

PHONE_BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0 (Android 14; Mobile) Firefox/140"}


class TestCardPublic:
    def test_shows_the_word_and_who_sends_it(self, client):
        card = make_card(word="Allez-y\nde ma part <3", prescriber__last_name="Zennadi")

        page = client.get(public(card)).content.decode()

        assert "de ma part &lt;3" in page
        assert card.prescriber_organization.name in page
        assert card.organization.phone in page

    def test_starts_in_one_tap(self, client):
        card = make_card()

        response = open_and_start(client, card)

        enrolment = Enrolment.objects.get()
        module = first_module(enrolment)
        assert module is not None
        assert response.url == reverse("learners:module", args=[enrolment.uuid, module.slug])
        assert client.session["_auth_user_id"] == str(enrolment.learner_id)

    def test_takes_a_second_tap_to_the_same_screen(self, client):
        card = make_card()
        key = start_key_of(client, card)
        first = client.post(public(card), {"start": key})
        client.logout()

        again = client.post(public(card), {"start": key})

        assert again.url == first.url
        assert Enrolment.objects.count() == 1

    def test_takes_her_home_when_she_comes_back(self, client):
        card = make_card()
        open_and_start(client, card)

        response = client.get(public(card))

        assert response.url == reverse("core:home")

    def test_tells_others_that_it_served(self, client):
        card = make_card()
        start(card)

        response = client.get(public(card))

        assert response.status_code == 410
        assert "Cette carte a déjà servi" in response.content.decode()

    def test_says_whom_to_call_when_it_expired(self, client):
        card = make_card(
            expires_at=NOW - timedelta(days=1), prescriber_organization__phone="05 00 00 00 77"
        )

        response = client.get(public(card))

        assert response.status_code == 410
        assert "05 00 00 00 77" in response.content.decode()

    def test_opens_nothing_once_revoked(self, client):
        card = make_card(revoked_at=NOON)

        response = client.post(public(card), {"start": "x"})

        assert response.status_code == 410
        assert "Cette carte a été annulée" in response.content.decode()
        assert "_auth_user_id" not in client.session

    @pytest.mark.parametrize("token", ["inconnue", "%00", "é🙂", "x" * 300])
    def test_meets_an_unknown_token_with_words(self, client, token):
        response = client.get(f"/carte/{token}/")

        assert response.status_code == 404
        assert "Cette carte est introuvable" in response.content.decode()

    def test_is_for_no_index_and_no_cache(self, client):
        response = client.get(public(make_card()))

        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "same-origin"

    def test_gives_a_preview_in_a_conversation_neither_the_name_nor_the_word(self, client):
        card = make_card(first_name="Awatif", word="Un mot qui ne regarde que vous")

        head = client.get(public(card)).content.decode().split("</head>")[0]

        assert "Awatif" not in head
        assert "regarde" not in head

    def test_asks_someone_signed_in_who_she_is(self, client):
        client.force_login(UserFactory(first_name="Binta"))

        page = client.get(public(make_card())).content.decode()

        assert "Je commence, je suis Binta" in page
        assert "Je ne suis pas Binta" in page

    def test_keeps_the_space_of_someone_signed_in_who_says_it_is_her(self, client):
        binta = UserFactory(first_name="Binta")
        client.force_login(binta)
        card = make_card()

        open_and_start(client, card, who="me")

        assert Enrolment.objects.get().learner == binta

    def test_gives_the_next_person_on_a_shared_phone_a_space_of_her_own(self, client):
        binta = UserFactory(first_name="Binta")
        client.force_login(binta)
        card = make_card()

        open_and_start(client, card, who="other")

        founder = Enrolment.objects.get().learner
        assert founder != binta
        assert client.session["_auth_user_id"] == str(founder.pk)


class TestOpenedAt:
    def test_is_noted_once(self, client, django_assert_num_queries):
        card = make_card()
        client.get(public(card), **PHONE_BROWSER)
        card.refresh_from_db()
        opened_at = card.opened_at

        with django_assert_num_queries(1):
            client.get(public(card), **PHONE_BROWSER)

        card.refresh_from_db()
        assert opened_at is not None
        assert card.opened_at == opened_at

    @pytest.mark.parametrize("agent", ["WhatsApp/2.23", "facebookexternalhit/1.1", "TelegramBot"])
    def test_is_not_the_preview_of_a_conversation(self, client, agent):
        card = make_card()

        client.get(public(card), HTTP_USER_AGENT=agent)

        card.refresh_from_db()
        assert card.opened_at is None

    def test_is_not_the_prescriber_looking(self, client):
        card = make_card()
        client.force_login(card.prescriber)

        page = client.get(public(card)).content.decode()

        card.refresh_from_db()
        assert card.opened_at is None
        assert "Aperçu" in page
        assert "Je commence" not in page

    @pytest.mark.parametrize("role", Role.values)
    def test_never_starts_for_the_team(self, client, role):
        card = make_card()
        client.force_login(staff(role))

        response = client.post(public(card), {"start": "x", "who": "other"})

        assert response.status_code == 200
        assert not Enrolment.objects.exists()
