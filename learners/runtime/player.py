"""What a player is opened with, and who draws it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.module_loading import import_string

from learners.models import Attempt
from media.models import H5PLibrary, PackageVersion

Mode = Literal["normal", "review", "preview"]

PAGES = {
    PackageVersion.Kind.SCORM: "learners.runtime.scorm_page.scorm_page",
    PackageVersion.Kind.H5P: "learners.runtime.h5p_page.h5p_page",
}


@dataclass(frozen=True)
class LaunchItem:
    """One SCO as she left it; `values` are its CMI elements by flat name."""

    values: Mapping[str, Any]
    centiseconds: int
    completion: str
    success: str
    score: float | None
    """Scaled, -1 to 1."""
    finished: bool = False
    """Whether the last visit ended by LMSFinish or Terminate."""


@dataclass(frozen=True)
class Launch:
    """All that a player page needs. In a preview there is no attempt, and nowhere to write."""

    version: PackageVersion
    mode: Mode
    assets: str
    """Base URL of the version's files, on the same host; ends with a slash."""
    app_origin: str
    language: str
    at: datetime
    attempt: Attempt | None = None
    token: str = ""
    learner_id: str = ""
    learner_name: str = ""
    """« Nom, Prénom », as SCORM asks for it."""
    sequence: int = 0
    """The greatest that the server holds: a clock put back must not make new sendings stale."""
    items: Mapping[str, LaunchItem] = field(default_factory=dict)
    states: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """sub-content id → data type → what H5P kept; « 0 » is the content itself."""
    libraries: Sequence[H5PLibrary] = ()
    """Those to try, in a preview, instead of the version's own."""
    block: Mapping[str, Any] = field(default_factory=dict)
    """The settings of this use of the package; {} in a preview."""

    @property
    def writes(self) -> bool:
        return self.attempt is not None and self.mode == "normal"

    @property
    def commit_url(self) -> str | None:
        return self._url("commit")

    @property
    def xapi_url(self) -> str | None:
        return self._url("xapi")

    @property
    def state_url(self) -> str | None:
        """Followed by ``<data type>/<sub-content id>``."""
        return self._url("state/")

    @property
    def finished_url(self) -> str | None:
        return self._url("finished")

    def _url(self, route: str) -> str | None:
        return f"/r/{quote(self.token)}/{route}" if self.writes else None


def player_page(launch: Launch) -> HttpResponse:
    # By name: the pages import what they are given from here.
    page: HttpResponse = import_string(PAGES[PackageVersion.Kind(launch.version.kind)])(launch)
    return page
