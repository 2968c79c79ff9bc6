"""Entries of the menus, and panels on the pages of the apps below."""

from django.utils.translation import gettext_lazy as _

from accompaniment import panels
from core.models import Role
from core.navigation import NavItem, add_home, add_item, add_panel, add_row_notes

# Hand-over
add_item(
    NavItem(
        area="staff",
        label=_("Orientations"),
        url_name="accompaniment:referrals",
        icon="door",
        order=40,
        roles=frozenset({Role.COUNSELLOR, Role.COORDINATOR}),
    )
)
add_item(
    NavItem(
        area="staff",
        label=_("Demandes reçues"),
        url_name="accompaniment:received_referrals",
        icon="mail",
        order=41,
        roles=frozenset({Role.STRUCTURE_MEMBER}),
    )
)
add_panel("founder_path_done", panels.founder_handover, order=10)
add_panel("person_page", panels.person_handover, order=50)
add_panel("card_row", panels.card_status, order=50)
add_row_notes("cohort", panels.who_waits)
add_home(Role.STRUCTURE_MEMBER, "accompaniment:received_referrals")

# Recommendation cards
add_item(
    NavItem(
        area="staff",
        label=_("Recommandations"),
        url_name="accompaniment:cards",
        icon="card",
        order=30,
        roles=frozenset({Role.PRESCRIBER}),
    )
)
add_home(Role.PRESCRIBER, "accompaniment:cards")
