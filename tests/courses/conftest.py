"""Fixtures of courses."""

from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth.models import Group

from core.memberships import EDITORS, start_membership
from core.models import Role
from tests.core.factories import OrganizationFactory, UserFactory
from tests.courses.workshop import signed_in


@pytest.fixture
def stored(settings, tmp_path):
    """A storage of the test's own; returns the names it holds."""
    settings.MEDIA_ROOT = str(tmp_path / "uploads")

    def names() -> set[str]:
        root = Path(settings.MEDIA_ROOT)
        found = root.rglob("*") if root.exists() else []
        return {path.relative_to(root).as_posix() for path in found if path.is_file()}

    return names


@pytest.fixture
def trainer():
    user = UserFactory(reachable=True)
    start_membership(
        user=user, organization=OrganizationFactory(), role=Role.TRAINER, on=date(2026, 1, 5)
    )
    return user


@pytest.fixture
def editor():
    user = UserFactory(reachable=True)
    user.groups.add(Group.objects.get(name=EDITORS))
    return user


@pytest.fixture
def as_trainer(trainer):
    return signed_in(trainer)


@pytest.fixture
def as_editor(editor):
    return signed_in(editor)
