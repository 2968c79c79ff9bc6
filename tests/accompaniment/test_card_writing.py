import pytest
from django.urls import reverse

from accompaniment.models import RecommendationCard
from core.models import Organization, Role
from tests.accompaniment.opening import make_card
from tests.clock import NOON
from tests.core.factories import MembershipFactory, OrganizationFactory, staff
from tests.courses.factories import LearningPathFactory
from tests.learners.factories import EnrolmentFactory

pytestmark = pytest.mark.django_db


class TestPrescriberSpace:
    @pytest.fixture
    def prescriber(self, client):
        relay = OrganizationFactory(kind=Organization.Kind.RELAY)
        prescriber = staff(Role.PRESCRIBER, relay, first_name="Farid")
        client.force_login(prescriber)
        return prescriber

    def test_writes_a_card(self, client, prescriber):
        relay = prescriber.active_memberships[0].organization
        host = OrganizationFactory(territory=relay.territory)
        path = LearningPathFactory(blocks=[1])

        response = client.post(
            reverse("accompaniment:card_new"),
            {
                "first_name": "Awa",
                "word": "De ma part 🎉",
                "organization": host.pk,
                "path": path.pk,
                "prescriber_organization": relay.pk,
            },
        )

        card = RecommendationCard.objects.get()
        assert response.url == reverse("accompaniment:card", args=[card.uuid])
        assert (card.prescriber, card.prescriber_organization) == (prescriber, relay)
        assert (card.organization, card.path) == (host, path)

    def test_shows_the_word_before_it_is_given(self, client, prescriber):
        relay = prescriber.active_memberships[0].organization
        host = OrganizationFactory(territory=relay.territory)
        path = LearningPathFactory(blocks=[1])

        response = client.post(
            reverse("accompaniment:card_new"),
            {
                "first_name": "Awa",
                "word": "De ma part",
                "organization": host.pk,
                "path": path.pk,
                "prescriber_organization": relay.pk,
                "preview": "1",
            },
        )

        assert "Ce que Awa lira" in response.content.decode()
        assert not RecommendationCard.objects.exists()

    @pytest.mark.parametrize(
        ("word", "first_name"), [("x" * 601, "Awa"), ("", "Awa"), ("ok", ""), ("nul \0", "Awa")]
    )
    def test_says_what_is_to_be_looked_at_again(self, client, prescriber, word, first_name):
        response = client.post(
            reverse("accompaniment:card_new"), {"word": word, "first_name": first_name}
        )

        assert response.status_code == 200
        assert "à revoir" in response.content.decode()
        assert not RecommendationCard.objects.exists()

    def test_offers_no_organisation_of_elsewhere(self, client, prescriber):
        elsewhere = OrganizationFactory()

        page = client.get(reverse("accompaniment:card_new")).content.decode()

        assert elsewhere.name not in page

    def test_says_where_each_card_is(self, client, prescriber):
        states = {
            "Préparée": {},
            "Ouverte": {"opened_at": NOON},
            "Commencée": {"started_at": NOON},
            "Annulée": {"revoked_at": NOON},
            "Plus valable": {"expires_at": NOON},
        }
        for fields in states.values():
            make_card(prescriber=prescriber, **fields)

        page = client.get(reverse("accompaniment:cards")).content.decode()

        assert [word for word in states if word not in page] == []

    def test_asks_the_same_of_the_database_for_one_card_and_for_twenty(
        self, client, prescriber, assert_same_queries
    ):
        def cards(count):
            for _ in range(count):
                make_card(prescriber=prescriber, enrolment=EnrolmentFactory(), started_at=NOON)

        cards(1)

        assert_same_queries(
            lambda: client.get(reverse("accompaniment:cards")), grow=lambda: cards(19)
        )

    def test_finds_a_first_name(self, client, prescriber):
        make_card(prescriber=prescriber, first_name="Awatif")
        make_card(prescriber=prescriber, first_name="Binta")

        page = client.get(reverse("accompaniment:cards"), {"q": "awat\0"}).content.decode()

        assert "Awatif" in page
        assert "Binta" not in page

    def test_revokes_after_asking(self, client, prescriber):
        card = make_card(prescriber=prescriber)
        url = reverse("accompaniment:card_revoke", args=[card.uuid])

        asked = client.get(url)
        client.post(url)

        card.refresh_from_db()
        assert "n'ouvriront plus rien" in asked.content.decode().replace("&#x27;", "'")
        assert card.revoked_at is not None

    def test_does_not_offer_to_give_a_card_that_served(self, client, prescriber):
        card = make_card(prescriber=prescriber, started_at=NOON)

        page = client.get(reverse("accompaniment:card", args=[card.uuid])).content.decode()

        assert card.token not in page

    @pytest.mark.parametrize("name", ["card", "card_pdf", "card_revoke"])
    def test_is_each_prescriber_s_own(self, client, name):
        card = make_card()
        client.force_login(
            MembershipFactory(role=Role.PRESCRIBER, organization=card.prescriber_organization).user
        )

        response = client.get(reverse(f"accompaniment:{name}", args=[card.uuid]))

        assert response.status_code == 404
