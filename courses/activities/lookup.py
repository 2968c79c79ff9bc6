"""Which activities a module holds, kept per process: saving an answer must not read the text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from courses.activities.kinds import KINDS
from courses.models import Module


@dataclass(frozen=True)
class Activity:
    """An activity of a published module; `block` is the value of its block."""

    id: UUID
    kind: str
    block: Mapping[str, Any]


def read_activities(module: Module) -> dict[UUID, Activity]:
    """Return the activities of `module` by id, in order, without touching its images."""
    body = module.body
    found = {}
    for rank, raw in enumerate(body.raw_data):
        if raw["type"] in KINDS and raw.get("id"):
            key = UUID(raw["id"])
            found[key] = Activity(id=key, kind=raw["type"], block=body[rank].value)
    return found


@lru_cache(maxsize=512)
def _read_published(
    module_id: int,
    published_at: datetime,  # noqa: ARG001 - a new publication is another key
    revision_id: int | None,  # noqa: ARG001 - and so is another revision
) -> dict[UUID, Activity]:
    return read_activities(Module.objects.get(pk=module_id))


def activities_of(module: Module) -> dict[UUID, Activity]:
    """Return the activities of `module`; once per publication and process if it has a date."""
    if module.last_published_at is None:
        return read_activities(module)
    return _read_published(module.pk, module.last_published_at, module.latest_revision_id)


def find_activity(module: Module, activity_id: UUID) -> Activity | None:
    """Return the activity of this module, or None: the id came from a browser."""
    return activities_of(module).get(activity_id)
