"""Show what waits to leave and what could not be delivered."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.events import dead_letters, revive_dead_letters, waiting_count


class Command(BaseCommand):
    help = "List the facts that could not be delivered; --revive gives them a new set of tries."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--revive", action="store_true")
        parser.add_argument("--limit", type=int, default=100)

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["revive"]:
            self.stdout.write(f"revived {revive_dead_letters(at=timezone.now())}")
        self.stdout.write(f"waiting {waiting_count()}")
        for row in dead_letters(limit=options["limit"]):
            self.stdout.write(
                f"dead {row.dead_at:%Y-%m-%d %H:%M} {row.pk} {row.name}: {row.last_error}"
            )
