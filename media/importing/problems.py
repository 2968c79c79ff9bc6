"""Why a file is refused: a code that `media.refusals` puts into words, and where."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from media import h5p, scorm
from media.archives import ArchiveRefused

MOST_SHOWN = 100

# Codes of the import itself, beside those of the three libraries.
ERRORS = {
    "package-inside": "It holds another package, which has to be taken out of it.",
    "not-a-package": "There is no imsmanifest.xml and no h5p.json.",
    "cmi5-unsupported": "It is a cmi5 package, which is recognised and not played.",
    "upload-missing": "There is no file in the form.",
    "package-unknown": "The package to replace does not exist.",
    "upload-empty": "The file is empty.",
    "upload-too-large": "The file is larger than MAX_PACKAGE_BYTES.",
    "upload-lost": "The received file is gone from INCOMING_DIR.",
    "virus-found": "The antivirus named something in it.",
    "antivirus-size-limit": "The file is larger than the antivirus accepts.",
    "antivirus-unavailable": "CLAMD_ADDRESS does not answer.",
    "library-not-allowed": "It brings a library, and this person may not install any.",
    "import-failed": "It failed several times for a reason that is not in the file.",
}
WARNINGS = {
    "library-kept": "The same version of a library is installed with another content.",
    "reports-nothing": "Nothing in it says that it was completed.",
    "reports-unknown": "Nobody can say whether it tells when it was completed.",
    "known-elsewhere": "This very file already is a version of another package.",
    "put-back": "This very file is a former version of the package: it is the current one again.",
}


@dataclass(frozen=True)
class Problem:
    code: str
    path: str = ""
    detail: str = ""

    def as_json(self) -> dict[str, Any]:
        return {name: value[:500] for name, value in asdict(self).items()}


class ImportRefused(Exception):
    """A file that does not come in; `problems` is never empty."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.code for problem in self.problems))

    @classmethod
    def because(cls, code: str, path: str = "", detail: str = "") -> "ImportRefused":
        return cls([Problem(code, path, detail)])


@contextmanager
def one_refusal() -> Iterator[None]:
    """Turn what the three libraries raise into `ImportRefused`."""
    try:
        yield
    except ArchiveRefused as refusal:
        raise ImportRefused.because(refusal.code, refusal.path, refusal.detail) from refusal
    except h5p.Refused as refusal:
        raise ImportRefused(from_h5p(refusal.problems)) from refusal
    except scorm.Refused as refusal:
        raise ImportRefused(from_scorm(refusal.problems)) from refusal


def from_h5p(problems: Iterable[h5p.Problem]) -> list[Problem]:
    return [Problem(each.code, _library(each) or each.path, each.detail) for each in problems]


def _library(problem: h5p.Problem) -> str:
    """Return the library that is missing, where its name is a detail."""
    is_named = problem.code == "missing-main-library" and problem.path == "h5p.json"
    return problem.detail if is_named else ""


def from_scorm(problems: Iterable[scorm.Problem]) -> list[Problem]:
    return [Problem(each.code, each.where, each.detail) for each in problems]


def as_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    return [problem.as_json() for problem in list(problems)[:MOST_SHOWN]]
