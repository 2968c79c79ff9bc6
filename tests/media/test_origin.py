"""Two kinds of hosts: what answers on one does not exist on the other."""

import logging

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from media.origin import ContentHostMiddleware, app_origin, content_url, label_of

CONTENT = "content.palier.example.org"
LABEL = "p0123456789abcdef0123"


@pytest.fixture(autouse=True)
def hosts(settings):
    settings.BASE_URL = "https://palier.example.org"
    settings.CONTENT_HOST = CONTENT
    settings.ALLOWED_HOSTS = ["palier.example.org"]


@pytest.fixture
def package(client):
    """A browser on the host of one package."""
    client.defaults["HTTP_HOST"] = f"{LABEL}.{CONTENT}"
    return client


class TestContentHost:
    @pytest.mark.parametrize(
        "path", ["/", "/healthz", "/static/core/favicon.svg", "/atelier/", "/compte/", "/files/a.png"]
    )
    def test_knows_nothing_of_the_application(self, package, path):
        response = package.get(path)

        assert response.status_code == 404
        assert response["Content-Type"] == "text/plain; charset=utf-8"

    def test_does_not_exist_on_the_host_of_the_application(self, client, db):
        assert client.get("/c/x/a.html", headers={"host": "palier.example.org"}).status_code == 404
