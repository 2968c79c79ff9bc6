import os
import subprocess
import sys
import textwrap

import pytest
from django.conf import settings


@pytest.fixture
def run(tmp_path):
    """Start a process on an embedded database of the test's own."""

    def start(code: str) -> subprocess.Popen:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PALIER_VAR_DIR": str(tmp_path),
            "PALIER_ENV_FILE": os.devnull,
        }
        environment.pop("DATABASE_URL", None)
        setup = "import django; django.setup()\nfrom django.db import connection, transaction\n"
        command = [sys.executable, "-c", setup + textwrap.dedent(code)]
        return subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True
        )

    return start


class TestEmbeddedDatabase:
    def test_takes_the_writes_of_web_and_worker_at_once(self, run):
        prepare = """
            with connection.cursor() as cursor:
                cursor.execute("CREATE TABLE counter (n integer)")
                cursor.execute("INSERT INTO counter VALUES (0)")
                print(cursor.execute("PRAGMA journal_mode").fetchone()[0])
                print(cursor.execute("PRAGMA foreign_keys").fetchone()[0])
        """
        # A read before the write: what fails at once without an immediate transaction.
        write = """
            for _time in range(60):
                with transaction.atomic(), connection.cursor() as cursor:
                    n = cursor.execute("SELECT n FROM counter").fetchone()[0]
                    cursor.execute("UPDATE counter SET n = %s", [n + 1])
        """
        read = """
            with connection.cursor() as cursor:
                print(cursor.execute("SELECT n FROM counter").fetchone()[0])
        """
        assert run(prepare).communicate()[0].split() == ["wal", "1"]

        writers = [run(write), run(write)]

        for writer in writers:
            writer.communicate(timeout=60)
        assert [writer.returncode for writer in writers] == [0, 0]
        assert run(read).communicate()[0].strip() == "120"
