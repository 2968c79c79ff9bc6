"""A migrated database for every run: migrations are played once, then copied.

Each process works on its own copy, so that two runs in one checkout never meet.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import environ
import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / "var" / "tests"


def fingerprint() -> str:
    """Name the state that migrations lead to: ours by content, others by their pinned versions."""
    digest = hashlib.sha256((ROOT / "requirements" / "base.txt").read_bytes())
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Let one process of the machine in at a time."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrate(database_url: str) -> None:
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def copy_sqlite(target: Path) -> None:
    with alone("sqlite"):
        # Asked once inside: who waits with an older name would throw the newer database away.
        source = CACHE / f"{fingerprint()}.sqlite3"
        if not source.exists():
            for stale in CACHE.glob("*.sqlite3*"):
                stale.unlink()
            partial = source.with_suffix(".part")
            partial.unlink(missing_ok=True)
            migrate(f"sqlite:///{partial}")
            partial.rename(source)
        shutil.copyfile(source, target)


def prepare_postgresql_template(database_url: str) -> str:
    """Return the name of a migrated database that test databases are copied from."""
    config = environ.Env.db_url_config(database_url)
    # A role can only copy and drop what is its own.
    prefix = f"palier_template_{config['USER']}_"
    name = f"{prefix}{fingerprint()}"
    server = {
        "host": config["HOST"],
        "port": config["PORT"] or 5432,
        "user": config["USER"],
        "password": config["PASSWORD"],
        "dbname": "postgres",
    }
    partial = f"{name}_part"
    with alone("postgresql"), psycopg.connect(**server, autocommit=True) as connection:
        known = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        if name in known:
            return name
        for stale in known:
            if stale.startswith(prefix):
                connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(stale)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(partial)))
        migrate(database_url.rpartition("/")[0] + f"/{partial}")
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(partial), sql.Identifier(name)
            )
        )
    return name
