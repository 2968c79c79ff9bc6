"""Import a package from a file of this machine, without a worker."""

import json
import sys
import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from media.importing import ImportRefused, import_package, receive_upload
from media.importing.problems import as_json
from media.models import Package, PackageImport
from media.refusals import sentence


class Command(BaseCommand):
    help = (
        "Import an H5P or SCORM package, with its H5P libraries."
        " Exit status: 0 imported or already there, 1 refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", type=uuid.UUID, help="the package that gets a new version")
        parser.add_argument("--title", default="", help="instead of the one that the file gives")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            done = self._import(options["file"], _replaced(options["replace"]), options["title"])
        except ImportRefused as refused:
            status, problems = PackageImport.Status.REFUSED, as_json(refused.problems)
            done = PackageImport(status=status, problems=problems)
        report = _report(done)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        else:
            self._tell(report)
        if report["status"] != PackageImport.Status.DONE:
            sys.exit(1)

    def _import(self, path: Path, package: Package | None, title: str) -> PackageImport:
        try:
            stream = path.open("rb")
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        at = timezone.now()
        with stream:
            received = receive_upload(
                file=stream, file_name=path.name, by=None, package=package, at=at, queue=False
            )
        import_package(package_import=received, at=at, wait=True)
        received.refresh_from_db()
        if title and received.package is not None and not received.is_known:
            received.package.title = title[:255]
            received.package.save(update_fields=["title"])
        return received

    def _tell(self, report: dict[str, Any]) -> None:
        for name in ("status", "package", "version", "title"):
            if report[name] is not None:
                self.stdout.write(f"{name}: {report[name]}")
        for problem in (*report["problems"], *report["warnings"]):
            self.stdout.write(f"{problem['code']}: {problem['message']}")


def _replaced(key: uuid.UUID | None) -> Package | None:
    if key is None:
        return None
    package = Package.objects.filter(uuid=key).first()
    if package is None:
        raise CommandError(f"There is no package {key}.")
    return package


def _report(done: PackageImport) -> dict[str, Any]:
    version, package = done.version, done.package
    return {
        "status": done.status,
        "known": done.is_known,
        "package": str(package.uuid) if package else None,
        "version": version.number if version else None,
        "title": package.title if package else None,
        "warnings": _worded(version.warnings if version else []),
        "problems": _worded(done.problems),
    }


def _worded(problems: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [problem | {"message": sentence(problem)} for problem in problems]
