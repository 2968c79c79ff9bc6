"""Packages in the workshop: the list, the page of each, sending, replacing, deleting."""

from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from core.memberships import EDITORS, TRAINERS
from media.importing import import_package
from media.models import Package, PackageImport, PackageVersion
from media.package_admin.addresses import package_url
from media.package_admin.removing import delete_package
from tests import packages
from tests.clock import NOON
from tests.core.factories import UserFactory
from tests.learners.factories import AttemptFactory, package_module
from tests.media.factories import PackageFactory, PackageVersionFactory

pytestmark = pytest.mark.django_db
REFUSED = {302, 403, 404}


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "uploads")
    settings.INCOMING_DIR = str(tmp_path / "incoming")


@pytest.fixture
def references(settings):
    """Wagtail notes who names whom as soon as it is saved."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def someone(group: str = TRAINERS):
    person = UserFactory(reachable=True)
    person.groups.add(Group.objects.get(name=group))
    return person


def browser(user, **options) -> Client:
    client = Client(**options)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def trainer():
    return someone()


@pytest.fixture
def client(trainer) -> Client:
    return browser(trainer)


def sent(name: str = "single-sco-12") -> SimpleUploadedFile:
    return SimpleUploadedFile(packages.filename(name), packages.build(name))


def words(answer) -> str:
    """Return what a page says, without its marks."""
    return " ".join(strip_tags(answer.content.decode()).split())


def said(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def states(client, *keys) -> list[dict]:
    return client.get(package_url("states"), {"id": [*map(str, keys)]}).json()["imports"]


class TestList:
    def test_says_what_to_do_when_it_is_empty(self, client):
        page = client.get(package_url("list")).content.decode()

        assert "Apportez ce que vous avez déjà" in page
        assert package_url("add") in page

    def test_says_what_each_is_and_where_it_serves(self, client, references):
        version = PackageVersionFactory(phone_weight=1_500_000, reports_completion="no")
        package_module(version.package)

        page = client.get(package_url("list"))

        assert package_url("inspect", version.package.pk) in page.content.decode()
        assert "SCORM 1.2 1 1,5 Mo (environ 32 secondes) non 1 " in words(page)

    def test_finds_by_title_and_by_kind(self, client):
        h5p = PackageVersionFactory(kind="h5p", package__title="Quiz des prix").package
        scorm = PackageFactory(title="Module des prix")

        by_kind = client.get(package_url("list"), {"kind": "h5p"}).context["object_list"]
        by_word = client.get(package_url("list"), {"q": "Module"}).context["object_list"]

        assert (list(by_kind), list(by_word)) == ([h5p], [scorm])

    def test_asks_no_more_for_more_packages(self, client, assert_same_queries):
        PackageFactory()

        assert_same_queries(
            lambda: client.get(package_url("list")), grow=lambda: PackageFactory.create_batch(9)
        )


class TestSend:
    def test_keeps_a_file_and_says_how_far_it_is(self, client, trainer):
        answer = client.post(
            package_url("send"), {"file": sent()}, headers={"accept": "application/json"}
        )

        row = PackageImport.objects.get()
        assert (answer.status_code, answer.json()["id"]) == (202, str(row.uuid))
        assert (row.by, row.file_name, row.status) == (trainer, "single-sco-12.zip", "waiting")
        assert "En attente…" in states(client, row.uuid)[0]["html"]

    def test_leads_to_the_package_at_the_end(self, client):
        client.post(package_url("send"), {"file": sent()})
        row = PackageImport.objects.get()

        import_package(package_import=row, at=NOON)

        [state] = states(client, row.uuid)
        assert state["is_over"]
        assert package_url("inspect", Package.objects.get().pk) in state["html"]

    def test_says_in_french_why_a_file_is_refused(self, client):
        bomb = SimpleUploadedFile("photo.zip", b"not a zip at all")
        client.post(package_url("send"), {"file": bomb})
        row = PackageImport.objects.get()

        import_package(package_import=row, at=NOON)

        [state] = states(client, row.uuid)
        assert "Rien n'a été gardé" in unescape(state["html"])
        assert "Exportez de nouveau l'activité" in unescape(state["html"])
        assert not Package.objects.exists()

    def test_takes_several_files_without_a_script(self, client):
        files = [sent(), SimpleUploadedFile("vide.zip", b""), sent("multi-sco-12")]

        answer = client.post(package_url("send"), {"file": files})

        assert answer.url == package_url("add")
        assert PackageImport.objects.count() == 2
        received, refused = said(answer)
        assert received.startswith("2 fichiers reçus.")
        assert refused.startswith("vide.zip")
        assert "multi-sco-12.zip" in words(client.get(answer.url))

    @pytest.mark.parametrize("content", [{}, {"file": ""}, {"package": "x"}, {"package": "9" * 99}])
    def test_asks_for_a_file_when_there_is_none(self, client, content):
        answer = client.post(package_url("send"), content, headers={"accept": "application/json"})

        assert answer.status_code in {404, 422}
        assert not PackageImport.objects.exists()

    def test_refuses_what_is_too_large_before_it_reads_it(self, client, settings):
        settings.MAX_PACKAGE_BYTES = 10
        large = SimpleUploadedFile("a.zip", b"x" * 70_000)

        answer = client.post(
            package_url("send"), {"file": large}, headers={"accept": "application/json"}
        )

        assert answer.status_code == 413
        assert answer.json()["message"]

    def test_asks_for_the_token_of_the_form(self, trainer):
        strict = browser(trainer, enforce_csrf_checks=True)
        page = strict.get(package_url("add"))
        token = str(page.context["csrf_token"])

        without = strict.post(package_url("send"), {"file": sent()})
        with_it = strict.post(package_url("send"), {"csrfmiddlewaretoken": token, "file": sent()})

        assert (without.status_code, with_it.status_code) == (403, 302)
        assert PackageImport.objects.count() == 1

    def test_shows_nobody_the_imports_of_another(self, client):
        client.post(package_url("send"), {"file": sent()})
        row = PackageImport.objects.get()

        assert states(browser(someone()), row.uuid) == []
        assert "single-sco-12" not in words(browser(someone()).get(package_url("add")))

    def test_says_which_h5p_may_come_in(self, client, admin_client):
        assert "dont le programme est déjà installé" in words(client.get(package_url("add")))
        assert "dont le programme" not in words(admin_client.get(package_url("add")))

    @pytest.mark.parametrize("name", ["list", "add", "send", "states"])
    def test_is_closed_to_who_may_not_write(self, name):
        stranger = browser(UserFactory(reachable=True))

        assert stranger.get(package_url(name)).status_code in REFUSED
        assert stranger.post(package_url(name)).status_code in REFUSED


class TestPage:
    def test_says_all_that_an_author_must_know(self, client):
        version = PackageVersionFactory(
            phone_weight=900_000,
            reports_completion="no",
            licence="CC BY-SA",
            authors="Awa Diop",
            warnings=[{"code": "reports-nothing", "path": "", "detail": ""}],
        )
        version.manifest["items"][0]["mastery"] = 80
        version.save()

        text = words(client.get(package_url("inspect", version.package.pk)))

        for part in (
            "900 Ko",
            "environ 20 secondes",
            "C'est lourd pour un téléphone",
            "Cette activité ne signale jamais la fin",
            "Licence CC BY-SA",
            "Auteurs Awa Diop",
            "réussi à partir de 80 points",
            "Nulle part encore",
        ):
            assert part in unescape(text)

    def test_plays_it_on_its_own_host(self, client):
        package = PackageFactory()

        page = client.get(package_url("inspect", package.pk))

        assert f"//{package.current.label}.content." in page.context["preview_url"]
        assert page.context["preview_url"] in page.content.decode()

    def test_counts_the_attempts_on_each_version(self, client):
        first = PackageVersionFactory()
        AttemptFactory(version=first)
        AttemptFactory(version=first, ended_at=NOON)
        PackageVersionFactory(package=first.package)

        text = words(client.get(package_url("inspect", first.package.pk)))

        assert "2 tentatives, dont 1 en cours" in text
        assert "aucune" in text

    def test_names_the_modules_and_the_drafts_that_use_it(self, client, references):
        package, other = PackageFactory(), PackageFactory()
        published, draft = package_module(package), package_module(other)
        draft.body = published.body
        draft.save_revision()

        page = client.get(package_url("inspect", package.pk))

        uses = {use.title: use.is_draft for use in page.context["uses"]}
        assert uses == {published.title: False, draft.title: True}
        assert str(published.pk) in page.content.decode()

    def test_is_a_404_for_a_package_that_is_gone(self, client):
        assert client.get(package_url("inspect", 404)).status_code == 404

    def test_gives_the_file_back(self, client):
        client.post(package_url("send"), {"file": sent()})
        import_package(package_import=PackageImport.objects.get(), at=NOON)
        version = PackageVersion.objects.get()

        answer = client.get(package_url("original", version.pk))

        assert b"".join(answer) == packages.build("single-sco-12")
        assert 'filename="single-sco-12.zip"' in answer["Content-Disposition"]

    def test_has_no_file_to_give_when_it_is_lost(self, client):
        version = PackageVersionFactory(archive="packages/perdu.zip")

        assert client.get(package_url("original", version.pk)).status_code == 404


class TestReplace:
    def test_makes_the_next_version_and_says_what_becomes_of_others(self, client):
        first = PackageVersionFactory()
        AttemptFactory(version=first)
        package = first.package

        page = client.get(package_url("replace", package.pk))
        client.post(package_url("send"), {"file": sent(), "package": package.pk})
        import_package(package_import=PackageImport.objects.get(), at=NOON)

        package.refresh_from_db()
        assert package.current.number == 2
        assert "finit avec la version qu'elle a ouverte" in unescape(words(page))
        assert "1 tentative, dont 1 en cours" in words(page)

    def test_is_of_a_package_that_exists(self, client):
        for key in ("9" * 5000, "²", "0"):
            answer = client.post(package_url("send"), {"file": sent(), "package": key})

            assert answer.status_code == 404

    def test_renames_it(self, client):
        package = PackageFactory()

        client.post(package_url("edit", package.pk), {"title": "Un titre clair"})

        package.refresh_from_db()
        assert package.title == "Un titre clair"


class TestDelete:
    @pytest.fixture
    def client(self):
        return browser(someone(EDITORS))

    def test_takes_its_files_away(self, client, trainer, django_capture_on_commit_callbacks):
        browser(trainer).post(package_url("send"), {"file": sent()})
        import_package(package_import=PackageImport.objects.get(), at=NOON)
        package = Package.objects.get()
        archive = package.current.archive

        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(package_url("delete", package.pk))

        assert answer.url == package_url("list")
        assert not Package.objects.exists()
        assert not default_storage.exists(archive)

    def test_waits_for_a_version_that_is_being_published(self):
        if connection.vendor != "postgresql":
            pytest.skip("SQLite lets one writer in at a time.")
        with CaptureQueriesContext(connection) as asked:
            delete_package(PackageFactory(version=None))

        about = [each["sql"] for each in asked if "SELECT" in each["sql"]]
        assert about[0].endswith("FOR UPDATE")

    def test_refuses_one_that_serves(self, client, references):
        package = PackageFactory()
        package_module(package)

        page = client.get(package_url("delete", package.pk))
        client.post(package_url("delete", package.pk))

        assert "Il sert dans 1 module" in words(page)
        assert Package.objects.filter(pk=package.pk).exists()

    def test_refuses_one_that_somebody_opened(self, client):
        attempt = AttemptFactory()
        package = attempt.version.package
        attempt.module.body = []
        attempt.module.save()

        page = client.get(package_url("delete", package.pk))
        client.post(package_url("delete", package.pk))

        assert "l'ont déjà ouvert" in unescape(words(page))
        assert Package.objects.get(pk=package.pk).current is not None

    def test_never_happens_from_a_list(self, client):
        package = PackageFactory()
        url = reverse("wagtail_bulk_action", args=["media", "package", "delete"])

        answer = client.post(f"{url}?id={package.pk}")

        assert answer.status_code == 302
        assert Package.objects.filter(pk=package.pk).exists()

    def test_is_not_for_trainers(self, trainer):
        package = PackageFactory()

        assert browser(trainer).post(package_url("delete", package.pk)).status_code in REFUSED
        assert Package.objects.filter(pk=package.pk).exists()
