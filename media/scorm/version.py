"""Which SCORM a manifest speaks."""

import re
from xml.etree.ElementTree import Element

from media.scorm.model import Edition, Version
from media.scorm.problems import Warnings
from media.scorm.xml import Document, attribute, child, descendants, has_attribute, local, text_of

_EDITION = re.compile(r"2004\s*(2nd|3rd|4th)", re.IGNORECASE)
_ONLY_IN_2004 = {"sequencing", "sequencingcollection", "presentation", "completionthreshold"}
_ONLY_IN_12 = {"masteryscore", "prerequisites", "maxtimeallowed"}


def detect_version(document: Document, warnings: Warnings) -> tuple[Version, Edition]:
    """Trust the declared version, else the namespaces, else what the elements are."""
    declared = text_of(child(document.root, "metadata", "schemaversion"))
    by_namespace = _by_namespaces(document.namespaces)
    found = _by_declaration(declared)
    if found is None:
        warnings.add("version-unknown" if declared else "version-missing", declared)
        version = by_namespace or _by_elements(document.root)
        return version, _edition(document.root) if version == "2004" else ""
    version, edition = found
    if by_namespace not in {None, version}:
        warnings.add("version-mismatch", declared)
    return version, edition or (_edition(document.root) if version == "2004" else "")


def _by_declaration(text: str) -> tuple[Version, Edition] | None:
    folded = text.casefold()
    if edition := _EDITION.search(text):
        return "2004", _named(edition[1])
    if folded in {"cam 1.3", "1.3"}:
        return "2004", "2nd"
    if "2004" in folded:
        return "2004", ""
    # 1.1 is what came before, and what a few tools still write: the API is the same.
    if re.fullmatch(r"(scorm|adl scorm|cam)?\s*1\.[12](\.\d+)?", folded):
        return "1.2", ""
    return None


def _named(edition: str) -> Edition:
    names: dict[str, Edition] = {"2nd": "2nd", "3rd": "3rd", "4th": "4th"}
    return names[edition.lower()]


def _by_namespaces(namespaces: frozenset[str]) -> Version | None:
    """ADL's namespace decides: IMS's of 1.2 and of 2004 are used one for the other."""
    marks: tuple[tuple[str, Version], ...] = (
        ("adlcp_rootv1p2", "1.2"),
        ("adlcp_v1p3", "2004"),
        ("imscp_rootv1p1p2", "1.2"),
        ("imscp_v1p1", "2004"),
    )
    joined = " ".join(sorted(namespaces))
    return next((version for mark, version in marks if mark in joined), None)


def _by_elements(root: Element) -> Version:
    names = {local(element) for element in root.iter()}
    if names & _ONLY_IN_12:
        return "1.2"
    return "2004" if names & _ONLY_IN_2004 else "1.2"


def _edition(root: Element) -> Edition:
    """Return "4th" for what only the 4th edition has; nothing when it cannot be told."""
    thresholds = list(descendants(root, "completionThreshold"))
    if any(has_attribute(threshold, "completedByMeasure") for threshold in thresholds):
        return "4th"
    maps = (found for data in descendants(root, "data") for found in data if local(found) == "map")
    return "4th" if any(attribute(found, "targetID") for found in maps) else ""
