"""What is wrong in the file of a framework, said once and all together."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

# More would not be read: mending the first ones mends most of the others.
MOST = 200


@dataclass(frozen=True)
class Problem:
    """One thing to mend. `path` is ``CFItems[12].fullStatement``, or the name of a column."""

    reason: str
    path: str = ""
    line: int = 0

    def __str__(self) -> str:
        place = [_("ligne %d") % self.line] if self.line else []
        place += [self.path] if self.path else []
        if not place:
            return self.reason
        return _("%(place)s : %(reason)s") % {"place": ", ".join(place), "reason": self.reason}


class FrameworkRefused(Exception):
    """Nothing was written; `problems` says why, in the order of the file."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass
class Report:
    problems: list[Problem] = field(default_factory=list)
    left_out: int = 0

    def add(self, reason: object, path: str = "", line: int = 0) -> None:
        if len(self.problems) < MOST:
            self.problems.append(Problem(str(reason), path, line))
        else:
            self.left_out += 1

    def refuse_if_any(self) -> None:
        if self.left_out:
            self.problems.append(Problem(_("et %d autres remarques") % self.left_out))
        if self.problems:
            raise FrameworkRefused(self.problems)
