"""What courses adds to the menus."""

from django.utils.translation import gettext_lazy as _

from core.models import Role
from core.navigation import NavItem, add_item

add_item(
    NavItem(
        "staff",
        _("Atelier"),
        "wagtailadmin_home",
        "pen",
        90,
        frozenset({Role.TRAINER}),
        permission="wagtailadmin.access_admin",
    )
)
add_item(
    NavItem(
        "staff",
        _("Matrices"),
        "courses:coverage_list",
        "list",
        85,
        frozenset({Role.TRAINER, Role.COORDINATOR}),
    )
)
add_item(
    NavItem(
        "staff",
        _("Qui écrit"),
        "core:workshop_rights",
        "group",
        95,
        frozenset({Role.COORDINATOR}),
    )
)
