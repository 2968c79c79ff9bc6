"""A coordinator says who writes and who validates."""

import uuid

import pytest
from django.urls import reverse
from wagtail.models import GroupApprovalTask

from core.memberships import AUTHORS, TRAINERS, VALIDATORS, end_membership
from core.models import Role
from core.workshop_rights import NotAColleague, colleagues_of, give_workshop
from tests.clock import NOON
from tests.core.factories import OrganizationFactory, UserFactory, staff
from tests.courses.workshop import signed_in

pytestmark = pytest.mark.django_db

URL = reverse("core:workshop_rights")


@pytest.fixture
def house():
    return OrganizationFactory()


@pytest.fixture
def coordinator(house):
    return staff(Role.COORDINATOR, house)


@pytest.fixture
def counsellor(house):
    return staff(Role.COUNSELLOR, house)


def groups(user) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


def give(client, user, *names):
    return client.post(
        reverse("core:workshop_rights_give", args=[user.uuid]), dict.fromkeys(names, "on")
    )


class TestGiving:
    def test_opens_the_workshop_and_closes_it(self, coordinator, counsellor):
        client = signed_in(coordinator)

        give(client, counsellor, "writes", "validates")
        assert groups(counsellor) == {AUTHORS, VALIDATORS}
        assert signed_in(counsellor).get(reverse("wagtailadmin_home")).status_code == 200
        give(client, counsellor, "writes")
        assert groups(counsellor) == {AUTHORS}
        give(client, counsellor)

        assert groups(counsellor) == set()
        assert signed_in(counsellor).get(reverse("wagtailadmin_home")).status_code == 404

    def test_twice_is_once(self, coordinator, counsellor):
        client = signed_in(coordinator)

        assert give(client, counsellor, "validates").url == URL
        assert give(client, counsellor, "validates").url == URL
        assert groups(counsellor) == {VALIDATORS}

    def test_leaves_what_a_role_gives(self, coordinator, house):
        trainer = staff(Role.TRAINER, house)
        trainer.groups.add(*trainer.groups.model.objects.filter(name=TRAINERS))

        give(signed_in(coordinator), trainer, "validates")

        assert groups(trainer) == {TRAINERS, VALIDATORS}

    @pytest.mark.parametrize("who", ["stranger", "founder", "nobody"])
    def test_is_for_colleagues(self, coordinator, who):
        others = {"stranger": staff(Role.TRAINER, OrganizationFactory()), "founder": UserFactory()}
        to = others[who].uuid if who in others else uuid.uuid4()

        with pytest.raises(NotAColleague):
            give_workshop(by=coordinator, to=to, writes=True, validates=True)

    def test_ends_with_the_last_role(self, coordinator, counsellor):
        give_workshop(by=coordinator, to=counsellor.uuid, writes=True, validates=True)

        end_membership(membership=counsellor.memberships.get(), on=NOON.date())

        assert groups(counsellor) == set()


class TestPage:
    def test_lists_the_team_once_each(self, coordinator, counsellor, house):
        counsellor.memberships.create(organization=house, role=Role.TRAINER, started_on=NOON.date())
        staff(Role.COUNSELLOR, OrganizationFactory())

        found = {each.user: each.roles for each in colleagues_of(coordinator)}

        assert set(found) == {coordinator, counsellor}
        assert len(found[counsellor]) == 2
        assert signed_in(coordinator).get(URL).status_code == 200

    def test_asks_no_more_for_a_larger_team(self, coordinator, house, assert_same_queries):
        client = signed_in(coordinator)
        staff(Role.COUNSELLOR, house)

        assert_same_queries(
            lambda: client.get(URL),
            grow=lambda: [staff(Role.COUNSELLOR, house) for _ in range(10)],
        )

    @pytest.mark.parametrize("role", [Role.TRAINER, Role.COUNSELLOR, Role.PRESCRIBER])
    def test_does_not_exist_for_others(self, house, counsellor, role):
        client = signed_in(staff(role, house))

        assert client.get(URL).status_code == 404
        assert give(client, counsellor, "writes").status_code == 404
        assert groups(counsellor) == set()


class TestMenu:
    def test_shows_the_workshop_to_who_was_let_in(self, coordinator, counsellor):
        home = reverse("learners:cohort_list")
        assert reverse("wagtailadmin_home") not in signed_in(counsellor).get(home).content.decode()

        give_workshop(by=coordinator, to=counsellor.uuid, writes=True, validates=False)

        assert reverse("wagtailadmin_home") in signed_in(counsellor).get(home).content.decode()


class TestWorkflow:
    def test_lets_validators_decide_and_authors_submit(self, coordinator, counsellor):
        task = GroupApprovalTask.objects.get(name="Relecture par un validateur")

        assert task.groups.filter(name=VALIDATORS).exists()
        give_workshop(by=coordinator, to=counsellor.uuid, writes=True, validates=False)
        counsellor = type(counsellor).objects.get(pk=counsellor.pk)
        assert counsellor.has_perm("courses.add_module")
        assert not counsellor.has_perm("courses.publish_module")
        give_workshop(by=coordinator, to=counsellor.uuid, writes=False, validates=True)
        counsellor = type(counsellor).objects.get(pk=counsellor.pk)
        assert counsellor.has_perm("courses.publish_learningpath")
        assert not counsellor.has_perm("courses.delete_module")
