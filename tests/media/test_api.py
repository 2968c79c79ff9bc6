"""Packages for programs, which show a token."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import APIToken

from core.api_tokens import issue_api_token, user_of_token
from media.importing import receive_upload
from media.importing.incoming import incoming_dir
from media.models import PackageImport
from tests.clock import NOON
from tests.core.factories import UserFactory
from tests.media.factories import PackageFactory
from tests.packages import bad, build

pytestmark = pytest.mark.django_db

PACKAGES = "/api/v1/packages"


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.INCOMING_DIR = tmp_path / "incoming"


@pytest.fixture
def trainer():
    person = UserFactory(reachable=True)
    codes = ["add_package", "change_package", "install_h5plibrary"]
    person.user_permissions.set(Permission.objects.filter(codename__in=codes))
    return person


@pytest.fixture
def token(trainer):
    return issue_api_token(user=trainer, name="Essais")[1]


@pytest.fixture
def ask(client, token):
    """Ask as a program does; `token=None` shows none."""

    def ask(method, path=PACKAGES, data=None, *, token=token, **more):
        shown = {} if token is None else {"Authorization": f"Bearer {token}"}
        return getattr(client, method)(path, data, headers=shown, **more)

    return ask


def file(name="devis.zip", package="single-sco-12"):
    return SimpleUploadedFile(name, build(package))


class TestTokens:
    def test_open_what_their_person_may(self, ask):
        assert ask("get").status_code == 200

    @pytest.mark.parametrize("shown", [None, "", "nothing", "wagtail_" + "0" * 33])
    def test_are_asked_for(self, ask, shown):
        answer = ask("get", token=shown)

        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert "clé d'API" in answer.json()["error"]

    def test_are_asked_for_in_spite_of_a_session(self, ask, client, trainer):
        client.force_login(trainer, backend="django.contrib.auth.backends.ModelBackend")

        assert ask("get", token=None).status_code == 401

    def test_open_nothing_once_revoked_or_once_their_person_left(self, ask, trainer):
        trainer.is_active = False
        trainer.save()
        assert ask("get").status_code == 401
        trainer.is_active = True
        trainer.save()

        call_command("revoke_api_token", APIToken.objects.get().pk, stdout=StringIO())

        assert ask("get").status_code == 401

    def test_open_nothing_more_than_their_person_may(self, ask, trainer):
        trainer.user_permissions.clear()

        for answer in (ask("get"), ask("post", data={"file": file()})):
            assert answer.status_code == 403
            assert "n'a pas ce droit" in answer.json()["error"]

    def test_keep_the_day_of_their_last_use_and_no_more(self, token, trainer):
        for at in (NOON, NOON + timedelta(hours=3)):
            assert user_of_token(token, at=at) == trainer

        used = timezone.localtime(APIToken.objects.get().last_used_at)
        assert (used.date(), used.hour, used.minute) == (NOON.date(), 0, 0)

    def test_are_issued_once_and_kept_as_digests(self, ask, trainer):
        out = StringIO()

        call_command("issue_api_token", trainer.email.upper(), "Sauvegarde", stdout=out)

        text = out.getvalue().strip()
        assert ask("get", token=text).status_code == 200
        assert not APIToken.objects.filter(key_hash=text).exists()

    @pytest.mark.parametrize(
        ("email", "name"), [("personne@exemple.fr", "Essais"), (None, " "), (None, "x" * 256)]
    )
    def test_are_issued_to_somebody_and_for_something(self, trainer, email, name):
        with pytest.raises(CommandError):
            call_command("issue_api_token", email or trainer.email, name)

    def test_are_listed(self, token, trainer):
        out = StringIO()

        call_command("revoke_api_token", stdout=out)

        assert trainer.email in out.getvalue()
        assert token not in out.getvalue()


class TestSend:
    def test_takes_a_file_and_says_where_to_follow_it(self, ask, deliver_outbox, trainer):
        sent = ask("post", data={"file": file()})
        assert sent.status_code == 202
        assert sent["Location"] == sent.json()["url"]
        assert sent.json()["status"] == "waiting"
        assert not list(incoming_dir().glob(".receiving-*"))

        deliver_outbox()

        followed = ask("get", sent.json()["url"]).json()
        assert (followed["status"], followed["percent"], followed["version"]) == ("done", 100, 1)
        listed = ask("get").json()
        assert listed["count"] == 1
        assert listed["packages"][0]["uuid"] == followed["package"]
        assert listed["packages"][0]["kind"] == "scorm"

    def test_says_why_a_file_was_refused(self, ask, deliver_outbox):
        data = {"file": SimpleUploadedFile("x.zip", bad.build("no-manifest.zip"))}
        url = ask("post", data=data).json()["url"]

        deliver_outbox()

        followed = ask("get", url).json()
        assert (followed["status"], followed["package"]) == ("refused", None)
        assert followed["problems"][0]["message"].startswith("Cette archive n'est ni un paquet")

    def test_replaces_the_file_of_a_package(self, ask, deliver_outbox):
        package = PackageFactory()

        url = ask("post", data={"file": file(), "package": str(package.uuid)}).json()["url"]
        deliver_outbox()

        followed = ask("get", url).json()
        assert (followed["package"], followed["version"]) == (str(package.uuid), 2)

    def test_replaces_for_who_may_change_packages(self, ask, trainer):
        trainer.user_permissions.remove(Permission.objects.get(codename="change_package"))

        data = {"file": file(), "package": str(PackageFactory().uuid)}

        assert ask("post", data=data).status_code == 403

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            ({}, "upload-missing"),
            ({"file": "texte"}, "upload-missing"),
            ({"file": b""}, "upload-empty"),
            ({"file": b"x", "package": "12"}, "package-unknown"),
            ({"file": b"x", "package": "0" * 32}, "package-unknown"),
        ],
    )
    def test_says_what_is_missing(self, ask, data, code):
        sent = {
            name: SimpleUploadedFile("x.zip", value) if isinstance(value, bytes) else value
            for name, value in data.items()
        }

        answer = ask("post", data=sent)

        assert (answer.status_code, answer.json()["problems"][0]["code"]) == (422, code)
        assert not PackageImport.objects.exists()

    def test_refuses_a_file_that_says_it_is_too_large_unread(self, ask, settings):
        settings.MAX_PACKAGE_BYTES = 10

        answer = ask("post", data={"file": SimpleUploadedFile("x.zip", bytes(100_000))})

        assert answer.status_code == 422
        assert "trop lourd" in answer.json()["error"]
        assert not incoming_dir().exists()

    def test_understands_forms_alone(self, ask):
        cut = ask("post", data=b"--x", content_type="multipart/form-data; boundary=")
        json = ask("post", data=b"{}", content_type="application/json")

        assert (cut.status_code, json.status_code) == (400, 422)
        assert "comprise" in cut.json()["error"]


class TestRead:
    def test_hides_the_imports_of_others(self, ask):
        file = SimpleUploadedFile("devis.zip", b"x")
        others = receive_upload(file=file, file_name="devis.zip", by=UserFactory(), at=NOON)

        answer = ask("get", reverse("api:package_import", args=[others.uuid]))

        assert answer.status_code == 404
        assert answer.json()["error"].startswith("Rien de tel")

    def test_lists_a_window(self, ask):
        PackageFactory.create_batch(3)
        PackageFactory(version=None)

        listed = ask("get", data={"limit": 2, "offset": 1}).json()

        assert listed["count"] == 3
        assert [each["title"] for each in listed["packages"]] == [
            "Faire un devis 102",
            "Faire un devis 103",
        ]

    @pytest.mark.parametrize(
        "window", [{"limit": 0}, {"limit": 9999}, {"offset": -1}, {"limit": "x"}]
    )
    def test_says_which_field_is_wrong(self, ask, window):
        answer = ask("get", data=window)

        assert answer.status_code == 422
        assert answer.json()["fields"] == list(window)

    def test_asks_as_much_of_the_database_for_more(self, ask, assert_same_queries):
        PackageFactory()

        assert_same_queries(
            lambda: ask("get", data={"limit": 100}), grow=lambda: PackageFactory.create_batch(9)
        )

    @pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/docs", "/api/v1/openapi.json"])
    def test_has_no_page(self, ask, path):
        assert ask("get", path, follow=True).status_code == 404
