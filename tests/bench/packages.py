"""Packages made elsewhere: what they send, how they come in, how soon they can be played."""

import io
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from courses.activities import activities_of
from courses.models import Module
from learners.models import Attempt, Enrolment
from learners.services.attempts import open_attempt
from media.importing import import_package, receive_upload
from media.models import Package
from tests.learners.acts import founder_on
from tests.learners.factories import package_module

Row = dict[str, Any]


@dataclass(frozen=True)
class Use:
    """A package in a step, and its founder."""

    module: Module
    enrolment: Enrolment

    @property
    def path(self) -> str:
        return f"/mes-etapes/{self.enrolment.uuid}/{self.module.slug}/"

    def attempt(self) -> Attempt:
        [activity] = activities_of(self.module).values()
        return open_attempt(
            enrolment=self.enrolment,
            module=self.module,
            activity=activity,
            actor=self.enrolment.learner,
            at=timezone.now(),
        )


def bring(data: bytes, name: str) -> Package:
    """Import a package as a worker would."""
    at = timezone.now()
    received = receive_upload(file=io.BytesIO(data), file_name=name, by=None, at=at, queue=False)
    import_package(package_import=received, at=at)
    received.refresh_from_db()
    assert received.package is not None, received.problems
    return received.package


def use_of(package: Package) -> Use:
    module = package_module(package)
    # What a published module holds is kept per process.
    module.last_published_at = timezone.now()
    module.save()
    return Use(module, founder_on(module))


def measure(port: int, seconds: float) -> list[Row]:
    from tests.bench import package_commits, package_imports, package_players
    from tests.bench.server import production

    commits = package_commits.prepare()
    players = package_players.prepare()
    with production(port) as pid:
        rows = [package_commits.measure(commits, port, pid, seconds)]
        rows += package_players.measure(players, port)
    return [*rows, *package_imports.measure()]
