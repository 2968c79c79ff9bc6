"""The starter path, imported once for all the journeys of a run, then copied."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from core.models import OutboxEvent
from tests.courses.bundles import STARTER


class Starter:
    """What its first import wrote, rows and pictures. Only SQLite copies its rows so simply."""

    def __init__(self, folder: Path) -> None:
        self.rows = folder / "starter.sqlite3"
        self.uploads = folder / "uploads"

    def put(self) -> None:
        """Put the path in the database, which holds no more than migrations wrote."""
        if self.rows.exists():
            self.copy_back()
            return
        # The facts are forgotten before a worker hears them: pictures are drawn when looked at.
        with transaction.atomic():
            call_command("import_path", str(STARTER), verbosity=0)
            OutboxEvent.objects.waiting().update(delivered_at=timezone.now())
        if connection.vendor == "sqlite":
            self.keep()

    def keep(self) -> None:
        shutil.copytree(settings.MEDIA_ROOT, self.uploads)
        with closing(sqlite3.connect(self.rows)) as kept:
            connection.connection.backup(kept)

    def copy_back(self) -> None:
        shutil.copytree(self.uploads, settings.MEDIA_ROOT)
        connection.ensure_connection()
        with closing(sqlite3.connect(self.rows)) as kept:
            kept.backup(connection.connection)
