"""What every page may show."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def palier(request: HttpRequest) -> dict[str, Any]:
    return {"demo": settings.DEMO, "nonce": getattr(request, "csp_nonce", "")}
