"""What the proxy's example says of packages must follow their addresses."""

import re

from django.conf import settings
from django.urls import reverse

from media.h5p_bundles import FOLDER
from media.package_admin.addresses import package_url

EXAMPLE = (settings.BASE_DIR / "deploy/nginx.conf").read_text()
LOCATIONS = re.findall(r"location ~ (\S+) \{(.*?)\n    \}", EXAMPLE, re.DOTALL)


def location(address: str) -> str:
    return next(body for pattern, body in LOCATIONS if re.search(pattern, address))


class TestProxy:
    def test_lets_packages_through_wherever_they_are_sent(self):
        for address in (package_url("send"), reverse("api:packages")):
            body = location(address)

            assert "proxy_request_buffering off;" in body
            most = re.search(r"client_max_body_size (\d+)m;", body)
            assert most
            assert int(most[1]) * 1024**2 > settings.MAX_PACKAGE_BYTES

    def test_sends_the_files_of_every_folder(self):
        for folder in ("packages", "h5p-libraries", FOLDER):
            body = location(f"/stored/{folder}/0a1b/2c.br")

            assert "internal;" in body
            assert "Access-Control-Allow-Origin" in body
            assert "Content-Security-Policy" in body
