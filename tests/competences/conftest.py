"""Fixtures of competences."""

from datetime import date

import pytest
from django.contrib.auth.models import Group

from core.memberships import EDITORS, start_membership
from core.models import Role
from tests.core.factories import OrganizationFactory, UserFactory
from tests.courses.workshop import signed_in


@pytest.fixture
def as_trainer():
    user = UserFactory(reachable=True)
    start_membership(
        user=user, organization=OrganizationFactory(), role=Role.TRAINER, on=date(2026, 1, 5)
    )
    return signed_in(user)


@pytest.fixture
def as_editor():
    user = UserFactory(reachable=True)
    user.groups.add(Group.objects.get(name=EDITORS))
    return signed_in(user)
