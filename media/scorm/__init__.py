"""SCORM 1.2 and 2004 packages: read, judged, and what comes of them. Nothing here knows Django.

    package = read_package(Archive(stream))
    for item in package.manifest.launchable(): ...

The README next to this file says how the rest fits together.
"""

from media.scorm.activities import activity_tree
from media.scorm.cmi import CODES, Checked, Fault, check_commit, flatten
from media.scorm.elements import MODELS, Element, find_element
from media.scorm.initial import Learner, State, initial_cmi, nested, next_entry
from media.scorm.manifest import parse_manifest
from media.scorm.model import (
    CompletionThreshold,
    DataMap,
    Edition,
    Item,
    Manifest,
    Metadata,
    Organization,
    Resource,
    Version,
)
from media.scorm.outcome import (
    SEEN,
    Mode,
    Outcome,
    Passing,
    Score,
    best_score,
    item_outcome,
    merge_outcome,
    read_number,
    read_score,
)
from media.scorm.package import Package, kind_of, read_package
from media.scorm.prerequisites import Unreadable, prerequisites_met
from media.scorm.problems import ERRORS, WARNINGS, Problem, Refused
from media.scorm.reporting import Reporting, look_at
from media.scorm.rollup import Share, count_session, roll_up, session_time
from media.scorm.sequencing import Sequencing
from media.scorm.times import (
    Hundredths,
    NotATime,
    add,
    format_duration,
    format_timespan,
    parse_duration,
    parse_time,
    parse_timespan,
)

__all__ = [
    "CODES",
    "ERRORS",
    "MODELS",
    "SEEN",
    "WARNINGS",
    "Checked",
    "CompletionThreshold",
    "DataMap",
    "Edition",
    "Element",
    "Fault",
    "Hundredths",
    "Item",
    "Learner",
    "Manifest",
    "Metadata",
    "Mode",
    "NotATime",
    "Organization",
    "Outcome",
    "Package",
    "Passing",
    "Problem",
    "Refused",
    "Reporting",
    "Resource",
    "Score",
    "Sequencing",
    "Share",
    "State",
    "Unreadable",
    "Version",
    "activity_tree",
    "add",
    "best_score",
    "check_commit",
    "count_session",
    "find_element",
    "flatten",
    "format_duration",
    "format_timespan",
    "initial_cmi",
    "item_outcome",
    "kind_of",
    "look_at",
    "merge_outcome",
    "nested",
    "next_entry",
    "parse_duration",
    "parse_manifest",
    "parse_time",
    "parse_timespan",
    "prerequisites_met",
    "read_number",
    "read_package",
    "read_score",
    "roll_up",
    "session_time",
]
