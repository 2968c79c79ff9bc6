"""The production set-up on loopback: PostgreSQL, Redis, two web processes."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORKERS = 2
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def production(port: int) -> Iterator[int]:
    """Start the web server as production does and yield its process id."""
    granian = Path(sys.executable).parent / "granian"
    command = [
        *(str(granian), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", str(WORKERS), "--blocking-threads", "2", "--no-ws"),
        *("--log-level", "error", "config.wsgi:application"),
    ]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | {"LOG_LEVEL": "WARNING"}) as process:
        try:
            _wait_until_ready(port)
            yield process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(10)


def _wait_until_ready(port: int) -> None:
    last: Exception | None = None
    for _try in range(1200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1)
        except OSError as error:
            last = error
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("The server does not answer.") from last


def cpu_seconds(pid: int) -> float:
    """Return the processor time of `pid` and its children so far."""
    total = 0.0
    for each in [pid, *children(pid)]:
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


def resident_mib(pid: int) -> float:
    """Return the memory of `pid` and its children, in MiB."""
    total = 0
    for each in [pid, *children(pid)]:
        for line in Path(f"/proc/{each}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                total += int(line.split()[1])
    return total / 1024


def children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *children(int(child))]
    return found
