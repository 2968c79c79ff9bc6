import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from core.models import AccessCard, Role
from core.models.access import ALPHABET, new_access_code
from core.printing import access_card_pdf
from core.services import issue_access_card, revoke_access_cards
from core.views.access import wrong_codes
from tests.clock import NOON
from tests.core.factories import OrganizationFactory, UserFactory, staff
from tests.reading import Sheet

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def awa():
    return UserFactory(first_name="Awa")


@pytest.fixture
def code(awa):
    _card, code = issue_access_card(user=awa, by=None, at=NOON)
    return code


def card_url(code) -> str:
    return reverse("core:access_card", args=[code])


def who(client) -> str | None:
    return client.session.get("_auth_user_id")


class TestIssueAccessCard:
    def test_keeps_no_trace_of_the_code(self, code):
        card = AccessCard.objects.get()

        plain = code.replace("-", "")
        assert all(plain not in str(value) for value in vars(card).values())

    def test_makes_a_code_that_is_read_aloud_without_mistake(self):
        assert re.fullmatch(rf"[{ALPHABET}]{{4}}(-[{ALPHABET}]{{4}}){{2}}", new_access_code())

    def test_replaces_the_card_that_was_lost(self, client, awa, code):
        issue_access_card(user=awa, by=None, at=NOON)

        assert client.get(card_url(code)).status_code == 404
        assert AccessCard.objects.usable().count() == 1


class TestTypingTheCode:
    @pytest.mark.parametrize(
        "typed",
        [
            lambda code: code,
            lambda code: code.lower(),
            lambda code: code.replace("-", ""),
            lambda code: f"  {code.replace('-', ' ')} ",
            lambda code: code.replace("-", " – "),
        ],
        ids=["as printed", "small letters", "without dashes", "spaces", "long dashes"],
    )
    def test_forgives_how_it_is_typed(self, client, awa, code, typed):
        response = client.post(reverse("core:access"), {"code": typed(code)})

        assert response.url == reverse("core:home")
        assert who(client) == str(awa.pk)

    @pytest.mark.parametrize("wrong", ["", "K7DM", "K7DM-93PX-QATEX", "nul \0 nul", "🙂" * 12])
    def test_says_what_is_wrong_with_it(self, client, code, wrong):
        response = client.post(reverse("core:access"), {"code": wrong})

        assert response.status_code == 200
        assert "error-summary" in response.content.decode()
        assert who(client) is None

    def test_answers_the_same_to_a_revoked_code_and_to_one_that_never_was(self, client, awa, code):
        revoke_access_cards(user=awa, at=NOON)

        revoked = client.post(reverse("core:access"), {"code": code}).content.decode()
        unknown = client.post(reverse("core:access"), {"code": "K7DM93PXQATE"}).content.decode()

        def plain(page):
            page = re.sub(r'value="[^"]*"|nonce="[^"]*"', "", page)
            return page.split("<main")[1]

        assert plain(revoked) == plain(unknown)
        assert "Ce code n'ouvre rien" in revoked.replace("&#x27;", "'")

    def test_slows_down_whoever_guesses(self, client, code):
        for number in range(10):
            client.post(reverse("core:access"), {"code": f"WRONG{number:07}"})

        response = client.post(reverse("core:access"), {"code": code})

        assert "Attendez dix minutes" in response.content.decode()
        assert who(client) is None

    def test_lets_others_in_meanwhile(self, client, awa, code):
        for number in range(10):
            client.post(
                reverse("core:access"), {"code": f"WRONG{number:07}"}, REMOTE_ADDR="203.0.113.9"
            )

        client.post(reverse("core:access"), {"code": code})

        assert who(client) == str(awa.pk)

    def test_slows_everybody_down_when_many_guess_together(self, client, code, monkeypatch):
        monkeypatch.setattr(wrong_codes, "in_all", 3)
        for number in range(3):
            client.post(
                reverse("core:access"),
                {"code": f"WRONG{number:07}"},
                REMOTE_ADDR=f"203.0.113.{number}",
            )

        assert "Attendez dix minutes" in client.get(card_url(code)).content.decode()

    def test_never_counts_those_who_are_right(self, client, awa, code):
        for _ in range(12):
            client.post(reverse("core:access"), {"code": code})

        assert who(client) == str(awa.pk)

    def test_goes_on_to_the_page_that_was_asked(self, client, code):
        response = client.post(f"{reverse('core:access')}?next=/carnet/", {"code": code})

        assert response.url == "/carnet/"

    def test_goes_nowhere_else(self, client, code):
        url = f"{reverse('core:access')}?next=https://ailleurs.example/"

        assert client.post(url, {"code": code}).url == reverse("core:home")


