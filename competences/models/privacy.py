"""Who may see what is said of a founder's competences."""

from typing import Any, Self

from django.db import models

from core.models import Role, User


class AboutFounderQuerySet(models.QuerySet[Any]):
    """Rows with a `learner` and the `organization` that follows her."""

    def visible_to(self, user: User) -> Self:
        """The founder, and the team of the organisation that follows her."""
        return self.filter(
            models.Q(learner=user) | models.Q(organization__in=staff_organizations(user))
        )

    def of(self, learner: User) -> Self:
        return self.filter(learner=learner)


def staff_organizations(user: User) -> list[int]:
    """Return where `user` may say what a founder can do."""
    return user.organization_ids(Role.COUNSELLOR, Role.TRAINER, Role.COORDINATOR)
