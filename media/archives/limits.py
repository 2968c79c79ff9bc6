"""How much an archive may hold, and how it is refused."""

from dataclasses import dataclass

MEGABYTE = 1_000_000
GIBIBYTE = 1024**3


@dataclass(frozen=True)
class Limits:
    """Sizes are bytes once inflated; `ratio` is judged above `ratio_from` of them."""

    entries: int = 20_000
    file_bytes: int = 2 * GIBIBYTE
    total_bytes: int = 4 * GIBIBYTE
    ratio: int = 100
    ratio_from: int = 10 * MEGABYTE
    path_chars: int = 400
    depth: int = 32


class ArchiveRefused(Exception):
    """An archive that is not opened.

    Codes: `not-a-zip`, `unable-to-unzip`, `empty`, `encrypted`, `unsupported-compression`,
    `too-many-entries`, `file-size-too-large`, `total-size-too-large`, `compression-bomb`,
    `overlapping-files`, `size-mismatch`, `corrupt-file`, `path-escapes`, `path-absolute`,
    `path-too-long`, `path-too-deep`, `path-illegal`, `link-or-device`, `duplicate-path`.
    """

    def __init__(self, code: str, path: str = "", detail: str = "") -> None:
        super().__init__(": ".join(part for part in (code, path, detail) if part))
        self.code = code
        self.path = path
        self.detail = detail
