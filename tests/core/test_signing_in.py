import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.urls import reverse

from core.models import OutgoingMessage, Role, User
from core.navigation import home_for
from tests.core.factories import MembershipFactory, UserFactory, staff
from tests.reading import find

pytestmark = pytest.mark.django_db

PASSWORD = "une marche après l'autre"  # noqa: S105 - of an invented person


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def awa():
    return UserFactory(first_name="Awa", reachable=True)


@pytest.fixture
def nadege():
    """A counsellor with a password."""
    user = staff(Role.COUNSELLOR, first_name="Nadege")
    user.set_password(PASSWORD)
    user.save()
    return user


def who(client) -> str | None:
    return client.session.get("_auth_user_id")


def text_of(response) -> str:
    return response.content.decode().replace("&#x27;", "'").replace("\xa0", " ")


def ask_code(client, email, **more):
    return client.post(reverse("account_request_login_code"), {"email": email, **more}, follow=True)


def code_in(message) -> str:
    return find(r"^ {4}(\S+)$", message.text)


def confirm(client, code):
    return client.post(reverse("account_confirm_login_code"), {"code": code})


def sign_in_by_password(client, user, password=PASSWORD, **more):
    data = {"login": user.email, "password": password, **more}
    return client.post(reverse("account_login"), data)


def activate_totp(user) -> str:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


def totp_code(secret) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


class TestCodeByEmail:
    def test_opens_her_space(self, client, awa, deliver_outbox):
        ask_code(client, awa.email)
        message = OutgoingMessage.objects.get(to=awa.email)

        response = confirm(client, code_in(message))

        assert response.url == reverse("core:home")
        assert who(client) == str(awa.pk)

    def test_leaves_through_the_outbox_and_is_forgotten(self, client, awa, mailbox):
        ask_code(client, awa.email)

        message = mailbox.last(awa.email)

        assert message.sent_at is not None
        assert message.text == ""

    def test_answers_the_same_to_an_address_that_nobody_has(self, client, awa, mailbox):
        def page(email):
            response = ask_code(client, email)
            text = text_of(response).replace(email, "x@exemple.fr")
            return response.status_code, re.sub(r'value="[^"]*"|nonce="[^"]*"', "", text)

        known = page(awa.email)
        client.session.flush()

        assert page("personne@exemple.fr") == known
        assert [message.to for message in mailbox.messages()] == [awa.email]

    def test_refuses_a_wrong_code(self, client, awa):
        ask_code(client, awa.email)

        response = confirm(client, "ZZZZZZ")

        assert response.status_code == 200
        assert who(client) is None

    def test_ends_after_five_wrong_codes(self, client, awa):
        ask_code(client, awa.email)
        for _ in range(5):
            confirm(client, "ZZZZZZ")

        confirm(client, code_in(OutgoingMessage.objects.get()))

        assert who(client) is None

    def test_is_sent_three_times_a_minute_at_most(self, client, awa, mailbox):
        for _ in range(4):
            ask_code(client, awa.email)
            client.session.flush()

        assert len(mailbox.messages()) == 3

    def test_ends_with_the_browser_on_another_s_device(self, client, awa):
        ask_code(client, awa.email, not_mine="on")
        confirm(client, code_in(OutgoingMessage.objects.get()))

        assert who(client) == str(awa.pk)
        assert client.session.get_expire_at_browser_close()

    def test_lasts_on_her_own_device(self, client, awa):
        ask_code(client, awa.email)
        confirm(client, code_in(OutgoingMessage.objects.get()))

        assert client.session.get_expiry_age() == 60 * 60 * 24 * 90

    def test_is_not_sent_to_an_address_that_she_left(self, client, awa, mailbox):
        EmailAddress.objects.create(
            user=awa, email="ancienne@exemple.fr", verified=True, primary=True
        )

        ask_code(client, "ancienne@exemple.fr")

        assert mailbox.messages() == []

    @pytest.mark.parametrize("email", ["", "pas une adresse", "nul\0@exemple.fr", "é🙂@x"])
    def test_says_what_is_wrong_with_an_address(self, client, email):
        response = ask_code(client, email)

        assert response.status_code == 200
        assert response.redirect_chain == []

    def test_still_asks_the_team_for_its_second_step(self, client, nadege):
        secret = activate_totp(nadege)
        ask_code(client, nadege.email)

        response = confirm(client, code_in(OutgoingMessage.objects.get()))

        assert response.url == reverse("mfa_authenticate")
        assert who(client) is None
        client.post(reverse("mfa_authenticate"), {"code": totp_code(secret)})
        assert who(client) == str(nadege.pk)


class TestPassword:
    def test_lets_the_team_in(self, client, nadege):
        response = sign_in_by_password(client, nadege)

        assert response.url == reverse("core:home")
        assert who(client) == str(nadege.pk)

    def test_asks_for_the_second_step(self, client, nadege):
        secret = activate_totp(nadege)

        response = sign_in_by_password(client, nadege)

        assert response.url == reverse("mfa_authenticate")
        assert who(client) is None
        client.post(reverse("mfa_authenticate"), {"code": totp_code(secret)})
        assert who(client) == str(nadege.pk)

    def test_refuses_a_wrong_second_step(self, client, nadege):
        activate_totp(nadege)
        sign_in_by_password(client, nadege)

        client.post(reverse("mfa_authenticate"), {"code": "000000"})

        assert who(client) is None

    def test_ends_with_the_browser_on_another_s_device(self, client, nadege):
        sign_in_by_password(client, nadege, not_mine="on")

        assert client.session.get_expire_at_browser_close()

    def test_ends_with_the_browser_after_the_second_step_too(self, client, nadege):
        secret = activate_totp(nadege)
        sign_in_by_password(client, nadege, not_mine="on")

        client.post(reverse("mfa_authenticate"), {"code": totp_code(secret)})

        assert client.session.get_expire_at_browser_close()

    def test_slows_down_whoever_guesses(self, client, nadege):
        for _ in range(5):
            sign_in_by_password(client, nadege, password="faux")

        sign_in_by_password(client, nadege)

        assert who(client) is None

    @pytest.mark.parametrize("password", ["", "!", "palier"])
    def test_is_not_a_way_in_for_founders(self, client, password):
        awa = User.objects.create_user("awa@exemple.fr", first_name="Awa")

        sign_in_by_password(client, awa, password=password)

        assert who(client) is None


