"""Packages among the snippets of authors: they are imported, then chosen in a module."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet

from media.models import Package


class PackageViewSet(SnippetViewSet):
    model = Package
    icon = "media"
    menu_label = _("H5P et SCORM")
    menu_order = 330
    add_to_admin_menu = True
    list_display = ["title", "created_at"]
    search_fields = ["title"]
    edit_handler = ObjectList([FieldPanel("title")])
