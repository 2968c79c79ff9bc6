"""Compute again, from statements and assessments, where every founder stands."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from competences.services import progress
from learners.models import Enrolment
from learners.services.rebuild import rebuild_activity_views, rebuild_enrolment


class Command(BaseCommand):
    # They read every page and every address: three times the memory of the work itself.
    requires_system_checks = ()
    help = (
        "Rebuild answers, progress and counters from statements, and competences from assessments;"
        " --check only tells differences."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing, fail if it differs"
        )
        parser.add_argument(
            "--competences", action="store_true", help="only what assessments come to"
        )

    def handle(self, *_args: Any, check: bool, competences: bool, **_options: Any) -> None:
        verb = "found" if check else "mended"
        rows = differing = changed = 0
        if not competences:
            rows, differing = self._paths(dry_run=check)
            self.stdout.write(f"{rows} differences {verb} in {differing} enrolments.")
            changed = self._activity_views(dry_run=check)
        changed += self._competences(dry_run=check)
        self.stdout.write(f"{changed} competence rows {'would change' if check else 'changed'}.")
        if check and (rows or changed):
            message = f"{rows} differences in {differing} enrolments, {changed} competence rows."
            raise CommandError(message)

    def _paths(self, *, dry_run: bool) -> tuple[int, int]:
        differing = rows = 0
        for enrolment in Enrolment.objects.order_by("pk").iterator(chunk_size=500):
            difference = rebuild_enrolment(enrolment=enrolment, dry_run=dry_run)
            if difference.where:
                differing += 1
                rows += len(difference.where)
                self.stdout.write(f"{enrolment.uuid}: {', '.join(difference.where)}")
        return rows, differing

    def _activity_views(self, *, dry_run: bool) -> int:
        changed = 0
        for enrolment, count in rebuild_activity_views(at=timezone.now(), dry_run=dry_run):
            changed += count
            self.stdout.write(f"{enrolment}: {count} views by activities")
        return changed

    def _competences(self, *, dry_run: bool) -> int:
        changed = 0
        for learner, competence in progress.rebuild_progress(dry_run=dry_run):
            changed += 1
            self.stdout.write(f"person {learner}: competence {competence}")
        return changed
