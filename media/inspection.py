"""What a file would be once imported, without importing it."""

from collections.abc import Iterable
from typing import Any, BinaryIO

from media.archives import Archive, ArchiveRefused
from media.importing.libraries import Installed, shown
from media.importing.problems import ImportRefused, Problem, as_json, one_refusal
from media.importing.reading import Reading, kind_of, read_file
from media.importing.survey import survey
from media.importing.weight import phone_weight
from media.refusals import sentence

VALID, REFUSED, NOT_A_PACKAGE = 0, 1, 2
NO_PACKAGE = {"not-a-zip", "unable-to-unzip", "not-a-package", "package-inside", "empty"}


def inspect_file(stream: BinaryIO, name: str) -> dict[str, Any]:
    """Return a report whose keys are always all there; `errors` is empty for what may come in."""
    report: dict[str, Any] = {
        "kind": None,
        "version": None,
        "title": None,
        "language": None,
        "main_library": None,
        "libraries": [],
        "organizations": [],
        "items": [],
        "files": 0,
        "bytes": 0,
        "reports_completion": "unknown",
        "phone_weight": None,
        "warnings": [],
        "errors": [],
    }
    try:
        report |= _counted(stream)
        report["kind"] = kind_of(stream, name)
        report |= _described(stream, name)
    except ImportRefused as refused:
        report["errors"] = _worded(refused.problems)
    return report


def outcome(report: dict[str, Any]) -> int:
    """Return the exit status of a command that inspects: 0 valid, 1 refused, 2 not a package."""
    if not report["errors"]:
        return VALID
    codes = {error["code"] for error in report["errors"]}
    return NOT_A_PACKAGE if report["kind"] is None and codes & NO_PACKAGE else REFUSED


def _counted(stream: BinaryIO) -> dict[str, Any]:
    try:
        archive = Archive(stream)
    except ArchiveRefused:
        # The reading that follows says why.
        return {}
    return {"files": len(archive.entries), "bytes": archive.total_bytes}


def _described(stream: BinaryIO, name: str) -> dict[str, Any]:
    installed = Installed.now()
    reading = read_file(stream, name, installed=installed, may_install=True)
    with one_refusal():
        survey(reading.archive)
    libraries = () if reading.package is None else reading.package.libraries
    return {
        "version": reading.standard or None,
        "title": reading.title,
        "language": reading.language or None,
        "main_library": reading.main_library or None,
        "libraries": sorted(map(shown, libraries)),
        "organizations": [
            {"id": found.identifier, "title": found.title} for found in reading.organizations
        ],
        "items": _items(reading),
        "reports_completion": reading.reports_completion,
        "phone_weight": phone_weight(reading, installed),
        "warnings": _worded(reading.warnings),
    }


def _items(reading: Reading) -> list[dict[str, Any]]:
    return [
        {
            "id": item["id"],
            "title": item["title"],
            "launchable": item["kind"] != "cluster",
            "href": item["href"] or None,
            "mastery": item["scaled_passing_score"] if item["mastery"] is None else item["mastery"],
        }
        for item in reading.manifest.get("items", [])
    ]


def _worded(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    return [problem | {"message": sentence(problem)} for problem in as_json(problems)]
