import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from accompaniment.models import RecommendationCard
from accompaniment.services.cards import (
    CardUnavailable,
    card_pdf,
    first_module,
    hosts_for,
    revoke_card,
)
from core.models import Organization, Role, User
from learners.models import Enrolment
from tests.accompaniment.opening import make_card, start
from tests.clock import NOON
from tests.core.factories import OrganizationFactory, staff
from tests.courses.factories import LearningPathFactory, ModuleFactory
from tests.learners.factories import CohortFactory, EnrolmentFactory
from tests.reading import Sheet

pytestmark = pytest.mark.django_db


class TestStartFromCard:
    def test_makes_a_founder_of_the_first_name_alone(self):
        card = make_card(first_name="Awa")

        enrolment = start(card)

        founder = enrolment.learner
        assert (founder.first_name, founder.last_name, founder.email) == ("Awa", "", None)
        assert not founder.has_usable_password()

    def test_enrols_her_where_the_card_says(self):
        cohort = CohortFactory()
        card = make_card(organization=cohort.organization, path=cohort.path)

        enrolment = start(card)

        assert enrolment.cohort == cohort
        assert enrolment.organization == card.organization
        assert enrolment.source == Enrolment.Source.CARD

    def test_links_the_card(self):
        card = make_card()

        enrolment = start(card)

        card.refresh_from_db()
        assert card.enrolment == enrolment
        assert card.state(NOON) == RecommendationCard.State.STARTED
        assert card.opened_at == NOON

    def test_gives_a_second_tap_the_same_space(self):
        card = make_card()
        first = start(card, start_key="page")

        again = start(card, start_key="page")

        assert again == first
        assert User.objects.filter(enrolments__isnull=False).count() == 1

    @pytest.mark.parametrize("key", ["another-page", ""])
    def test_refuses_whoever_comes_second(self, key):
        card = make_card()
        start(card, start_key="page")

        with pytest.raises(CardUnavailable) as refusal:
            start(card, start_key=key)

        assert refusal.value.card.state(NOON) == RecommendationCard.State.STARTED

    def test_refuses_an_empty_key_twice(self):
        card = make_card()
        start(card, start_key="")

        with pytest.raises(CardUnavailable):
            start(card, start_key="")

    def test_refuses_a_revoked_card(self):
        card = make_card()
        revoke_card(card=card, at=NOON)

        with pytest.raises(CardUnavailable):
            start(card)

        assert not Enrolment.objects.exists()

    def test_refuses_an_expired_card(self):
        card = make_card(expires_at=NOON)

        with pytest.raises(CardUnavailable):
            start(card)

    def test_continues_the_path_that_she_already_follows(self):
        enrolment = EnrolmentFactory()
        card = make_card(path=enrolment.path)

        assert start(card, founder=enrolment.learner) == enrolment

        card.refresh_from_db()
        assert card.enrolment == enrolment

    def test_leaves_an_earlier_card_its_enrolment(self):
        earlier, later = make_card(), None
        enrolment = start(earlier)
        later = make_card(path=earlier.path)

        start(later, founder=enrolment.learner)

        earlier.refresh_from_db()
        later.refresh_from_db()
        assert earlier.enrolment == enrolment
        assert (later.enrolment, later.started_at) == (None, NOON)

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks are PostgreSQL's")
    @pytest.mark.django_db(transaction=True)
    def test_makes_one_founder_of_two_taps_at_once(self):
        card = make_card()
        together = threading.Barrier(2)
        found = []

        def tap():
            together.wait(timeout=10)
            found.append(start(card, start_key="page").pk)
            connections.close_all()

        taps = [threading.Thread(target=tap) for _ in range(2)]
        for thread in taps:
            thread.start()
        for thread in taps:
            thread.join(timeout=20)

        assert len(found) == 2
        assert len(set(found)) == 1
        assert Enrolment.objects.count() == 1


class TestRevokeCard:
    def test_leaves_a_card_that_served(self):
        card = make_card()
        start(card)

        assert not revoke_card(card=card, at=NOON)

        card.refresh_from_db()
        assert card.revoked_at is None

    def test_keeps_the_first_time(self):
        card = make_card()
        revoke_card(card=card, at=NOON)

        assert not revoke_card(card=card, at=NOON + timedelta(days=1))

        card.refresh_from_db()
        assert card.revoked_at == NOON


class TestFirstModule:
    def test_is_the_first_that_waits_for_nobody(self):
        path = LearningPathFactory(blocks=[2])
        live, alone = (place.module for place in path.blocks.get().path_modules.all())
        live.timing, live.catch_up = "synchronous", ModuleFactory()
        live.save()

        assert first_module(EnrolmentFactory(cohort__path=path)) == alone

    def test_passes_over_drafts(self):
        path = LearningPathFactory(blocks=[2])
        draft, published = (place.module for place in path.blocks.get().path_modules.all())
        draft.live = False
        draft.save()

        assert first_module(EnrolmentFactory(cohort__path=path)) == published


class TestHostsFor:
    def test_are_those_of_her_territory_that_receive_founders(self):
        relay = OrganizationFactory(kind=Organization.Kind.RELAY)
        host = OrganizationFactory(territory=relay.territory)
        OrganizationFactory()  # of another territory

        assert list(hosts_for(staff(Role.PRESCRIBER, relay))) == [host]


class TestCardPdf:
    def test_is_an_a6_sheet_that_a_screen_reader_can_read(self):
        sheet = Sheet(card_pdf(make_card(first_name="Awa")))

        assert (sheet.pages, sheet.size) == (1, [105.0, 148.0])
        assert (sheet.language, sheet.title) == ("fr", "Une carte pour Awa")
        assert sheet.is_tagged

    def test_describes_the_qr_code(self):
        card = make_card()

        (description,) = Sheet(card_pdf(card)).alternatives

        assert "Dessin à scanner" in description
        assert card.token in description

    def test_says_the_word_as_it_is_written(self):
        word = "#panic() *gras* \\ $x$ « vas-y » <b>"

        assert word in Sheet(card_pdf(make_card(word=word))).text

    @pytest.mark.parametrize("word", ["Bravo 🎉👍🏽", "汉字 ok", "Мария مرحبا", "\ufffe\x07"])
    def test_prints_whatever_was_written(self, word):
        assert Sheet(card_pdf(make_card(word=word))).pages == 1

    @pytest.mark.parametrize("words", [("Vous savez déjà faire beaucoup. ", 600), ("M\n", 600)])
    def test_holds_the_longest_word_on_one_page(self, words):
        text, length = words

        assert Sheet(card_pdf(make_card(word=(text * 300)[:length]))).pages == 1
