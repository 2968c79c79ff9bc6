"""The secret part of an address: what it opens, for how long, and what is said when it does not."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone

from media.asset_tokens import (
    PERIOD,
    START,
    TokenRefused,
    asset_base,
    asset_token,
    asset_url,
    read_asset_token,
)
from media.models import PackageVersion
from tests.clock import NOON
from tests.media.factories import PackageVersionFactory


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def version(db):
    return PackageVersionFactory()


def browser(version) -> Client:
    return Client(headers={"host": urlsplit(asset_url(version, "", at=NOON)).netloc})


class TestAssetToken:
    def test_opens_one_version(self, version):
        assert read_asset_token(asset_token(version, at=NOON), at=NOON) == version.uuid

    def test_stays_the_same_for_a_period(self):
        version = PackageVersion()
        start = NOON - (NOON - START) % PERIOD

        first = asset_token(version, at=start)

        assert asset_token(version, at=start + PERIOD - timedelta(seconds=1)) == first
        assert asset_token(version, at=start + PERIOD) != first

    def test_holds_for_a_period_at_least_and_two_at_most(self):
        token = asset_token(PackageVersion(), at=NOON)

        assert read_asset_token(token, at=NOON + PERIOD)
        with pytest.raises(TokenRefused, match="expired"):
            read_asset_token(token, at=NOON + 2 * PERIOD)

    def test_is_not_made_by_others(self):
        token = asset_token(PackageVersion(), at=NOON)
        ours, theirs = (
            Signer(salt=salt, sep=".")
            for salt in ("media.asset_tokens", "learners.runtime.attempt")
        )
        forged = ["", "é", token[:-1], token.swapcase(), f"A{token}", theirs.sign(token)]

        for each in [*forged, ours.sign("AAAA"), ours.sign("A")]:
            with pytest.raises(TokenRefused, match="forged"):
                read_asset_token(each, at=NOON)


@pytest.mark.django_db
class TestRefusals:
    def test_tell_what_to_do_and_leave_a_line(self, version, caplog):
        url = asset_url(version, "index.html", at=timezone.now() - 2 * PERIOD)

        response = browser(version).get(url)

        assert response.status_code == 403
        assert "Rouvrez l'étape depuis votre parcours" in response.text
        assert response["Cache-Control"] == "no-store"
        assert caplog.messages == [f"refused expired on {version.label}"]
        assert asset_token(version, at=NOON)[:24] not in caplog.text

    def test_are_the_same_for_a_forged_address(self, version, caplog):
        response = browser(version).get("/c/forged/index.html")

        assert response.status_code == 403
        assert caplog.messages == [f"refused forged on {version.label}"]

    def test_keep_packages_on_their_own_hosts(self, version, caplog):
        other = PackageVersionFactory()

        response = browser(other).get(f"{asset_base(version, at=timezone.now())}index.html")

        assert response.status_code == 404
        assert caplog.messages == [f"refused label on {other.label}"]