class TestScanningTheCard:
    def test_asks_who_is_there_and_signs_nobody_in(self, client, code):
        page = client.get(card_url(code)).content.decode()

        assert "Awa, c'est bien vous ?" in page.replace("\xa0", " ").replace("&#x27;", "'")
        assert who(client) is None
        assert AccessCard.objects.get().last_used_at is None

    def test_signs_in_on_the_button(self, client, awa, code):
        response = client.post(card_url(code))

        assert response.url == reverse("core:home")
        assert who(client) == str(awa.pk)
        assert AccessCard.objects.get().last_used_at is not None

    def test_works_again_the_next_day(self, client, awa, code):
        client.post(card_url(code))
        client.logout()

        client.post(card_url(code))

        assert who(client) == str(awa.pk)

    def test_opens_a_new_session(self, client, code):
        client.get(reverse("core:access"))
        session = client.session
        session["basket"] = "someone else's"
        session.save()
        before = session.session_key

        client.post(card_url(code))

        assert client.session.session_key != before

    def test_closes_the_space_of_the_person_before(self, client, awa, code):
        client.force_login(UserFactory(first_name="Binta"))
        session = client.session
        session["basket"] = "Binta's"
        session.save()

        client.post(card_url(code))

        assert who(client) == str(awa.pk)
        assert "basket" not in client.session

    def test_lasts_on_her_own_phone(self, client, code):
        response = client.post(card_url(code))

        assert response.cookies["session"]["max-age"] == 60 * 60 * 24 * 90

    def test_ends_with_the_browser_on_another_s(self, client, code):
        response = client.post(card_url(code), {"not_mine": "on"})

        assert client.session.get_expire_at_browser_close()
        assert response.cookies["session"]["max-age"] == ""

    @pytest.mark.parametrize("code", ["K7DM-93PX-QATE", "%00", "é🙂"])
    def test_meets_an_unknown_card_with_words(self, client, code):
        response = client.get(f"/acces/{code}/")

        assert response.status_code == 404
        assert "Cette carte n'ouvre rien" in response.content.decode().replace("&#x27;", "'")

    def test_opens_no_space_that_was_closed(self, client, awa, code):
        awa.is_active = False
        awa.save()

        assert client.post(card_url(code)).status_code == 404
        assert who(client) is None

    def test_is_not_for_the_team(self, client):
        _card, code = issue_access_card(user=staff(Role.COUNSELLOR), by=None, at=NOON)

        assert client.post(card_url(code)).status_code == 404
        assert who(client) is None

    def test_is_for_no_index_and_no_cache(self, client, code):
        response = client.get(card_url(code))

        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in response["Cache-Control"]


class TestAccessCardPdf:
    def test_is_a_card_that_a_screen_reader_can_read(self, awa):
        card, code = issue_access_card(user=awa, by=None, at=NOON)
        organization = OrganizationFactory(name="Mission locale <Lormance>")

        sheet = Sheet(access_card_pdf(card, code, organization=organization))

        assert (sheet.pages, sheet.size) == (1, [85.6, 54.0])
        assert (sheet.language, sheet.is_tagged) == ("fr", True)
        assert [w for w in ("Awa", code, "<Lormance>") if w not in sheet.text] == []
        assert code in sheet.alternatives[0]

    @pytest.mark.parametrize("code", ["WWWW-WWWW-WWWW", "JJJJ-3334-JJJJ"])
    def test_keeps_the_code_on_one_line_whatever_its_letters(self, awa, code):
        card, _code = issue_access_card(user=awa, by=None, at=NOON)

        sheet = Sheet(access_card_pdf(card, code, organization=OrganizationFactory()))

        assert code in sheet.reader.pages[0].extract_text().splitlines()
