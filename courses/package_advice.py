"""Imported packages before publishing: a rule that cannot be met, a screen that does not come."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from courses.blocks.package import PASSED, SCORE, VIEWED
from media.first_screen import is_heavy, shown_wait
from media.h5p.reporting import gives_score
from media.models import Package, PackageVersion

Reports = PackageVersion.Reports


def package_remarks(
    body: Iterable[dict[str, Any]], packages: Mapping[Any, Package]
) -> list[tuple[str, str]]:
    """Return (id of the block, reason), one a package that founders would be stuck in."""
    found = []
    for raw in body:
        if raw["type"] != "package":
            continue
        package = packages.get(raw["value"].get("package"))
        if package and package.current:
            reasons = " ".join(_reasons(raw["value"], package.current))
            if reasons:
                found.append((str(raw.get("id") or ""), f"« {package.title} » : {reasons}"))
    return found


def _reasons(value: Mapping[str, Any], version: PackageVersion) -> Iterator[str]:
    rule = value.get("completion")
    if rule != VIEWED and version.reports_completion == Reports.NO:
        yield _("il ne signale jamais la fin. Choisissez « dès qu'il est ouvert ».")
    elif rule in {PASSED, SCORE} and has_no_score(version):
        yield _("il ne donne pas de score. Choisissez « quand le paquet dit que c'est terminé ».")
    if is_heavy(version.phone_weight):
        reason = _("il met %(wait)s à s'ouvrir avec une connexion faible : allégez-le.")
        yield reason % {"wait": shown_wait(version.phone_weight)}


def has_no_score(version: PackageVersion) -> bool:
    """Whether its content type is known to give none; SCORM packages alone know about theirs."""
    if version.kind != PackageVersion.Kind.H5P:
        return False
    return gives_score(version.main_library) == "no"
