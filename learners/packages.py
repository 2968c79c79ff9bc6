"""What the page of a module says of its packages, and where their scripts write."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.urls import reverse

from courses.activities import Activity, activities_of
from courses.models import Module
from learners.models import Attempt, Enrolment
from learners.runtime.tokens import runtime_token
from learners.services.attempts import allows, may_leave
from media.models import Package
from media.origin import content_url

KIND = "package"
State = Literal["missing", "new", "running", "ended"]


@dataclass(frozen=True)
class PackageUse:
    """One package of a module, as this founder may play it."""

    activity: Activity
    last: Attempt | None
    is_there: bool
    """Whether the package has a version to play."""
    open_url: str
    token_url: str
    replay_url: str
    page_url: str
    """The player on a page of its own, for who has no script."""

    @property
    def state(self) -> State:
        if self.last is not None:
            return "ended" if self.last.ended_at else "running"
        return "new" if self.is_there else "missing"

    @property
    def limit(self) -> int | None:
        found: int | None = self.activity.block["attempts"]
        return found

    @property
    def left(self) -> int | None:
        """How many attempts may still be begun; None for as many as she wants."""
        used = self.last.number if self.last else 0
        return None if self.limit is None else max(self.limit - used, 0)

    @property
    def may_review(self) -> bool:
        return self.state == "ended" and bool(self.activity.block["review"])

    @property
    def may_begin_again(self) -> bool:
        if self.last is None or not may_leave(self.last):
            return False
        return self.is_there and allows(self.activity, self.last.number + 1)

    @property
    def may_open(self) -> bool:
        """Whether anything at all can be opened."""
        return self.state in {"new", "running"} or self.may_review or self.may_begin_again

    @property
    def is_popup(self) -> bool:
        return bool(self.activity.block["window"] == "popup")


def uses_of(enrolment: Enrolment, module: Module) -> dict[UUID, PackageUse]:
    """Return the packages of the module by activity: two queries, whatever there is."""
    found = {key: each for key, each in activities_of(module).items() if each.kind == KIND}
    if not found:
        return {}
    attempts = Attempt.objects.filter(enrolment=enrolment, activity_id__in=found)
    last = {each.activity_id: each for each in attempts.order_by("number")}
    chosen = {key: each.block["package"] for key, each in found.items()}
    playable = set(
        Package.objects.filter(pk__in=[each.pk for each in chosen.values() if each])
        .exclude(current=None)
        .values_list("pk", flat=True)
    )
    return {
        key: PackageUse(
            activity,
            last.get(key),
            chosen[key] is not None and chosen[key].pk in playable,
            *(
                reverse(f"learners:{name}", args=[enrolment.uuid, module.slug, key])
                for name in ("package_open", "package_token", "package_replay", "package_page")
            ),
        )
        for key, activity in found.items()
    }


def is_review(attempt: Attempt) -> bool:
    """Whether opening the attempt now only shows it."""
    return attempt.ended_at is not None


def player_url(attempt: Attempt, *, at: datetime) -> str:
    """Return the address of the frame, on the host of the attempt's version."""
    token = runtime_token(attempt, at=at, review=is_review(attempt))
    return content_url(attempt.version.label, f"/r/{token}/")
