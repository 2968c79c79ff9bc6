"""The directory of structures, kept in the workshop by its group and by administrators."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from accompaniment.forms.structures import ServiceForm
from accompaniment.models import Service, Structure


class StructureViewSet(SnippetViewSet):
    model = Structure
    icon = "home"
    menu_label = _("Structures")
    list_display = [
        "name",
        Column("get_kind_display", label=_("Type"), sort_key="kind"),
        "commune",
        Column("updated_on", label=_("Fiche vérifiée le"), sort_key="updated_on"),
        Column("left_on", label=_("A quitté le réseau le"), sort_key="left_on"),
    ]
    list_filter = ["territory", "kind"]
    search_fields = ["name", "description"]
    list_per_page = 50
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("slug"), FieldPanel("kind")]),
            FieldPanel("description"),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("territory"), FieldPanel("commune")]),
                    FieldPanel("address"),
                    FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
                ],
                heading=_("Où"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
                    FieldPanel("website"),
                    FieldPanel("organization"),
                ],
                heading=_("Comment la joindre"),
            ),
            FieldRowPanel([FieldPanel("updated_on"), FieldPanel("left_on")]),
        ]
    )


class ServiceViewSet(SnippetViewSet):
    model = Service
    icon = "pick"
    menu_label = _("Services")
    list_display = ["name", "structure", BooleanColumn("is_open"), BooleanColumn("remote")]
    list_filter = ["is_open", "remote", "structure"]
    search_fields = ["name", "description"]
    list_per_page = 50
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("structure"),
            FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
            FieldPanel("description"),
            FieldPanel("stages"),
            FieldRowPanel([FieldPanel("remote"), FieldPanel("is_open")]),
            FieldPanel("themes"),
        ],
        base_form_class=ServiceForm,
    )


class DirectoryGroup(SnippetViewSetGroup):
    menu_label = _("Annuaire")
    menu_icon = "group"
    menu_order = 300
    items = (StructureViewSet, ServiceViewSet)


register_snippet(DirectoryGroup)
