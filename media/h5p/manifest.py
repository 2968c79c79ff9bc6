"""`h5p.json`: what the package is, whose, and what plays it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from media.h5p.names import LibraryName
from media.h5p.problems import Findings
from media.h5p.sheets import LINE, TEXT, Sheet, plain

LICENSES = frozenset(
    [
        "CC BY", "CC BY-SA", "CC BY-ND", "CC BY-NC", "CC BY-NC-SA", "CC BY-NC-ND", "CC0 1.0",
        "GNU GPL", "PD", "ODC PDDL", "CC PDM", "U", "C",
    ]
)  # fmt: skip
_LANGUAGE = re.compile(r"[-a-zA-Z0-9]{1,20}")
_MAIN = re.compile(r"[$a-z_][-0-9a-z_.$]{1,254}", re.IGNORECASE | re.ASCII)
_LICENSE = re.compile("|".join(map(re.escape, sorted(LICENSES))))
_LICENSE_VERSION = re.compile(r"1\.0|2\.0|2\.5|3\.0|4\.0")
_SOURCE = re.compile(r"https?://.+")
_YEAR = re.compile(r"[0-9]{1,4}", re.ASCII)


@dataclass(frozen=True)
class Author:
    name: str
    role: str = ""


@dataclass(frozen=True)
class Manifest:
    title: str
    language: str
    main_library: str
    embed_types: tuple[str, ...]
    dependencies: tuple[LibraryName, ...]
    dynamic_dependencies: tuple[LibraryName, ...] = ()
    license: str = ""
    license_version: str = ""
    license_extras: str = ""
    authors: tuple[Author, ...] = ()
    source: str = ""
    year_from: str = ""
    year_to: str = ""


def parse_manifest(data: Mapping[str, Any], findings: Findings) -> Manifest:
    sheet = Sheet(data, "h5p.json", "invalid-h5p-json-file", findings)
    return Manifest(
        title=sheet.required("title", LINE),
        language=sheet.required("language", _LANGUAGE),
        main_library=sheet.required("mainLibrary", _MAIN),
        embed_types=sheet.embed_types(required=True),
        dependencies=sheet.dependencies("preloadedDependencies", required=True),
        dynamic_dependencies=sheet.dependencies("dynamicDependencies"),
        license=sheet.optional("license", _LICENSE),
        license_version=sheet.optional("licenseVersion", _LICENSE_VERSION),
        license_extras=sheet.optional("licenseExtras", TEXT),
        authors=_authors(sheet),
        source=sheet.optional("source", _SOURCE),
        year_from=sheet.optional("yearFrom", _YEAR) or sheet.optional("yearsFrom", _YEAR),
        year_to=sheet.optional("yearTo", _YEAR) or sheet.optional("yearsTo", _YEAR),
    )


def _authors(sheet: Sheet) -> tuple[Author, ...]:
    rows = sheet.data.get("authors")
    found = [
        Author(name, plain(row.get("role")) or "")
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict) and (name := plain(row.get("name")))
    ]
    # Before there were several, there was one.
    alone = "" if found else sheet.optional("author", LINE)
    return tuple(found) or ((Author(alone),) if alone else ())
