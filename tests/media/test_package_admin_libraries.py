"""H5P libraries in the workshop: what is installed, and what is tried again with a later patch."""

import io

import pytest
from django.contrib.auth.models import Group
from django.core.files.storage import default_storage
from django.test import Client

from core.memberships import EDITORS
from media.h5p_bundles import stored_name
from media.h5p_upgrades import UpgradeRefused, adopt, try_library
from media.importing import import_package, receive_upload
from media.models import H5PLibrary, PackageVersion
from media.package_admin.libraries import library_url
from tests import packages
from tests.clock import NOON
from tests.core.factories import UserFactory
from tests.media.factories import H5PLibraryFactory

pytestmark = pytest.mark.django_db
INSTALLERS = "Bibliothèques H5P"


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "uploads")
    settings.INCOMING_DIR = str(tmp_path / "incoming")


def browser(group: str) -> Client:
    person = UserFactory(reachable=True)
    person.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def client():
    return browser(INSTALLERS)


def bring(name: str) -> PackageVersion:
    file = io.BytesIO(packages.build(name))
    row = receive_upload(
        file=file, file_name=packages.filename(name), by=None, at=NOON, queue=False
    )
    import_package(package_import=row, at=NOON)
    row.refresh_from_db()
    assert row.version is not None, row.problems
    return row.version


@pytest.fixture
def late() -> PackageVersion:
    """A content that was imported before the later patch of its library."""
    version = bring("choice")
    bring("choice-1.0.1")
    return version


def main_library(version: PackageVersion, patch: int) -> H5PLibrary:
    name = version.main_library.partition(" ")[0]
    return H5PLibrary.objects.get(machine_name=name, minor=0, patch=patch)


def played(version: PackageVersion) -> H5PLibrary:
    return version.libraries.get(machine_name=version.main_library.partition(" ")[0])


class TestPages:
    def test_say_what_is_installed_and_who_waits(self, client, late):
        library = main_library(late, 1)

        page = client.get(library_url("list"))

        [row] = [each for each in page.context["libraries"] if each == library]
        assert (row.use_count, row.late_count) == (1, 1)
        assert (
            library_url("try", library.pk, late.pk)
            in client.get(library_url("page", library.pk)).content.decode()
        )

    def test_ask_no_more_for_more_libraries(self, client, assert_same_queries):
        H5PLibraryFactory()

        assert_same_queries(
            lambda: client.get(library_url("list")),
            grow=lambda: [H5PLibraryFactory(machine_name=f"H5P.Autre{n}") for n in range(9)],
        )

    def test_find_one(self, client):
        H5PLibraryFactory(machine_name="H5P.Autre")
        H5PLibraryFactory()

        found = client.get(library_url("list"), {"q": "autre"}).context["libraries"]

        assert [library.machine_name for library in found] == ["H5P.Autre"]

    def test_are_for_who_may_install(self):
        library = H5PLibraryFactory()

        for url in (library_url("list"), library_url("page", library.pk)):
            assert browser(EDITORS).get(url).status_code in {302, 403, 404}

    def test_are_a_404_for_a_content_that_is_not_behind(self, client, late):
        present = main_library(late, 0)

        assert client.get(library_url("try", present.pk, late.pk)).status_code == 404


class TestTry:
    def test_shows_both_and_changes_nothing(self, client, late):
        before = (late.script, played(late))

        page = client.get(library_url("try", main_library(late, 1).pk, late.pk))
        tried = PackageVersion.objects.get(pk=late.pk)
        libraries = try_library(tried, str(main_library(late, 1).pk))

        assert page.context["tried_url"].startswith(page.context["own_url"])
        assert main_library(late, 1) in libraries
        assert tried.script != before[0]
        late.refresh_from_db()
        assert (late.script, played(late)) == before

    @pytest.mark.parametrize("key", ["", "x", "0", "999999", pytest.param("9" * 5000, id="huge")])
    def test_has_nothing_to_try_for_a_key_of_nothing(self, late, key):
        assert try_library(late, key) == []


class TestChoose:
    def test_adopting_plays_with_the_later_patch(self, client, late):
        library = main_library(late, 1)

        client.post(library_url("try", library.pk, late.pk), {"choice": "adopt"})

        late.refresh_from_db()
        assert played(late) == library
        assert default_storage.exists(stored_name(f"{late.script}.js"))
        assert [library.machine_name, 1, 0, 1] in late.manifest["order"]
        assert not client.get(library_url("page", library.pk)).context["late"]

    def test_keeping_is_remembered(self, client, late):
        library = main_library(late, 1)
        script = late.script

        client.post(library_url("try", library.pk, late.pk), {"choice": "keep"})

        late.refresh_from_db()
        assert late.script == script
        assert client.get(library_url("page", library.pk)).context["late"] == [(late, True)]

    def test_refuses_what_needs_a_library_that_nobody_has(self, client, late):
        library = main_library(late, 1)
        needed = {"machineName": "H5P.Absente", "majorVersion": 1, "minorVersion": 0}
        library.data["preloadedDependencies"] = [needed]
        library.save()

        with pytest.raises(UpgradeRefused, match=r"H5P.Absente 1.0"):
            adopt(version=late, library=library)
        answer = client.post(library_url("try", library.pk, late.pk), {"choice": "adopt"})

        assert answer.url == library_url("page", library.pk)
        late.refresh_from_db()
        assert played(late) == main_library(late, 0)
