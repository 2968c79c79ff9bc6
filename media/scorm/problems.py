"""What is wrong with a package, and what was put up with: a code to translate, and English words.

`ERRORS` and `WARNINGS` are all the codes there are: a screen that shows them can be tested to know
each of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

ERRORS = {
    "manifest-missing": "There is no imsmanifest.xml at the root, nor in a single folder.",
    "manifest-too-large": "The manifest has too many bytes or elements.",
    "manifest-too-deep": "The manifest nests its elements too deeply.",
    "manifest-too-many-items": "The manifest has too many items.",
    "manifest-unreadable": "The manifest is not XML, even after repair.",
    "manifest-dtd": "The manifest declares a document type or entities.",
    "manifest-root": "The first element of the manifest is not <manifest>.",
    "href-outside-package": "A file to launch is named by a path that leaves the package.",
    "launch-file-missing": "A file to launch is not in the package.",
    "nothing-to-launch": "Nothing in the manifest can be launched.",
}
WARNINGS = {
    "manifest-nested": "The manifest is in a folder instead of the root.",
    "encoding-unknown": "The declared encoding does not exist.",
    "encoding-wrong": "The manifest is not in the encoding that it declares.",
    "control-characters": "Characters that XML forbids were taken away.",
    "text-before-xml": "Something came before the XML declaration.",
    "prefix-undeclared": "A namespace prefix is used without being declared.",
    "ampersand-bare": "An & was not written &amp;.",
    "entity-undeclared": "An HTML entity is used without being declared.",
    "version-missing": "There is no schemaversion: the version was guessed.",
    "version-unknown": "The schemaversion is not one of SCORM: the version was guessed.",
    "version-mismatch": "The schemaversion and the namespaces disagree: the former was trusted.",
    "submanifest-ignored": "A manifest inside the manifest was left out.",
    "organization-missing": "There is no organization: the resources are launched in order.",
    "organization-default-missing": "No default organization is named: the first was taken.",
    "organization-default-dangling": "The default organization does not exist: another was taken.",
    "organization-default-empty": "The default organization launches nothing: another was taken.",
    "item-identifier-missing": "An item has no identifier: it was given one.",
    "item-identifier-duplicate": "Two items share an identifier: the second was renamed.",
    "item-title-missing": "An item has no title: its identifier stands for it.",
    "item-value-invalid": "A value of an item means nothing: it was left out.",
    "resource-identifier-missing": "A resource has no identifier: nothing can refer to it.",
    "resource-identifier-duplicate": "Two resources share an identifier: the first was kept.",
    "resource-dangling": "An item refers to a resource that does not exist.",
    "resource-without-href": "An item refers to a resource that has nothing to open.",
    "resource-type-missing": "A resource does not say whether it is a SCO: it is taken as one.",
    "dependency-dangling": "A resource depends on one that does not exist.",
    "files-missing": "Files that the manifest lists are not in the package.",
    "href-absolute": "A path began with /: it was read from the root of the package.",
    "href-backslash": "A path was written with backslashes.",
    "href-case": "A path differs from the file by its capitals.",
    "href-encoding": "A path was percent-encoded otherwise than the file is named.",
    "href-external": "An item points outside of the package: it cannot be launched.",
    "launch-missing": "The file of an item is not in the package: it cannot be launched.",
    "sequencing-dangling": "A sequencing refers to a collection that does not exist.",
    "sequencing-value-invalid": "A value of the sequencing means nothing: the default was taken.",
    "prerequisites-unreadable": "A prerequisite cannot be read: it is taken as fulfilled.",
    "prerequisites-unknown-item": "A prerequisite names an item that does not exist.",
    "metadata-unreadable": "The metadata file cannot be read: it was left out.",
}  # fmt: skip
# A manifest that is wrong everywhere says so a few times, not twenty thousand.
MOST_OF_A_CODE = 20


@dataclass(frozen=True)
class Problem:
    """`where` is the identifier or the path it is about; `detail` is for logs, in English."""

    code: str
    where: str = ""
    detail: str = ""

    def __str__(self) -> str:
        meaning = ERRORS.get(self.code) or WARNINGS.get(self.code, "")
        return " ".join(part for part in (self.code, self.where, self.detail or meaning) if part)


class Refused(Exception):
    """A package that cannot be used; `problems` is never empty."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(map(str, self.problems)))

    @classmethod
    def because(cls, code: str, where: str = "", detail: str = "") -> "Refused":
        return cls([Problem(code, where[:200], detail or ERRORS[code])])


class Warnings:
    """What was put up with while reading, in order, each thing once."""

    def __init__(self) -> None:
        self._problems: dict[Problem, None] = {}
        self._counts: dict[str, int] = {}

    def add(self, code: str, where: str = "", detail: str = "") -> None:
        problem = Problem(code, where[:200], detail or WARNINGS[code])
        if problem in self._problems or self._counts.get(code, 0) >= MOST_OF_A_CODE:
            return
        self._counts[code] = self._counts.get(code, 0) + 1
        self._problems[problem] = None

    def all(self) -> tuple[Problem, ...]:
        return tuple(self._problems)
