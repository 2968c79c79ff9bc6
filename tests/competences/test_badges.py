"""A badge's life: offered, accepted, signed by a worker, shared, withdrawn, deleted."""

import pytest
from django.db import IntegrityError, transaction

from competences.badges import baking, signing, status
from competences.badges.credential import Skill
from competences.models import Achievement, Badge, BadgeKey, StatusEntry, StatusList
from competences.services.badge_keys import public_keys
from competences.services.badge_status import take_place
from competences.services.badges import (
    Description,
    NoReason,
    NotIssued,
    accept_badge,
    decline_badge,
    describe_achievement,
    forget_badge,
    issue_badge,
    offer_badge,
    share_badge,
    withdraw_badge,
)
from competences.services.verification import verify_file
from core.models import OutboxEvent, Role
from tests.clock import NOON
from tests.competences.badge_factories import (
    AchievementFactory,
    BadgeFactory,
    file_of,
    issued_badge,
    signing_key,
)
from tests.core.factories import OrganizationFactory, UserFactory, staff

pytestmark = pytest.mark.django_db
NameShown, Status = Badge.NameShown, Badge.Status


@pytest.fixture
def counsellor():
    return staff(Role.COUNSELLOR)


def told(**changed):
    words = {
        "name": "Me connaître",
        "description": "Le premier bloc.",
        "criteria": "Toutes les étapes.",
        "language": "fr",
        "flight": 1,
        "flights": 3,
        "skills": [Skill("C1", "Je dis ce que je sais faire.")],
    }
    return Description(**words | changed)


def read(badge):
    return signing.read(badge.jwt, public_keys())


class TestDescribeAchievement:
    def test_keeps_one_row_per_key(self):
        describe_achievement(key="a/b", told=told(), at=NOON)
        described = describe_achievement(key="a/b", told=told(name="Autrement"), at=NOON)

        assert Achievement.objects.get() == described
        assert described.name == "Autrement"

    def test_writes_nothing_when_nothing_changed(self, django_assert_num_queries):
        describe_achievement(key="a/b", told=told(), at=NOON)

        with django_assert_num_queries(3):  # a savepoint, a look, its end
            describe_achievement(key="a/b", told=told(), at=NOON)

    def test_leaves_signed_badges_their_own_words(self):
        badge = issued_badge()
        describe_achievement(key=badge.achievement.key, told=told(name="Autrement"), at=NOON)

        assert read(badge)["name"] == "Me connaître"


class TestOfferBadge:
    def test_offers_it_once(self):
        learner, organization, achievement = (
            UserFactory(),
            OrganizationFactory(),
            AchievementFactory(),
        )
        offers = [
            offer_badge(
                learner=learner, organization=organization, achievement=achievement, at=NOON
            )
            for _time in range(2)
        ]

        assert offers[0] == offers[1] == Badge.objects.get()
        assert offers[0].status == Status.OFFERED

    def test_does_not_come_back_on_a_refusal(self):
        badge = BadgeFactory()
        decline_badge(badge=badge)

        again = offer_badge(
            learner=badge.learner,
            organization=badge.organization,
            achievement=badge.achievement,
            at=NOON,
        )

        assert again.status == Status.DECLINED


class TestAcceptBadge:
    def test_signs_nothing_itself(self):
        badge = BadgeFactory()

        assert accept_badge(badge=badge, name_shown=NameShown.FULL, at=NOON)

        badge.refresh_from_db()
        assert (badge.status, badge.jwt) == (Status.ACCEPTED, "")
        assert OutboxEvent.objects.get().name == "BadgeAccepted"
        assert not BadgeKey.objects.exists()

    def test_twice_asks_once(self):
        badge = BadgeFactory()
        accept_badge(badge=badge, name_shown=NameShown.FULL, at=NOON)

        assert not accept_badge(badge=badge, name_shown=NameShown.NONE, at=NOON)
        badge.refresh_from_db()
        assert badge.display_name == "Awa Diarra"
        assert OutboxEvent.objects.count() == 1

    def test_makes_one_badge_however_often_the_fact_is_heard(self, deliver_outbox):
        signing_key()
        badge = BadgeFactory()
        accept_badge(badge=badge, name_shown=NameShown.FULL, at=NOON)
        deliver_outbox()
        badge.refresh_from_db()
        signed = badge.jwt

        assert not issue_badge(badge_id=badge.pk, at=NOON)
        badge.refresh_from_db()
        assert badge.jwt == signed
        assert badge.files.count() == 2
        assert StatusEntry.objects.count() == 1

    def test_is_possible_after_a_no(self):
        badge = BadgeFactory(status=Status.DECLINED)

        assert accept_badge(badge=badge, name_shown=NameShown.FIRST, at=NOON)


