"""What goes into a passport, and who may prepare it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from competences.models import Source
from core.models import Role
from learners.models import PassportConsent, PassportItem
from learners.passport import choices_of, read_passport
from learners.services.passport import (
    NoConsent,
    ensure_passport,
    give_consent,
    may_prepare,
    withdraw_consents,
)
from tests.clock import NOON
from tests.competences.badge_factories import issued_badge
from tests.core.factories import staff
from tests.learners.factories import EnrolmentFactory
from tests.learners.passports import choose, evidence_of, keys
from tests.learners.skills import competences_of, say, skilled_enrolment

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


@pytest.fixture
def awa():
    """On a path of four competences; she placed herself on two of them."""
    enrolment = skilled_enrolment(2, 2, learner__first_name="Awa", learner__last_name="Diallo")
    first, second, *_others = competences_of(enrolment)
    say(enrolment, first, 3)
    say(enrolment, second, 2)
    return enrolment


@pytest.fixture
def nadia(awa):
    return staff(Role.COUNSELLOR, awa.organization, first_name="Nadia", last_name="Ferrand")


class TestPassportItem:
    @pytest.mark.parametrize("kind", PassportItem.Kind.values)
    def test_holds_what_its_kind_says(self, awa, kind):
        passport = ensure_passport_of(awa)

        with pytest.raises(IntegrityError), transaction.atomic():
            passport.items.create(kind=kind, chosen_by=awa.learner, chosen_at=NOON)

    def test_is_chosen_once(self, awa):
        passport, competence = ensure_passport_of(awa), competences_of(awa)[0]
        fields = {"kind": "competence", "competence": competence}
        passport.items.create(chosen_by=awa.learner, chosen_at=NOON, **fields)

        with pytest.raises(IntegrityError), transaction.atomic():
            passport.items.create(chosen_by=awa.learner, chosen_at=NOON, **fields)


def ensure_passport_of(enrolment):
    with transaction.atomic():
        return ensure_passport(learner=enrolment.learner, at=NOON)


class TestChooseItems:
    def test_says_what_she_chose_in_her_words(self, awa):
        first, _second, *_others = competences_of(awa)

        page = choose(
            awa,
            competences=keys(first),
            words={str(first.pk): "Je couds depuis toujours."},
            introduction="Je cherche un atelier.",
        )

        (skill,) = page.skills
        assert (skill.competence, skill.level, skill.words) == (
            first,
            "Seul·e",
            "Je couds depuis toujours.",
        )
        assert page.introduction == "Je cherche un atelier."

    def test_brings_the_competence_of_what_shows_it(self, awa, nadia):
        first, second, *_others = competences_of(awa)
        piece = evidence_of(awa, first)
        view = say(awa, second, 3, source=Source.STAFF, author=nadia)

        page = choose(awa, evidence=keys(piece), assessments=keys(view))

        assert [skill.competence for skill in page.skills] == [first, second]
        assert page.skills[0].evidence == [piece]
        assert page.skills[1].confirmations == [view]

    def test_sent_again_changes_nothing(self, awa):
        first, *_others = competences_of(awa)
        choose(awa, competences=keys(first))
        before = set(PassportItem.objects.values_list("pk", flat=True))

        choose(awa, competences=keys(first))

        assert set(PassportItem.objects.values_list("pk", flat=True)) == before

    def test_takes_out_what_is_no_longer_chosen(self, awa):
        first, second, *_others = competences_of(awa)
        choose(awa, competences=keys(first, second))

        page = choose(awa, competences=keys(second))

        assert [skill.competence for skill in page.skills] == [second]

    def test_never_takes_what_is_not_hers(self, awa, nadia):
        other = skilled_enrolment(1)
        competence = competences_of(other)[0]
        theirs = say(other, competence, 3, source=Source.STAFF, author=nadia)

        page = choose(
            awa,
            competences=keys(competence) | {"x", "\x00", "9" * 40},
            evidence=keys(evidence_of(other, competence)),
            assessments=keys(theirs),
            badges=keys(issued_badge(at=NOON)),
        )

        assert page.is_empty
        assert not PassportItem.objects.exists()

    def test_is_confirmed_by_others_than_herself(self, awa, nadia):
        first, *_others = competences_of(awa)
        staff_view = say(awa, first, 3, source=Source.STAFF, author=nadia)

        offered = choices_of(awa.learner, seen_by=awa.learner)

        assert offered.confirmations == [staff_view]

    def test_offers_the_last_view_of_each_person(self, awa, nadia):
        first, *_others = competences_of(awa)
        say(awa, first, 2, source=Source.STAFF, author=nadia)
        last = say(awa, first, 3, source=Source.STAFF, author=nadia, at=NOON + MONTH)

        assert choices_of(awa.learner, seen_by=awa.learner).confirmations == [last]

    def test_forgets_what_was_taken_back_since(self, awa, nadia):
        first, *_others = competences_of(awa)
        piece = evidence_of(awa, first)
        view = say(awa, first, 3, source=Source.STAFF, author=nadia)
        choose(awa, evidence=keys(piece), assessments=keys(view))
        piece.remove(NOON)
        view.withdrawn_at = NOON
        view.save(update_fields=["withdrawn_at"])

        (skill,) = read_passport(awa.learner).skills

        assert (skill.evidence, skill.confirmations) == ([], [])

    def test_tells_a_badge_and_its_address_only_once_public(self, awa):
        badge = issued_badge(at=NOON, learner=awa.learner, organization=awa.organization)
        badge.share(None)

        (earned,) = choose(awa, badges=keys(badge)).badges
        assert (earned.badge, earned.url) == (badge, "")

        badge.share(NOON)
        (earned,) = read_passport(awa.learner).badges
        assert str(badge.uuid) in earned.url

    def test_no_longer_tells_a_badge_that_was_withdrawn(self, awa, nadia):
        badge = issued_badge(at=NOON, learner=awa.learner, organization=awa.organization)
        choose(awa, badges=keys(badge))

        badge.withdraw(by=nadia, reason="Une erreur de nom.", at=NOON)

        assert read_passport(awa.learner).badges == ()


class TestConsent:
    def test_is_told_apart_by_how_it_was_given(self, awa, nadia):
        by_hand = give_consent(learner=awa.learner, by=awa.learner, at=NOON)
        aloud = give_consent(learner=awa.learner, by=nadia, at=NOON)

        assert (by_hand.is_oral, by_hand.recorded_by) == (False, awa.learner)
        assert (aloud.is_oral, aloud.recorded_by) == (True, nadia)

    def test_aloud_cannot_be_noted_by_herself(self, awa):
        consent = PassportConsent(
            learner=awa.learner, how="oral", recorded_by=awa.learner, given_at=NOON
        )

        with pytest.raises(ValidationError, match="noté par quelqu'un d'autre"):
            consent.full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            consent.save()

    def test_is_written_once(self, awa, nadia):
        first = give_consent(learner=awa.learner, by=nadia, at=NOON)

        assert give_consent(learner=awa.learner, by=nadia, at=NOON) == first

    def test_aloud_lasts_a_week_and_by_hand_until_she_says_no(self, awa, nadia):
        give_consent(learner=awa.learner, by=nadia, at=NOON)
        assert may_prepare(learner=awa.learner, at=NOON + timedelta(days=6))
        assert not may_prepare(learner=awa.learner, at=NOON + timedelta(days=7))

        give_consent(learner=awa.learner, by=awa.learner, at=NOON)
        assert may_prepare(learner=awa.learner, at=NOON + timedelta(days=300))

        assert withdraw_consents(learner=awa.learner, at=NOON + MONTH) == 1
        assert not may_prepare(learner=awa.learner, at=NOON + MONTH)

    def test_comes_before_anybody_else_chooses(self, awa, nadia):
        first, *_others = competences_of(awa)

        with pytest.raises(NoConsent):
            choose(awa, by=nadia, competences=keys(first))

        give_consent(learner=awa.learner, by=nadia, at=NOON)
        choose(awa, by=nadia, competences=keys(first))
        assert PassportItem.objects.get().chosen_by == nadia

    def test_opens_nothing_that_another_organisation_said(self, awa, nadia):
        competence = competences_of(awa)[0]
        elsewhere = EnrolmentFactory(learner=awa.learner)
        theirs = staff(Role.COUNSELLOR, elsewhere.organization)
        view = say(elsewhere, competence, 1, source=Source.STAFF, author=theirs)
        badge = issued_badge(at=NOON, learner=awa.learner, organization=elsewhere.organization)

        seen = choices_of(awa.learner, seen_by=nadia)
        own = choices_of(awa.learner, seen_by=awa.learner)

        assert (seen.confirmations, seen.badges) == ([], ())
        assert (own.confirmations, own.badges) == ([view], (badge,))

    def test_opens_no_evidence_that_was_not_shown(self, awa, nadia):
        first, *_others = competences_of(awa)
        hidden, shown = evidence_of(awa, first), evidence_of(awa, first, "Le marché")
        shown.shares.create(person=nadia, shared_at=NOON)
        choose(awa, evidence=keys(hidden))
        give_consent(learner=awa.learner, by=nadia, at=NOON)

        page = choose(awa, by=nadia, evidence=keys(shown))

        assert choices_of(awa.learner, seen_by=nadia).evidence == [shown]
        assert page.skills[0].evidence == [hidden, shown]
