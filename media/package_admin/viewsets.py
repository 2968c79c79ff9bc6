"""Packages among the snippets of authors: they are imported, then chosen in a module."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.views.snippets import EditView, SnippetViewSet

from media.models import Package
from media.package_admin import files, sending
from media.package_admin.addresses import package_url
from media.package_admin.imports import ImportPage, ReplacePage
from media.package_admin.lists import PackageFilterSet, PackageIndexView, columns
from media.package_admin.removing import PackageDeleteView
from media.package_admin.sheet import PackagePage


class PackageEditView(EditView):
    """Its title alone: the rest is read from its file."""

    def get_success_url(self) -> str:
        return package_url("inspect", self.object.pk)


class PackageViewSet(SnippetViewSet):
    model = Package
    icon = "media"
    menu_label = _("H5P et SCORM")
    menu_order = 330
    add_to_admin_menu = True
    inspect_view_enabled = True
    copy_view_enabled = False
    index_view_class = PackageIndexView
    index_template_name = "media/package_admin/list.html"
    index_results_template_name = "media/package_admin/list_results.html"
    add_view_class = ImportPage
    create_template_name = ImportPage.template_name
    edit_view_class = PackageEditView
    inspect_view_class = PackagePage
    inspect_template_name = PackagePage.template_name
    delete_view_class = PackageDeleteView
    delete_template_name = PackageDeleteView.template_name
    list_display = columns()
    list_per_page = 30
    filterset_class = PackageFilterSet
    search_fields = ["title", "current__title", "current__main_library", "current__authors"]
    edit_handler = ObjectList([FieldPanel("title")])

    def get_urlpatterns(self) -> list[URLPattern]:
        replacing: Any = self.construct_view(ReplacePage)
        return [
            *super().get_urlpatterns(),
            path("envoyer/", sending.send, name="send"),
            path("imports/", sending.states, name="states"),
            path("remplacer/<int:pk>/", replacing, name="replace"),
            path("fichier/<int:pk>/", files.original, name="original"),
        ]
