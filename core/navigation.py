"""Where apps announce their pages and panels, so that a page below never names an app above.

An app fills the registry from its ``AppConfig.ready``; templates read it with ``{% panels %}``
and the base templates' menus.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from core.models import Role, User


@dataclass(frozen=True)
class NavItem:
    """One entry of a menu. `area` is ``founder`` (bottom bar of four) or ``staff``."""

    area: str
    label: str | Promise
    url_name: str
    icon: str
    order: int
    roles: frozenset[str] = frozenset()
    permission: str = ""
    """Opens the entry to those without the role who were given what it leads to."""

    def shown_to(self, user: User) -> bool:
        if not self.roles or user.has_role(*self.roles):
            return True
        return bool(self.permission) and user.has_perm(self.permission)


# `Any` for the request: a panel names the narrower request that it is given.
Panel = Callable[[Any, Any], str]
"""Given the request and the object the page is about, return HTML (already safe) or ''."""


@dataclass(frozen=True)
class Note:
    """A few words about one row of a list; `kind` is that of a badge."""

    text: str
    kind: str = "waiting"
    url: str = ""


Notes = dict[int, list[Note]]
RowNotes = Callable[[Any, Sequence[Any]], Notes]
"""Given the request and all rows of a page, return the notes by primary key."""

_items: list[NavItem] = []
_homes: dict[str, str] = {}
_panels: dict[str, list[tuple[int, Panel]]] = {}
_row_notes: dict[str, list[RowNotes]] = {}


def add_item(item: NavItem) -> None:
    _items.append(item)
    _items.sort(key=lambda each: each.order)


def items_for(user: User, area: str) -> list[NavItem]:
    return [item for item in _items if item.area == area and item.shown_to(user)]


FOUNDER_HOME = "founder"
# A person with several roles begins where the day's work waits.
HOME_ORDER = (
    Role.COUNSELLOR,
    Role.COORDINATOR,
    Role.TRAINER,
    Role.PRESCRIBER,
    Role.STRUCTURE_MEMBER,
)


def add_home(role: str, url_name: str) -> None:
    """Say where people of `role` (or founders: `FOUNDER_HOME`) arrive after signing in."""
    _homes[role] = url_name


def home_for(user: User) -> str:
    """Return the URL name of the first page of `user`."""
    for role in HOME_ORDER:
        if role in _homes and user.has_role(role):
            return _homes[role]
    if user.has_perm("wagtailadmin.access_admin"):
        return "wagtailadmin_home"
    return _homes[FOUNDER_HOME]


def add_panel(place: str, panel: Panel, *, order: int = 100) -> None:
    """Add `panel` to the pages that show the place `place` (``founder_home``, …)."""
    _panels.setdefault(place, []).append((order, panel))
    _panels[place].sort(key=lambda entry: entry[0])


def render_panels(request: HttpRequest, place: str, subject: Any) -> str:
    return "".join(panel(request, subject) for _order, panel in _panels.get(place, []))


def add_row_notes(place: str, row_notes: RowNotes) -> None:
    """Add words to the rows of the lists that show the place `place` (``cohort``, …)."""
    _row_notes.setdefault(place, []).append(row_notes)


def notes_for(request: HttpRequest, place: str, rows: Sequence[Any]) -> Notes:
    """Return what the apps above say of `rows`: asked once a page, never once a row."""
    found: Notes = {}
    for row_notes in _row_notes.get(place, []):
        for pk, notes in row_notes(request, rows).items():
            found.setdefault(pk, []).extend(notes)
    return found
