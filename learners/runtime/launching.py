"""What a player is opened with: read from the attempt, or from the version alone in a preview."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Max

from learners.models import Attempt
from learners.runtime.player import Launch, LaunchItem
from learners.services.attempt_outcomes import activity_of
from learners.services.attempt_rows import AttemptGone
from learners.services.attempt_states import states_of
from learners.services.attempt_values import own_values, total_time, was_final
from media.asset_tokens import asset_base
from media.h5p_upgrades import try_library
from media.models import PackageVersion
from media.origin import app_origin


def attempt_launch(uuid: UUID, *, token: str, review: bool, at: datetime) -> Launch:
    """Return what opens the attempt as she left it. Raise AttemptGone."""
    near = Attempt.objects.select_related("enrolment__learner", "module", "version")
    attempt = near.defer("module__body").filter(uuid=uuid).first()
    if attempt is None:
        raise AttemptGone
    learner, activity = attempt.enrolment.learner, activity_of(attempt)
    return Launch(
        version=attempt.version,
        mode="review" if review else "normal",
        assets=asset_base(attempt.version, at=at),
        app_origin=app_origin(),
        language=learner.language or settings.LANGUAGE_CODE,
        at=at,
        attempt=attempt,
        token=token,
        learner_id=str(learner.uuid),
        learner_name=", ".join(filter(None, [learner.last_name, learner.first_name])),
        sequence=_greatest_sequence(attempt),
        items=_items(attempt),
        states=states_of(attempt) if attempt.version.kind == PackageVersion.Kind.H5P else {},
        block=activity.block if activity else {},
    )


def preview_launch(uuid: UUID, *, language: str, at: datetime, library: str = "") -> Launch | None:
    """Return what shows a version to its author; None when it is gone.

    `library`, a key, is one that would take the place of its earlier patch.
    """
    version = PackageVersion.objects.filter(uuid=uuid).first()
    if version is None:
        return None
    libraries = try_library(version, library)
    return Launch(
        version=version,
        mode="preview",
        assets=asset_base(version, at=at),
        app_origin=app_origin(),
        language=language,
        at=at,
        learner_id="essai",
        learner_name="Essai, Camille",
        libraries=libraries,
    )


def _items(attempt: Attempt) -> dict[str, LaunchItem]:
    return {
        row.identifier: LaunchItem(
            values=own_values(row.values),
            centiseconds=total_time(row),
            completion=row.completion,
            success=row.success,
            score=row.score_scaled,
            finished=was_final(row.values),
        )
        for row in attempt.items.order_by("pk")
    }


def _greatest_sequence(attempt: Attempt) -> int:
    """Return the greatest of all routes: a player counts them together."""
    parts = attempt.items.aggregate(greatest=Max("sequence"))["greatest"]
    states = attempt.states.aggregate(greatest=Max("sequence"))["greatest"]
    return max(parts or 0, states or 0)
