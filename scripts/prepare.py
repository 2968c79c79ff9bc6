"""Bring the database, the static files and the demonstration up to date, in one process.

Starting Django is most of what a management command costs; a second `make run` must be quick.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from scripts import messages
from scripts.environment import ROOT, say

LOCKS = ("requirements/base.txt", "package-lock.json")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    messages.compile_catalogues()
    django.setup()
    migrate()
    if not settings.DEBUG:
        collect_static()
    say("Démonstration / demonstration")
    call_command("load_demo")
    call_command("demo_accounts")


def migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Base de données / database")
        call_command("migrate", verbosity=0, interactive=False)


def collect_static() -> None:
    """Collect and compress the static files, unless nothing changed since."""
    root = Path(settings.STATIC_ROOT)
    stamp = root / ".palier-stamp"
    wanted = fingerprint_of_static_files()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("Fichiers des pages / static files")
    call_command("collectstatic", verbosity=0, interactive=False, clear=root.exists())
    stamp.write_text(wanted)


def fingerprint_of_static_files() -> str:
    """Sum up what is served: ours file by file, other people's by their locked versions."""
    digest = hashlib.sha256()
    for lock in LOCKS:
        digest.update((ROOT / lock).read_bytes())
    for path in own_static_files():
        status = path.stat()
        digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def own_static_files() -> Iterator[Path]:
    for folder in sorted(ROOT.glob("*/static")):
        if folder.parent.name not in {"var", "node_modules"}:
            yield from sorted(path for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    main()
