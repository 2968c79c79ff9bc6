"""How far an import is, in words for who sent the file."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.models import User
from media.models import PackageImport
from media.package_admin.addresses import package_url
from media.refusals import sentences

Status = PackageImport.Status
RECENT = 20


def followed(user: User) -> QuerySet[PackageImport]:
    """Return the imports of `user`, the latest first, with what their rows show."""
    mine = PackageImport.objects.visible_to(user).select_related("package", "version")
    return mine.defer("version__manifest").order_by("-asked_at", "-pk")


@dataclass(frozen=True)
class State:
    row: PackageImport

    @property
    def is_over(self) -> bool:
        return self.row.status in {Status.DONE, Status.REFUSED}

    @property
    def is_done(self) -> bool:
        return self.row.status == Status.DONE

    @property
    def is_refused(self) -> bool:
        return self.row.status == Status.REFUSED

    @property
    def percent(self) -> int:
        return self.row.percent

    @property
    def asked_at(self) -> datetime:
        return self.row.asked_at

    @cached_property
    def words(self) -> str:
        version = self.row.version
        if self.is_done and version is None:
            return _("Importé, puis supprimé.")
        if version is None or not self.is_done:
            return self._words_without_version()
        if self.row.is_known:
            return _("Ce fichier était déjà là.")
        if version.number > 1:
            return _("C'est la version %d : les prochaines personnes l'auront.") % version.number
        return _("Importé. Essayez-le, puis choisissez-le dans un module.")

    def _words_without_version(self) -> str:
        if self.is_refused:
            return _("Refusé. Rien n'a été gardé de ce fichier.")
        return f"{self.row.get_status_display()}…"

    @cached_property
    def reasons(self) -> list[str]:
        """Return why it is refused, what is to be known of it, or why it waits."""
        remarks = self.row.version.warnings if self.is_done and self.row.version else []
        return sentences([*self.row.problems, *remarks])

    @property
    def title(self) -> str:
        return self.row.package.title if self.row.package else ""

    @property
    def url(self) -> str:
        is_there = self.is_done and self.row.package_id and self.row.version_id
        return package_url("inspect", self.row.package_id) if is_there else ""


def state_of(row: PackageImport) -> State:
    return State(row)
