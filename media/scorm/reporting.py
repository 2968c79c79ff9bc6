"""A look at the files of a package, without running them: does it ever say that it is done?

The answer helps an author to choose how a package is completed. It is a guess, and says so.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from media.archives import Archive, Entry

MAX_BYTES = 8_000_000
MAX_FILE_BYTES = 2_000_000
MAX_FILES = 300

Answer = Literal["yes", "no", "unknown"]

# Plain words: a pattern takes a second where these take a hundredth.
_SETS = (b"SetValue",)
_STATUS = (b"lesson_status", b"completion_status", b"success_status")
_SCRIPTS = {".js", ".mjs", ".html", ".htm", ".xhtml"}
# Where the calls to the API usually are: they are read first.
_LIKELY = re.compile(r"scorm|api|lms|driver|wrapper|track|aicc|adl|player", re.IGNORECASE)
_TOOL_BY_PATH = (
    ("Rise", re.compile(r"(^|/)scormcontent/(lib|assets|index\.html)", re.IGNORECASE)),
    ("Storyline", re.compile(r"(^|/)(story_content/|story(_html5)?\.html$)", re.IGNORECASE)),
    ("Captivate", re.compile(r"(^|/)(assets/js/CPM\.js|captivate\.css)$", re.IGNORECASE)),
    ("eXeLearning", re.compile(r"(^|/)(exe_jquery\.js|libs/common_i18n\.js|contentv3\.xml)$")),
    ("Adapt", re.compile(r"(^|/)adapt/js/adapt(\.min)?\.js$")),
    ("iSpring", re.compile(r"(^|/)(ispring[^/]*|res/data/html5\.js|data/isplayer\.js)$")),
    ("Lectora", re.compile(r"(^|/)trivantis[^/]*\.(js|css)$", re.IGNORECASE)),
)
_MARKS = (
    ("Rise", (b"Articulate Rise", b"rise.articulate.com")),
    ("Storyline", (b"Articulate Storyline", b"Storyline 360", b"Storyline 3", b"Storyline 2")),
    ("Captivate", (b"Adobe Captivate",)),
    ("iSpring", (b"iSpring",)),
    ("eXeLearning", (b"eXeLearning", b"exelearning.net")),
    ("Adapt", (b"adaptlearning.org", b"Adapt Learning")),
    ("Lectora", (b"Lectora", b"trivantis")),
)


@dataclass(frozen=True)
class Reporting:
    """`is_whole` tells that every script was read to its end."""

    reports_completion: Answer
    authoring_tool: str = ""
    bytes_read: int = 0
    is_whole: bool = True


def look_at(archive: Archive, launched: Iterable[str] = ()) -> Reporting:
    """Read at most `MAX_BYTES` of scripts and pages, those of `launched` and of likely names first.

    Raise `ArchiveRefused` when a file is corrupt.
    """
    tool = _tool_by(_TOOL_BY_PATH, (entry.path for entry in archive.entries))
    sets = status = False
    read = 0
    is_whole = True
    for entry in _in_order(archive.entries, set(launched)):
        size = min(entry.size, MAX_FILE_BYTES, MAX_BYTES - read)
        if size < entry.size:
            is_whole = False
        if size <= 0 or read >= MAX_BYTES:
            break
        with archive.open(entry.path) as stream:
            text = stream.read(size)
        read += len(text)
        tool = tool or _tool_in(text)
        sets = sets or _has(text, _SETS)
        status = status or _has(text, _STATUS)
        if sets and status and tool:
            break
    is_whole = is_whole and _scripts(archive.entries) <= MAX_FILES
    return Reporting(
        _answer(tool, sets=sets, status=status, is_whole=is_whole), tool, read, is_whole
    )


def _answer(tool: str, *, sets: bool, status: bool, is_whole: bool) -> Answer:
    if sets and status:
        return "yes"
    # A package that sets something, or of a tool that can, may do it in a way that is not seen.
    return "no" if is_whole and not sets and not tool else "unknown"


def _scripts(entries: Iterable[Entry]) -> int:
    return sum(_is_script(entry) for entry in entries)


def _is_script(entry: Entry) -> bool:
    return PurePosixPath(entry.path).suffix.lower() in _SCRIPTS and entry.size > 0


def _in_order(entries: Iterable[Entry], launched: set[str]) -> Iterator[Entry]:
    scripts = [entry for entry in entries if _is_script(entry)]
    scripts.sort(
        key=lambda entry: (
            entry.path not in launched,
            _LIKELY.search(PurePosixPath(entry.path).name) is None,
            entry.size,
            entry.path,
        )
    )
    yield from scripts[:MAX_FILES]


def _tool_by(tools: Iterable[tuple[str, re.Pattern[str]]], paths: Iterable[str]) -> str:
    listed = list(paths)
    return next(
        (name for name, pattern in tools if any(pattern.search(path) for path in listed)), ""
    )


def _tool_in(text: bytes) -> str:
    return next((name for name, marks in _MARKS if _has(text, marks)), "")


def _has(text: bytes, marks: Iterable[bytes]) -> bool:
    return any(mark in text for mark in marks)
