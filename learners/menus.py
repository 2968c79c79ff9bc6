"""What learners adds to the menus."""

from django.utils.translation import gettext_lazy as _

from core.models import Role
from core.navigation import FOUNDER_HOME, NavItem, add_home, add_item, add_panel, add_row_notes
from learners import (
    badge_panels,
    earlier_panels,
    notebook_panels,
    package_panels,
    passport_panels,
    positioning_panels,
)
from learners.path_usage import who_follows

FOUNDER = [
    (_("Mon projet"), "learners:home", "home"),
    (_("Mes étapes"), "learners:steps", "steps"),
    (_("Agenda"), "learners:agenda", "calendar"),
    (_("De l'aide"), "learners:help", "help"),
]
STAFF = [
    (_("Cohortes"), "learners:cohort_list", "group", {Role.COUNSELLOR, Role.COORDINATOR}),
    (_("Séances"), "learners:session_list", "calendar", {Role.TRAINER, Role.COORDINATOR}),
    (_("Travaux"), "learners:hand_in_list", "pen", {Role.TRAINER, Role.COORDINATOR}),
    (
        _("Preuves"),
        "learners:shown_evidence_list",
        "eye",
        {Role.COUNSELLOR, Role.TRAINER, Role.COORDINATOR},
    ),
    (
        _("Carnets"),
        "learners:notebooks",
        "book",
        {Role.COUNSELLOR, Role.TRAINER, Role.COORDINATOR},
    ),
]

for order, (label, url_name, icon) in enumerate(FOUNDER):
    add_item(NavItem("founder", label, url_name, icon, order))
for order, (label, url_name, icon, roles) in enumerate(STAFF):
    add_item(NavItem("staff", label, url_name, icon, order, frozenset(roles)))

add_home(FOUNDER_HOME, "learners:home")
add_home(Role.COUNSELLOR, "learners:cohort_list")
add_home(Role.COORDINATOR, "learners:cohort_list")
add_home(Role.TRAINER, "learners:session_list")

add_panel("person_page", notebook_panels.person_notebook, order=40)
add_panel("founder_home_later", passport_panels.what_she_can_do, order=65)
add_panel("person_page", passport_panels.person_passport, order=45)
add_panel("person_page", positioning_panels.person_skills, order=20)
add_panel("person_page", package_panels.person_packages, order=50)
add_panel("person_competences", package_panels.person_packages, order=50)
add_panel("founder_home_later", positioning_panels.home_offer, order=60)
add_panel("block_done", badge_panels.founder_badges, order=30)
add_panel("founder_home_later", badge_panels.home_badges, order=70)
add_panel("person_page", badge_panels.person_badges, order=60)
add_row_notes("path_usage", who_follows)
add_panel("person_page", positioning_panels.shown_posture, order=25)
add_panel("person_competences", positioning_panels.shown_posture, order=25)
add_panel("founder_competences", earlier_panels.own_earlier_results, order=20)
add_panel("person_competences", earlier_panels.person_earlier_results, order=20)
add_panel("founder_competences", positioning_panels.own_posture, order=80)
