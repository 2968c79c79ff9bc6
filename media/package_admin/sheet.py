"""The page of a package: what it is, what it weighs, how it plays, where it serves."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import InspectView

from core.navigation import Note
from media.first_screen import is_heavy, shown_wait, shown_weight
from media.models import Package, PackageVersion
from media.package_admin.addresses import package_url
from media.package_admin.lists import shown_kind
from media.package_admin.uses import attempts_on, uses_of
from media.previews import preview_url
from media.refusals import sentences

VERSIONS_SHOWN = 20
WIDE = "large"


@dataclass(frozen=True)
class VersionRow:
    version: PackageVersion
    is_current: bool
    notes: list[Note]


def sheet(request: Any, package: Package) -> dict[str, Any]:
    """Return the context of the page; queries grow with nothing but the modules it names."""
    version = package.current
    common = {
        "package": package,
        "version": version,
        "uses": uses_of(request, package),
        "versions": version_rows(request, package),
        "may_change": request.user.has_perm("media.change_package"),
        "may_delete": request.user.has_perm("media.delete_package"),
    }
    return common | (of_version(request, version) if version else {})


def of_version(request: Any, version: PackageVersion) -> dict[str, Any]:
    weight = version.phone_weight
    return {
        "first_weight": shown_weight(weight) if weight else _("pas mesuré"),
        "first_wait": shown_wait(weight) if weight else _("pas mesuré"),
        "facts": list(facts(version)),
        "remarks": list(remarks(version)),
        "items": list(items(version)),
        "preview_url": preview_url(version, request.user, at=timezone.now()),
        "is_wide": request.GET.get("vue") == WIDE,
    }


def version_rows(request: Any, package: Package) -> list[VersionRow]:
    versions = package.versions.select_related("imported_by").defer("manifest", "warnings")
    shown = list(versions.order_by("-number")[:VERSIONS_SHOWN])
    notes = attempts_on(request, shown)
    return [
        VersionRow(version, version.pk == package.current_id, notes.get(version.pk, []))
        for version in shown
    ]


def remarks(version: PackageVersion) -> Iterator[str]:
    """Yield what an author should know before she publishes."""
    if is_heavy(version.phone_weight):
        yield _(
            "C'est lourd pour un téléphone (%(wait)s avant le premier écran) : allégez les images"
            " et les vidéos, ou prévenez que cela demande une bonne connexion."
        ) % {"wait": shown_wait(version.phone_weight)}
    yield from sentences(version.warnings)
    if not version.licence:
        yield _("Aucune licence n'est écrite dans le fichier : vérifiez que vous avez le droit.")


def facts(version: PackageVersion) -> Iterator[tuple[str, str]]:
    """Yield labels and values; what a file does not say is not shown."""
    said = [
        (_("Norme"), shown_kind(version)),
        (_("Type H5P"), version.main_library),
        (_("Signale la fin"), version.get_reports_completion_display()),
        (_("Licence"), version.licence),
        (_("Auteurs"), version.authors),
        (_("Langue"), version.language),
        (_("Fichiers"), _files(version)),
        (_("Fichier d'origine"), version.file_name),
        (_("Importé le"), date_format(timezone.localtime(version.imported_at), "DATETIME_FORMAT")),
    ]
    yield from ((label, value) for label, value in said if value)


def _files(version: PackageVersion) -> str:
    count, size = number_format(version.file_count), shown_weight(version.size)
    return _("%(count)s, %(size)s en tout") % {"count": count, "size": size}


@dataclass(frozen=True)
class Item:
    """A line of the plan of a SCORM package."""

    title: str
    level: int
    kind: str
    mastery: str


def items(version: PackageVersion) -> Iterator[Item]:
    for item in version.items:
        yield Item(
            title=item["title"] or item["id"],
            level=min(item["depth"], 5),
            kind=str(KINDS.get(item["kind"], "")),
            mastery=_mastery(item),
        )


KINDS = {
    "sco": gettext_lazy("s'ouvre, rend compte du résultat"),
    "asset": gettext_lazy("s'ouvre, ne rend compte de rien"),
    "cluster": gettext_lazy("rassemble, ne s'ouvre pas"),
}


def _mastery(item: dict[str, Any]) -> str:
    """Return the score that the package itself asks for: 1.2 in points, 2004 as a share."""
    if item.get("mastery") is not None:
        return str(_("%s points") % number_format(f"{item['mastery']:g}"))
    share = item.get("scaled_passing_score")
    return "" if share is None else str(_("%s %%") % number_format(round(share * 100)))


class PackagePage(InspectView):
    template_name = "media/package_admin/package.html"
    page_title = gettext_lazy("Paquet")

    def get_fields(self) -> list[str]:
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        plural = capfirst(Package._meta.verbose_name_plural)  # noqa: SLF001 - the documented way
        return [
            *self.breadcrumbs_items,
            {"url": package_url("list"), "label": plural},
            {"url": "", "label": str(self.object)},
        ]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = []
        if url := self.get_edit_url():
            again = package_url("replace", self.object.pk)
            label = _("Remplacer le fichier")
            buttons.append(Button(label, url=again, icon_name="upload", priority=5))
            buttons.append(Button(_("Renommer"), url=url, icon_name="edit", priority=10))
        if url := self.get_delete_url():
            buttons.append(Button(_("Supprimer"), url=url, icon_name="bin", priority=20))
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | sheet(self.request, self.object)
