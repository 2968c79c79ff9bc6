"""What is wrong with a package: all of it at once."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """A code, the path in the package that it is about, and a detail in English."""

    code: str
    path: str = ""
    detail: str = ""

    def __str__(self) -> str:
        return ": ".join(part for part in (self.code, self.path, self.detail) if part)


class Refused(Exception):
    """A package that is not accepted.

    The codes are those of the reference validator: `missing-h5p-extension`, `unable-to-unzip`,
    `file-size-too-large`, `total-size-too-large`, `not-in-whitelist`, `invalid-content-folder`,
    `invalid-h5p-json-file`, `unable-to-read-package-file`, `unable-to-parse-package`,
    `invalid-library-name`, `invalid-library-json-file`, `library-directory-name-mismatch`,
    `invalid-semantics-json-file`, `invalid-language-file`, `missing-required-property`,
    `library-missing-file`, `illegal-option-in-library`, `api-version-unsupported`,
    `missing-main-library`, `missing-required-library`; then `duplicate-library`, and those of
    `media.archives.ArchiveRefused`.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


class Findings:
    """What is found on the way, to be said together at the end."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def refuse(self, code: str, path: str = "", detail: str = "") -> None:
        self.problems.append(Problem(code, path, detail))

    def warn(self, code: str, path: str = "", detail: str = "") -> None:
        self.warnings.append(Problem(code, path, detail))
