from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accompaniment.models import Service, Stage
from core.models import Role
from tests.accompaniment.factories import ServiceFactory, StructureFactory
from tests.clock import NOON
from tests.core.factories import CommuneFactory, staff


@pytest.fixture
def keeper(db):
    """A coordinator in the group that keeps the directory."""
    user = staff(Role.COORDINATOR)
    user.groups.add(Group.objects.get(name="Annuaire des structures"))
    return user


def address(service: Service, page: str = "edit") -> str:
    return reverse(f"wagtailsnippets_accompaniment_service:{page}", args=[service.pk])


class TestDirectory:
    def test_is_kept_by_its_group(self, keeper, signed_in):
        ServiceFactory()
        client = signed_in(keeper)

        for model in ("structure", "service"):
            url = reverse(f"wagtailsnippets_accompaniment_{model}:list")
            assert client.get(url).status_code == 200

    def test_is_closed_to_other_coordinators(self, signed_in):
        url = reverse("wagtailsnippets_accompaniment_structure:list")

        assert signed_in(staff(Role.COORDINATOR)).get(url).status_code in {302, 403, 404}

    def test_says_at_which_stages_a_service_helps(self, keeper, signed_in):
        service = ServiceFactory(themes=["mobilite--permis"])
        data = {
            "structure": service.structure.pk,
            "name": "Essayer",
            "slug": service.slug,
            "description": "Un essai.",
            "stages": [Stage.TRIAL],
            "themes": ["mobilite--permis"],
            "is_open": "on",
        }

        response = signed_in(keeper).post(address(service), data)

        service.refresh_from_db()
        assert response.status_code == 302
        assert (service.name, service.stages) == ("Essayer", [Stage.TRIAL])
        assert service.themes == ["mobilite--permis"]

    def test_asks_for_a_stage(self, keeper, signed_in):
        service = ServiceFactory()

        page = signed_in(keeper).post(address(service), {"name": "Essayer", "stages": []})

        assert "stages" in page.context["form"].errors

    def test_deletes_nothing(self, keeper, signed_in):
        service = ServiceFactory()

        signed_in(keeper).post(address(service, "delete"))

        assert Service.objects.filter(pk=service.pk).exists()


class TestServicesNear:
    def test_are_those_of_the_territory_remote_or_in_reach(self, db):
        home = CommuneFactory(latitude=44.0, longitude=0.0)
        near = ServiceFactory(structure__latitude=44.2, structure__longitude=0.1)
        far = ServiceFactory(structure__latitude=48.0, structure__longitude=2.0)
        remote = ServiceFactory(structure__latitude=48.0, structure__longitude=2.0, remote=True)
        here = ServiceFactory(
            structure__commune=home, structure__latitude=48.0, structure__longitude=2.0
        )

        found = set(Service.objects.near((44.0, 0.0), home.territory_id, km=50))

        assert found == {near, remote, here}
        assert far not in found

    def test_are_open_to_someone_now(self, db):
        open_one = ServiceFactory()
        ServiceFactory(is_open=False)
        ServiceFactory(structure=StructureFactory(left_on=NOON.date() - timedelta(days=1)))

        assert list(Service.objects.available()) == [open_one]
