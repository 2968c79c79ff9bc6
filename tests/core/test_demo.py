from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.urls import reverse

from core.models import Role, User
from core.views.demo import with_links
from tests.core.factories import UserFactory, staff

pytestmark = pytest.mark.django_db

BASE = "http://palier.localhost:8000"


@dataclass(frozen=True)
class Way:
    """As the demonstration lists its accounts."""

    role: str
    how: str
    user: User | None = None


ways: list[Way] = []


def listed() -> list[Way]:
    return ways


@pytest.fixture(autouse=True)
def demonstration(settings, tmp_path):
    settings.DEMO = True
    settings.DEMO_ACCOUNTS = f"{__name__}.listed"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    ways.clear()
    return tmp_path


def post_letter(folder: Path, name="0f0e-letter", **fields) -> None:
    letter = EmailMessage()
    letter["To"] = fields.get("to", "awa@exemple.fr")
    letter["Subject"] = fields.get("subject", "Votre code")
    letter["Date"] = "Tue, 10 Mar 2026 11:00:00 +0000"
    letter.set_content(fields.get("text", "Bonjour"))
    (folder / f"{name}.eml").write_bytes(letter.as_bytes())


class TestWithoutTheDemonstration:
    @pytest.mark.parametrize("path", ["/demo/", "/demo/message/x/", "/demo/entrer/"])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_nothing_of_it_exists(self, client, settings, path, method):
        settings.DEMO = False

        assert getattr(client, method)(path).status_code == 404


class TestMailbox:
    def test_lists_what_left(self, client, demonstration):
        post_letter(demonstration, subject="Été 🙂")

        page = client.get("/demo/").content.decode()

        assert "Été 🙂" in page
        assert "awa@exemple.fr" in page

    def test_opens_a_letter_with_its_links(self, client, demonstration):
        post_letter(demonstration, text=f"Ouvrez :\n\n{BASE}/carte/abc/\n\nÀ bientôt")

        page = client.get(reverse("core:demo_message", args=["0f0e-letter"])).content.decode()

        assert f'<a href="/carte/abc/">{BASE}/carte/abc/</a>' in page

    def test_trusts_no_letter(self, client, demonstration):
        post_letter(demonstration, subject="<script>x</script>", text="<img src=x onerror=y>")

        page = client.get(reverse("core:demo_message", args=["0f0e-letter"])).content.decode()

        assert "<script>x" not in page
        assert "&lt;img src=x" in page

    def test_survives_a_file_that_is_no_letter(self, client, demonstration):
        (demonstration / "broken.eml").write_bytes(b"\xff\xfe\x00 nothing")

        assert client.get("/demo/").status_code == 200

    @pytest.mark.parametrize("name", ["absent", "..%2Fsecret", "%00"])
    def test_has_no_other_files(self, client, name):
        assert client.get(f"/demo/message/{name}/").status_code == 404


class TestWithLinks:
    def test_leaves_other_sites_as_text(self):
        text = with_links(
            "http://ailleurs.example/x http://palier.localhost:8000.ailleurs.example/"
        )

        assert "<a" not in text

    def test_escapes_what_surrounds_an_address(self):
        text = with_links(f'"><b>{BASE}/carte/a/?x=1&y=2<b>')

        assert text.startswith("&quot;&gt;&lt;b&gt;<a ")
        assert 'href="/carte/a/?x=1&amp;y=2"' in text


class TestWaysIn:
    def test_are_one_button_each(self, client):
        nadege = staff(Role.COUNSELLOR, first_name="Nadège")
        ways.append(Way("Conseillère", "", nadege))

        page = client.get("/demo/").content.decode()
        response = client.post(reverse("core:demo_sign_in"), {"account": str(nadege.uuid)})

        assert "Conseillère" in page
        assert response.url == reverse("core:home")
        assert client.session["_auth_user_id"] == str(nadege.pk)

    @pytest.mark.parametrize("account", ["", "x", "\0"])
    def test_are_for_listed_accounts_alone(self, client, account):
        assert client.post(reverse("core:demo_sign_in"), {"account": account}).status_code == 404
        stranger = UserFactory()
        response = client.post(reverse("core:demo_sign_in"), {"account": str(stranger.uuid)})
        assert response.status_code == 404
        assert "_auth_user_id" not in client.session

    def test_may_be_a_link(self, client):
        ways.append(Way("Nouvelle venue", f"{BASE}/carte/abc/"))

        assert f'href="{BASE}/carte/abc/"' in client.get("/demo/").content.decode()
