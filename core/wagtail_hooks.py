"""Organisations, territories and who works where: for administrators, in the workshop."""

from typing import Any

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.views import generic
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from core.memberships import match_workshop_groups
from core.models import Commune, Membership, Organization, Territory, User


class AdministratorsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.is_superuser


@hooks.register("register_settings_menu_item")
def outbox_item() -> MenuItem:
    return AdministratorsItem(_("Envois"), reverse("core:outbox"), icon_name="mail", order=900)


class OrganizationViewSet(ModelViewSet):
    model = Organization
    name = "organization"
    icon = "home"
    menu_label = _("Organisations")
    list_display = ["name", "kind", "territory", "phone"]
    list_filter = ["kind", "territory"]
    search_fields = ["name", "email"]
    list_per_page = 50
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("territory")]),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
        FieldPanel("address"),
    ]


class TerritoryViewSet(ModelViewSet):
    model = Territory
    name = "territory"
    icon = "site"
    menu_label = _("Territoires")
    list_display = ["name", "slug"]
    search_fields = ["name"]
    panels = [FieldPanel("name"), FieldPanel("slug")]


class CommuneViewSet(ModelViewSet):
    model = Commune
    name = "commune"
    icon = "site"
    menu_label = _("Communes")
    list_display = ["name", "postal_code", "insee_code", "territory"]
    list_filter = ["territory"]
    search_fields = ["name", "postal_code", "insee_code"]
    list_per_page = 50
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("territory")]),
        FieldRowPanel([FieldPanel("postal_code"), FieldPanel("insee_code")]),
        FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
    ]


class _ForWhoKeepsTeams(View):
    """Wagtail shows choosers to whoever enters the workshop: here they would read every name."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("core.change_membership"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class PersonChooseView(_ForWhoKeepsTeams, chooser.ChooseView):
    pass


class PersonChooseResultsView(_ForWhoKeepsTeams, chooser.ChooseResultsView):
    pass


class PersonChosenView(_ForWhoKeepsTeams, chooser.ChosenView):
    pass


class PersonChosenMultipleView(_ForWhoKeepsTeams, chooser.ChosenMultipleView):
    pass


class PersonChooserViewSet(ChooserViewSet):
    """A list to pick from would hold every founder."""

    model = User
    name = "choose-person"
    icon = "user"
    choose_one_text = _("Choisir une personne")
    choose_another_text = _("Choisir une autre personne")
    edit_item_text = _("Modifier cette personne")
    choose_view_class = PersonChooseView
    choose_results_view_class = PersonChooseResultsView
    chosen_view_class = PersonChosenView
    chosen_multiple_view_class = PersonChosenMultipleView


class MembershipCreateView(generic.CreateView):
    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "started_on": timezone.localdate()}

    def save_instance(self) -> Membership:
        membership: Membership = super().save_instance()
        match_workshop_groups(user=membership.user)
        return membership


class MembershipEditView(generic.EditView):
    def save_instance(self) -> Membership:
        membership: Membership = super().save_instance()
        match_workshop_groups(user=membership.user)
        return membership


class MembershipViewSet(ModelViewSet):
    """Ended, never deleted: what people did points to it."""

    model = Membership
    name = "membership"
    icon = "group"
    menu_label = _("Équipes")
    list_display = ["user", "role", "organization", "started_on", "ended_on"]
    list_filter = ["role", "organization"]
    search_fields = ["user__first_name", "user__last_name", "user__email", "organization__name"]
    list_per_page = 50
    add_view_class = MembershipCreateView
    edit_view_class = MembershipEditView
    edit_handler = ObjectList(
        [
            FieldPanel("user", heading=_("Personne")),
            FieldPanel("organization", heading=_("Organisation")),
            FieldPanel("role"),
            FieldRowPanel([FieldPanel("started_on"), FieldPanel("ended_on")]),
        ]
    )


class PeopleGroup(ModelViewSetGroup):
    menu_label = _("Organisations")
    menu_name = "organizations"
    menu_icon = "group"
    menu_order = 500
    items = (MembershipViewSet, OrganizationViewSet, TerritoryViewSet, CommuneViewSet)


@hooks.register("register_admin_viewset")
def register_people() -> list[Any]:
    return [PeopleGroup(), PersonChooserViewSet()]


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """Let the screens of groups offer what the screens above ask for."""
    models = ["organization", "territory", "commune", "membership"]
    return Permission.objects.filter(content_type__app_label="core", content_type__model__in=models)


@hooks.register("construct_main_menu")
def hide_unused(request: HttpRequest, menu_items: list[Any]) -> None:  # noqa: ARG001 - the signature of Wagtail
    """Take away what Palier does not use yet."""
    menu_items[:] = [item for item in menu_items if item.name != "documents"]
