import socket
import subprocess
import sys
import textwrap

from django.conf import settings

from tests.settings import _VAR_DIR


def wake(broker_url: str) -> subprocess.CompletedProcess:
    """Wake the relay twice in a process of its own, as a web process of production would."""
    code = textwrap.dedent(
        """
        import django
        django.setup()
        from core.tasks import RelayWaker
        wake = RelayWaker()
        wake()
        wake()
        """
    )
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "CELERY_BROKER_URL": broker_url,
        "PALIER_VAR_DIR": str(_VAR_DIR / "waker"),
        "PALIER_ENV_FILE": "/dev/null",
        "SECRET_KEY": "only-for-tests",
    }
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


class TestRelayWaker:
    """Of two requests that find the broker down, one is told and the other does not try."""

    def test_does_not_fail_without_a_broker(self):
        result = wake("redis://127.0.0.1:1")

        assert result.returncode == 0, result.stderr
        assert result.stderr.count("the broker does not answer") == 1

    def test_does_not_hang_on_a_broker_that_is_silent(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            result = wake(f"amqp://127.0.0.1:{silent.getsockname()[1]}")

        assert result.returncode == 0, result.stderr
        assert result.stderr.count("the broker does not answer") == 1
