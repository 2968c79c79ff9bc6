import re

import pytest
from django.urls import reverse
from wagtail.models import Page, Site

from cms.models import HomePage
from cms.services import ensure_home_page

pytestmark = pytest.mark.django_db


class TestHomePage:
    def test_opens_two_doors_to_anybody(self, client):
        page = client.get("/")

        assert page.status_code == 200
        text = page.content.decode()
        assert f'href="{reverse("core:access")}"' in text
        assert f'href="{reverse("account_login")}"' in text
        assert "J'ai une carte" in text
        assert "Je reviens" in text

    def test_asks_nothing_of_another_origin(self, client):
        text = client.get("/").content.decode()

        links = re.findall(r'(?:src|href|srcset|action)="([^"]+)"', text)
        assert links
        assert all(link.startswith(("/", "#", "tel:")) for link in links), links
        assert "style=" not in text

    def test_says_whom_to_call(self, client):
        ensure_home_page(contact_name="Nadia", contact_phone="05 00 00 00 01")

        text = client.get("/").content.decode()

        assert "Nadia" in text
        assert 'href="tel:0500000001"' in text


class TestEnsureHomePage:
    def test_is_there_from_the_first_migration(self):
        assert Site.objects.get(is_default_site=True).root_page.specific == HomePage.objects.get()
        assert not Page.objects.filter(title__startswith="Welcome").exists()

    def test_fills_what_is_empty_and_keeps_what_was_written(self):
        first = ensure_home_page(contact_name="Nadia")
        again = ensure_home_page(contact_name="Autre", headline="Autre")

        assert again.pk == first.pk
        assert again.contact_name == "Nadia"
        assert again.headline != "Autre"

    def test_makes_it_again(self, client):
        Site.objects.all().delete()
        HomePage.objects.get().delete()
        Page.fix_tree()

        ensure_home_page()

        assert HomePage.objects.count() == 1
        Site.clear_site_root_paths_cache()
        assert client.get("/").status_code == 200
