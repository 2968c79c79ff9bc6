"""Say what a file is, before it is imported."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from media.inspection import inspect_file, outcome


class Command(BaseCommand):
    help = (
        "Inspect an H5P or SCORM package without importing it."
        " Exit status: 0 valid, 1 refused, 2 not a package."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print the whole report as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            stream = path.open("rb")
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}", returncode=2) from error
        with stream:
            report = inspect_file(stream, path.name)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        else:
            self._tell(report)
        if status := outcome(report):
            sys.exit(status)

    def _tell(self, report: dict[str, Any]) -> None:
        for name in ("kind", "version", "title", "language", "main_library"):
            if report[name]:
                self.stdout.write(f"{name}: {report[name]}")
        self.stdout.write(f"files: {report['files']} ({report['bytes']} bytes)")
        if report["phone_weight"] is not None:
            self.stdout.write(f"phone_weight: {report['phone_weight']} bytes to the first screen")
            self.stdout.write(f"reports_completion: {report['reports_completion']}")
        for item in report["items"]:
            self.stdout.write(f"item {item['id']}: {item['title']} ({item['href'] or '-'})")
        for library in report["libraries"]:
            self.stdout.write(f"library: {library}")
        for kind in ("warnings", "errors"):
            for problem in report[kind]:
                self.stdout.write(f"{kind[:-1]} {problem['code']}: {problem['message']}")
