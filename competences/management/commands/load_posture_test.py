"""Load a posture test from a YAML file; without one, the one that comes with Palier."""

from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandParser

from competences.services.posture import load_posture_test

STARTER = Path(__file__).parents[2] / "starter" / "ma-facon-de-faire.yaml"


class Command(BaseCommand):
    help = "Load a posture test. One that is there already is left as its authors made it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=STARTER)

    def handle(self, *_args: Any, **options: Any) -> None:
        test, is_new = load_posture_test(data=yaml.safe_load(options["file"].read_text()))
        self.stdout.write(f"{test}: {'loaded' if is_new else 'already there, left as it is'}.")
