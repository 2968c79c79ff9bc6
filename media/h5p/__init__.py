"""H5P packages: opened, judged, and resolved. Pure Python: nothing here knows Django."""

from media.h5p.dependencies import LoadOrder, content_libraries, load_order
from media.h5p.filtering import filter_parameters
from media.h5p.jsonfiles import Unreadable, parse_json
from media.h5p.libraries import CORE_API, LibraryInfo, parse_library
from media.h5p.manifest import Author, Manifest
from media.h5p.names import LibraryName
from media.h5p.package import Package
from media.h5p.problems import Findings, Problem, Refused
from media.h5p.reading import read_package
from media.h5p.reporting import reports_completion
from media.h5p.semantics import Field, parse_semantics
from media.h5p.whitelist import CONTENT_EXTENSIONS, LIBRARY_EXTENSIONS

__all__ = [
    "CONTENT_EXTENSIONS",
    "CORE_API",
    "LIBRARY_EXTENSIONS",
    "Author",
    "Field",
    "Findings",
    "LibraryInfo",
    "LibraryName",
    "LoadOrder",
    "Manifest",
    "Package",
    "Problem",
    "Refused",
    "Unreadable",
    "content_libraries",
    "filter_parameters",
    "load_order",
    "parse_json",
    "parse_library",
    "parse_semantics",
    "read_package",
    "reports_completion",
]
