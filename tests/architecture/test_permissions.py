"""Every URL × every role, against the declared matrix."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.architecture import world as worlds
from tests.architecture.house import APPS
from tests.architecture.matrix import MATRIX, PUBLIC
from tests.architecture.rules import Rule
from tests.architecture.urls import Address, addresses
from tests.architecture.world import ANONYMOUS, ROLES, World

ADDRESSES = list(addresses())
WORKSHOP = [a for a in ADDRESSES if a.route.startswith("atelier/") and a.name not in PUBLIC]
OURS = {
    address.name
    for address in ADDRESSES
    if address not in WORKSHOP
    and (
        address.view.__module__.partition(".")[0] in (*APPS, "config", "ninja")
        or address.name.partition(":")[0] in APPS
    )
}
DECLARED = {key.partition("#")[0] for key in MATRIX}
WITHOUT_ACCESS = sorted(set(ROLES) - {ANONYMOUS, "editor", "administrator"})
# Scripts and pictures of the Wagtail admin, the same for everybody.
HARMLESS = {"wagtailadmin_javascript_catalog", "wagtailadmin_sprite", "wagtailadmin_logout"}
REFUSALS = {302, 403, 404}


def name_of(key: str) -> str:
    return key.partition("#")[0]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """The world is made once: tests work on it inside transactions that are rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield worlds.build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def clients(world) -> dict[str, Client]:
    """A browser for each role, signed in once."""
    opened = {role: Client() for role in ROLES}
    for role, person in world.people.items():
        opened[role].force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return opened


def ask(client: Client, rule: Rule, key: str, world: World) -> int:
    """Return the status of the answer; whatever the request changed is undone."""
    url = reverse(name_of(key), kwargs=dict(rule.args(world)))
    with transaction.atomic():
        answer = client.get(url) if rule.data is None else client.post(url, rule.data(world))
        if answer.streaming:
            b"".join(answer)
        transaction.set_rollback(True)
    return answer.status_code


def expected(rule: Rule, role: str) -> frozenset[int]:
    if role in rule.by:
        return rule.ok
    return frozenset({rule.anonymous if role == ANONYMOUS else rule.refused})


class TestMatrix:
    def test_names_every_url_of_ours(self):
        assert sorted(OURS - DECLARED) == []

    def test_names_no_url_that_is_gone(self):
        assert sorted(DECLARED - {address.name for address in ADDRESSES}) == []

    def test_lets_anonymous_visitors_in_where_it_is_public(self):
        open_to_all = {name_of(key) for key, rule in MATRIX.items() if ANONYMOUS in rule.by}

        assert open_to_all <= PUBLIC

    @pytest.mark.django_db
    @pytest.mark.parametrize("key", sorted(MATRIX))
    def test_holds(self, world, clients, key):
        rule = MATRIX[key]
        wrong = {}
        for role in ROLES:
            status = ask(clients[role], rule, key, world)
            if status not in expected(rule, role):
                wrong[role] = f"got {status}, expected {sorted(expected(rule, role))}"

        assert wrong == {}


class TestPublicUrls:
    def test_are_exactly_these(self):
        assert {address.name for address in ADDRESSES if address.is_public} == PUBLIC


def workshop_url(address: Address) -> str | None:
    """Return the address with believable arguments; nothing needs to exist behind them."""
    samples = {"int": 1, "str": "x", "slug": "x", "uuid": "0" * 8 + "-0000-4000-8000-" + "0" * 12}
    kinds = {
        name: type(c).__name__.removesuffix("Converter").lower() for name, c in address.converters
    }
    arguments = {
        name: samples.get({"string": "str"}.get(kind, kind), "x") for name, kind in kinds.items()
    }
    try:
        return reverse(address.name, kwargs=arguments)
    except NoReverseMatch:
        return None


class TestWorkshop:
    """The Wagtail admin is for editors and administrators."""

    @pytest.mark.django_db
    @pytest.mark.parametrize("role", WITHOUT_ACCESS)
    def test_has_no_door_for(self, clients, role):
        assert clients[role].get(reverse("wagtailadmin_home")).status_code in REFUSALS

    @pytest.mark.django_db
    @pytest.mark.parametrize("role", [ANONYMOUS, "founder"])
    def test_is_closed_in_every_room_to(self, clients, role):
        statuses = {
            address.name: clients[role].get(url).status_code
            for address in WORKSHOP
            if address.name not in HARMLESS and (url := workshop_url(address))
        }

        assert len(statuses) > 100
        assert {n: s for n, s in statuses.items() if s not in REFUSALS} == {}

    @pytest.mark.django_db
    @pytest.mark.parametrize("role", ["editor", "administrator"])
    def test_opens_to(self, clients, role):
        assert clients[role].get(reverse("wagtailadmin_home")).status_code == 200
