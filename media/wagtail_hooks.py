"""Sounds in the workshop. Images and documents have Wagtail's own screens."""

import hashlib
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from media.models import Audio
from media.package_admin import libraries
from media.package_admin.removing import refuse_in_bulk
from media.package_admin.viewsets import PackageViewSet
from media.services import audio_kind


class AudioForm(WagtailAdminModelForm):
    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return sent
        data = sent.read()
        sent.seek(0)
        if not audio_kind(data):
            self.add_error("file", _("Ce fichier n'est pas un son lisible (mp3, m4a, ogg)."))
        self.instance.size, self.instance.sha256 = len(data), hashlib.sha256(data).hexdigest()
        return sent


class AudioViewSet(SnippetViewSet):
    model = Audio
    icon = "media"
    menu_label = _("Sons")
    menu_order = 320
    add_to_admin_menu = True
    list_display = ["title", Column("kilobytes", label=_("Ko")), "created_at"]
    search_fields = ["title", "transcript"]
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("file"),
            FieldPanel("transcript"),
            FieldPanel("licence"),
        ],
        base_form_class=AudioForm,
    )


register_snippet(AudioViewSet)
register_snippet(PackageViewSet)
hooks.register("before_delete_snippet", refuse_in_bulk)
hooks.register("register_admin_menu_item", libraries.menu_item)


@hooks.register("register_admin_urls")
def library_urls() -> list[URLResolver]:
    names = (libraries.urlpatterns, libraries.NAMESPACE)
    return [path("bibliotheques-h5p/", include(names))]


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """Let the screens of groups offer it: packages themselves are there already."""
    return Permission.objects.filter(content_type__app_label="media", codename="install_h5plibrary")
