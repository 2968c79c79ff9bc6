"""What machines ask."""

import os
from collections.abc import Callable
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@login_not_required
@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Everything that a request needs is there; else 503 and the names of what is missing."""
    missing = [name for name, check in CHECKS.items() if not _passes(check)]
    return JsonResponse({"missing": missing}, status=503 if missing else 200)


def _passes(check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception:  # noqa: BLE001 - whatever is wrong, its name is all that is said
        return False
    return True


def database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def migrations() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise RuntimeError


def broker() -> None:
    with current_app.connection_for_write() as link:
        link.ensure_connection(max_retries=1, interval_start=0, timeout=2)


def storage() -> None:
    default_storage.exists("readyz")
    if isinstance(default_storage, FileSystemStorage):
        folder = Path(default_storage.location)
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError


CHECKS = {"database": database, "migrations": migrations, "broker": broker, "storage": storage}

ROBOTS = """\
User-agent: *
Disallow: /carte/
Disallow: /acces/
Disallow: /reponse/
Disallow: /compte/
Disallow: /atelier/
"""


@login_not_required
@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    text = "User-agent: *\nDisallow: /\n" if settings.DEMO else ROBOTS
    return HttpResponse(text, content_type="text/plain")


@login_not_required
@require_safe
def favicon(_request: HttpRequest) -> HttpResponse:
    return redirect(static("core/favicon.svg"))
