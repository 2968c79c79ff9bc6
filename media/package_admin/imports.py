"""The pages that take files in: a new package, or the next version of one."""

from typing import Any

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from media.first_screen import shown_weight
from media.models import Package
from media.package_admin.addresses import package_url
from media.package_admin.progress import RECENT, followed, state_of
from media.package_admin.uses import attempts_on


class _Receiving(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    model: Any = None
    header_icon = "upload"
    template_name = "media/package_admin/import.html"

    @property
    def crumbs(self) -> list[dict[str, Any]]:
        plural = capfirst(Package._meta.verbose_name_plural)  # noqa: SLF001 - the documented way
        return [*self.breadcrumbs_items, {"url": package_url("list"), "label": plural}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        return super().get_context_data(
            **kwargs,
            send_url=package_url("send"),
            states_url=package_url("states"),
            states=[state_of(row) for row in followed(user)[:RECENT]],
            most_bytes=settings.MAX_PACKAGE_BYTES,
            most_shown=shown_weight(settings.MAX_PACKAGE_BYTES),
            may_install=user.has_perm("media.install_h5plibrary"),
        )


class ImportPage(_Receiving):
    permission_required = "add"
    page_title = _("Importer des paquets H5P ou SCORM")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.crumbs, {"url": "", "label": self.get_page_title()}]


class ReplacePage(_Receiving):
    """Only its file changes: modules that use it keep what they say of it."""

    permission_required = "change"
    page_title = _("Remplacer le fichier")
    template_name = "media/package_admin/replace.html"

    @cached_property
    def package(self) -> Package:
        found = Package.objects.select_related("current").defer("current__manifest")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.package)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": package_url("inspect", self.package.pk), "label": str(self.package)}
        return [*self.crumbs, here, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = list(self.package.versions.only("pk", "number"))
        notes = attempts_on(self.request, versions)
        return super().get_context_data(**kwargs, package=self.package, notes=notes)
