"""What is wrong in a folder, said once and all together."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend. `line` counts from 1; 0 is the file as a whole."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        if not self.line:
            return f"{self.file} : {self.reason}"
        return _("%(file)s, ligne %(line)d : %(reason)s") % {
            "file": self.file,
            "line": self.line,
            "reason": self.reason,
        }


class ExchangeRefused(Exception):
    """Nothing was written; `problems` says why, sorted by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass
class Report:
    """Gathers the problems of one reading."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, file: str, line: int, reason: object) -> None:
        self.problems.append(Problem(file, line, str(reason)))

    def refuse_if_any(self) -> None:
        if self.problems:
            raise ExchangeRefused(self.problems)
