"""Runs the processes of the Procfile side by side: one stops, all stop."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

OURSELVES = "palier"
COLOURS = (36, 33, 35, 32)


def read_procfile(path: Path) -> dict[str, str]:
    """Return the command of each process, in order."""
    lines = [line.strip() for line in path.read_text().splitlines()]
    pairs = [line.partition(":") for line in lines if line and not line.startswith("#")]
    return {name.strip(): command.strip() for name, _, command in pairs}


class Supervisor:
    """Starts processes, prefixes what they say, and takes all of them down together."""

    def __init__(
        self,
        commands: Mapping[str, str],
        *,
        env: Mapping[str, str],
        cwd: Path,
        patience_seconds: float = 8,
    ) -> None:
        self.commands, self.env, self.cwd = commands, env, cwd
        self.patience_seconds = patience_seconds
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.ended: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self.asked_to_stop = False
        self.width = max(map(len, [*commands, OURSELVES]))

    def run(self, *, when_started: Callable[[], None] = lambda: None) -> int:
        """Return 0 when a person stopped it, 1 when a process ended by itself."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        for name, command in self.commands.items():
            self._start(name, command)
        threading.Thread(target=when_started, daemon=True).start()
        first = self._wait_for_an_end()
        self._stop_all()
        if self.asked_to_stop:
            return 0
        code = self.processes[first].returncode if first else None
        self._say(OURSELVES, f"« {first} » s'est arrêté / stopped (code {code}).")
        return 1

    def _ask_to_stop(self, *_: object) -> None:
        if self.asked_to_stop:
            self._signal_all(signal.SIGKILL)
        self.asked_to_stop = True
        self.ended.put(None)

    def _start(self, name: str, command: str) -> None:
        # A group of its own: Ctrl-C reaches it through us, once; and its children stop with it.
        process = subprocess.Popen(
            ["/bin/sh", "-c", f"exec {command}"],
            cwd=self.cwd,
            env=dict(self.env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.processes[name] = process
        threading.Thread(target=self._follow, args=(name, process.stdout), daemon=True).start()
        threading.Thread(target=self._watch, args=(name, process), daemon=True).start()

    def _follow(self, name: str, output: IO[bytes]) -> None:
        for line in output:
            self._say(name, line.decode(errors="replace").rstrip())

    def _watch(self, name: str, process: subprocess.Popen[bytes]) -> None:
        process.wait()
        self.ended.put(name)

    def _wait_for_an_end(self) -> str | None:
        while True:
            try:
                # Without a timeout, a signal would wait for the next line.
                return self.ended.get(timeout=0.5)
            except queue.Empty:
                continue

    def _stop_all(self) -> None:
        self._signal_all(signal.SIGTERM)
        deadline = time.monotonic() + self.patience_seconds
        for process in self.processes.values():
            try:
                process.wait(timeout=max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._signal_all(signal.SIGKILL)
        # What a process left behind in its group goes too.
        self._signal_all(signal.SIGKILL)

    def _signal_all(self, number: signal.Signals) -> None:
        for process in self.processes.values():
            try:
                os.killpg(process.pid, number)
            except ProcessLookupError:
                continue

    def _say(self, name: str, line: str) -> None:
        prefix = name.ljust(self.width)
        if sys.stdout.isatty() and name in self.commands:
            colour = COLOURS[list(self.commands).index(name) % len(COLOURS)]
            prefix = f"\x1b[{colour}m{prefix}\x1b[0m"
        print(f"{prefix} | {line}", flush=True)