class TestIssueBadge:
    @pytest.mark.parametrize(
        ("shown", "name"),
        [(NameShown.FULL, "Awa Diarra"), (NameShown.FIRST, "Awa"), (NameShown.NONE, "")],
    )
    def test_bears_the_name_she_chose_and_no_other_trace_of_her(self, shown, name):
        badge = issued_badge(
            shown, learner__phone="06 99 00 00 01", learner__email="awa@exemple.fr"
        )
        subject = read(badge)["credentialSubject"]
        names = [each["identityHash"] for each in subject.get("identifier", [])]

        assert names == ([name] if name else [])
        text = str(read(badge))
        assert "06 99" not in text
        assert "exemple.fr" not in text.replace(badge.organization.email, "")
        assert str(badge.learner.uuid) not in text
        assert ("Diarra" in text) == (shown == NameShown.FULL)

    def test_names_two_badges_of_hers_differently(self):
        first = issued_badge()
        second = issued_badge(learner=first.learner)

        assert read(first)["sub"] != read(second)["sub"]

    def test_bakes_what_it_signed(self):
        badge = issued_badge()

        assert baking.unbake(file_of(badge, "png")) == badge.jwt
        assert baking.unbake(file_of(badge, "svg")) == badge.jwt

    def test_does_nothing_for_who_changed_her_mind(self):
        badge = BadgeFactory()
        accept_badge(badge=badge, name_shown=NameShown.FULL, at=NOON)
        forget_badge(badge=badge, at=NOON)

        assert not issue_badge(badge_id=badge.pk, at=NOON)

    def test_does_nothing_for_who_left(self):
        badge = BadgeFactory()
        accept_badge(badge=badge, name_shown=NameShown.FULL, at=NOON)
        Badge.objects.all().delete()

        assert not issue_badge(badge_id=badge.pk, at=NOON)

    def test_publishes_a_list_where_it_stands(self):
        badge = issued_badge()
        listed = signing.read(badge.entry.status_list.document, public_keys())

        assert read(badge)["credentialStatus"]["statusListCredential"] == listed["id"]
        assert read(badge)["credentialStatus"]["statusListIndex"] == str(badge.entry.index)
        assert not status.is_set(listed["credentialSubject"]["encodedList"], badge.entry.index)

    def test_shares_a_list_with_the_badges_of_its_organisation_alone(self):
        first = issued_badge()
        second = issued_badge(organization=first.organization)
        issued_badge()

        assert first.entry.status_list == second.entry.status_list
        assert StatusList.objects.count() == 2


class TestTheHeaviestBadge:
    def test_can_still_be_verified(self):
        long = "語" * 2000
        skills = [
            {"code": f"C{n}", "name": long, "framework": long, "statement": long} for n in range(80)
        ]
        badge = issued_badge(
            achievement__skills=skills,
            achievement__description=long,
            achievement__criteria=long,
            achievement__name=long[:150],
        )

        verdict = verify_file(content=file_of(badge))

        assert verdict.is_valid
        assert len(verdict.said.skills) == 50
        assert verdict.said.criteria.endswith("…")


class TestTakePlace:
    def test_draws_another_when_one_is_taken(self, monkeypatch):
        key, organization = signing_key(), OrganizationFactory()
        drawn = iter([5, 5, 5, 6])
        monkeypatch.setattr("secrets.randbelow", lambda _limit: next(drawn))

        places = [
            take_place(organization=organization, key=key, at=NOON).index for _time in range(2)
        ]

        assert places == [5, 6]

    def test_opens_another_list_when_one_is_half_full(self, monkeypatch):
        monkeypatch.setattr("competences.services.badge_status.FULL", 1)
        first = issued_badge()
        second = issued_badge(organization=first.organization)

        assert first.entry.status_list != second.entry.status_list