class TestForgottenPassword:
    def ask(self, client, email):
        return client.post(reverse("account_reset_password"), {"email": email}, follow=True)

    def test_is_replaced_by_a_link(self, client, nadege, mailbox):
        self.ask(client, nadege.email)
        text = OutgoingMessage.objects.get().text
        link = find(r"http://palier\.localhost:8000(/\S+)", text)
        form = client.get(link, follow=True)
        url = form.redirect_chain[-1][0]

        client.post(url, {"password1": "monter sans tomber", "password2": "monter sans tomber"})

        nadege.refresh_from_db()
        assert nadege.check_password("monter sans tomber")

    def test_is_explained_to_founders_who_have_none(self, client, awa, mailbox):
        self.ask(client, awa.email)

        text = OutgoingMessage.objects.get().text
        assert "n'a pas de mot de passe" in text
        assert reverse("account_request_login_code") in text
        assert "mot-de-passe/nouveau" not in text

    def test_answers_the_same_to_an_address_that_nobody_has(self, client, nadege, mailbox):
        known = self.ask(client, nadege.email)
        unknown = self.ask(client, "personne@exemple.fr")

        assert known.redirect_chain == unknown.redirect_chain
        assert [message.to for message in mailbox.messages()] == [nadege.email]

    def test_trusts_no_host_header(self, client, nadege):
        client.post(
            reverse("account_reset_password"),
            {"email": nadege.email},
            headers={"host": "autre.localhost"},
        )

        assert "autre.localhost" not in OutgoingMessage.objects.get().text


class TestAccountPages:
    @pytest.mark.parametrize(
        "path",
        [
            *("signup/", "login/", "email/", "confirm-email/", "password/set/"),
            *("phone/change/", "2fa/", "inscription/"),
        ],
    )
    def test_are_only_those_in_use(self, client, nadege, path):
        client.force_login(nadege)

        assert client.get(f"/compte/{path}").status_code == 404

    @pytest.mark.parametrize(
        "name",
        [
            *("account_change_password", "account_set_password", "mfa_index"),
            *("mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes"),
            *("mfa_generate_recovery_codes", "mfa_download_recovery_codes"),
        ],
    )
    def test_about_passwords_do_not_exist_for_founders(self, client, awa, name):
        client.force_login(awa)

        assert client.get(reverse(name)).status_code == 404

    def test_let_the_team_activate_a_second_step(self, client, nadege):
        client.force_login(nadege)
        asked = client.get(reverse("mfa_activate_totp"))
        page = client.post(asked.url, {"password": PASSWORD}, follow=True)

        secret = page.context["form"].secret
        client.post(reverse("mfa_activate_totp"), {"code": totp_code(secret)})

        assert client.get(reverse("mfa_index")).status_code == 200
        assert nadege.authenticator_set.filter(type="totp").exists()
        assert nadege.authenticator_set.filter(type="recovery_codes").exists()

    def test_leave_no_other_door_to_the_administration(self, client, nadege):
        response = client.get("/atelier/login/?next=/atelier/")

        assert response.url == f"{reverse('account_login')}?next=/atelier/"
        assert client.post("/atelier/login/", {}).status_code == 302

    def test_sign_out_on_a_post_alone(self, client, awa):
        client.force_login(awa)
        client.get(reverse("account_logout"))
        assert who(client) == str(awa.pk)

        client.post(reverse("account_logout"))
        assert who(client) is None

    def test_speak_another_language_when_asked(self, client):
        response = client.post(reverse("set_language"), {"language": "en", "next": "/acces/"})

        assert response.url == "/acces/"
        assert client.get("/acces/").headers["Content-Language"] == "en"


class TestHome:
    @pytest.mark.parametrize(
        ("role", "path"),
        [
            (Role.COUNSELLOR, "/cohortes/"),
            (Role.COORDINATOR, "/cohortes/"),
            (Role.TRAINER, "/seances/"),
            (Role.PRESCRIBER, "/recommandations/"),
            (Role.STRUCTURE_MEMBER, "/orientations/"),
        ],
    )
    def test_is_where_the_day_begins(self, client, role, path):
        client.force_login(staff(role))

        assert client.get(reverse("core:home")).url.startswith(path)

    def test_of_a_founder_is_her_project(self, client, awa):
        client.force_login(awa)

        assert client.get(reverse("core:home")).url == "/mon-projet/"

    def test_of_an_administrator_is_the_atelier(self, client):
        client.force_login(UserFactory(is_staff=True, is_superuser=True))

        assert client.get(reverse("core:home")).url == "/atelier/"

    def test_of_someone_with_two_roles_is_where_people_wait(self):
        membership = MembershipFactory(role=Role.TRAINER)
        MembershipFactory(user=membership.user, role=Role.COUNSELLOR)

        assert home_for(membership.user) == "learners:cohort_list"

    def test_asks_a_stranger_to_sign_in(self, client):
        response = client.get(reverse("core:home"))

        assert response.url == f"{reverse('account_login')}?next=/mon-espace/"
