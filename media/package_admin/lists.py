"""The list of packages: what each is, what it weighs, where it serves."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn
from wagtail.snippets.views.snippets import IndexView

from media.first_screen import shown_wait, shown_weight
from media.models import Package, PackageVersion
from media.package_admin.uses import with_use_count


class PackageFilterSet(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(
        field_name="current__kind",
        label=gettext_lazy("Norme"),
        choices=PackageVersion.Kind.choices,
        empty_label=gettext_lazy("Toutes"),
    )
    reports = django_filters.ChoiceFilter(
        field_name="current__reports_completion",
        label=gettext_lazy("Signale la fin"),
        choices=PackageVersion.Reports.choices,
        empty_label=gettext_lazy("Peu importe"),
    )

    class Meta:
        model = Package
        fields: list[str] = []


class PackageIndexView(IndexView):
    """Rows lead to the page of the package, not to its form."""

    add_item_label = gettext_lazy("Importer")
    default_ordering = ["-current__imported_at", "-pk"]

    def get_base_queryset(self) -> QuerySet[Package]:
        found: QuerySet[Package] = super().get_base_queryset()
        light = found.select_related("current").defer("current__manifest", "current__warnings")
        return with_use_count(light)

    @cached_property
    def columns(self) -> list[BaseColumn]:
        # No box to tick: a package is deleted from its page, which says what stands on it.
        found: list[BaseColumn] = super().columns
        return found[1:]

    def get_edit_url(self, instance: Package) -> None:  # noqa: ARG002 - the signature of Wagtail
        return None

    def get_list_more_buttons(self, instance: Package) -> list[Any]:  # noqa: ARG002 - the signature of Wagtail
        return []


class _OfVersion(Column):
    """A column about the version in use; empty as long as there is none."""

    def get_value(self, instance: Package) -> str:
        return self.said(instance.current) if instance.current else ""

    def said(self, version: PackageVersion) -> str:
        return str(getattr(version, self.name))


class KindColumn(_OfVersion):
    def said(self, version: PackageVersion) -> str:
        return shown_kind(version)


class WeightColumn(_OfVersion):
    def said(self, version: PackageVersion) -> str:
        if not version.phone_weight:
            return _("pas mesuré")
        weight, wait = shown_weight(version.phone_weight), shown_wait(version.phone_weight)
        return f"{weight} ({wait})"


class ReportsColumn(_OfVersion):
    def said(self, version: PackageVersion) -> str:
        return version.get_reports_completion_display()


class UsesColumn(Column):
    def get_value(self, instance: Package) -> str:
        count = getattr(instance, "use_count", 0)
        return str(count) if count else _("nulle part")


def shown_kind(version: PackageVersion) -> str:
    """Return the standard, and the content type that an author knows it by."""
    if version.kind == PackageVersion.Kind.H5P:
        short = version.main_library.partition(" ")[0].removeprefix("H5P.")
        return f"H5P · {short}" if short else "H5P"
    return f"SCORM {version.standard}".strip()


def columns() -> list[Any]:
    return [
        "title",
        KindColumn("kind", label=gettext_lazy("Norme"), sort_key="current__kind"),
        _OfVersion("number", label=gettext_lazy("Version")),
        WeightColumn(
            "phone_weight",
            label=gettext_lazy("Sur un téléphone"),
            sort_key="current__phone_weight",
        ),
        ReportsColumn(
            "reports", label=gettext_lazy("Signale la fin"), sort_key="current__reports_completion"
        ),
        UsesColumn("use_count", label=gettext_lazy("Modules"), sort_key="use_count"),
        DateColumn(
            "current.imported_at",
            label=gettext_lazy("Importé"),
            sort_key="current__imported_at",
        ),
    ]