class TestWithdrawBadge:
    def test_sets_its_bit_in_a_list_signed_anew_by_a_worker(self, counsellor, deliver_outbox):
        badge = issued_badge()
        other = issued_badge(organization=badge.organization)

        assert withdraw_badge(badge=badge, by=counsellor, reason="Une erreur.", at=NOON)
        deliver_outbox()

        listed = StatusList.objects.get().document
        bits = signing.read(listed, public_keys())["credentialSubject"]["encodedList"]
        assert status.is_set(bits, badge.entry.index)
        assert not status.is_set(bits, other.entry.index)

    def test_twice_keeps_the_first_reason(self, counsellor):
        badge = issued_badge()
        withdraw_badge(badge=badge, by=counsellor, reason="Une erreur.", at=NOON)

        assert not withdraw_badge(badge=badge, by=counsellor, reason="Autre.", at=NOON)
        badge.refresh_from_db()
        assert badge.withdrawal_reason == "Une erreur."

    def test_wants_a_reason(self, counsellor):
        with pytest.raises(NoReason):
            withdraw_badge(badge=issued_badge(), by=counsellor, reason="  ", at=NOON)

    @pytest.mark.parametrize("state", [Status.OFFERED, Status.DECLINED, Status.ACCEPTED])
    def test_takes_back_only_what_was_given(self, counsellor, state):
        with pytest.raises(NotIssued):
            withdraw_badge(
                badge=BadgeFactory(status=state), by=counsellor, reason="Erreur.", at=NOON
            )


class TestForgetBadge:
    def test_leaves_nothing_of_it_but_a_bit(self, deliver_outbox):
        badge = issued_badge()
        entry, address = badge.entry, badge.uuid
        share_badge(badge=badge, is_public=True, at=NOON)

        forget_badge(badge=badge, at=NOON)
        deliver_outbox()

        badge.refresh_from_db()
        assert (badge.status, badge.jwt, badge.display_name) == (Status.DECLINED, "", "")
        assert (badge.shared_at, badge.entry, badge.files.count()) == (None, None, 0)
        assert badge.uuid != address
        entry.refresh_from_db()
        assert entry.withdrawn_at is not None

    def test_lets_her_ask_for_a_new_one(self):
        badge = issued_badge()
        forget_badge(badge=badge, at=NOON)

        accept_badge(badge=badge, name_shown=NameShown.NONE, at=NOON)

        assert issue_badge(badge_id=badge.pk, at=NOON)

    def test_does_not_give_a_withdrawn_one_back(self, counsellor):
        badge = issued_badge()
        withdraw_badge(badge=badge, by=counsellor, reason="Une erreur.", at=NOON)
        forget_badge(badge=badge, at=NOON)

        assert not accept_badge(badge=badge, name_shown=NameShown.NONE, at=NOON)


class TestShareBadge:
    def test_opens_and_closes_its_page(self):
        badge = issued_badge()

        assert share_badge(badge=badge, is_public=True, at=NOON)
        assert Badge.objects.published().get() == badge
        assert not share_badge(badge=badge, is_public=False, at=NOON)
        assert not Badge.objects.published().exists()

    def test_waits_until_there_is_a_badge(self):
        assert not share_badge(badge=BadgeFactory(), is_public=True, at=NOON)


class TestBadge:
    @pytest.mark.parametrize(
        "broken",
        [
            {"status": Status.ISSUED},
            {"status": Status.WITHDRAWN},
            {"status": Status.WITHDRAWN, "withdrawn_at": NOON},
            {"shared_at": NOON},
        ],
        ids=str,
    )
    def test_cannot_be_half_of_something(self, broken):
        with pytest.raises(IntegrityError), transaction.atomic():
            BadgeFactory(**broken)

    def test_is_one_per_person_and_achievement(self):
        badge = BadgeFactory()

        with pytest.raises(IntegrityError), transaction.atomic():
            BadgeFactory(learner=badge.learner, achievement=badge.achievement)

    def test_is_seen_by_her_and_who_follows_her(self):
        badge = BadgeFactory()
        stranger = staff(Role.COUNSELLOR)
        prescriber = staff(Role.PRESCRIBER, badge.organization)
        counsellor = staff(Role.COUNSELLOR, badge.organization)

        seen = {
            name: Badge.objects.visible_to(user).exists()
            for name, user in {
                "her": badge.learner,
                "counsellor": counsellor,
                "stranger": stranger,
                "prescriber": prescriber,
            }.items()
        }

        assert seen == {"her": True, "counsellor": True, "stranger": False, "prescriber": False}
        assert not Badge.objects.editable_by(counsellor).exists()
