"""Real processes, in a process of their own: the supervisor takes over the signals."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from pathlib import Path
from scripts.supervisor import Supervisor, read_procfile

folder = Path(sys.argv[1])
commands = read_procfile(folder / "Procfile")
supervisor = Supervisor(commands, env={"PATH": sys.argv[2]}, cwd=folder, patience_seconds=1)
sys.exit(supervisor.run())
"""
# It says its number, then waits far longer than any test.
LONG = "sh -c 'echo started $$; sleep 600 & wait'"
PATIENCE_SECONDS = 30


@pytest.fixture
def supervise(tmp_path):
    started = []

    def start(procfile):
        (tmp_path / "Procfile").write_text(procfile)
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(tmp_path), os.environ["PATH"]],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.stdout.close()
        process.wait()


def started_pids(process, count):
    lines = [process.stdout.readline() for _ in range(count)]
    return [int(line.split()[-1]) for line in lines]


def is_alive(group: int) -> bool:
    """Whether a process of the group still runs; one that nobody has buried yet does not."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, number = path.read_text().rpartition(")")[2].split()[:3]
            if int(number) == group and state != "Z":
                return True
    return False


class TestSupervisor:
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_stops_everything_when_asked(self, supervise, number):
        process = supervise(f"web: {LONG}\nworker: {LONG}\n")
        pids = started_pids(process, 2)

        process.send_signal(number)

        assert process.wait(PATIENCE_SECONDS) == 0
        assert not any(map(is_alive, pids))

    @pytest.mark.parametrize("code", [0, 3])
    def test_stops_the_rest_when_one_ends_by_itself(self, supervise, code):
        process = supervise(f"web: {LONG}\nworker: sh -c 'sleep 0.5; exit {code}'\n")
        pids = started_pids(process, 1)

        assert process.wait(PATIENCE_SECONDS) == 1
        assert "« worker »" in process.stdout.read()
        assert not any(map(is_alive, pids))

    def test_says_who_speaks(self, supervise):
        process = supervise("web: echo bonjour\n")

        assert "web    | bonjour" in process.communicate(timeout=PATIENCE_SECONDS)[0]

    def test_kills_what_does_not_stop(self, supervise):
        stubborn = "sh -c 'trap : TERM; echo started $$; while :; do sleep 600; done'"
        process = supervise(f"web: {stubborn}\n")
        pids = started_pids(process, 1)

        process.send_signal(signal.SIGINT)

        assert process.wait(PATIENCE_SECONDS) == 0
        assert not any(map(is_alive, pids))
